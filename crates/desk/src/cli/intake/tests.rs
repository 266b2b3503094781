use super::*;

#[test]
fn long_lines_are_skipped_and_the_next_is_read() {
    let mut input = vec![b'x'; ROW_MAX * 3];
    input.extend(b"\n{}\nlast");
    let mut input = BufReader::new(input.as_slice());
    let mut next = || read_line(&mut input).expect("reads");
    let error = next().expect("a line").err().map(|error| error.code);
    assert_eq!(error, Some(ErrorCode::InputTooLarge));
    assert_eq!(next(), Some(Ok(b"{}".to_vec())));
    assert_eq!(next(), Some(Ok(b"last".to_vec())));
    assert_eq!(next(), None);
}

#[test]
fn a_record_becomes_a_row() {
    let headers = csv::StringRecord::from(vec!["procedure", "name", "relation", "note", "email"]);
    let record = csv::StringRecord::from(vec!["1.001193", " Vàng Thị Mỷ ", "relative", "gấp", ""]);
    assert_eq!(
        nested(&headers, &record),
        serde_json::json!({
            "procedure": "1.001193",
            "applicant": {"name": "Vàng Thị Mỷ", "kind": "person"},
            "submitter": {"relation": "relative"},
            "note": "gấp",
        })
    );
}

#[test]
fn only_an_object_that_is_cut_short_goes_on() {
    for (row, unfinished) in [
        ("{", true),
        ("{}", false),
        ("", false),
        ("{x", false),
        ("{\"a\":", true),
    ] {
        assert_eq!(is_unfinished(row.as_bytes()), unfinished, "{row}");
    }
}
