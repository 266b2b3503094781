use super::*;
use crate::id::OfficeId;

/// 2026-11-23 08:00 in Vietnam.
const MORNING: i64 = 1_795_395_600_000;
const DAY_MS: i64 = 86_400_000;

fn run() -> Run {
    Run {
        seq: 1,
        from_ms: MORNING,
        to_ms: MORNING,
        tries: 1,
        session: 7,
        counter_from_ms: 1_000,
        counter_to_ms: 1_000,
        clock_set_by_ms: None,
        hub_offset_ms: Some(40),
        hub_offset_age_ms: Some(3_600_000),
        network: Some("10.0.0.5".to_owned()),
        address: "https://hub.example".to_owned(),
        layer: Layer::Tcp,
        cause: Cause::Timeout,
        code: None,
        detail: None,
        took_ms: 20,
        sent: 0,
        acknowledged: 0,
        waiting: 3,
    }
}

fn later(ms: i64) -> Run {
    let first = run();
    Run {
        from_ms: first.from_ms + ms,
        to_ms: first.to_ms + ms,
        counter_from_ms: first.counter_from_ms + ms,
        counter_to_ms: first.counter_to_ms + ms,
        ..first
    }
}

#[test]
fn only_attempts_that_ended_alike_are_one_run() {
    type Change = fn(&mut Run);
    let cases: [(&str, Change, bool); 9] = [
        ("the same again", |_| {}, true),
        ("another count of cases", |next| next.waiting = 9, true),
        ("another cause", |next| next.cause = Cause::NoRoute, false),
        ("another layer", |next| next.layer = Layer::Body, false),
        (
            "another answer",
            |next| next.code = Some("500".to_owned()),
            false,
        ),
        ("another address", |next| next.address.push('x'), false),
        ("no network any more", |next| next.network = None, false),
        ("the program began anew", |next| next.session = 8, false),
        (
            "the next day",
            |next| {
                for at in [&mut next.from_ms, &mut next.to_ms] {
                    *at += DAY_MS;
                }
                next.counter_from_ms += DAY_MS;
            },
            false,
        ),
    ];
    for (what, change, folded) in cases {
        let mut next = later(60_000);
        change(&mut next);
        let next = next.after(&run());
        assert_eq!(run().with(&next).is_some(), folded, "{what}");
    }
    let both = run().with(&later(60_000)).expect("one run");
    assert_eq!((both.tries, both.to_ms), (2, MORNING + 60_000));
}

#[test]
fn a_clock_that_was_set_shows() {
    for (ahead, wanted) in [
        (0, None),
        (JUMP_MS, None),
        (JUMP_MS + 1, Some(JUMP_MS + 1)),
        (-3 * DAY_MS, Some(-3 * DAY_MS)),
    ] {
        let mut next = later(60_000);
        next.from_ms += ahead;
        next.to_ms += ahead;
        let next = next.after(&run());
        assert_eq!(next.clock_set_by_ms, wanted, "{ahead}");
        assert_eq!(run().with(&next).is_none(), wanted.is_some(), "{ahead}");
    }
}

#[test]
fn every_byte_of_a_run_is_in_the_chain() {
    let bytes = run().to_bytes();
    assert_eq!(Run::from_bytes(&bytes), Some(run()));
    let head = chained(Hash([0; 32]), &bytes);
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert_ne!(chained(Hash([0; 32]), &changed), head, "byte {at}");
    }
    assert_ne!(chained(Hash([1; 32]), &bytes), head);
}

#[test]
fn a_countersignature_is_of_one_head_and_one_time() {
    let key = SigningKey::from_bytes(&[9; 32]);
    let good = Countersign::sign(&key, (DeviceId([1; 16]), 2), (3, Hash([4; 32])), MORNING);
    type Change = fn(&mut Countersign);
    let cases: [(&str, Change, bool); 7] = [
        ("as signed", |_| {}, true),
        ("device", |one| one.device = DeviceId([0; 16]), false),
        ("epoch", |one| one.epoch = 3, false),
        ("run", |one| one.seq = 4, false),
        ("head", |one| one.head = Hash([5; 32]), false),
        ("time", |one| one.hub_ms -= 1, false),
        ("hub", |one| one.hub = PublicKey([3; 32]), false),
    ];
    for (what, change, genuine) in cases {
        let mut one = good;
        change(&mut one);
        assert_eq!(one.is_genuine(), genuine, "{what}");
    }
}

#[test]
fn an_outage_ends_with_the_first_attempt_that_works() {
    let failed = |at: i64, cause: Cause, tries: u64, waiting: u64| Run {
        cause,
        tries,
        waiting,
        to_ms: MORNING + at + 500,
        ..later(at)
    };
    let done = |at: i64| Run {
        layer: Layer::Through,
        ..failed(at, Cause::Done, 1, 0)
    };
    let runs = [
        done(0),
        failed(1_000, Cause::NoRoute, 4, 2),
        failed(2_000, Cause::Timeout, 1, 5),
        failed(3_000, Cause::NoRoute, 2, 4),
        done(4_000),
        failed(5_000, Cause::NoName, 1, 1),
    ];
    let outage = |from: i64, to: Option<i64>, last: i64, tries, waiting, causes| Outage {
        from_ms: MORNING + from,
        to_ms: to.map(|to| MORNING + to),
        last_ms: MORNING + last,
        tries,
        waiting,
        causes,
    };
    assert_eq!(
        outages(&runs),
        [
            outage(
                1_000,
                Some(4_000),
                3_500,
                7,
                5,
                vec![(Cause::NoRoute, None), (Cause::Timeout, None)]
            ),
            outage(5_000, None, 5_500, 1, 1, vec![(Cause::NoName, None)]),
        ]
    );
    assert_eq!(outages(&runs[..1]), []);
}

#[test]
fn a_summary_is_read_back_only_as_it_was_signed() {
    let key = SigningKey::from_bytes(&[9; 32]);
    let summary = Summary {
        office: OfficeId([1; 16]),
        code: "H37.101.01-261123-5001".to_owned(),
        from_ms: MORNING,
        to_ms: MORNING + 1,
        failed: 7,
        acknowledged_ms: None,
        seq: 4,
        head: Hash([5; 32]),
        countersigned_ms: Some(MORNING + 2),
    };
    let text = summary.seal(&key);
    let opened = Summary::open(&text).expect("reads");
    assert_eq!(opened.summary, summary);
    assert!(opened.is_by(&PublicKey(key.verifying_key().to_bytes())));
    assert!(!opened.is_by(&PublicKey([3; 32])));
    for (what, text) in [
        ("nothing", String::new()),
        ("a slip", text.replacen("MCE1:", "MC1:", 1)),
        ("cut", text[..text.len() - 2].to_owned()),
        ("long", format!("{text}{}", "0".repeat(TEXT_LONG))),
    ] {
        assert!(Summary::open(&text).is_err(), "{what}");
    }
}

/// More than a summary may have.
const TEXT_LONG: usize = 501;
