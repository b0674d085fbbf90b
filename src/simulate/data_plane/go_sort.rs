//! Go's `sort.Sort`, with the order in which it leaves equal items.
//!
//! Kuma sorts the routes of a gateway with it, and which of two equal ones comes first decides where
//! a request goes (F133): up to twelve items keep their order, more are scrambled in one fixed way.

/// More items than this are not sorted by insertion.
const MAX_INSERTION: usize = 12;
/// From here on the pivot is a median of medians.
const SHORTEST_NINTHER: usize = 50;
/// Shorter slices are not repaired by shifting.
const SHORTEST_SHIFTING: usize = 50;
/// The most pairs that are shifted.
const MAX_STEPS: usize = 5;
/// The most swaps that choosing a pivot can count.
const MAX_SWAPS: usize = 12;

/// Gives the places of `len` items in the order in which Go's `sort.Sort` puts them, where
/// `less(a, b)` says whether the item at place `a` comes before that at `b`.
pub(super) fn sorted(len: usize, less: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut data = Data {
        places: (0..len).collect(),
        less,
    };
    let limit = usize::BITS - len.leading_zeros();
    data.sort(0, len, limit);
    data.places
}

struct Data<'l> {
    places: Vec<usize>,
    less: &'l dyn Fn(usize, usize) -> bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hint {
    Unknown,
    Increasing,
    Decreasing,
}

impl Data<'_> {
    fn less(&self, a: usize, b: usize) -> bool {
        match (self.places.get(a), self.places.get(b)) {
            (Some(a), Some(b)) => (self.less)(*a, *b),
            _ => false,
        }
    }

    fn swap(&mut self, a: usize, b: usize) {
        if a < self.places.len() && b < self.places.len() {
            self.places.swap(a, b);
        }
    }

    fn sort(&mut self, mut a: usize, mut b: usize, mut limit: u32) {
        let (mut balanced, mut partitioned) = (true, true);
        loop {
            let length = b - a;
            if length <= MAX_INSERTION {
                self.insertion(a, b);
                return;
            }
            if limit == 0 {
                self.heap(a, b);
                return;
            }
            if !balanced {
                self.break_patterns(a, b);
                limit -= 1;
            }
            let (mut pivot, mut hint) = self.choose_pivot(a, b);
            if hint == Hint::Decreasing {
                if let Some(range) = self.places.get_mut(a..b) {
                    range.reverse();
                }
                pivot = b - 1 - (pivot - a);
                hint = Hint::Increasing;
            }
            if balanced && partitioned && hint == Hint::Increasing && self.nearly_sorted(a, b) {
                return;
            }
            if a > 0 && !self.less(a - 1, pivot) {
                a = self.partition_equal(a, b, pivot);
                continue;
            }
            let (middle, already) = self.partition(a, b, pivot);
            partitioned = already;
            let (left, right) = (middle - a, b - middle);
            if left < right {
                balanced = left >= length / 8;
                self.sort(a, middle, limit);
                a = middle + 1;
            } else {
                balanced = right >= length / 8;
                self.sort(middle + 1, b, limit);
                b = middle;
            }
        }
    }

    fn insertion(&mut self, a: usize, b: usize) {
        for i in a + 1..b {
            let mut j = i;
            while j > a && self.less(j, j - 1) {
                self.swap(j, j - 1);
                j -= 1;
            }
        }
    }

    fn heap(&mut self, a: usize, b: usize) {
        let len = b - a;
        for i in (0..len.div_ceil(2)).rev() {
            self.sift_down(i, len, a);
        }
        for i in (0..len).rev() {
            self.swap(a, a + i);
            self.sift_down(0, i, a);
        }
    }

    fn sift_down(&mut self, low: usize, high: usize, first: usize) {
        let mut root = low;
        loop {
            let mut child = 2 * root + 1;
            if child >= high {
                return;
            }
            if child + 1 < high && self.less(first + child, first + child + 1) {
                child += 1;
            }
            if !self.less(first + root, first + child) {
                return;
            }
            self.swap(first + root, first + child);
            root = child;
        }
    }

    fn partition(&mut self, a: usize, b: usize, pivot: usize) -> (usize, bool) {
        self.swap(a, pivot);
        let (mut i, mut j) = (a + 1, b - 1);
        let mut already = true;
        loop {
            while i <= j && self.less(i, a) {
                i += 1;
            }
            while i <= j && !self.less(j, a) {
                j -= 1;
            }
            if i > j {
                break;
            }
            self.swap(i, j);
            i += 1;
            j -= 1;
            already = false;
        }
        self.swap(j, a);
        (j, already)
    }

    fn partition_equal(&mut self, a: usize, b: usize, pivot: usize) -> usize {
        self.swap(a, pivot);
        let (mut i, mut j) = (a + 1, b - 1);
        loop {
            while i <= j && !self.less(a, i) {
                i += 1;
            }
            while i <= j && self.less(a, j) {
                j -= 1;
            }
            if i > j {
                return i;
            }
            self.swap(i, j);
            i += 1;
            j -= 1;
        }
    }

    /// Repairs a slice that is sorted but for a few places; says whether it is sorted now.
    fn nearly_sorted(&mut self, a: usize, b: usize) -> bool {
        let mut i = a + 1;
        for _ in 0..MAX_STEPS {
            while i < b && !self.less(i, i - 1) {
                i += 1;
            }
            if i == b {
                return true;
            }
            if b - a < SHORTEST_SHIFTING {
                return false;
            }
            self.swap(i, i - 1);
            if i - a >= 2 {
                let mut j = i - 1;
                while j >= 1 && self.less(j, j - 1) {
                    self.swap(j, j - 1);
                    j -= 1;
                }
            }
            if b - i >= 2 {
                let mut j = i + 1;
                while j < b && self.less(j, j - 1) {
                    self.swap(j, j - 1);
                    j += 1;
                }
            }
        }
        false
    }

    fn break_patterns(&mut self, a: usize, b: usize) {
        let length = b - a;
        let mut random = length as u64;
        let mask = (1_u64 << (u64::BITS - (length as u64).leading_zeros())) - 1;
        let middle = a + length / 4 * 2;
        for at in middle - 1..=middle + 1 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let mut other = (random & mask) as usize;
            if other >= length {
                other -= length;
            }
            self.swap(at, a + other);
        }
    }

    fn choose_pivot(&self, a: usize, b: usize) -> (usize, Hint) {
        let quarter = (b - a) / 4;
        let mut swaps = 0;
        let (mut i, mut j, mut k) = (a + quarter, a + quarter * 2, a + quarter * 3);
        if b - a >= SHORTEST_NINTHER {
            i = self.median(i - 1, i, i + 1, &mut swaps);
            j = self.median(j - 1, j, j + 1, &mut swaps);
            k = self.median(k - 1, k, k + 1, &mut swaps);
        }
        j = self.median(i, j, k, &mut swaps);
        let hint = match swaps {
            0 => Hint::Increasing,
            MAX_SWAPS => Hint::Decreasing,
            _ => Hint::Unknown,
        };
        (j, hint)
    }

    fn median(&self, mut a: usize, mut b: usize, mut c: usize, swaps: &mut usize) -> usize {
        let mut order = |x: &mut usize, y: &mut usize| {
            if self.less(*y, *x) {
                *swaps += 1;
                std::mem::swap(x, y);
            }
        };
        order(&mut a, &mut b);
        order(&mut b, &mut c);
        order(&mut a, &mut b);
        b
    }
}

