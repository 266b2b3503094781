use super::*;
use crate::procedure::{DocumentForm, Handling};
use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable};
use ed25519_dalek::Signer;
use expect_test::expect;
use proptest::prelude::*;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn public(seed: u8) -> PublicKey {
    PublicKey(key(seed).verifying_key().to_bytes())
}

fn at(text: &str) -> LocalTime {
    text.parse().expect("a time")
}

fn paper(name: &str, copies: u32) -> ReceivedPaper {
    ReceivedPaper {
        order: 0,
        name: name.to_owned(),
        form: DocumentForm::Original,
        copies,
        handling: Handling::Submit,
    }
}

fn slip() -> Slip {
    Slip {
        office: OfficeId([1; 16]),
        code: RecordCode::parse("H37.101.05-261121-5007").expect("a code"),
        issue: 1,
        issued: at("2026-11-21T08:35:00+07:00"),
        received: at("2026-11-21T08:30:00+07:00"),
        due: Some(at("2026-11-26T08:30:00+07:00")),
        provisional: false,
        clock_unconfirmed: false,
        papers: PapersHash::of(&[paper("Giấy chứng sinh", 1), paper("Tờ khai", 2)]),
    }
}

fn bytes(text: &str) -> Vec<u8> {
    base45::decode(text.strip_prefix(PREFIX).expect("a slip")).expect("base45")
}

