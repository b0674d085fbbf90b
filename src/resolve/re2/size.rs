//! How large and how deep the compiled pattern gets: sums over the parse tree, kept
//! without building the tree.

/// The most instructions Go's compiler is allowed (128 MiB of 40 bytes).
const MAX_SIZE: u64 = (128 << 20) / 40;
/// The highest parse tree, as Go has it. Adjacent literals and classes that Go joins to
/// one node are counted apart here, which is a level more at most at the innermost end.
const MAX_HEIGHT: u32 = 1000;
/// The most copies nested counted repetitions may make of one thing.
const MAX_COPIES: u64 = 1000;

/// Sums over one node of the parse tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Instructions it compiles to.
    size: u64,
    /// Levels below and with it.
    height: u32,
    /// The largest product of counted repetitions from here to a leaf.
    copies: u64,
}

/// Why a node is refused.
pub(super) enum Excess {
    /// More instructions than allowed.
    Size,
    /// More levels than allowed.
    Height,
    /// Nested counts multiply to more than allowed.
    Copies,
}

impl Node {
    /// One character, class or assertion; also the empty match.
    pub(super) const LEAF: Node = Node {
        size: 1,
        height: 1,
        copies: 1,
    };

    /// The node of a capturing group around this one.
    pub(super) fn captured(self) -> Result<Node, Excess> {
        Node {
            size: self.size.saturating_add(2),
            height: self.height.saturating_add(1),
            ..self
        }
        .checked()
    }

    /// This node under `*`, `+` or `?` (two instructions at most).
    pub(super) fn starred(self) -> Result<Node, Excess> {
        self.captured()
    }

    /// This node repeated `min` to `max` times, without end when `max` is `None`.
    pub(super) fn counted(self, min: u64, max: Option<u64>) -> Result<Node, Excess> {
        let times = max.unwrap_or(min);
        let extra = max.map_or(2, |max| max.saturating_sub(min));
        let copies = match (times, max) {
            // Nothing of `x{0}` is compiled, so what is nested in it does not count.
            (0, Some(_)) => 1,
            (times, _) => self.copies.saturating_mul(times.max(1)),
        };
        // RE2 looks at the nesting only where the count itself makes copies.
        if times >= 2 && copies > MAX_COPIES {
            return Err(Excess::Copies);
        }
        Node {
            size: self.size.saturating_mul(times).saturating_add(extra).max(1),
            height: self.height.saturating_add(1),
            copies,
        }
        .checked()
    }

    /// The node itself when it keeps the limits.
    fn checked(self) -> Result<Node, Excess> {
        if self.size > MAX_SIZE {
            return Err(Excess::Size);
        }
        if self.height > MAX_HEIGHT {
            return Err(Excess::Height);
        }
        Ok(self)
    }
}

/// The children of a concatenation or an alternation, added up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    count: u64,
    size: u64,
    height: u32,
    copies: u64,
}

impl Sum {
    /// Adds a child.
    pub(super) fn add(&mut self, node: Node) {
        self.count = self.count.saturating_add(1);
        self.size = self.size.saturating_add(node.size);
        self.height = self.height.max(node.height);
        self.copies = self.copies.max(node.copies);
    }

    /// The node of these children one after the other.
    pub(super) fn concatenated(self) -> Result<Node, Excess> {
        self.node(0)
    }

    /// The node of these children as alternatives: one instruction between two.
    pub(super) fn alternated(self) -> Result<Node, Excess> {
        self.node(self.count.saturating_sub(1))
    }

    fn node(self, extra: u64) -> Result<Node, Excess> {
        // A node of one child is the child.
        let level = u32::from(self.count > 1);
        Node {
            size: self.size.saturating_add(extra).max(1),
            height: self.height.saturating_add(level).max(1),
            copies: self.copies.max(1),
        }
        .checked()
    }
}
