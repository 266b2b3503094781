//! What answers at the hub's address is not the hub: nothing is believed, nothing is lost.

use desk::error::ErrorCode;
use desk::sync::hub_client::{State, exchange};
use hub::wire::{EnrolResponse, UNPACKED_MAX, pack};
use tests::line::Line;
use tests::motcua;
use tests::random::Random;
use tests::world::{World, cases, heads, is_sound, nobody, sync, take_in};

const TYPE: &str = "application/x-motcua+zstd";

fn answer(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\
         location: http://127.0.0.1:1/\r\nconnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A frame that unpacks to far more than is allowed.
fn bomb() -> Vec<u8> {
    pack(&vec![0_u8; UNPACKED_MAX * 8])
}

/// Every lie, and whether it looks like a broken line rather than a wrong answer.
fn lies() -> Vec<(&'static str, Vec<u8>, bool)> {
    let mut random = Random::new(3);
    let noise: Vec<u8> = (0..5_000)
        .map(|_| random.number().to_le_bytes()[0])
        .collect();
    let page = "<html><body>Vui lòng đăng nhập Wi-Fi</body></html>".as_bytes();
    let whole = answer("200 OK", TYPE, &pack(&7_u8));
    let cut = whole[..whole.len() - 5].to_vec();
    vec![
        ("a web page", answer("200 OK", "text/html", page), false),
        ("noise", answer("200 OK", TYPE, &noise), false),
        ("nothing", answer("200 OK", TYPE, b""), false),
        (
            "JSON",
            answer("200 OK", "application/json", b"{\"ok\":true}"),
            false,
        ),
        ("another thing", whole, false),
        ("a bomb", answer("200 OK", TYPE, &bomb()), false),
        (
            "too much",
            answer("200 OK", TYPE, &vec![b'a'; 3 << 20]),
            false,
        ),
        (
            "a broken server",
            answer("500 Oh", "text/html", page),
            false,
        ),
        (
            "a gateway",
            answer("502 Bad Gateway", "text/html", page),
            false,
        ),
        (
            "no such page",
            answer("404 Not Found", "text/html", page),
            false,
        ),
        ("a redirect", answer("302 Found", "text/html", b""), false),
        (
            "a teapot",
            answer("418 Teapot", "application/json", b"[]"),
            false,
        ),
        ("no HTTP", noise.clone(), true),
        ("a hang-up", vec![], true),
        ("half a head", b"HTTP/1.1 200 O".to_vec(), true),
        ("half a body", cut, true),
    ]
}

#[test]
fn an_exchange_with_a_stranger_changes_nothing() {
    let mut world = World::new();
    let desk = world.desk("desk", "Lý Văn Sơn");
    let other = world.desk("other", "Hoàng Thị Minh Nguyệt");
    let hub = world.hub_on();
    for desk in [&other, &desk] {
        sync(desk, &hub);
    }
    take_in(&desk, 0);
    let before = heads(desk.store());
    for (what, bytes, broken) in lies() {
        let stranger = Line::stranger(bytes);
        match exchange(&desk, Some(&stranger.url())) {
            Ok(outcome) => {
                assert!(
                    broken && outcome.state == State::Offline,
                    "{what}: {outcome:?}"
                );
                let trouble = outcome.trouble.map(|error| error.code);
                assert_eq!(trouble, Some(ErrorCode::HubUnreachable), "{what}");
            }
            Err(error) => {
                assert!(!broken, "{what}: {error:?}");
                assert_eq!(error.code, ErrorCode::HubAnswer, "{what}");
            }
        }
        let status = desk::api::status_of(&desk).expect("a status");
        assert_eq!((status.cases, status.unsent), (1, 1), "{what}");
        assert_eq!(heads(desk.store()), before, "{what}");
    }
    is_sound(desk.store());
    let sent = sync(&desk, &hub);
    assert_eq!(sent.pushed, 1);
    assert_eq!(cases(world.hub_store()), 1);
}

#[test]
fn enrolling_at_a_stranger_makes_no_workstation() {
    let world = World::new();
    let motcua = motcua!(world.path("desk")).with_password("một câu dễ nhớ");
    let enrol = |url: &str| {
        motcua.run(&[
            "enrol",
            "--hub",
            url,
            "--code",
            "7KQ2-9D4M-XWZA",
            "--name",
            "Nông Thị Ươm",
        ])
    };
    let nothing = |what: &str| {
        let status = motcua.run(&["status"]);
        assert_eq!(
            (status.status, status.codes()),
            (3, vec!["no_workstation".to_owned()])
        );
        assert!(!motcua.data().join("motcua.db").exists(), "{what}");
    };
    for (what, bytes, broken) in lies() {
        let ran = enrol(&Line::stranger(bytes).url());
        let code = if broken {
            "hub_unreachable"
        } else {
            "hub_answer"
        };
        assert_eq!(
            (ran.status, ran.codes()),
            (3, vec![code.to_owned()]),
            "{what}"
        );
        nothing(what);
    }
    for (what, url, code) in [
        ("nobody", nobody(), "hub_unreachable"),
        (
            "no encryption",
            "http://192.0.2.1:8080".to_owned(),
            "plain_hub",
        ),
        ("no address", "máy chủ".to_owned(), "hub_answer"),
        (
            "another scheme",
            "ftp://127.0.0.1/".to_owned(),
            "hub_answer",
        ),
    ] {
        assert_eq!(enrol(&url).codes(), [code], "{what}");
        nothing(what);
    }
}

#[test]
fn an_office_that_does_not_read_makes_no_workstation() {
    let world = World::new();
    let hub_key = world.hub().public_key();
    let answer_of = |office: &str| {
        let response = EnrolResponse {
            office: office.to_owned(),
            hub_key,
            hub_store: [1; 16],
            hub_time_ms: 0,
            envelopes: vec![b"rubbish".to_vec()],
        };
        answer("200 OK", TYPE, &pack(&response))
    };
    for office in ["", "{}", "null"] {
        let stranger = Line::stranger(answer_of(office));
        let newcomer = tests::world::newcomer("desk", "Lý Văn Sơn");
        let path = world.path("desk");
        let made = desk::enrolment::through_hub(&path, &stranger.url(), "7KQ2", newcomer);
        assert_eq!(
            made.err().map(|error| error.code),
            Some(ErrorCode::HubAnswer)
        );
        assert!(!path.join("motcua.db").exists());
    }
}