#[cfg(test)]
mod tests {
    use super::sorted;

    /// What Go 1.27's `sort.Sort` made of items that stand for seven values: a sum over their places.
    const BY_GO: [(usize, u64); 8] = [
        (12, 3_363_972_029_991_096),
        (13, 3_156_473_115_166_560_648),
        (20, 13_703_608_223_844_908_140),
        (49, 18_411_074_933_022_110_422),
        (50, 11_792_754_291_464_750_387),
        (100, 6_100_335_747_110_099_970),
        (777, 917_276_721_021_824_678),
        (5000, 6_979_238_502_420_501_968),
    ];
    /// The same for items in falling order.
    const FALLING_BY_GO: [(usize, u64); 2] = [
        (200, 8_369_130_302_391_881_500),
        (3000, 1_308_425_677_397_846_692),
    ];

    fn sum(places: &[usize]) -> u64 {
        places.iter().fold(0, |sum: u64, place| {
            sum.wrapping_mul(31).wrapping_add(*place as u64)
        })
    }

    #[test]
    fn equal_items_are_where_go_leaves_them() {
        let value = |place: usize| place * 7919 % 101 % 7;
        for (len, by_go) in BY_GO {
            let places = sorted(len, &|a, b| value(a) < value(b));
            assert_eq!(sum(&places), by_go, "{len}");
        }
        for (len, by_go) in FALLING_BY_GO {
            assert_eq!(sum(&sorted(len, &|a, b| a > b)), by_go, "{len}");
        }
        assert_eq!(sorted(60, &|_, _| false), (0..60).collect::<Vec<_>>());
    }
}
