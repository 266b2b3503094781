use super::*;

#[test]
fn every_code_has_words_in_both_languages_and_no_word_lacks_a_code() {
    let known: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.code()).collect();
    for code in &known {
        for language in ["vi", "en"] {
            for part in ["message", "hint"] {
                let text = messages()[code][language][part]
                    .as_str()
                    .unwrap_or_default();
                assert!(!text.is_empty(), "{code}.{language}.{part} has no text");
            }
        }
    }
    let object = messages().as_object().expect("an object");
    for code in object.keys() {
        assert!(known.contains(&code.as_str()), "no such error code: {code}");
    }
}

#[test]
fn words_are_filled() {
    let error = ApiError::new(ErrorCode::UnknownCase).with("code", "H37-1");
    assert!(
        error.body().vi.message.contains("H37-1"),
        "{}",
        error.body().vi.message
    );
}
