//! TypeScript from the list of commands: `ui/src/api/gen/api.ts`, compared here and rewritten with
//! `UPDATE_EXPECT=1` (`cargo xtask codegen`).

use super::*;
use crate::error::ApiErrorBody;
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use ts_rs::{Config, TypeVisitor};

/// Types of the rules whose shape the serialised form fixes; `docs/intake.schema.json` has the same.
const GIVEN: &str = "\
export type Step = \"received\" | \"waiting_for_supplement\" | \"waiting_for_payment\" | \"in_process\" | \"result_ready\" | \"stopped\" | \"refused\" | \"closed_unsupplemented\" | \"returned\";
export type SyncState = \"local\" | \"sent\" | \"acknowledged\";
export type DocumentForm = \"original\" | \"certified\" | \"copy\" | \"electronic\";
export interface Party { kind: \"person\" | \"organisation\"; name: string; id?: string | null; born?: string | null; sex?: \"M\" | \"F\" | null; address?: string | null; phone?: string | null; email?: string | null; former_address?: string | null; representative?: Representative | null }
export interface Representative { name: string; position?: string | null }
export interface Submitter { relation: \"self\" | \"relative\" | \"authorised\" | \"representative\" | \"post\"; name?: string | null; id?: string | null; kinship?: Kinship | null; position?: string | null; authorisation?: AuthorisationPaper | null; post?: PostalItem | null }
export type Kinship = \"grandfather\" | \"grandmother\" | \"father\" | \"mother\" | \"child\" | \"wife\" | \"husband\" | \"elder_brother\" | \"elder_sister\" | \"younger_sibling\" | \"other\";
export interface AuthorisationPaper { number?: string | null; date?: string | null; certified_by?: string | null }
export interface PostalItem { service?: string | null; tracking?: string | null }
export interface Assistance { read_aloud_and_fingerprint?: boolean; interpreter?: { name: string; id?: string | null; language?: string | null } | null; witness?: { name: string; id?: string | null } | null }
export interface Place { kind: \"centre\" | \"point\" | \"home\"; name?: string | null; address?: string | null }
export type ReturnWay = \"at_point\" | \"at_home\" | \"post\" | \"electronic\";
export interface WantedPaper { name: string; originals?: number; certified?: number; photocopies?: number }
export type Notice = \"in_person\" | \"phone\" | \"sms\" | \"email\" | \"social_network\" | \"letter\";
export interface Recipient { name: string; id?: string | null; ground?: string | null }
export interface DocumentIn { item: string; form: DocumentForm; copies: number }
export type CounterOutcome = \"guided\" | \"supplement_requested\" | \"refused\";
export interface MissingPaper { item?: string | null; name: string; originals: number; certified: number; photocopies: number }
export interface Contact { name: string; phone?: string | null }
export interface CounterRequest { outcome: CounterOutcome; procedure: string; variant?: string | null; applicant?: Party | null; missing?: MissingPaper[]; reason?: string | null; ground?: string | null; new_reason?: string | null; contact?: Contact | null; follows?: string | null }
export interface Intake { client_ref?: string | null; procedure: string; variant?: string | null; applicant: Party; submitter?: Submitter | null; documents?: DocumentIn[] | null; received?: string | null; place?: Place | null; return?: ReturnWay | null; note?: string | null; fees?: FeesIn | null; assistance?: Assistance | null; for_office?: string | null }
export type OldBookField = \"number\" | \"name\" | \"procedure\" | \"received\" | \"returned\" | \"note\";
export type PaymentWay = \"cash\" | \"transfer\" | \"online\";
export type Relation = Submitter[\"relation\"];
export interface FeeLineIn { name: string; kind?: \"fee\" | \"charge\" | \"service\" | null; unit_price: number; quantity?: number | null; exemption?: string | null; source?: string | null }
export interface FeesIn { pages?: number | null; copies?: number | null; persons?: number | null; option?: string | null; exemption?: string | null; lines?: FeeLineIn[] | null }
export interface NewPaper { item: string; name: string; form: DocumentForm; copies: number; handling: \"submit\" | \"present\" | \"lookup\" }
export type Override = { what: \"limit\"; variant?: string | null; limit: string | null } | { what: \"fee\"; text: string; amount_vnd?: number | null } | { what: \"add_paper\"; paper: NewPaper } | { what: \"remove_paper\"; item: string } | { what: \"rename_paper\"; item: string; name: string } | { what: \"synonym\"; text: string } | { what: \"hide\" } | { what: \"verified\" } | { what: \"withdraw\"; correction: string };
";

struct Declarations {
    config: Config,
    seen: BTreeSet<TypeId>,
    texts: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
        if T::output_path().is_some() {
            let text = format!("export {}", T::decl(&self.config));
            self.texts.insert(T::ident(&self.config), text);
        }
    }
}

fn named<T: TS + 'static>(declarations: &mut Declarations) -> String {
    declarations.visit::<T>();
    T::name(&declarations.config)
}

macro_rules! names {
    ($($name:ident($request:ty) -> $response:ty = $handler:path;)+) => {
        fn commands(declarations: &mut Declarations) -> String {
            let mut text = String::new();
            $(
                let request = named::<$request>(declarations);
                let response = named::<$response>(declarations);
                let name = stringify!($name);
                writeln!(text, "\t{name}: {{ req: {request}; res: {response} }};").expect("text");
            )+
            text
        }
    };
}

with_commands!(names);

#[test]
fn the_types_of_the_window_are_fresh() {
    let config = Config::new().with_large_int("number");
    let mut declarations = Declarations {
        config,
        seen: BTreeSet::new(),
        texts: BTreeMap::new(),
    };
    let commands = commands(&mut declarations);
    declarations.visit::<ApiErrorBody>();
    let mut text =
        "// Generated from crates/desk/src/api.rs by `cargo xtask codegen`. Do not edit.\n\n"
            .to_owned();
    text.push_str(GIVEN);
    for declaration in declarations.texts.values() {
        writeln!(text, "{declaration}").expect("text");
    }
    write!(text, "\nexport interface Commands {{\n{commands}}}\n").expect("text");
    expect_test::expect_file!["../../../../ui/src/api/gen/api.ts"].assert_eq(&text);
}
