//! Kuma 2.9 to 2.13 (kuma.md R11 to R15): the objects are those of 2.14, which changed only how statuses
//! are counted and how wildcards are compared (R18), faults that are not copied.

use super::{Choices, kuma_2_14};

pub(super) const CHOICES: Choices = Choices {
    title: "Kuma 2.13",
    since: "2.9",
    until: "2.13",
    ..kuma_2_14::CHOICES
};
