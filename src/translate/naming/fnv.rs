//! FNV-1, 32 bit, as Kuma hashes names (kuma.md §11.2). Not FNV-1a.

/// The hash of the parts one after the other, as eight hexadecimal digits.
pub(super) fn hex(parts: &[&str]) -> String {
    let hash = parts
        .iter()
        .flat_map(|part| part.bytes())
        .fold(0x811c_9dc5_u32, |hash, byte| {
            hash.wrapping_mul(0x0100_0193) ^ u32::from(byte)
        });
    format!("{hash:08x}")
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn known_vectors() {
        assert_eq!(hex(&[]), "811c9dc5");
        assert_eq!(hex(&["a"]), "050c5d7e");
        assert_eq!(hex(&["foo", "bar"]), "31f0b262");
    }
}
