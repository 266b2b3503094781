//! Integers in the fewest bytes, low bits first (LEB128), as Automerge and our pages write them.

/// Appends an unsigned integer.
pub(crate) fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(low_bits(value) | 0x80);
        value >>= 7;
    }
    out.push(low_bits(value));
}

/// Appends a signed integer.
pub(crate) fn put_signed(out: &mut Vec<u8>, mut value: i64) {
    while !(-0x40..0x40).contains(&value) {
        out.push(low_bits(value.cast_unsigned()) | 0x80);
        value >>= 7;
    }
    out.push(low_bits(value.cast_unsigned()));
}

/// Takes an unsigned integer off the front; `None` where there is none of 64 bits.
pub(crate) fn take(bytes: &mut &[u8]) -> Option<u64> {
    let (value, _) = take_bits(bytes)?;
    Some(value)
}

/// Takes a signed integer off the front; `None` where there is none of 64 bits.
pub(crate) fn take_signed(bytes: &mut &[u8]) -> Option<i64> {
    let (value, bits) = take_bits(bytes)?;
    let negative = bits < 64 && value >> (bits - 1) & 1 == 1;
    let sign = if negative { u64::MAX << bits } else { 0 };
    Some((value | sign).cast_signed())
}

/// The value and how many bits were written.
fn take_bits(bytes: &mut &[u8]) -> Option<(u64, u32)> {
    let mut value = 0;
    for at in 0..10_u32 {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, 7 * (at + 1)));
        }
    }
    None
}

fn low_bits(value: u64) -> u8 {
    u8::try_from(value & 0x7f).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_survive_and_are_as_short_as_leb128_says() {
        for (value, written) in [
            (0, vec![0]),
            (127, vec![0x7f]),
            (128, vec![0x80, 1]),
            (624_485, vec![0xe5, 0x8e, 0x26]),
            (u64::MAX, [vec![0xff; 9], vec![1]].concat()),
        ] {
            let mut out = vec![];
            put(&mut out, value);
            assert_eq!(out, written, "{value}");
            assert_eq!(take(&mut out.as_slice()), Some(value));
        }
        for (value, written) in [
            (0, vec![0]),
            (63, vec![0x3f]),
            (64, vec![0xc0, 0]),
            (-64, vec![0x40]),
            (-123_456, vec![0xc0, 0xbb, 0x78]),
            (i64::MIN, [vec![0x80; 9], vec![0x7f]].concat()),
            (i64::MAX, [vec![0xff; 9], vec![0]].concat()),
        ] {
            let mut out = vec![];
            put_signed(&mut out, value);
            assert_eq!(out, written, "{value}");
            assert_eq!(take_signed(&mut out.as_slice()), Some(value));
        }
        for endless in [&[][..], &[0x80], &[0x80; 11]] {
            assert_eq!(take(&mut &*endless), None);
            assert_eq!(take_signed(&mut &*endless), None);
        }
    }
}
