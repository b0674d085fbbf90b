//! Object metadata and conditions.

use serde::{Deserialize, Serialize};

use crate::json::Text;

/// A map of strings in the order in which it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map<'a>(pub Vec<(Text<'a>, Text<'a>)>);

impl<'a> Map<'a> {
    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Text<'a>> {
        self.0
            .iter()
            .find(|(k, _)| *k == key)
            .map(|(_, value)| value)
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries.
    pub fn iter(&self) -> impl Iterator<Item = &(Text<'a>, Text<'a>)> {
        self.0.iter()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Map<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Map<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map of strings")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Map<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Map(entries))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

/// The metadata that the translation reads.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Metadata<'a> {
    /// The name.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// The namespace; empty for objects of the whole cluster.
    #[serde(borrow)]
    pub namespace: Text<'a>,
    /// The labels.
    #[serde(borrow)]
    pub labels: Option<Map<'a>>,
    /// The annotations.
    #[serde(borrow)]
    pub annotations: Option<Map<'a>>,
    /// How often the spec was changed.
    pub generation: Option<i64>,
    /// The unique id.
    #[serde(borrow)]
    pub uid: Option<Text<'a>>,
    /// When the object was created.
    #[serde(borrow)]
    pub creation_timestamp: Option<Text<'a>>,
    /// The finalizers.
    #[serde(borrow)]
    pub finalizers: Option<Vec<Text<'a>>>,
    /// The owners.
    #[serde(borrow)]
    pub owner_references: Option<Vec<OwnerReference<'a>>>,
}

impl<'a> Metadata<'a> {
    /// The label `key`.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&Text<'a>> {
        self.labels.as_ref().and_then(|labels| labels.get(key))
    }

    /// The annotation `key`.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&Text<'a>> {
        self.annotations
            .as_ref()
            .and_then(|annotations| annotations.get(key))
    }

    /// The generation; an object that was never stored would be stored with the first.
    #[must_use]
    pub fn generation(&self) -> i64 {
        self.generation.unwrap_or(1)
    }

    /// Orders objects: the older first, objects that were never stored last, then by namespace and name.
    #[must_use]
    pub fn age(&self) -> (bool, &str, &str, &str) {
        let created = self.creation_timestamp.as_deref().unwrap_or_default();
        (created.is_empty(), created, &self.namespace, &self.name)
    }
}

/// An owner of an object.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OwnerReference<'a> {
    /// The owner's kind.
    #[serde(borrow)]
    pub kind: Text<'a>,
    /// The owner's name.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// Whether the owner controls the object.
    pub controller: Option<bool>,
}

/// One condition of a status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Condition<'a> {
    /// What it is about.
    #[serde(borrow, rename = "type")]
    pub r#type: Text<'a>,
    /// `True`, `False` or `Unknown`.
    #[serde(borrow)]
    pub status: Text<'a>,
    /// Why, as one word.
    #[serde(borrow)]
    pub reason: Text<'a>,
    /// Why, as one sentence; may be empty.
    #[serde(borrow)]
    pub message: Text<'a>,
    /// The generation that it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// When the status changed last; the host fills it in where it is absent.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub last_transition_time: Option<Text<'a>>,
}
