//! Who brings the papers: each relation through the command line, what is refused and with which
//! article, what is kept, shown and corrected; cards from text and pictures; addresses of before.

use serde_json::{Value, json};
use std::path::Path;
use tests::cli::{Motcua, text};
use tests::commands::signed_in;
use tests::motcua;

/// Registering a death: civil status with the general rule.
const DEATH: &str = "1.000656";

fn demo(folder: &Path) -> Motcua {
    let motcua = motcua!(folder.join("desk"));
    assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
    motcua
}

fn row(procedure: &str, submitter: &Value) -> Value {
    json!({
        "procedure": procedure,
        "applicant": {"kind": "person", "name": "Triệu Thị Mẩy", "born": "05/09/2001", "sex": "F"},
        "submitter": submitter,
    })
}

/// Takes in one row: its answer, or the error's code with the exit status of a rule.
fn take_in(motcua: &Motcua, row: &Value) -> Result<Value, Value> {
    let ran = motcua.feed(&["intake", "-"], row.to_string().as_bytes());
    let answer = ran.one();
    match ran.codes().remove(0).as_str() {
        "ok" => Ok(answer),
        _ => {
            assert!(ran.status > 0, "{ran:?}");
            Err(answer["error"].clone())
        }
    }
}

fn warned(answer: &Value) -> Vec<String> {
    let warnings = answer["warnings"].as_array().expect("warnings");
    warnings
        .iter()
        .map(|warning| text(warning, "code"))
        .collect()
}

/// What is brought, the intake's submitter, and the warnings or the refusal.
type Row<'a> = (&'a str, Value, Result<&'a [&'a str], &'a str>);

#[test]
#[expect(clippy::too_many_lines, reason = "a table of relations")]
fn every_relation_is_taken_in_or_refused_with_its_article() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let certified =
        json!({"number": "12/CTCK", "date": "01/10/2026", "certified_by": "UBND xã Minh Họa"});
    let plain = json!({"number": "3", "date": "01/10/2026"});
    let rows: &[Row<'_>] = &[
        (DEATH, json!({"relation": "self"}), Ok(&[])),
        // Rows of before this vocabulary are as good as they were.
        (
            DEATH,
            json!({"relation": "relative", "name": "Lý Văn Sơn"}),
            Ok(&["authorisation_written", "kinship_missing"]),
        ),
        (
            DEATH,
            json!({"relation": "relative", "kinship": "mother", "authorisation": plain}),
            Ok(&[]),
        ),
        (
            DEATH,
            json!({"relation": "relative", "kinship": "other"}),
            Err("authorisation_not_certified"),
        ),
        (
            DEATH,
            json!({"relation": "relative", "kinship": "other", "authorisation": certified}),
            Ok(&[]),
        ),
        (
            "1.001193",
            json!({"relation": "relative", "kinship": "other"}),
            Ok(&["agree_with_parents"]),
        ),
        (
            DEATH,
            json!({"relation": "authorised", "name": "Lý Văn Sơn"}),
            Err("authorisation_not_certified"),
        ),
        (
            DEATH,
            json!({"relation": "authorised", "authorisation": plain}),
            Err("authorisation_not_certified"),
        ),
        (
            DEATH,
            json!({"relation": "authorised", "authorisation": certified}),
            Ok(&[]),
        ),
        (
            "1.000894",
            json!({"relation": "authorised", "authorisation": certified}),
            Ok(&["in_person"]),
        ),
        (
            DEATH,
            json!({"relation": "representative", "kinship": "mother"}),
            Ok(&["representative_of_adult"]),
        ),
        (
            DEATH,
            json!({"relation": "post", "post": {"service": "VNPost", "tracking": "EA123456789VN"}}),
            Ok(&["post_copies"]),
        ),
        (
            DEATH,
            json!({"relation": "self", "kinship": "mother"}),
            Err("bad_field"),
        ),
        (
            DEATH,
            json!({"relation": "authorised", "post": {}}),
            Err("bad_field"),
        ),
        (
            DEATH,
            json!({"relation": "authorised", "authorisation": {"date": "31/12/2099", "certified_by": "A"}}),
            Err("bad_field"),
        ),
        (
            DEATH,
            json!({"relation": "relative", "kinship": "cousin"}),
            Err("bad_request"),
        ),
        (
            DEATH,
            json!({"relation": "authorised", "authorisation": {"certified": true}}),
            Err("unknown_key"),
        ),
        (
            DEATH,
            json!({"relation": "relative", "kin": "mother"}),
            Err("unknown_key"),
        ),
    ];
    let mut taken = 0;
    for (procedure, submitter, wanted) in rows {
        match (take_in(&motcua, &row(procedure, submitter)), wanted) {
            (Ok(answer), Ok(warnings)) => {
                assert_eq!(warned(&answer), *warnings, "{submitter}");
                let shown = motcua
                    .run(&["case", "show", &text(&answer, "code")])
                    .ok()
                    .one();
                assert_eq!(shown["submitter"], *submitter);
                taken += 1;
            }
            (Err(error), Err(code)) => {
                assert_eq!(text(&error, "code"), *code, "{submitter}: {error}");
                if *code == "authorisation_not_certified" {
                    assert!(text(&error, "message").contains("Điều 2 Thông tư 04/2020/TT-BTP"));
                }
                if *code == "unknown_key" {
                    let named = text(&error, "message");
                    assert!(
                        named.contains("certified") || named.contains("kin"),
                        "{named}"
                    );
                }
            }
            (answer, wanted) => panic!("{submitter}: {answer:?}, not {wanted:?}"),
        }
    }
    // What was refused took no number.
    assert_eq!(motcua.codes().len(), taken);
    motcua.is_sound();
}

