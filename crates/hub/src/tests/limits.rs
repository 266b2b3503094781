use super::World;
use crate::config::{Limits, Proxy};
use crate::tests::world::{code_of, office};
use crate::wire::pack;
use crate::{Hub, serve};
use std::net::TcpListener;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The same world with other limits.
fn limited(limits: Limits, proxy: Option<&str>) -> World {
    let proxy = proxy.map(|address| Proxy {
        addresses: vec![address.parse().expect("an address")],
        header: "x-forwarded-for".to_owned(),
    });
    World::start_with(|hub| hub.with_limits(limits, proxy))
}

fn figure(hub: &Hub, limit: &str) -> u64 {
    let text = hub.metrics().expect("figures");
    let name = format!("motcua_hub_limited_total{{limit=\"{limit}\"}} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&name));
    line.map_or(0, |count| count.parse().expect("a number"))
}

#[tokio::test]
async fn one_noisy_device_does_not_stop_the_others() {
    let limits = Limits {
        device_per_minute: 60,
        device_burst: 20,
        ..Limits::default()
    };
    let world = limited(limits, None);
    let (noisy, quiet) = (world.desk(2).await, world.desk(3).await);
    let mut turned_away = 0;
    for n in 0..100 {
        noisy.receive(n + 1);
        match noisy.sync(&world).await {
            Ok(_) => {}
            Err((429, code)) => {
                assert_eq!(code, "too_many_requests");
                turned_away += 1;
            }
            Err(other) => panic!("{other:?}"),
        }
        if n % 10 == 0 {
            quiet.sync(&world).await.expect("the others go on");
        }
    }
    assert_eq!(turned_away, 80);
    assert_eq!(figure(&world.hub, "device"), 80);
    // It has kept its work, and is let in again after a rest.
    world.pass(60_000);
    noisy.sync(&world).await.expect("after a rest");
    assert_eq!(quiet.sync(&world).await.expect("all of it").feeds.len(), 1);
    assert_eq!(quiet.heads(), noisy.heads());
    world.end().await;
}

#[tokio::test]
async fn an_address_is_what_the_proxy_says_and_nobody_else() {
    let limits = Limits {
        address_per_minute: 1,
        address_burst: 3,
        ..Limits::default()
    };
    let proxied = limited(limits, Some("127.0.0.1"));
    let ask = async |world: &World, from: &str| {
        let headers = [("x-forwarded-for", from.to_owned())];
        let (status, body, signature) = world.send("GET", "/v1/health", &headers, vec![]).await;
        assert!(signature.is_some(), "{status}");
        (status, body)
    };
    for n in 0..6 {
        let (status, body) = ask(&proxied, "198.51.100.1, 192.0.2.1").await;
        let wanted = if n < 3 { 200 } else { 429 };
        assert_eq!(status, wanted, "{n}");
        if status == 429 {
            assert_eq!(code_of(&body), "too_many_requests");
        }
    }
    assert_eq!(ask(&proxied, "192.0.2.2").await.0, 200);
    // Where no proxy is named, the header is anybody's.
    let open = limited(limits, None);
    for _ in 0..6 {
        assert_eq!(ask(&open, "192.0.2.1").await.0, 200);
    }
    // The body of who is turned away is read past, so that the refusal arrives and is signed.
    let headers = [("x-forwarded-for", "192.0.2.1".to_owned())];
    let (status, _) = proxied
        .post("/v1/sync", &headers, vec![7; 900 * 1024])
        .await;
    assert_eq!(status, 429);
    proxied.end().await;
    open.end().await;
}

#[tokio::test]
async fn memory_for_bodies_is_bounded_and_a_slow_one_ends() {
    // Long enough that the line is looked at before it ends, on whatever machine.
    let limits = Limits {
        body_mib: 1,
        body_seconds: 5,
        ..Limits::default()
    };
    let world = limited(limits, None);
    let desk = world.desk(2).await;
    let head = format!(
        "POST /v1/sync HTTP/1.1\r\nhost: hub\r\ncontent-length: {}\r\n\r\n",
        1024 * 1024
    );
    let mut slow = TcpStream::connect(world.address).await.expect("a line");
    slow.write_all(head.as_bytes()).await.expect("a head");
    let crowded = async || {
        let request = pack(&desk.request(vec![]));
        let (status, body, _) = world.send("POST", "/v1/sync", &[], request).await;
        (status, code_of(&body))
    };
    while crowded().await != (503, "crowded".to_owned()) {}
    let mut said = String::new();
    slow.read_to_string(&mut said).await.expect("an end");
    assert!(said.contains("408") && said.contains("slow"), "{said}");
    desk.sync(&world).await.expect("there is room again");
    assert!(figure(&world.hub, "memory") > 0);
    drop(slow);
    world.end().await;
}

#[tokio::test]
async fn a_head_that_never_ends_is_not_waited_for() {
    let limits = Limits {
        head_seconds: 1,
        ..Limits::default()
    };
    let world = limited(limits, None);
    let mut slow = TcpStream::connect(world.address).await.expect("a line");
    slow.write_all(b"POST /v1/sync HTTP/1.1\r\nhos")
        .await
        .expect("half");
    let mut rest = vec![];
    slow.read_to_end(&mut rest).await.expect("an end");
    drop(slow);
    world.end().await;
}

#[tokio::test]
async fn lines_beyond_the_limit_are_closed_at_once() {
    let limits = Limits {
        connections: 2,
        ..Limits::default()
    };
    let world = limited(limits, None);
    let line = async || TcpStream::connect(world.address).await.expect("a line");
    let ask = async |line: &mut TcpStream| {
        let request = b"GET /v1/ready HTTP/1.1\r\nhost: hub\r\n\r\n";
        line.write_all(request).await.ok();
        let mut answer = [0; 12];
        line.read_exact(&mut answer).await.is_ok()
    };
    let (mut one, mut two) = (line().await, line().await);
    assert!(ask(&mut one).await && ask(&mut two).await);
    assert!(!ask(&mut line().await).await, "the third");
    assert_eq!(figure(&world.hub, "connections"), 1);
    drop(one);
    // The hub sees the end a moment later.
    while !ask(&mut line().await).await {}
    drop(two);
    world.end().await;
}

#[tokio::test]
async fn a_hub_that_is_told_to_stop_ends_what_has_begun_and_begins_nothing() {
    let folder = tempfile::TempDir::new().expect("folder");
    let hub = World::open(folder.path()).expect("hub");
    hub.add_office(&office(1)).expect("office");
    let listener = TcpListener::bind("127.0.0.1:0").expect("port");
    let address = listener.local_addr().expect("address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(serve(hub.clone(), listener, async {
        stopped.await.ok();
    }));
    let request = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: hub\r\n\r\n");
    let mut begun = TcpStream::connect(address).await.expect("a line");
    let head = "POST /v1/sync HTTP/1.1\r\nhost: hub\r\ncontent-length: 3\r\n\r\n";
    begun.write_all(head.as_bytes()).await.expect("a head");
    while !hub.gate.is_busy() {
        tokio::task::yield_now().await;
    }
    stop.send(()).expect("serving");
    while !hub.gate.is_closed() {
        tokio::task::yield_now().await;
    }
    let mut new = TcpStream::connect(address).await.expect("still open");
    new.write_all(request("/v1/ready").as_bytes())
        .await
        .expect("a request");
    let mut refusal = vec![0; 512];
    let length = new.read(&mut refusal).await.expect("an answer");
    let refusal = String::from_utf8_lossy(&refusal[..length]).to_lowercase();
    assert!(
        refusal.contains("503") && refusal.contains("retry-after: 10"),
        "{refusal}"
    );
    begun.write_all(b"abc").await.expect("the rest");
    let mut answer = String::new();
    let read = begun.read_to_string(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), read)
        .await
        .expect("in time")
        .expect("an answer");
    assert!(
        answer.contains("401") && answer.contains("unsigned"),
        "{answer}"
    );
    drop(new);
    served.await.expect("no panic").expect("no error");
}
