//! Where the walkers are in an object.

use std::fmt;

use crate::json::Pointer;

/// A place on the way down: a list on the stack, read only when there is something to tell.
pub(super) struct Place<'p> {
    pub(super) parent: Option<&'p Place<'p>>,
    pub(super) segment: Segment<'p>,
}

#[derive(Clone, Copy)]
pub(super) enum Segment<'p> {
    Root,
    Key(&'p str),
    /// The key of a map, where `Key` is the name of a property.
    MapKey(&'p str),
    Index(usize),
}

impl<'p> Place<'p> {
    pub(super) const ROOT: Place<'static> = Place {
        parent: None,
        segment: Segment::Root,
    };

    pub(super) fn key(&'p self, key: &'p str) -> Place<'p> {
        Place {
            parent: Some(self),
            segment: Segment::Key(key),
        }
    }

    pub(super) fn map_key(&'p self, key: &'p str) -> Place<'p> {
        Place {
            parent: Some(self),
            segment: Segment::MapKey(key),
        }
    }

    pub(super) fn index(&'p self, index: usize) -> Place<'p> {
        Place {
            parent: Some(self),
            segment: Segment::Index(index),
        }
    }

    /// From the root to here.
    pub(super) fn segments(&self) -> Vec<Segment<'p>> {
        let mut segments = Vec::new();
        let mut at = Some(self);
        while let Some(place) = at {
            segments.push(place.segment);
            at = place.parent;
        }
        segments.reverse();
        segments
    }

    pub(super) fn pointer(&self) -> Pointer {
        self.segments()
            .iter()
            .fold(Pointer::root(), |at, segment| match segment {
                Segment::Root => at,
                Segment::Key(key) | Segment::MapKey(key) => at.key(key),
                Segment::Index(index) => at.index(*index),
            })
    }
}

/// As schema errors write a place: `spec.rules[0].backendRefs`, `spec.labels.a`.
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for segment in self.segments() {
            match segment {
                Segment::Root => continue,
                Segment::Key(key) | Segment::MapKey(key) if first => f.write_str(key)?,
                Segment::Key(key) | Segment::MapKey(key) => write!(f, ".{key}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
            first = false;
        }
        Ok(())
    }
}

/// As all other errors write a place: `spec.labels[a]`.
pub(super) struct AsField<'p>(pub(super) &'p Place<'p>);

impl fmt::Display for AsField<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for segment in self.0.segments() {
            match segment {
                Segment::Root => continue,
                Segment::Key(key) if first => f.write_str(key)?,
                Segment::Key(key) => write!(f, ".{key}")?,
                Segment::MapKey(key) => write!(f, "[{key}]")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
            first = false;
        }
        Ok(())
    }
}
