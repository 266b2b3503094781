//! A case leaves for other programs: whole, with its history, or as what it says now.

use casework::case::Field;
use casework::command::Command;
use desk::desk::Desk;
use desk::identity::DEMO_PASSWORD;
use serde_json::{Value, json};
use tests::cli::text;
use tests::motcua;
use tests::world::{World, apart, id, together};

#[test]
fn a_case_of_two_desks_is_exported_alike_and_as_often_as_wanted() {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    for (desk, number) in [(&first, "0912 345 678"), (&second, "0987 654 321")] {
        let call = Command::Correct {
            field: Field::ApplicantPhone,
            seen: None,
            value: Some(number.to_owned()),
        };
        desk.act(id(&case), call).expect("a correction");
    }
    together(&world, &first, &second, &hub);
    drop((first, second));
    let code = case.opening.code.to_string();
    let [here, there] = ["first", "second"].map(|name| {
        let desk = motcua!(world.path(name));
        let out = |format: &str| world.path(&format!("{name}.{format}"));
        for format in ["automerge", "json"] {
            let file = out(format);
            let file = file.to_str().expect("a path");
            let line = ["export", &code, "--format", format, "--out", file];
            let told = desk.run(&line).ok().one();
            assert_eq!(text(&told, "code"), code);
        }
        ["automerge", "json"].map(|format| std::fs::read(out(format)).expect("a file"))
    });
    assert!(here[0] == there[0], "not the same, byte for byte");
    assert_eq!(&here[0][..4], [0x85, 0x6f, 0x4a, 0x83]);

    let told: Value = serde_json::from_slice(&here[1]).expect("JSON");
    assert_eq!(told["case"]["conflicts"][0]["field"], "applicant.phone");
    let desk = Desk::open(&world.path("first"), None, DEMO_PASSWORD).expect("a desk");
    let document = desk.store().read(|reader| reader.document(id(&case)));
    let mut document = document.expect("a store").expect("a document");
    let heads: Vec<String> = document.heads().iter().map(ToString::to_string).collect();
    assert_eq!((&told["heads"], heads.len()), (&json!(heads), 2));
}

#[test]
fn what_cannot_be_exported_says_so() {
    let world = World::new();
    drop(world.desk("desk", "Lý Văn Sơn"));
    let desk = motcua!(world.path("desk"));
    let file = world.path("out");
    let out = file.to_str().expect("a path");
    let unknown = desk.run(&["export", "H37.199.05-261128-9999", "--out", out]);
    assert_eq!(unknown.codes(), ["unknown_case"]);
    let other = desk.run(&["export", "x", "--format", "doc", "--out", out]);
    assert_eq!(other.status, 2);
    assert!(!file.exists());
}
