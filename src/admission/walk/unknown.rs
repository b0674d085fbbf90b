//! Members that the schema does not know.

use crate::admission::place::{Place, Segment};
use crate::contract::Channel;
use crate::diagnostic::{Code, did_you_mean};

use super::Walker;

impl Walker<'_, '_> {
    #[cold]
    pub(in crate::admission) fn unknown(
        &mut self,
        parent: &Place<'_>,
        key: &str,
        names: &[&'static str],
    ) {
        let place = parent.key(key);
        self.tell(format_args!("unknown field \"{place}\""));
        self.warn(Code::UnknownField, &place, |walker| {
            let message = format!("`{place}` is not a field of {}, and is left out", walker.id.kind);
            let help = if walker.in_experimental(&place) {
                Some(format!(
                    "`{key}` is in Gateway API's experimental channel only: install those CRDs and set \
                     `crds: experimental`"
                ))
            } else {
                did_you_mean(key, names.iter().copied())
            };
            (message, help)
        });
    }

    /// Whether a place that this channel does not know is one of the experimental channel.
    fn in_experimental(&self, place: &Place<'_>) -> bool {
        if self.id.channel == Channel::Experimental {
            return false;
        }
        let mut at = self
            .tables
            .root(
                self.id.api_version,
                self.id.kind,
                Channel::Experimental,
                self.id.release,
            )
            .and_then(|root| self.tables.schema(root.schema));
        for segment in place.segments() {
            at = at.and_then(|schema| match segment {
                Segment::Root => Some(schema),
                Segment::Key(key) | Segment::MapKey(key) => {
                    schema.member(key).and_then(|id| self.tables.schema(id))
                }
                Segment::Index(_) => schema.items.and_then(|id| self.tables.schema(id)),
            });
        }
        at.is_some()
    }
}
