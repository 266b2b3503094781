//! Amounts as they are written on money papers: in groups of three digits, and in words.

use casework::fee::Money;

const DIGITS: [&str; 10] = [
    "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín",
];
/// Names of the groups of three digits, from the lowest.
const GROUPS: [&str; 7] = ["", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ", "tỷ tỷ"];

/// An amount with points between the thousands, and a true minus sign: `−8.000`.
pub(crate) fn grouped(amount: i64) -> String {
    Money(amount).to_string().replace('-', "−")
}

/// An amount of đồng in words, beginning with a capital: "Hai mươi mốt nghìn đồng".
///
/// vi: số tiền bằng chữ
pub(crate) fn in_words(amount: i64) -> String {
    let mut rest = amount.unsigned_abs();
    let mut groups = Vec::new();
    while rest > 0 {
        groups.push(rest % 1000);
        rest /= 1000;
    }
    let mut words = Vec::new();
    if amount < 0 {
        words.push("âm");
    }
    if groups.is_empty() {
        words.push(DIGITS[0]);
    }
    let highest = groups.len().saturating_sub(1);
    for (place, group) in groups
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, group)| **group > 0)
    {
        three(*group, place < highest, &mut words);
        words.extend(GROUPS.get(place).filter(|name| !name.is_empty()));
    }
    words.push("đồng");
    let text = words.join(" ");
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// The words of a group of three digits; one that follows others names its hundreds always.
fn three(group: u64, follows: bool, words: &mut Vec<&'static str>) {
    let digit = |value: u64| usize::try_from(value % 10).map_or("", |at| DIGITS[at]);
    let (hundreds, tens, units) = (group / 100, group / 10 % 10, group % 10);
    if hundreds > 0 || follows {
        words.extend([digit(hundreds), "trăm"]);
    }
    match tens {
        0 if units > 0 && (hundreds > 0 || follows) => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([digit(tens), "mươi"]),
    }
    match (tens, units) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        _ => words.push(digit(units)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_on_money_papers() {
        for (amount, digits, words) in [
            (0, "0", "Không đồng"),
            (5, "5", "Năm đồng"),
            (10, "10", "Mười đồng"),
            (15, "15", "Mười lăm đồng"),
            (21, "21", "Hai mươi mốt đồng"),
            (24, "24", "Hai mươi tư đồng"),
            (55, "55", "Năm mươi lăm đồng"),
            (105, "105", "Một trăm linh năm đồng"),
            (110, "110", "Một trăm mười đồng"),
            (8_000, "8.000", "Tám nghìn đồng"),
            (-8_000, "−8.000", "Âm tám nghìn đồng"),
            (21_000, "21.000", "Hai mươi mốt nghìn đồng"),
            (200_000, "200.000", "Hai trăm nghìn đồng"),
            (1_001, "1.001", "Một nghìn không trăm linh một đồng"),
            (
                1_050_000,
                "1.050.000",
                "Một triệu không trăm năm mươi nghìn đồng",
            ),
            (1_000_014, "1.000.014", "Một triệu không trăm mười bốn đồng"),
            (
                2_345_678_901,
                "2.345.678.901",
                "Hai tỷ ba trăm bốn mươi lăm triệu sáu trăm bảy mươi tám nghìn chín trăm linh một đồng",
            ),
        ] {
            assert_eq!(grouped(amount), digits);
            assert_eq!(in_words(amount), words);
        }
        assert!(in_words(i64::MIN).starts_with("Âm chín tỷ tỷ"));
    }
}
