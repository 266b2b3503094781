//! Records of the office: written without a line, read on another desk, whole or not at all.

use casework::command::Command;
use casework::record::RecordData;
use casework::time::LocalTime;
use desk::error::{ApiError, ErrorCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tests::motcua;
use tests::world::{World, heads, id, is_sound, sync, take_in};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Rota {
    officer: String,
    mornings: Vec<String>,
}

impl RecordData for Rota {
    const KIND: &'static str = "rota";
}

/// The same records as another program reads them.
#[derive(Debug, Serialize, Deserialize)]
struct Counted {
    mornings: u32,
}

impl RecordData for Counted {
    const KIND: &'static str = "rota";
}

fn rota() -> Rota {
    Rota {
        officer: "Hoàng Thị Minh Nguyệt".to_owned(),
        mornings: vec!["thứ hai".to_owned(), "thứ năm".to_owned()],
    }
}

fn always() -> (LocalTime, LocalTime) {
    let time = |text: &str| text.parse().expect("a time");
    (
        time("2020-01-01T00:00:00+07:00"),
        time("2099-01-01T00:00:00+07:00"),
    )
}

#[test]
fn a_record_made_without_a_line_arrives_on_the_other_desk() {
    let mut world = World::new();
    let centre = world.desk("centre", "Hoàng Thị Minh Nguyệt");
    let point = world.desk("point", "Lý Văn Sơn");
    let case = id(&take_in(&centre, 0));
    // A record and a note on a case, in one transaction.
    let written = centre
        .store()
        .write(|tx| {
            let record = centre.keep_record(tx, &rota())?;
            let text = format!("bản ghi {record}");
            centre.act_in(tx, case, Command::AddNote { text })?;
            Ok::<_, ApiError>(record)
        })
        .expect("written");
    // What fails afterwards takes the record with it.
    let refused = centre.store().write(|tx| {
        centre.keep_record(tx, &rota())?;
        centre.act_in(
            tx,
            case,
            Command::AddNote {
                text: String::new(),
            },
        )
    });
    assert!(refused.is_err(), "an empty note is refused");

    let status = motcua!(world.path("centre")).run(&["status"]).ok().one();
    assert_eq!(status["records"], json!({ "rota": 1 }));
    assert_eq!(
        (&status["unsent"], &status["unsent_records"]),
        (&json!(1), &json!(1))
    );

    let hub = world.hub_on();
    sync(&centre, &hub);
    sync(&point, &hub);
    sync(&centre, &hub);
    let (from, to) = always();
    let found = point.records::<Rota>(from, to).expect("records");
    let [(record, data)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!((record.id, data), (written, &rota()));
    assert_eq!(record.officer, *centre.officer());
    assert_eq!(record.device, centre.public_key().device());
    assert_eq!(record.place, centre.profile().place());
    let alone = point.record::<Rota>(written).expect("read").expect("there");
    assert_eq!(alone, found[0]);
    // A shape this program does not know is no obstacle and is still counted.
    assert!(
        point
            .records::<Counted>(from, to)
            .expect("records")
            .is_empty()
    );
    let status = motcua!(world.path("point")).run(&["status"]).ok().one();
    assert_eq!(
        (&status["records"]["rota"], &status["unsent_records"]),
        (&json!(1), &json!(0))
    );

    let all = [centre.store(), point.store(), world.hub_store()].map(heads);
    assert_eq!(all, [all[0]; 3]);
    for store in [centre.store(), point.store(), world.hub_store()] {
        is_sound(store);
    }
}

#[test]
fn a_record_too_large_for_an_envelope_is_refused_with_words() {
    let world = World::new();
    let desk = world.desk("centre", "Hoàng Thị Minh Nguyệt");
    let long = Rota {
        officer: "x".repeat(64 * 1024),
        ..rota()
    };
    let refused = desk.store().write(|tx| desk.keep_record(tx, &long));
    assert_eq!(
        refused.map_err(|error| error.code),
        Err(ErrorCode::InputTooLarge)
    );
    is_sound(desk.store());
}
