//! Enums that keep values of a newer release.

/// Defines an enum of words that keeps a word that it does not know.
macro_rules! open_enum {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $variant_doc:literal])+ $variant:ident,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name<'a> {
            $($(#[doc = $variant_doc])+ $variant,)+
            /// A value that this release does not know.
            Unknown(crate::json::Text<'a>),
        }

        impl $name<'_> {
            /// The word as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => stringify!($variant),)+
                    Self::Unknown(word) => word,
                }
            }
        }

        impl Default for $name<'_> {
            fn default() -> Self {
                Self::Unknown(crate::json::Text::default())
            }
        }

        impl<'a> crate::json::FromNode<'a> for $name<'a> {
            fn fill(
                &mut self,
                node: &mut crate::json::Node<'a>,
            ) -> Result<(), Box<crate::json::DecodeError>> {
                let mut word = crate::json::Text::default();
                word.fill(node)?;
                *self = match word.as_str() {
                    $(stringify!($variant) => Self::$variant,)+
                    _ => Self::Unknown(word),
                };
                Ok(())
            }
        }
    };
}

pub(super) use open_enum;