#[test]
fn who_cannot_read_is_helped_and_it_is_written_down() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let help = json!({
        "read_aloud_and_fingerprint": true,
        "interpreter": {"name": "Giàng A Páo", "id": "020099001234", "language": "tiếng Mông"},
        "witness": {"name": "Lý Thị Mẩy"},
    });
    let with_help = |help: &Value, submitter: &Value| {
        let mut row = row(DEATH, submitter);
        row["assistance"] = help.clone();
        row
    };
    let here = json!({"relation": "self"});
    let answer = take_in(&motcua, &with_help(&help, &here)).expect("taken in");
    let shown = motcua
        .run(&["case", "show", &text(&answer, "code")])
        .ok()
        .one();
    assert_eq!(shown["assistance"], help);
    let post = json!({"relation": "post"});
    for (help, submitter, code, named) in [
        (
            json!({"read_aloud_and_fingerprint": true}),
            &post,
            "bad_field",
            "Đọc lại, điểm chỉ",
        ),
        (
            json!({"interpreter": {"name": " "}}),
            &here,
            "bad_field",
            "người phiên dịch",
        ),
        (
            json!({"fingerprint": true}),
            &here,
            "unknown_key",
            "fingerprint",
        ),
    ] {
        let error = take_in(&motcua, &with_help(&help, submitter)).expect_err("refused");
        assert_eq!(text(&error, "code"), code, "{help}");
        assert!(text(&error, "message").contains(named), "{error}");
    }
}

#[test]
fn an_organisation_has_a_code_and_somebody_who_represents_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let representative = json!({"name": "Hoàng Đức Thọ", "position": "Giám đốc"});
    for (id, representative, submitter, warnings) in [
        (
            "4900123467",
            representative.clone(),
            json!({"relation": "self"}),
            vec![],
        ),
        (
            "4900123467",
            Value::Null,
            json!({"relation": "representative", "name": "Hoàng Đức Thọ", "position": "Giám đốc"}),
            vec![],
        ),
        (
            "4900123467",
            Value::Null,
            json!({"relation": "self"}),
            vec!["representative_missing"],
        ),
        (
            "4900123468",
            representative,
            json!({"relation": "self"}),
            vec!["organisation_check_digit"],
        ),
    ] {
        let answer = take_in(
            &motcua,
            &json!({
                "procedure": "2.001955",
                "applicant": {"kind": "organisation", "name": "Hợp tác xã Hồi Mẫu", "id": id, "representative": representative},
                "submitter": submitter,
            }),
        );
        let answer = answer.expect("taken in");
        assert_eq!(warned(&answer), warnings, "{id} {submitter}");
        let shown = motcua
            .run(&["case", "show", &text(&answer, "code")])
            .ok()
            .one();
        assert_eq!(shown["applicant_party"]["representative"], representative);
    }
}

#[test]
fn people_come_from_a_table_as_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let csv = "procedure,name,relation,submitter_name,kinship,authorisation_number,authorisation_date,certified_by,tracking,former_address\n\
        1.000656,Triệu Thị Mẩy,relative,Lý Văn Sơn,elder_sister,,,,,\n\
        1.000656,Triệu Thị Mẩy,authorised,Lý Văn Sơn,,12,01/10/2026,UBND xã Minh Họa,,\"Thôn Đông, Thiện Tân, Hữu Lũng, Lạng Sơn\"\n\
        1.000656,Triệu Thị Mẩy,authorised,Lý Văn Sơn,,12,,,,\n\
        1.000656,Triệu Thị Mẩy,post,,,,,,EA1,\n";
    let ran = motcua.feed(&["intake", "-", "--format", "csv"], csv.as_bytes());
    assert_eq!(
        ran.codes(),
        ["ok", "ok", "authorisation_not_certified", "ok"]
    );
    let second = text(&ran.lines()[1], "code");
    let shown = motcua.run(&["case", "show", &second]).ok().one();
    assert_eq!(
        shown["submitter"]["authorisation"]["certified_by"],
        "UBND xã Minh Họa"
    );
    assert_eq!(
        shown["applicant_party"]["former_address"],
        "Thôn Đông, Thiện Tân, Hữu Lũng, Lạng Sơn"
    );
}

