use super::*;

fn founding(password: &str) -> Founding {
    Founding {
        demo: true,
        office: crate::demo::office().expect("built in"),
        point: None,
        device_name: "thử".to_owned(),
        key: None,
        officer: "Hoàng Thị Mẫu".to_owned(),
        password: password.to_owned(),
    }
}

#[test]
fn only_the_password_opens_a_workstation() {
    let dir = tempfile::tempdir().expect("a folder");
    let (profile, keys) = Profile::found(dir.path(), founding("mật khẩu tốt")).expect("made");
    assert!(
        Profile::read(dir.path()).expect("reads").is_none(),
        "not before it is written"
    );
    profile.write(dir.path()).expect("written");
    let profile = Profile::read(dir.path()).expect("reads").expect("is there");
    let (opened, officer) = profile
        .unlock(dir.path(), None, "mật khẩu tốt")
        .expect("opens");
    assert_eq!(opened.database.0, keys.database.0);
    assert_eq!(opened.device.as_bytes(), keys.device.as_bytes());
    assert_eq!(officer.name, "Hoàng Thị Mẫu");
    let code = |officer, password| {
        profile
            .unlock(dir.path(), officer, password)
            .err()
            .map(|error| error.code)
    };
    assert_eq!(code(None, "mật khẩu xấu"), Some(ErrorCode::WrongPassword));
    assert_eq!(
        code(Some("ai đó"), "mật khẩu tốt"),
        Some(ErrorCode::UnknownOfficer)
    );
    let again = Profile::found(dir.path(), founding("mật khẩu tốt")).err();
    assert_eq!(
        again.map(|error| error.code),
        Some(ErrorCode::WorkstationExists)
    );
}

#[test]
fn a_password_typed_in_either_unicode_form_opens() {
    let dir = tempfile::tempdir().expect("a folder");
    let (profile, _) = Profile::found(dir.path(), founding("mật khẩu tốt")).expect("made");
    let decomposed =
        "ma\u{323}\u{302}t kh\u{102}\u{309}u to\u{302}\u{301}t".replace('\u{102}', "a\u{302}");
    assert!(profile.unlock(dir.path(), None, &decomposed).is_ok());
}

#[test]
fn damaged_files_and_short_passwords_are_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let code = |result: Result<_, ApiError>| result.err().map(|error| error.code);
    assert_eq!(
        code(Profile::found(dir.path(), founding("ngắn")).map(|_| ())),
        Some(ErrorCode::WeakPassword)
    );
    for (text, expected) in [
        ("", ErrorCode::Corrupt),
        ("{}", ErrorCode::Corrupt),
        ("{\"version\": 99}", ErrorCode::NewerDatabase),
    ] {
        std::fs::write(dir.path().join(PROFILE), text).expect("written");
        assert_eq!(
            code(Profile::read(dir.path()).map(|_| ())),
            Some(expected),
            "{text}"
        );
    }
}
