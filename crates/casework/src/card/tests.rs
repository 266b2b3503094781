use super::*;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

const CARD: &str = "001199012345|012345678|Nguyễn Thị Mẫu|15081999|Nữ|Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội|10052021";

fn codes(warnings: &[PersonWarning]) -> Vec<&'static str> {
    warnings.iter().map(PersonWarning::code).collect()
}

#[test]
fn every_field_of_a_card_is_read() {
    let (card, warnings) = parse(CARD).expect("a card");
    let wanted = Card {
        number: "001199012345".to_owned(),
        old_number: Some("012345678".to_owned()),
        name: "Nguyễn Thị Mẫu".to_owned(),
        born: BirthDate::new(1999, Some(8), Some(15)).ok(),
        sex: Some(Sex::Female),
        address: Some("Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội".to_owned()),
        issued: Some(date(2021, 5, 10)),
        extra: Vec::new(),
    };
    assert_eq!(card, wanted);
    assert_eq!(codes(&warnings), ["card_address"]);
    let json = serde_json::to_value(&card).expect("json");
    assert_eq!(json["issued"], "2021-05-10");
    assert_eq!(json["sex"], "F");
}

#[test]
fn what_scanners_add_is_dropped() {
    let (card, warnings) = parse(CARD).expect("a card");
    let apart: String = CARD.nfd().collect();
    for payload in [
        format!("{CARD}\r\n"),
        format!("\u{feff}{CARD}\n\n"),
        format!("]Q1{CARD}\r"),
        format!("\u{2}{CARD}\u{3}"),
        format!("\u{200b}\"{CARD}"),
        apart,
    ] {
        assert_eq!(
            parse(&payload),
            Ok((card.clone(), warnings.clone())),
            "{payload:?}"
        );
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cards")]
fn cards_differ_in_what_they_leave_out() {
    for (payload, born, sex, issued, extra, warned) in [
        (
            "001199012345||Lò Thị Mẫu|15081999|Nữ|Xã Mẫu, Lào Cai|01082025||||",
            "15/08/1999",
            "F",
            true,
            4,
            vec![],
        ),
        (
            "001099012345||Giàng A Mẫu|00001999|Nam||01082025",
            "1999",
            "M",
            true,
            0,
            vec![],
        ),
        (
            "001099012345||Giàng A Mẫu|00081999|Nam||01082025",
            "08/1999",
            "M",
            true,
            0,
            vec![],
        ),
        (
            "001099012345||Giàng A Mẫu|1999|Nam||",
            "1999",
            "M",
            false,
            0,
            vec![],
        ),
        (
            "001099012345||Giàng A Mẫu|||||a|b",
            "",
            "",
            false,
            2,
            vec![],
        ),
        (
            "001099012345||Giàng A Mẫu|31021999|Nam||99999999",
            "",
            "M",
            false,
            0,
            vec!["card_date_born", "card_date_issued"],
        ),
        (
            "001099012345||Giàng A Mẫu|15081989|Nữ||",
            "15/08/1989",
            "F",
            false,
            0,
            vec!["birth_year", "sex"],
        ),
        (
            "001199012345||Nguyeenx Thij Maaux|15081999|Nuwx||",
            "15/08/1999",
            "",
            false,
            0,
            vec!["card_input_method", "card_text_name", "card_text_sex"],
        ),
        (
            "001199012345||Nguye6n4 Thi5 Ma6u4|15081999|N?||",
            "15/08/1999",
            "",
            false,
            0,
            vec!["card_input_method", "card_text_name", "card_text_sex"],
        ),
        (
            "001199012345||Nguy?n Th? M?u|15081999|Nữ|Th?n M?u|",
            "15/08/1999",
            "F",
            false,
            0,
            vec!["card_text_name", "card_text_address"],
        ),
        (
            "001199012345||H' Hen Nie|15081999|Nữ|12 Le Loi|",
            "15/08/1999",
            "F",
            false,
            0,
            vec![],
        ),
    ] {
        let (card, warnings) = parse(payload).expect(payload);
        let said = (
            card.born.map(|born| born.to_string()).unwrap_or_default(),
            card.sex.map(Sex::letter).unwrap_or_default(),
            card.issued.is_some(),
            card.extra.len(),
        );
        assert_eq!(said, (born.to_owned(), sex, issued, extra), "{payload}");
        assert_eq!(codes(&warnings), warned, "{payload}");
    }
}

#[test]
fn what_is_no_card_is_refused() {
    let second = CARD.replace("001199012345", "001199012346");
    for (payload, wanted) in [
        (String::new(), CardError::Empty),
        (" \r\n".to_owned(), CardError::Empty),
        ("x".repeat(4_097), CardError::TooLong),
        (
            "001199012345".to_owned(),
            CardError::TooFewFields { found: 1 },
        ),
        (
            "001199012345||An|1999|Nam|".to_owned(),
            CardError::TooFewFields { found: 6 },
        ),
        (format!("{CARD}\r\n{second}\r\n"), CardError::SeveralCards),
        (
            CARD.replace("001199012345", "00119901234"),
            CardError::Number,
        ),
        (
            CARD.replace("001199012345", "00119901234O"),
            CardError::Number,
        ),
        (CARD.replace("001199012345", ""), CardError::Number),
        (
            CARD.replace("001199012345", "đđăă\u{323}\u{323}đăâêộ\u{300}x"),
            CardError::InputMethod,
        ),
        (CARD.replace("Nguyễn Thị Mẫu", " "), CardError::Name),
    ] {
        assert_eq!(parse(&payload), Err(wanted), "{payload:.60}");
    }
}

proptest! {
    #[test]
    fn no_payload_is_too_strange(payload in "[\\PC\\r\\n|0-9]{0,120}") {
        if let Ok((card, _)) = parse(&payload) {
            prop_assert_eq!(card.number.len(), 12);
        }
    }
}

/// A scanner types as if the keyboard were American; here is what other keyboards make of it.
fn vietnamese_layout(typed: &str) -> String {
    let row = [
        "đ", "ă", "â", "ê", "ô", "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}",
    ];
    let key = |c: char| match c.to_digit(10) {
        Some(digit) => row[digit as usize].to_owned(),
        None => c.to_string(),
    };
    typed.chars().map(key).collect()
}

/// A small Telex or VNI: keys double, bend and tone the letters of the word before them.
fn input_method(typed: &str, table: fn(char) -> Option<(&'static str, char)>) -> String {
    let mut text = String::new();
    let mut start = 0;
    for c in typed.chars() {
        let change = table(c.to_ascii_lowercase()).and_then(|(on, mark)| {
            let word = &text[start..];
            // The last letter that the key can change, if it has no such mark yet.
            let at = word.rfind(|l: char| on.contains(l.to_ascii_lowercase()))? + start;
            Some((at, mark))
        });
        match change {
            Some((at, 'đ')) => text.replace_range(at..=at, "đ"),
            Some((at, mark)) => {
                let marks = |c: &char| matches!(c, '\u{300}'..='\u{36f}');
                let behind = text[at + 1..].chars().take_while(marks).map(char::len_utf8);
                let end = at + 1 + behind.sum::<usize>();
                text.insert(end, mark);
            }
            None => text.push(c),
        }
        if !c.is_alphanumeric() {
            start = text.len();
        }
    }
    text.nfc().collect()
}

fn telex_key(key: char) -> Option<(&'static str, char)> {
    const TONED: &str = "aeiouy";
    Some(match key {
        'a' => ("a", '\u{302}'),
        'e' => ("e", '\u{302}'),
        'o' => ("o", '\u{302}'),
        'd' => ("d", 'đ'),
        'w' => ("uo", '\u{31b}'),
        's' => (TONED, '\u{301}'),
        'f' => (TONED, '\u{300}'),
        'r' => (TONED, '\u{309}'),
        'x' => (TONED, '\u{303}'),
        'j' => (TONED, '\u{323}'),
        _ => return None,
    })
}

fn vni_key(key: char) -> Option<(&'static str, char)> {
    const TONED: &str = "aeiouy";
    Some(match key {
        '1' => (TONED, '\u{301}'),
        '2' => (TONED, '\u{300}'),
        '3' => (TONED, '\u{309}'),
        '4' => (TONED, '\u{303}'),
        '5' => (TONED, '\u{323}'),
        '6' => ("aeo", '\u{302}'),
        '7' => ("uo", '\u{31b}'),
        '8' => ("a", '\u{306}'),
        '9' => ("d", 'đ'),
        _ => return None,
    })
}

#[test]
fn the_models_type_as_input_methods_do() {
    for (typed, telex, vni) in [
        ("Nguyeenx", "Nguyễn", "Nguyeenx"),
        ("Nguye6n4", "Nguye6n4", "Nguyễn"),
        ("ddaats", "đất", "ddaats"),
        ("|15081999|", "|15081999|", "|15081999|"),
        ("An001", "An001", "Án00"),
    ] {
        assert_eq!(input_method(typed, telex_key), telex, "Telex {typed}");
        assert_eq!(input_method(typed, vni_key), vni, "VNI {typed}");
    }
    assert_eq!(vietnamese_layout("0159|"), "đă\u{300}\u{323}|");
}

/// What of a card comes through: number, dates, and what is said about it.
fn through(text: &str, pressed: &str) -> String {
    match read(text, pressed) {
        Err(error) => error.code().to_owned(),
        Ok((card, warnings)) => {
            let born = card.born.map(|born| born.to_string()).unwrap_or_default();
            let issued = card.issued.map(|day| day.to_string()).unwrap_or_default();
            let said = warnings.contains(&PersonWarning::CardInputMethod);
            let said = if said { " input_method" } else { "" };
            format!("{} {born} {issued}{said}", card.number)
        }
    }
}

#[test]
fn numbers_and_dates_come_through_an_input_method() {
    const PLAIN: &str =
        "001199012345|012345678|Nguyen Thi Mau|15081999|Nu|Thon Dong, Ea Kar, Dak Lak|10052021";
    const TELEX: &str =
        "001199012345|012345678|Nguyeenx Thij Maaux|15081999|Nuwx|Thoon Ddoong, Ea Kar|10052021";
    let good = "001199012345 15/08/1999 2021-05-10";
    let told = format!("{good} input_method");
    let told = told.as_str();
    let layout = vietnamese_layout(PLAIN);
    let telex = input_method(PLAIN, telex_key);
    let after = |before: &str| input_method(&format!("{before}{PLAIN}"), vni_key);
    let racing = "001199012345||Nguyềễn Thị Mẫu|15081999|Nữ|Thôn Mẫu|10052021";
    for (what, text, pressed, wanted) in [
        ("nothing wrong", PLAIN, "", good),
        ("nothing wrong, keys known", CARD, PLAIN, good),
        ("an American layout, marks typed by keys", TELEX, "", told),
        ("the Vietnamese layout", layout.as_str(), "", told),
        (
            "the Vietnamese layout, keys known",
            layout.as_str(),
            PLAIN,
            told,
        ),
        ("Telex on plain letters", telex.as_str(), PLAIN, good),
        (
            "Telex on the prefix of a scanner",
            &format!("ưQ1{PLAIN}"),
            "",
            good,
        ),
        (
            "VNI behind a name, keys known",
            after("Lò Văn An").as_str(),
            PLAIN,
            told,
        ),
        (
            "VNI behind a name",
            after("Lò Văn An").as_str(),
            "",
            "input_method",
        ),
        ("two tones in one word", racing, "", told),
        (
            "letters lost by a slow input method",
            "0011990123|Nguyn|",
            PLAIN,
            told,
        ),
        ("keys that are no card", CARD, "hoa don 12345", good),
        ("nothing of both", "xin chào", "xin chao", "too_few_fields"),
    ] {
        assert_eq!(through(text, pressed), wanted, "{what}: {text}");
    }
}

#[test]
fn the_name_is_the_one_of_the_text_where_there_is_one() {
    let keys = "001199012345||Nguyn Th Mu|15081999|N|Thon Mau|10052021";
    let text = "Lò00199012345||Nguyễn Thị Mẫu|15081999|Nữ|Thôn Mẫu|10052021";
    let (card, _) = read(text, keys).expect("a card");
    assert_eq!(
        (card.number.as_str(), card.name.as_str()),
        ("001199012345", "Nguyễn Thị Mẫu")
    );
    assert_eq!(card.sex, Some(Sex::Female));
    let (card, _) = read("001199|Nguyễn", keys).expect("a card");
    assert_eq!(card.name, "Nguyn Th Mu");
}

proptest! {
    #[test]
    fn any_digits_come_back_from_the_vietnamese_layout(number in "[0-9]{12}", day in 1_u8..=28, year in 1900_u16..2099) {
        let date = format!("{day:02}08{year}");
        let plain = format!("{number}||Nguyen Van Mau|{date}|Nam|Ha Noi|{date}");
        let (card, warnings) = parse(&vietnamese_layout(&plain)).expect("a card");
        prop_assert_eq!(card.number, number);
        prop_assert_eq!(card.born.map(|born| born.to_string()), Some(format!("{day:02}/08/{year}")));
        prop_assert!(warnings.contains(&PersonWarning::CardInputMethod));
    }

    #[test]
    fn keys_and_text_are_never_too_strange(text in "[\\PC|0-9]{0,80}", keys in "[ -~|0-9]{0,80}") {
        if let Ok((card, _)) = read(&text, &keys) {
            prop_assert_eq!(card.number.len(), 12);
        }
    }
}
