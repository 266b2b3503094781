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

#[test]
fn every_refusal_of_a_door_has_words() {
    use casework::crdt::ChangeError;
    use casework::sync::door::Refusal;
    use casework::sync::envelope::EnvelopeError;
    for refusal in [
        Refusal::Envelope(EnvelopeError::TooLarge),
        Refusal::Envelope(EnvelopeError::Malformed),
        Refusal::Envelope(EnvelopeError::NotCanonical),
        Refusal::Envelope(EnvelopeError::BadSignature),
        Refusal::UnknownDevice,
        Refusal::RevokedDevice,
        Refusal::WrongOffice,
        Refusal::NotAuthority,
        Refusal::Change(ChangeError::NotAChange),
        Refusal::Change(ChangeError::Unreadable),
        Refusal::Change(ChangeError::WrongActor),
        Refusal::Change(ChangeError::OutOfBounds),
        Refusal::Change(ChangeError::MissingDependency),
        Refusal::Change(ChangeError::DoesNotApply),
        Refusal::Change(ChangeError::Spoils),
        Refusal::BadRosterEntry,
        Refusal::BadRecord,
        Refusal::RecordTaken,
        Refusal::Equivocation,
        Refusal::BrokenChain,
    ] {
        let code = refusal.code();
        for language in ["vi", "en"] {
            assert_ne!(label_in("refusal", code, language), code, "{language}");
        }
        let error = ApiError::new(ErrorCode::HubRefused).with("detail", code);
        let said = label_in("refusal", code, "vi");
        assert!(error.body().vi.message.contains(&said), "{code}");
    }
}
