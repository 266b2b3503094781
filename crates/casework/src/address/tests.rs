use super::*;

fn said(text: &str) -> String {
    let unit = |commune: &Commune| format!("{}, {}", commune.name, commune.province);
    match modernise(text) {
        Modern::Unknown => "?".to_owned(),
        Modern::Today(commune) => format!("= {}", unit(&commune)),
        Modern::Moved(moved) => {
            let texts: Vec<String> = moved.candidates.iter().map(|one| moved.text(one)).collect();
            let doubts: String = moved
                .doubts
                .iter()
                .map(|doubt| format!(" {doubt:?}"))
                .collect();
            format!("{}{doubts}", texts.join(" | "))
        }
    }
}

#[test]
fn registers_are_whole() {
    let units = Units::built_in();
    assert_eq!(units.sizes(), [34, 3_321, 63, 10_040]);
    for (name, row) in units.targets() {
        assert!(!row.targets.is_empty(), "{name}");
        for target in &row.targets {
            assert!(
                units.commune(target.code).is_some(),
                "{name}: {}",
                target.code
            );
        }
    }
}

/// Each unit of before is found by its own full name, and leads where its row says.
#[test]
fn every_unit_of_before_is_found_by_its_name() {
    let units = Units::built_in();
    let mut wrong = vec![];
    for (name, row) in units.targets() {
        let wanted: BTreeSet<&str> = row.targets.iter().map(|target| target.code).collect();
        let text = format!("Thôn Mẫu, {name}");
        let found: BTreeSet<&str> = match modernise(&text) {
            Modern::Moved(moved) => moved.candidates.iter().map(|one| one.code).collect(),
            Modern::Today(_) | Modern::Unknown => BTreeSet::new(),
        };
        if found != wanted {
            wrong.push(name);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of addresses")]
fn addresses_are_read_as_people_write_them() {
    let mut wrong = vec![];
    let thien_tan = "Thôn Đông, Xã Thiện Tân, Tỉnh Lạng Sơn";
    for (text, wanted) in [
        (
            "Thôn Đông, Xã Thiện Tân, Huyện Hữu Lũng, Tỉnh Lạng Sơn",
            thien_tan,
        ),
        ("Thôn Đông, Thiện Tân, Hữu Lũng, Lạng Sơn", thien_tan),
        (
            "Thôn Đông , X. Thiện Tân ; H. Hữu Lũng, T. Lạng Sơn, Việt Nam.",
            thien_tan,
        ),
        (
            "Thôn Đông - xã Thiện Tân - huyện Hữu Lũng - tỉnh Lạng Sơn",
            thien_tan,
        ),
        ("Thôn Đông, thien tan, huu lung, lang son", thien_tan),
        // What is no unit stays in front, however many parts it has.
        (
            "Số 5, ngõ 2, Phường Liễu Giai, Ba Đình, Hà Nội",
            "Số 5, ngõ 2, Phường Ngọc Hà, Thành phố Hà Nội",
        ),
        // A province that is no more.
        (
            "Tổ 2, Phường Sông Bằng, Thành phố Cao Bằng, Cao Bằng",
            "Tổ 2, Phường Nùng Trí Cao, Tỉnh Cao Bằng",
        ),
        (
            "Xã Lê Ninh, Thị xã Kinh Môn, Hải Dương",
            "Phường Bắc An Phụ, Thành phố Hải Phòng",
        ),
        // Divided: an officer chooses; where only one source says so, that is told as well.
        (
            "Phường Ngọc Hà, Quận Ba Đình, Hà Nội",
            "Phường Ba Đình, Thành phố Hà Nội | Phường Ngọc Hà, Thành phố Hà Nội Split",
        ),
        (
            "Phường Hàng Trống, Quận Hoàn Kiếm, TP. Hà Nội",
            "Phường Hoàn Kiếm, Thành phố Hà Nội | Phường Cửa Nam, Thành phố Hà Nội Split Sources",
        ),
        // Two units of one name, told apart by their kind, or not.
        (
            "Xã Kỳ Giang, Huyện Kỳ Anh, Hà Tĩnh",
            "Xã Kỳ Anh, Tỉnh Hà Tĩnh",
        ),
        (
            "Phường Kỳ Trinh, Kỳ Anh, Hà Tĩnh",
            "Phường Sông Trí, Tỉnh Hà Tĩnh",
        ),
        (
            "Yên Viên, Gia Lâm, Hà Nội",
            "Xã Phù Đổng, Thành phố Hà Nội SeveralUnits",
        ),
        (
            "TT. Yên Viên, Gia Lâm, Hà Nội",
            "Xã Phù Đổng, Thành phố Hà Nội",
        ),
        // Names that differ in marks only.
        ("Phường Sa Pả, Sa Pa, Lào Cai", "Phường Sa Pa, Tỉnh Lào Cai"),
        // Numbers, with or without a zero in front; Roman ones.
        (
            "P.015, Q10, TP.HCM",
            "Phường Hòa Hưng, Thành phố Hồ Chí Minh",
        ),
        (
            "Phường 3, Thành phố Vị Thanh, Hậu Giang",
            "Phường Vị Thanh, Thành phố Cần Thơ",
        ),
        // The kind on the card is older than the last one the unit had.
        (
            "Xã Đông Sang, Huyện Mộc Châu, Sơn La",
            "Phường Mộc Sơn, Tỉnh Sơn La",
        ),
        // A district that is not in the last register: by the commune, when there is only one.
        (
            "Vỹ Dạ, Huế, Thừa Thiên Huế",
            "Phường Vỹ Dạ, Thành phố Huế District",
        ),
        (
            "Phường Thảo Điền, Quận 2, Thành phố Hồ Chí Minh",
            "Phường An Khánh, Thành phố Hồ Chí Minh",
        ),
        // Names of before an earlier merger.
        (
            "Xã Vị Quang, Thông Nông, Cao Bằng",
            "Xã Cần Yên, Tỉnh Cao Bằng EarlierName",
        ),
        // Islands whose district had no communes.
        (
            "Khu 5, Huyện Côn Đảo, Bà Rịa - Vũng Tàu",
            "Khu 5, Đặc khu Côn Đảo, Thành phố Hồ Chí Minh",
        ),
        // The highlands' apostrophes.
        (
            "Buôn Ea Sang, Ea H\u{2019}đing, Cư M'gar, Đắk Lắk",
            "Buôn Ea Sang, Xã Cư M'gar, Tỉnh Đắk Lắk",
        ),
        // Already of today.
        (
            "Bản Nà Hin, Xã Nà Hỳ, Tỉnh Điện Biên",
            "= Xã Nà Hỳ, Tỉnh Điện Biên",
        ),
        (
            "Khu 5, Đặc khu Côn Đảo, Thành phố Hồ Chí Minh",
            "= Đặc khu Côn Đảo, Thành phố Hồ Chí Minh",
        ),
        // A name alone may be the district of before: nothing is guessed.
        ("Tổ 5, Chiêm Hóa, Tuyên Quang", "?"),
        (
            "Tổ 5, Xã Chiêm Hóa, Tuyên Quang",
            "= Xã Chiêm Hóa, Tỉnh Tuyên Quang",
        ),
        // Nothing to go by.
        ("", "?"),
        (",,,", "?"),
        ("Hà Nội", "?"),
        ("Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội", "?"),
        ("Xã Thiện Tân, Huyện Hữu Lũng", "?"),
        ("Vientiane, Lào", "?"),
    ] {
        let said = said(text);
        if said != wanted {
            wrong.push(format!("{text}\n  gives {said}\n  not   {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_former_unit_is_named_as_the_register_wrote_it() {
    let Modern::Moved(moved) = modernise("Tổ 1, hang trong, hoan kiem, ha noi") else {
        panic!("not found");
    };
    assert_eq!(
        moved.former,
        "Phường Hàng Trống, Quận Hoàn Kiếm, Thành phố Hà Nội"
    );
    assert_eq!(moved.place, "Tổ 1");
    assert!(moved.split());
    let codes: Vec<_> = moved.warnings().iter().map(PersonWarning::code).collect();
    assert_eq!(codes, ["address_split", "address_sources"]);
}

/// Codes of provinces have changed owner: `015` was Yên Bái and is Lào Cai, `024` was Bắc Giang and is
/// Bắc Ninh. A number in an address, or beside it, names nothing.
#[test]
fn a_personal_number_names_no_province() {
    for number in [
        "015199000001",
        "024199000001",
        "052099000001",
        "091099000001",
    ] {
        for text in [
            number.to_owned(),
            format!("Xã Nà Hỳ, {number}"),
            format!("Xã Tân Lập, Huyện Mẫu, {}", &number[..3]),
            format!("Xã Tân Lập, Huyện Mẫu, {}", &number[1..3]),
        ] {
            assert_eq!(modernise(&text), Modern::Unknown, "{text}");
        }
        let card =
            format!("{number}||Lò Thị Mẫu|1999|Nữ|Thôn Đông, Thiện Tân, Hữu Lũng, Lạng Sơn|");
        let (card, _) = crate::card::parse(&card).expect("a card");
        let address = card.address.expect("an address");
        assert_eq!(said(&address), "Thôn Đông, Xã Thiện Tân, Tỉnh Lạng Sơn");
    }
}

proptest::proptest! {
    #[test]
    fn no_address_is_too_strange(text in "[\\PC,;-]{0,80}") {
        modernise(&text);
    }
}
