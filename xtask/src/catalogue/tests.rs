//! Each rule of the import on a record made up for it.

use super::*;

fn words() -> Words {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalogue/procedures/import-words.json");
    Words::read(&fs::read_to_string(path).expect("words")).expect("words")
}

fn row(changes: Value) -> Map<String, Value> {
    let mut row = json!({
        "code": "9.000001", "name_vi": "Thủ  tục mẫu", "name_en": null, "field_vi": "Hộ tịch",
        "deadline": null, "fee_vnd": null, "fee_note": null, "documents": [], "level": "xã",
        "scope": "national", "source_url": "https://example.vn/1", "verified": false,
        "verified_parts": ["code"], "note": null,
    });
    if let (Value::Object(row), Value::Object(changes)) = (&mut row, changes) {
        row.extend(changes);
    }
    row.as_object().cloned().unwrap_or_default()
}

#[test]
fn each_field_is_translated_into_ours() {
    let document = |name: &str, code: Value, copies: u8, group: Value| {
        json!({ "name_vi": name, "copies": copies, "original_or_copy": "original", "also_copies": 0,
                "handling": "present", "group_vi": group, "component_code": code })
    };
    let papers = [
        document("Tờ khai", json!("K1"), 1, json!(null)),
        document("Ghi chú", json!("K2"), 0, json!(null)),
        document(".Bản vẽ", json!("K3"), 2, json!("a)")),
        document("Bản vẽ", json!("K3"), 1, json!("b)")),
        document("Giấy ủy quyền", json!(null), 1, json!(null)),
        document("Giấy ủy quyền", json!(null), 1, json!(null)),
    ];
    for (changes, key, wanted) in [
        (json!({}), "name", json!("Thủ tục mẫu")),
        (json!({}), "limit", json!(null)),
        (
            json!({ "deadline": { "amount": 7.5, "unit": "working_days" } }),
            "limit",
            json!({ "amount": 7.5, "unit": "working_days" }),
        ),
        (
            json!({ "deadline": { "amount": 0, "unit": "immediate" }, "same_day_cutoff": "15:00",
                "deadline_cases": [{ "case_code": "9.1", "amount": 1, "unit": "DAY" },
                                   { "case_code": "9.2", "amount": 2, "unit": "DAY" },
                                   { "case_code": "9.2", "amount": 2, "unit": "DAY" }] }),
            "variants",
            json!([{ "code": "9.1", "limit": { "unit": "same_day", "cutoff": "15:00" } },
                   { "code": "9.2", "limit": { "amount": 2, "unit": "calendar_days" } }]),
        ),
        (
            json!({ "scope": "UBND tỉnh Lào Cai" }),
            "scope",
            json!({ "province": "UBND tỉnh Lào Cai" }),
        ),
        (
            json!({ "fee_note": "no fee stated in the source record" }),
            "fee_note",
            json!("Bản ghi nguồn không nêu phí, lệ phí."),
        ),
        (
            json!({ "fees": [{ "channels": ["DIRECT"], "type": "SERVICE_FEE", "value_vnd": 0, "note_vi": "Theo HĐND" }] }),
            "fees",
            json!([{ "kind": "charge", "channels": ["direct"], "note": "Theo HĐND" }]),
        ),
        (
            json!({ "documents": papers }),
            "checklist_notes",
            json!(["Ghi chú"]),
        ),
        (
            json!({ "verified_parts": ["deadline", "documents"] }),
            "verified_parts",
            json!(["limit", "checklist"]),
        ),
    ] {
        let made = procedure(&row(changes), &words()).expect(key);
        assert_eq!(made.get(key).cloned().unwrap_or_default(), wanted, "{key}");
    }
    let made = procedure(&row(json!({ "documents": papers })), &words()).expect("papers");
    let items: Vec<&str> = made["checklist"]
        .as_array()
        .expect("list")
        .iter()
        .filter_map(|p| p["item"].as_str())
        .collect();
    assert_eq!(items[0], "K1");
    assert!(items[1].starts_with("K3.") && items[2].starts_with("K3.") && items[1] != items[2]);
    assert_eq!(items[4], format!("{}.2", items[3]));
}

#[test]
fn what_is_not_understood_stops_the_import() {
    for (changes, wanted) in [
        (
            json!({ "deadline": { "amount": 1, "unit": "weeks" } }),
            "unknown unit",
        ),
        (
            json!({ "deadline": { "amount": 0, "unit": "working_days" } }),
            "no amount",
        ),
        (
            json!({ "deadline": { "amount": 0, "unit": "immediate" } }),
            "cut-off",
        ),
        (
            json!({ "note": "some words of the new reading" }),
            "not translated",
        ),
        (json!({ "channels": ["FAX"] }), "unknown channel"),
        (json!({ "verified_parts": ["colour"] }), "unknown part"),
        (json!({ "name_vi": null }), "name_vi is missing"),
    ] {
        let error = write(&[row(changes)], &words()).expect_err(wanted);
        assert!(format!("{error:#}").contains(wanted), "{error:#}");
        assert!(format!("{error:#}").contains("9.000001"), "{error:#}");
    }
}

#[test]
fn a_block_per_procedure_a_line_per_paper() {
    let text = write(&[row(json!({}))], &words()).expect("a file");
    let block = "\"rows\": 1,\n\"procedures\": [\n{\n  \"code\": \"9.000001\",\n  \"name\": \"Thủ tục mẫu\",\n";
    assert!(text.contains(block), "{text}");
    assert!(
        text.ends_with("  \"verified_parts\": [\"code\"]\n}\n]\n}\n"),
        "{text}"
    );
}
