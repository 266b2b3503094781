use super::*;
use crate::id::{Hash, OfficeId, OfficerId, PublicKey};
use crate::office::PlaceKind;
use crate::sync::door::{Giver, Refusal, Roster, admit};
use crate::sync::envelope::{Header, Kind};
use crate::sync::roster::Enrolment;
use ed25519_dalek::SigningKey;
use serde_json::json;

const OFFICE: OfficeId = OfficeId([1; 16]);
const ID: CaseId = CaseId([4; 16]);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Notice {
    text: String,
    number: i64,
}

impl RecordData for Notice {
    const KIND: &'static str = "notice";
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn public() -> PublicKey {
    PublicKey(key().verifying_key().to_bytes())
}

fn notice() -> Notice {
    Notice {
        text: "Mẫu Sơn".to_owned(),
        number: 5001,
    }
}

fn record() -> Record {
    let facts = Facts {
        officer: Officer {
            id: OfficerId([2; 16]),
            name: "Vi Thị Kim".to_owned(),
        },
        roles: vec![],
        device: public().device(),
        office: OFFICE,
        place: Place {
            kind: PlaceKind::Centre,
            name: None,
            address: None,
        },
        now: "2026-11-22T08:30:00+07:00".parse().expect("a time"),
        entropy: [9; 16],
    };
    Record::new(ID, &facts, &notice()).expect("small")
}

#[test]
fn a_record_survives_its_body() {
    let record = record();
    let body = record.to_body().expect("small");
    assert_eq!(
        String::from_utf8(body.clone()).expect("text"),
        format!(
            r#"{{"at":"2026-11-22T08:30:00+07:00","data":{{"number":5001,"text":"Mẫu Sơn"}},"device":"{}","id":"{ID}","kind":"notice","officer":{{"id":"{}","name":"Vi Thị Kim"}},"place":{{"kind":"centre"}}}}"#,
            public().device(),
            OfficerId([2; 16]),
        )
    );
    let read = Record::from_body(&body).expect("own bytes");
    assert_eq!(read, record);
    assert_eq!(read.data::<Notice>(), Some(notice()));
    let other = Record {
        kind: "pad".to_owned(),
        ..read
    };
    assert_eq!(other.data::<Notice>(), None);
}

#[test]
fn a_body_is_written_one_way_only() {
    let body = String::from_utf8(record().to_body().expect("small")).expect("text");
    let with = |from: &str, to: &str| {
        assert!(body.contains(from), "{from}");
        body.replacen(from, to, 1)
    };
    // What a newer version added is kept.
    let newer = with(r#""kind":"notice""#, r#""kind":"notice","later":{}"#);
    assert!(Record::from_body(newer.as_bytes()).is_some());
    for (what, text) in [
        ("a space", format!(" {body}")),
        ("an end", format!("{body}\n")),
        (
            "unsorted keys",
            with(r#""at":"2026-11-22T08:30:00+07:00","#, "").replacen(
                '}',
                r#","at":"2026-11-22T08:30:00+07:00"}"#,
                1,
            ),
        ),
        ("a fraction", with("5001", "5001.5")),
        ("a fraction of nought", with("5001", "5001.0")),
        ("a huge number", with("5001", "1e400")),
        ("an escape", with("Kim", "K\\u0069m")),
        (
            "a key twice",
            with(r#""number":5001"#, r#""number":5001,"number":5001"#),
        ),
        ("no kind", with(r#""notice""#, r#""""#)),
        ("a capital kind", with(r#""notice""#, r#""Notice""#)),
        (
            "a long kind",
            with(r#""notice""#, &format!("\"{}\"", "n".repeat(41))),
        ),
        ("another time", with("+07:00", "+06:59:00")),
        (
            "a deep nest",
            with("5001", &("[".repeat(500) + &"]".repeat(500))),
        ),
        ("cut short", body[..body.len() - 1].to_owned()),
        ("an array", "[]".to_owned()),
        ("nothing", String::new()),
    ] {
        assert_eq!(Record::from_body(text.as_bytes()), None, "{what}: {text}");
    }
}

#[test]
fn what_cannot_be_written_is_no_record() {
    let with = |data: Value| Record { data, ..record() }.to_body();
    let text = |len: usize| json!("a".repeat(len));
    let rest = with(json!("")).expect("small").len();
    assert_eq!(
        with(text(BODY_MAX - rest)).map(|body| body.len()),
        Ok(BODY_MAX)
    );
    assert_eq!(with(text(BODY_MAX - rest + 1)), Err(RecordError::TooLarge));
    assert_eq!(with(json!([{"a": 0.5}])), Err(RecordError::Unwritable));
    let unnamed = Record {
        kind: "hai tư".to_owned(),
        ..record()
    };
    assert_eq!(unnamed.to_body(), Err(RecordError::Unwritable));
}

struct One(Enrolment);

impl Roster for One {
    fn enrolment(&self, device: DeviceId) -> Option<Enrolment> {
        (device == self.0.key.device()).then(|| self.0.clone())
    }

    fn is_authority(&self, _: DeviceId) -> bool {
        false
    }
}

fn door(office: OfficeId, revoked: bool) -> One {
    One(Enrolment {
        key: public(),
        office,
        name: String::new(),
        revoked,
    })
}

fn sealed(alter: impl FnOnce(&mut Header), bodies: Vec<Vec<u8>>) -> Envelope {
    let mut header = Header {
        office: OFFICE,
        device: public().device(),
        epoch: 3,
        seq: 1,
        prev: Hash([0; 32]),
        made_at_ms: 1_795_224_600_000,
        officer: OfficerId([2; 16]),
        kind: Kind::Record,
        doc: ID,
    };
    alter(&mut header);
    Envelope::seal(header, bodies, [5; 16], &key()).expect("small")
}

#[test]
fn any_enrolled_device_may_put_one_record_in_one_envelope() {
    let body = || record().to_body().expect("small");
    let check = |envelope: &Envelope, door: &One, wanted: Option<Refusal>| {
        assert_eq!(
            admit(&envelope.to_wire(), door, Giver::Anybody).err(),
            wanted
        );
    };
    let good = sealed(|_| {}, vec![body()]);
    let open = door(OFFICE, false);
    check(&good, &open, None);
    check(
        &good,
        &door(OfficeId([8; 16]), false),
        Some(Refusal::WrongOffice),
    );
    check(&good, &door(OFFICE, true), Some(Refusal::RevokedDevice));
    let bad = Some(Refusal::BadRecord);
    for bodies in [
        vec![],
        vec![vec![]],
        vec![b"junk".to_vec()],
        vec![body(), body()],
    ] {
        check(&sealed(|_| {}, bodies), &open, bad);
    }
    let other_doc = sealed(|header| header.doc = CaseId([5; 16]), vec![body()]);
    check(&other_doc, &open, bad);
    let other_officer = sealed(|header| header.officer = OfficerId([9; 16]), vec![body()]);
    check(&other_officer, &open, bad);
    let elsewhere = Record {
        device: DeviceId([9; 16]),
        ..record()
    };
    let elsewhere = elsewhere.to_body().expect("small");
    check(&sealed(|_| {}, vec![elsewhere]), &open, bad);
}

#[test]
fn every_altered_bit_of_an_envelope_is_refused() {
    let wire = sealed(|_| {}, vec![record().to_body().expect("small")]).to_wire();
    let open = door(OFFICE, false);
    assert!(admit(&wire, &open, Giver::Anybody).is_ok());
    for bit in 0..wire.len() * 8 {
        let mut damaged = wire.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(
            admit(&damaged, &open, Giver::Anybody).is_err(),
            "bit {bit} went through"
        );
    }
    for len in 0..wire.len() {
        assert!(
            admit(&wire[..len], &open, Giver::Anybody).is_err(),
            "cut to {len}"
        );
    }
}

#[test]
fn no_altered_bit_of_a_body_makes_another_shape() {
    let body = record().to_body().expect("small");
    for bit in 0..body.len() * 8 {
        let mut damaged = body.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        if let Some(read) = Record::from_body(&damaged) {
            assert_eq!(read.to_body(), Ok(damaged), "bit {bit}");
        }
    }
}
