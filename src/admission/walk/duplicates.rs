//! Members that are written twice.

use std::collections::BTreeMap;

use crate::admission::place::Place;
use crate::admission::words::quoted;
use crate::diagnostic::Code;
use crate::json::Member;
use crate::order;

use super::Walker;

impl<'a> Walker<'_, 'a> {
    /// Of keys that are written twice the last one stays.
    #[cold]
    pub(super) fn drop_duplicates(&mut self, members: &mut Vec<Member<'a>>, place: &Place<'_>) {
        let stays: Vec<bool> = {
            let mut seen: BTreeMap<String, String> = BTreeMap::new();
            members
                .iter()
                .rev()
                .map(|(key, _)| seen.insert(key.to_string(), String::new()).is_none())
                .collect()
        };
        let mut stays = stays.into_iter().rev();
        let mut told: BTreeMap<String, String> = BTreeMap::new();
        members.retain_mut(|(key, value)| {
            let stays = stays.next().unwrap_or(true);
            if !stays {
                // Whoever reads the text tells what is written twice in there too.
                self.free(value, &place.key(key));
                if told.insert(key.to_string(), String::new()).is_some() {
                    return false;
                }
                let place = place.key(key);
                // Quoted, where an unknown field is told as it is.
                let shown = quoted(&place.to_string());
                self.tell(format_args!("duplicate field {shown}"));
                self.warn(Code::DuplicateField, &place, |_| {
                    (
                        format!("`{place}` is written more than once, and the last one counts"),
                        None,
                    )
                });
            }
            stays
        });
    }
}

/// Whether a key is written twice.
pub(super) fn has_duplicates(members: &[Member<'_>]) -> bool {
    if members.len() <= 12 {
        let mut rest = members;
        while let Some(((key, _), others)) = rest.split_first() {
            if others
                .iter()
                .any(|(other, _)| other.as_str() == key.as_str())
            {
                return true;
            }
            rest = others;
        }
        return false;
    }
    let mut keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
    order::sort_by(&mut keys, |a, b| a.cmp(b));
    keys.windows(2).any(|pair| pair.first() == pair.last())
}