fn text(bytes: &[u8]) -> String {
    format!("{PREFIX}{}", base45::encode(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SplitMix64.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A text that must not open, or not verify.
fn refused(text: &str) -> bool {
    open(text)
        .and_then(|opened| opened.verify(&public(7)))
        .is_err()
}

#[test]
fn a_slip_has_these_bytes_and_no_others() {
    let sealed = slip().seal(&key(7));
    expect!["MC1:RRQ7$AP60OO0%7WWP59 ULW9PZL 3N7VOULV8CKVO965AW50W50W50W50W50W50W50E80X59-/6$96Z96B465W5D%6*96Y96QW6D46C606A0:YH.C3+FPULJ6A0*ELZ10KDOC U1:1/XDCQJ91Q:MQV8B27B6V1ZMRZB2LHCX8KC-8TW5YIID2VP132UGNXK4 P R3A58KE2.2MV F.24425$IAT3O DA*-2C105:C:4UZ/T/ECBOMU8PVLV"].assert_eq(&sealed);
    expect!["d28455a201270450fe812c12f3ab4ce6ac5db69ac352f906a0584b885001010101010101010101010101010101764833372e3130312e30352d3236313132312d35303037011a01c88c9f1a01c88c9a1a01c8a8ba0050c035f3ae0fa66ccd9ae9cde0d1b4588a58400d62d99411e461fe9fbd46892d4a91aef59e180183d8a418cc191c9e4033125cae8a7d1a202827eb5269be7c5187172e003966adee2eed17618db249c747f907"].assert_eq(&hex(&bytes(&sealed)));
    expect!["c035f3ae0fa66ccd9ae9cde0d1b4588a"].assert_eq(&format!("{:?}", slip().papers));
    assert_eq!(slip().seal(&key(7)), sealed, "signing is deterministic");
}

#[test]
fn a_slip_is_read_back() {
    for slip in [
        slip(),
        Slip {
            due: None,
            issue: 4_000_000_000,
            ..slip()
        },
        Slip {
            provisional: true,
            clock_unconfirmed: true,
            ..slip()
        },
        Slip {
            code: RecordCode::parse("000.00.16.H21-991231-123456").expect("a code"),
            clock_unconfirmed: true,
            ..slip()
        },
    ] {
        let sealed = slip.seal(&key(7));
        let opened = open(&format!(" {sealed}\r\n")).expect("own text");
        assert_eq!(opened.slip, slip);
        assert_eq!(opened.device(), public(7).device());
        assert_eq!(opened.verify(&public(7)), Ok(()));
        assert_eq!(opened.verify(&public(8)), Err(SlipError::BadSignature));
        assert_eq!(open(&sealed.to_lowercase()), Ok(opened), "capitals locked");
    }
}

#[test]
fn another_library_reads_it_and_writes_the_same_bytes() {
    let sealed = bytes(&slip().seal(&key(7)));
    let read = CoseSign1::from_tagged_slice(&sealed).expect("COSE_Sign1");
    let verifying = key(7).verifying_key();
    read.verify_signature(b"", |signature, signed| {
        let signature = signature.try_into().expect("64 bytes");
        verifying.verify_strict(signed, &ed25519_dalek::Signature::from_bytes(signature))
    })
    .expect("the signature");
    assert_eq!(
        read.protected.header.alg,
        Some(coset::Algorithm::Assigned(coset::iana::Algorithm::EdDSA))
    );
    assert_eq!(read.protected.header.key_id, public(7).device().0);
    assert_eq!(read.clone().to_tagged_vec().expect("bytes"), sealed);

    let header = HeaderBuilder::new()
        .algorithm(coset::iana::Algorithm::EdDSA)
        .key_id(public(7).device().0.to_vec())
        .build();
    let written = CoseSign1Builder::new()
        .protected(header)
        .payload(read.payload.expect("a payload"))
        .create_signature(b"", |signed| key(7).sign(signed).to_bytes().to_vec())
        .build();
    assert_eq!(written.clone().to_tagged_vec().expect("bytes"), sealed);
    // Without its tag it is COSE all the same, and not the one way slips are written.
    assert!(refused(&text(&written.to_vec().expect("bytes"))));
}

#[test]
fn no_alteration_of_one_byte_is_accepted() {
    let sealed = slip().seal(&key(7));
    let (whole, letters) = (bytes(&sealed), sealed.as_bytes());
    let mut state = 20_261_122;
    let pick = |state: &mut u64, end: usize| random(state) as usize % end;
    for round in 0..1_000 {
        let mut damaged = whole.clone();
        let place = pick(&mut state, damaged.len());
        damaged[place] ^= 1 + pick(&mut state, 255) as u8;
        assert!(refused(&text(&damaged)), "round {round}, byte {place}");
        let mut typed = letters.to_vec();
        let place = pick(&mut state, typed.len());
        typed[place] = (typed[place] + 1 + pick(&mut state, 126) as u8) % 127;
        if typed != letters {
            let typed = String::from_utf8(typed).expect("ASCII");
            assert!(refused(&typed), "round {round}, letter {place}: {typed}");
        }
    }
    for bit in 0..whole.len() * 8 {
        let mut damaged = whole.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(refused(&text(&damaged)), "bit {bit}");
    }
}

fn refuses(expected: SlipError, rows: &[(&str, String)]) {
    for (what, text) in rows {
        assert_eq!(open(text).err(), Some(expected), "{what}");
    }
}

#[test]
fn other_texts_are_told_from_damaged_slips() {
    let sealed = slip().seal(&key(7));
    let text = |text: &str| text.to_owned();
    let long = format!("{PREFIX}{}", "A".repeat(TEXT_MAX));
    let not_a_slip = [
        ("nothing", String::new()),
        ("a plain code", text("H37.101.05-261121-5007")),
        ("a card", text("020301414002|x|y|z")),
        ("a link", text("https://example.vn/MC1:")),
        ("letters", text("MCX:ABC")),
    ];
    refuses(SlipError::NotASlip, &not_a_slip);
    refuses(SlipError::Newer, &[("a newer one", text("MC2:ABC"))]);
    let damaged = [
        ("only the beginning", text(PREFIX)),
        ("half of it", text(&sealed[..sealed.len() / 2])),
        ("twice", format!("{sealed}{sealed}")),
        ("a long text", long),
        ("through an input method", sealed.replace('A', "Â")),
        ("one small letter", sealed.replacen('A', "a", 1)),
    ];
    refuses(SlipError::Damaged, &damaged);
}

#[test]
fn what_is_not_written_the_one_way_is_refused() {
    let sealed = slip().seal(&key(7));
    let whole = bytes(&sealed);
    let signed = |payload: &[u8]| Sealed::sign(payload.to_vec(), &key(7)).to_text(PREFIX);
    let payload = &open(&sealed).expect("own text").sealed.payload;
    assert_eq!(signed(payload), sealed);
    // A good signature over other bytes in the place of these.
    let with = |from: &[u8], to: &[u8]| {
        let at = payload
            .windows(from.len())
            .position(|part| part == from)
            .expect("is in there");
        signed(&[&payload[..at], to, &payload[at + from.len()..]].concat())
    };
    let rows = [
        ("trailing byte", text(&[&whole[..], &[0]].concat())),
        ("trailing payload", signed(&[payload, &[0][..]].concat())),
        ("an empty payload", signed(&[])),
        ("a long integer", with(b"-5007\x01", b"-5007\x18\x01")),
        ("issue 0", with(b"-5007\x01", b"-5007\x00")),
        ("small letters in the code", with(b"H37", b"h37")),
        ("a day that is none", with(b"261121", b"261341")),
        ("unknown flags", with(b"\x00\x50", b"\x04\x50")),
    ];
    refuses(SlipError::Damaged, &rows);
}

#[test]
fn the_hash_of_the_papers_shows_every_change() {
    let list = [paper("Giấy chứng sinh", 1), paper("Tờ khai", 2)];
    let hash = PapersHash::of(&list);
    let changed = |change: fn(&mut Vec<ReceivedPaper>)| {
        let mut list = list.to_vec();
        change(&mut list);
        PapersHash::of(&list)
    };
    for (what, other) in [
        ("another name", changed(|list| list[0].name.push('.'))),
        ("another count", changed(|list| list[1].copies = 1)),
        (
            "another form",
            changed(|list| list[0].form = DocumentForm::Copy),
        ),
        (
            "another handling",
            changed(|list| list[0].handling = Handling::Present),
        ),
        ("another order", changed(|list| list.reverse())),
        ("one less", changed(|list| list.truncate(1))),
        ("none", changed(Vec::clear)),
        (
            "joined names",
            changed(|list| {
                let second = list.remove(1);
                list[0].name = format!("{}\n{}", list[0].name, second.name);
            }),
        ),
    ] {
        assert_ne!(other, hash, "{what}");
    }
    let numbered = changed(|list| list[1].order = 9);
    assert_eq!(numbered, hash, "only the order counts, not its numbers");
}

fn known(seed: u8, revocation: Revocation) -> SlipKey {
    SlipKey {
        key: public(seed),
        office: OfficeId([1; 16]),
        name: format!("Máy {seed}"),
        revocation,
    }
}

fn entry(printed: &[Slip]) -> BookEntry {
    BookEntry {
        promised: slip(),
        printed: printed.to_vec(),
        newest: printed.iter().map(|slip| slip.issue).max().unwrap_or(0),
    }
}

/// When the key 8 was revoked.
fn since() -> LocalTime {
    at("2026-11-22T09:00:00+07:00")
}

/// What is said of a slip signed by the key `seed` where the book holds `book`.
fn verdict(
    slip: &Slip,
    seed: u8,
    book: Option<Vec<BookEntry>>,
) -> (Verdict, Book, Vec<Difference>) {
    let keys = [
        known(7, Revocation::None),
        known(8, Revocation::Since(since())),
        known(9, Revocation::Unknown),
        SlipKey {
            office: OfficeId([2; 16]),
            ..known(10, Revocation::None)
        },
    ];
    let judged = judge(&slip.seal(&key(seed)), &keys, |asked| {
        assert_eq!(asked, slip);
        Ok::<_, ()>(book)
    });
    let judged = judged.expect("no disk");
    assert_eq!(judged.slip.as_ref(), Some(slip));
    assert_eq!(judged.device, Some(public(seed).device()));
    (judged.verdict, judged.book, judged.differences)
}

fn second() -> Slip {
    Slip {
        issue: 2,
        issued: at("2026-11-22T10:00:00+07:00"),
        ..slip()
    }
}

#[test]
fn a_good_signature_is_compared_with_the_book() {
    let both = || vec![entry(&[slip(), second()])];
    let reissued = Verdict::Reissued { newest: 2 };
    for (what, slip, book, expected, in_book) in [
        ("no book", slip(), None, Verdict::Valid, Book::NotAsked),
        (
            "unknown",
            slip(),
            Some(vec![]),
            Verdict::Valid,
            Book::UnknownCase,
        ),
        (
            "known",
            slip(),
            Some(vec![entry(&[slip()])]),
            Verdict::Valid,
            Book::Same,
        ),
        (
            "not printed",
            slip(),
            Some(vec![entry(&[])]),
            Verdict::Valid,
            Book::NotYet,
        ),
        (
            "not heard of",
            second(),
            Some(vec![entry(&[slip()])]),
            Verdict::Valid,
            Book::NotYet,
        ),
        (
            "the newest",
            second(),
            Some(both()),
            Verdict::Valid,
            Book::Same,
        ),
        ("an older one", slip(), Some(both()), reissued, Book::Same),
    ] {
        assert_eq!(
            verdict(&slip, 7, book),
            (expected, in_book, vec![]),
            "{what}"
        );
    }
}

#[test]
fn what_the_book_tells_otherwise_is_named() {
    let later = Slip {
        due: Some(at("2026-12-26T08:30:00+07:00")),
        ..slip()
    };
    let other_papers = Slip {
        papers: PapersHash([0; 16]),
        ..slip()
    };
    let other_minute = Slip {
        issued: second().issued,
        ..slip()
    };
    let first = || vec![entry(&[slip()])];
    let both = vec![entry(&[slip(), second()])];
    for (what, slip, book, difference) in [
        ("another due time", &later, first(), Difference::Due),
        ("an older one, altered", &later, both, Difference::Due),
        ("other papers", &other_papers, first(), Difference::Papers),
        ("another minute", &other_minute, first(), Difference::Issued),
    ] {
        let expected = (Verdict::Differs, Book::Differs, vec![difference]);
        assert_eq!(verdict(slip, 7, Some(book)), expected, "{what}");
    }
    let two_cases = vec![entry(&[slip()]), entry(std::slice::from_ref(&later))];
    let fits_one = (Verdict::Valid, Book::Same, vec![]);
    assert_eq!(verdict(&later, 7, Some(two_cases)), fits_one);
}

#[test]
fn a_key_that_may_not_sign_is_told_from_one_that_nobody_knows() {
    let revoked = |since| Verdict::RevokedDevice { since };
    let first = Some(vec![entry(&[slip()])]);
    for (what, seed, book, expected, in_book) in [
        (
            "revoked",
            8,
            first.clone(),
            revoked(Some(since())),
            Book::Same,
        ),
        ("revoked some time", 9, None, revoked(None), Book::NotAsked),
        (
            "another office's",
            10,
            first.clone(),
            Verdict::UnknownKey,
            Book::NotAsked,
        ),
        ("nobody's", 11, first, Verdict::UnknownKey, Book::NotAsked),
    ] {
        assert_eq!(
            verdict(&slip(), seed, book),
            (expected, in_book, vec![]),
            "{what}"
        );
    }
}

#[test]
fn what_was_altered_never_asks_the_book() {
    let keys = [known(7, Revocation::None)];
    let forged = slip().seal(&key(7));
    let forged = text(&{
        let mut bytes = bytes(&forged);
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        bytes
    });
    for (text, verdict) in [
        (forged.as_str(), Verdict::Altered),
        ("MC1:%%%", Verdict::Altered),
        ("MC9:ABC", Verdict::NewerFormat),
        ("H37.101.05-261121-5007", Verdict::NotASlip),
    ] {
        let judged = judge(text, &keys, |_| Err("asked"));
        assert_eq!(judged.map(|judged| judged.verdict), Ok(verdict), "{text}");
    }
}

#[test]
fn a_good_slip_on_another_paper_differs() {
    let code = |text: &str| RecordCode::parse(text).expect("a code");
    let (own, other) = (slip().code, code("H37.101.05-261121-5008"));
    for (codes, verdict) in [
        (vec![], Verdict::Valid),
        (vec![own.clone()], Verdict::Valid),
        (vec![other.clone(), own], Verdict::Valid),
        (vec![other], Verdict::Differs),
    ] {
        let text = slip().seal(&key(7));
        let judged = judge(&text, &[known(7, Revocation::None)], |_| Ok::<_, ()>(None));
        let mut judged = judged.expect("no disk");
        judged.beside(&codes);
        assert_eq!(judged.verdict, verdict, "{codes:?}");
        let differs = verdict == Verdict::Differs;
        assert_eq!(judged.differences == [Difference::PrintedCode], differs);
    }
}

fn list() -> KeyList {
    KeyList {
        office: OfficeId([1; 16]),
        office_name: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ MẪU SƠN".to_owned(),
        made: at("2026-11-21T08:30:00+07:00"),
        keys: vec![
            known(7, Revocation::None),
            known(8, Revocation::Since(at("2026-11-20T08:30:00+07:00"))),
            known(9, Revocation::Unknown),
        ],
        signed_by: public(7).device(),
    }
}

#[test]
fn a_list_of_keys_is_read_back_whole_or_not_at_all() {
    let sealed = list().seal(&key(7));
    assert_eq!(KeyList::open(&sealed), Ok(list()));
    for (what, text, expected) in [
        ("a slip", slip().seal(&key(7)), KeyListError::NotAList),
        ("half", sealed[..100].to_owned(), KeyListError::Altered),
        ("a stranger's", list().seal(&key(11)), KeyListError::Altered),
        (
            "a revoked device's",
            list().seal(&key(8)),
            KeyListError::Altered,
        ),
        ("longer", format!("{sealed}00"), KeyListError::Altered),
    ] {
        assert_eq!(KeyList::open(&text), Err(expected), "{what}");
    }
    let body = base45::decode(&sealed[KeyList::PREFIX.len()..]).expect("base45");
    for bit in 0..body.len() * 8 {
        let mut damaged = body.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        let damaged = format!("{}{}", KeyList::PREFIX, base45::encode(damaged));
        assert!(KeyList::open(&damaged).is_err(), "bit {bit}");
    }
    assert!(refused(&sealed), "a list is no slip");
    let disguised = sealed.replace(KeyList::PREFIX, PREFIX);
    assert!(refused(&disguised), "nor in its clothes");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(MC1:|MCK1:|)[ $%*+./:A-Z0-9-]{0,300}") {
        open(&text).ok();
        KeyList::open(&text).ok();
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(refused(&text(&bytes)));
        let list = format!("{}{}", KeyList::PREFIX, base45::encode(&bytes));
        prop_assert!(KeyList::open(&list).is_err());
    }
}
