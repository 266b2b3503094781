use super::World;
use crate::tests::world::Desk;
use crate::wire::SyncRequest;

/// The value of a figure with these labels.
fn figure(text: &str, name: &str, labels: &[&str]) -> Option<f64> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let mut found = lines.filter(|line| {
        let end = line.find(['{', ' ']).unwrap_or(line.len());
        &line[..end] == name && labels.iter().all(|label| line.contains(label))
    });
    found.next()?.rsplit(' ').next()?.parse().ok()
}

#[tokio::test]
async fn what_is_answered_and_what_came_is_counted_without_names() {
    let world = World::start();
    let (one, other) = (world.desk(1).await, world.desk(2).await);
    for digit in 1..=3 {
        one.receive(digit);
    }
    one.sync(&world).await.expect("synced");
    let first = one.receive(4).to_wire();
    let late = one.receive(5).to_wire();
    let page = |envelopes| SyncRequest {
        envelopes,
        ..one.request(vec![])
    };
    for request in [
        page(vec![first.clone()]),
        page(vec![first, b"junk".to_vec()]),
    ] {
        one.ask(&world, &request).await.expect("an answer");
    }
    let stranger = Desk::new(7);
    assert!(stranger.ask(&world, &page(vec![late])).await.is_err());
    world.send("GET", "/v1/somebody%20else", &[], vec![]).await;
    let (status, answer, _) = world.send("GET", "/v1/ready", &[], vec![]).await;
    assert_eq!(
        (status, answer.as_slice()),
        (200, br#"{"ready":true}"#.as_slice())
    );

    let text = world.hub.metrics().expect("figures");
    for (name, labels, wanted) in [
        ("motcua_hub_requests_total", vec!["/v1/sync", "200"], 3.0),
        ("motcua_hub_requests_total", vec!["/v1/sync", "401"], 1.0),
        ("motcua_hub_requests_total", vec!["/v1/enrol", "200"], 2.0),
        ("motcua_hub_envelopes_total", vec!["accepted"], 4.0),
        ("motcua_hub_envelopes_total", vec!["duplicate"], 1.0),
        (
            "motcua_hub_envelopes_total",
            vec!["refused", "malformed"],
            1.0,
        ),
        ("motcua_hub_cases", vec![], 4.0),
        ("motcua_hub_held", vec![], 0.0),
        (
            "motcua_hub_request_duration_seconds_count",
            vec!["/v1/sync"],
            4.0,
        ),
    ] {
        assert_eq!(
            figure(&text, name, &labels),
            Some(wanted),
            "{name} {labels:?}\n{text}"
        );
    }
    assert!(figure(&text, "motcua_hub_received_bytes_total", &[]) > Some(1000.0));
    assert!(text.ends_with("# EOF\n"));
    for secret in [
        one.device().to_string(),
        other.device().to_string(),
        world.office.id.to_string(),
        "somebody".to_owned(),
    ] {
        assert!(!text.contains(&secret), "{secret}");
    }
}

#[tokio::test]
async fn the_description_is_served() {
    let world = World::start();
    let (status, answer, _) = world.send("GET", "/v1/openapi.json", &[], vec![]).await;
    let described: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
    assert_eq!((status, &described["openapi"]), (200, &"3.0.3".into()));
}
