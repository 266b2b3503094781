//! Hubs as processes over one PostgreSQL: many desks at once, a server that falls, a hub that is killed.

use desk::desk::Desk;
use desk::sync::hub_client::{State, exchange};
use tests::province::server::Server;
use tests::province::{Province, at_once, pushed};
use tests::world::{nobody, take_in};

const PROGRAM: &str = env!("CARGO_BIN_EXE_motcua-hub-under-test");
const DESKS: usize = 20;
/// `cargo xtask bench hubs` does it with 100, optimised.
const CASES: usize = 20;
const ROUND: usize = 10;

#[test]
fn twenty_desks_push_to_two_hubs_at_once() {
    let server = Server::start();
    let province = Province::new(&server, PROGRAM);
    let (one, other) = (province.process(), province.process());
    let desks: Vec<Desk> = (0..DESKS).map(|number| province.desk(number)).collect();
    let hubs = [one.address.as_str(), &other.address];
    let took = at_once(&desks, &hubs, (CASES, ROUND));
    let p95 = took[took.len() * 95 / 100];
    println!("{} pushes of {ROUND} cases: p95 {p95:?}", took.len());
    province.is_equal(&desks, hubs, DESKS * CASES);
}

#[test]
fn a_server_that_falls_and_a_hub_that_is_killed_lose_nothing() {
    let mut server = Server::start();
    let province = Province::new(&server, PROGRAM);
    let (mut one, other) = (province.process(), province.process());
    let desks: Vec<Desk> = (0..3).map(|number| province.desk(number)).collect();
    let hubs = [one.address.clone(), other.address.clone()];
    std::thread::scope(|scope| {
        let hubs = &hubs;
        let work = |(number, desk): (usize, &Desk)| {
            for n in 0..30 {
                take_in(desk, number * 30 + n);
                pushed(desk, [&hubs[n % 2], &hubs[1]]);
            }
        };
        let working: Vec<_> = desks
            .iter()
            .enumerate()
            .map(|desk| scope.spawn(move || work(desk)))
            .collect();
        let reached = |wanted: u64| {
            while province.cases().unwrap_or(0) < wanted {
                std::thread::yield_now();
            }
        };
        reached(10);
        server.fall();
        server.rise();
        reached(40);
        one.kill();
        server.fall();
        server.rise();
        for thread in working {
            thread.join().expect("a desk");
        }
    });
    let alone = exchange(&desks[0], Some(&nobody())).expect("no refusal");
    assert_eq!(alone.state, State::Offline);
    province.is_equal(&desks, [&hubs[1]; 2], 90);
}
