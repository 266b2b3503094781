use super::*;
use std::net::TcpListener;

#[test]
fn pauses_grow_while_there_is_no_line_and_end_with_it() {
    let mut pace = Pace::default();
    let seconds = |pause: Duration| pause.as_secs();
    let mut after = |worked| seconds(pace.after(worked, 128, Watch::Free));
    let failing: Vec<u64> = (0..8).map(|_| after(false)).collect();
    assert_eq!(failing, [15, 30, 60, 120, 240, 480, 600, 600]);
    assert_eq!((after(true), after(false)), (60, 15));
    let least = pace.after(false, 0, Watch::Free);
    let most = pace.after(false, 255, Watch::Free);
    assert!(least < most, "{least:?} {most:?}");
}

#[test]
fn thrift_makes_everything_rarer_and_a_pause_ends_it() {
    let after = |worked, watch| Pace::default().after(worked, 128, watch);
    for worked in [true, false] {
        let free = after(worked, Watch::Free);
        assert_eq!(after(worked, Watch::Thrifty), free * THRIFT);
        assert_eq!(after(worked, Watch::Paused), Duration::MAX);
    }
}

#[test]
fn a_wait_ends_with_the_pause_a_writing_a_line_or_the_workstation() {
    let (moment, long) = (Duration::from_millis(1), Duration::from_secs(3600));
    let (wake, woken) = channel();
    let mut looks = 0;
    let mut none = || {
        looks += 1;
        false
    };
    let waited = wait(&woken, moment * 4, moment, &mut none);
    assert_eq!(waited, Waited::ToTheEnd);
    assert_eq!(looks, 3, "not once more when it is over anyway");
    let waited = wait(&woken, long, moment, || true);
    assert_eq!(waited, Waited::Enough, "a line");
    for _ in 0..3 {
        wake.send(()).expect("somebody waits");
    }
    let waited = wait(&woken, Duration::MAX, long, || false);
    assert_eq!(waited, Waited::Enough, "a writing");
    assert!(woken.try_recv().is_err(), "three writings are one reason");
    drop(wake);
    let waited = wait(&woken, Duration::MAX, long, || true);
    assert_eq!(waited, Waited::ForNobody);
}

#[test]
fn a_lookout_sees_a_hub_that_opens_and_a_new_way_out() {
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = closed.local_addr().expect("an address").port();
    drop(closed);
    let here = route_to(Some("127.0.0.1"));
    assert!(here.is_some());
    let lookout = |route, knocks| Lookout {
        hub: Some(("127.0.0.1".to_owned(), port)),
        route,
        knocks,
        looks: 0,
    };
    let sees = |mut lookout: Lookout| {
        (0..KNOCK)
            .map(|_| lookout.sees_a_line())
            .collect::<Vec<_>>()
    };
    let (quiet, at_once) = (vec![false, false, false], vec![true, false, false]);
    assert_eq!(sees(lookout(here, true)), quiet, "nobody opens");
    assert_eq!(
        sees(lookout(None, true)),
        at_once,
        "a way where there was none"
    );
    let _open = TcpListener::bind(("127.0.0.1", port)).expect("the port");
    assert_eq!(
        sees(lookout(here, true)),
        [false, false, true],
        "the hub opens"
    );
    assert_eq!(sees(lookout(here, false)), quiet, "thrift does not knock");
    let nowhere = Lookout {
        hub: None,
        ..lookout(None, true)
    };
    assert_eq!(sees(nowhere), quiet);
}
