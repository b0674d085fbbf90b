//! What many nodes have in common.

use std::collections::HashMap;

/// Texts, equal ones once.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) texts: Vec<String>,
    indices: HashMap<String, usize>,
}

impl Shared {
    pub(super) fn add(&mut self, text: String) -> usize {
        if let Some(&index) = self.indices.get(&text) {
            return index;
        }
        let index = self.texts.len();
        self.texts.push(text.clone());
        self.indices.insert(text, index);
        index
    }
}