#[test]
fn what_was_said_of_people_is_corrected_like_any_field() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let given = json!({"relation": "relative", "kinship": "mother"});
    let answer = take_in(&motcua, &row(DEATH, &given)).expect("taken in");
    let code = text(&answer, "code");
    let workstation = signed_in(motcua.data());
    let call = |command: &str, request: Value| workstation.dispatch(command, request);
    for (field, seen, value, wanted) in [
        ("submitter.kinship", json!("mother"), json!("father"), "ok"),
        (
            "submitter.kinship",
            json!("mother"),
            json!("child"),
            "changed",
        ),
        (
            "submitter.kinship",
            json!("father"),
            json!("cousin"),
            "bad_field",
        ),
        (
            "submitter.authorisation.date",
            Value::Null,
            json!("1/10/2026"),
            "ok",
        ),
        (
            "submitter.post.tracking",
            Value::Null,
            json!("EA1"),
            "bad_field",
        ),
        (
            "applicant.former_address",
            Value::Null,
            json!("Thiện Tân, Hữu Lũng, Lạng Sơn"),
            "ok",
        ),
    ] {
        let request = json!({"code": code, "field": field, "seen": seen, "value": value});
        let said = match call("case_correct", request) {
            Ok(_) => "ok".to_owned(),
            Err(error) => text(&error, "code"),
        };
        assert_eq!(said, wanted, "{field}");
    }
    let shown = call("case_show", json!({"code": code})).expect("a case");
    assert_eq!(shown["submitter"]["kinship"], "father");
    assert_eq!(
        shown["submitter"]["authorisation"],
        json!({"date": "01/10/2026"})
    );
}

#[test]
fn a_card_is_read_from_text_and_picture_and_its_address_is_named_in_todays_units() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = motcua!(folder.path().join("desk"));
    // The number begins with Yên Bái's digits of before, which are Lào Cai's today.
    let line = "015199012345|012345678|Nguyễn Thị Mẫu|15081999|Nữ|Thôn Đông, Thiện Tân, Hữu Lũng, Lạng Sơn|10052021";
    let card = motcua.run(&["card", "parse", line]).ok().one();
    assert_eq!(
        card["card"]["address"],
        "Thôn Đông, Thiện Tân, Hữu Lũng, Lạng Sơn"
    );
    let today = &card["today"]["candidates"][0];
    assert_eq!(today["text"], "Thôn Đông, Xã Thiện Tân, Tỉnh Lạng Sơn");
    let picture = folder.path().join("the.png");
    draw(line, &picture);
    let path = picture.to_str().expect("a path");
    let seen = motcua.run(&["card", "parse", "--image", path]).ok().one();
    assert_eq!(seen, card);
    let layout = line.replace("015199012345", "đăô\u{301}");
    for (arguments, code) in [
        (vec!["card", "parse", layout.as_str()], "bad_card"),
        (
            vec!["card", "parse", "--image", "khong-co.png"],
            "no_such_file",
        ),
    ] {
        let ran = motcua.run(&arguments);
        assert!(ran.status > 0 && ran.codes() == [code], "{ran:?}");
    }
    let telex = "015199012345||Nguyeenx Thij Maaux|15081999|Nuwx|Thoon Ddoong, Hai Phong|10052021";
    let damaged = motcua.run(&["card", "parse", telex]).ok().one();
    assert_eq!(damaged["card"]["number"], "015199012345");
    assert_eq!(damaged["card"]["born"], "15/08/1999");
    let said = text(&damaged["warnings"][0], "vi");
    assert!(said.starts_with("Bộ gõ tiếng Việt đã làm hỏng"), "{said}");
}

/// A QR code as a picture of it, a little apart from the edges.
pub(crate) fn draw(text: &str, to: &Path) {
    let code = fast_qr::QRBuilder::new(text).build().expect("a code");
    let (side, edge) = (4, 24);
    let size = u32::try_from(code.size).expect("small") * side + 2 * edge;
    let picture = image::GrayImage::from_fn(size, size, |x, y| {
        let module = |v: u32| v.checked_sub(edge).map(|v| (v / side) as usize);
        let dark = module(x)
            .zip(module(y))
            .filter(|(x, y)| *x < code.size && *y < code.size)
            .is_some_and(|(x, y)| code[y][x].value());
        image::Luma([if dark { 30 } else { 230 }])
    });
    picture.save(to).expect("a picture");
}
