//! What the wordings of the forms may name, and the wordings that ship with the program.

use crate::print::{receipt, wording::Spec};

const WHOM: [(&str, &[&str]); 2] = [("whom_person", &[]), ("whom_organisation", &[])];
const DAY: (&str, &[&str]) = ("day", &["day", "month", "year"]);
const FORMS: [(&str, &[&str]); 4] = [
    ("original", &[]),
    ("certified", &[]),
    ("photocopy", &[]),
    ("electronic", &[]),
];
const CONTENTS: (&str, &[&str]) = ("contents", &["number", "what", "form", "copies"]);

/// Every form with its shipped wording.
pub(crate) const SHIPPED: [(&Spec, &str); 8] = [
    (
        &receipt::SPEC,
        include_str!("../../../../../catalogue/forms/receipt.json"),
    ),
    (
        &SUPPLEMENT,
        include_str!("../../../../../catalogue/forms/supplement.json"),
    ),
    (
        &REFUSAL,
        include_str!("../../../../../catalogue/forms/refusal.json"),
    ),
    (
        &REFUSAL_HANDLING,
        include_str!("../../../../../catalogue/forms/refusal_handling.json"),
    ),
    (
        &APOLOGY,
        include_str!("../../../../../catalogue/forms/apology.json"),
    ),
    (
        &STOP,
        include_str!("../../../../../catalogue/forms/stop.json"),
    ),
    (
        &CONTROL,
        include_str!("../../../../../catalogue/forms/control.json"),
    ),
    (
        &RETURN_SLIP,
        include_str!("../../../../../catalogue/forms/return_slip.json"),
    ),
];

const SUPPLEMENT: Spec = Spec {
    form: "supplement",
    fields: &[
        "serial",
        "code",
        "whom",
        "applicant",
        "address",
        "phone",
        "email",
        "procedure",
        "procedure_code",
        "reason",
        "until",
        "officer",
        "hotline",
        "counter",
        "centre",
    ],
    required: &["applicant", "procedure", "reason"],
    flags: &[],
    tables: &[CONTENTS],
    phrases: &[
        WHOM[0], WHOM[1], FORMS[0], FORMS[1], FORMS[2], FORMS[3], DAY,
    ],
    code: true,
    signed: true,
};

const REFUSAL: Spec = Spec {
    form: "refusal",
    fields: &[
        "serial",
        "whom",
        "applicant",
        "address",
        "phone",
        "email",
        "procedure",
        "procedure_code",
        "reason",
        "signer",
        "officer",
        "hotline",
        "counter",
        "centre",
    ],
    required: &["applicant", "procedure", "reason"],
    flags: &[],
    tables: &[],
    phrases: &WHOM,
    code: false,
    signed: true,
};

const REFUSAL_HANDLING: Spec = Spec {
    form: "refusal_handling",
    fields: &[
        "serial",
        "code",
        "whom",
        "applicant",
        "address",
        "phone",
        "email",
        "procedure",
        "procedure_code",
        "received",
        "reason",
        "officer",
        "hotline",
        "counter",
        "centre",
    ],
    required: &["code", "applicant", "procedure", "received", "reason"],
    flags: &[],
    tables: &[],
    phrases: &WHOM,
    code: true,
    signed: true,
};

const APOLOGY: Spec = Spec {
    form: "apology",
    fields: &[
        "serial",
        "code",
        "whom",
        "applicant",
        "address",
        "phone",
        "email",
        "procedure",
        "procedure_code",
        "field",
        "received_day",
        "due",
        "reason",
        "new_due",
        "hotline",
        "counter",
        "centre",
    ],
    required: &[
        "code",
        "applicant",
        "procedure",
        "received_day",
        "due",
        "reason",
        "new_due",
    ],
    flags: &[],
    tables: &[],
    phrases: &[WHOM[0], WHOM[1], DAY],
    code: true,
    signed: true,
};

const STOP: Spec = Spec {
    form: "stop",
    fields: &[
        "serial",
        "code",
        "whom",
        "applicant",
        "address",
        "phone",
        "email",
        "procedure",
        "procedure_code",
        "received",
        "stopped",
        "reason",
        "step",
        "refund",
        "hotline",
        "counter",
        "centre",
    ],
    required: &[
        "code",
        "applicant",
        "procedure",
        "received",
        "stopped",
        "step",
    ],
    flags: &["papers", "no_papers"],
    tables: &[CONTENTS],
    phrases: &[WHOM[0], WHOM[1], FORMS[0], FORMS[1], FORMS[2], FORMS[3]],
    code: true,
    signed: true,
};

const CONTROL: Spec = Spec {
    form: "control",
    fields: &[
        "code",
        "applicant",
        "procedure",
        "procedure_code",
        "unit",
        "received",
        "due",
        "hotline",
        "counter",
        "centre",
    ],
    required: &["code", "applicant", "procedure", "received", "due"],
    flags: &[],
    tables: &[(
        "hand_overs",
        &[
            "from",
            "to",
            "at",
            "from_officer",
            "to_officer",
            "early",
            "on_time",
            "late",
            "note",
        ],
    )],
    phrases: &[("chosen", &[]), ("open", &[]), ("moment_blank", &[])],
    code: true,
    signed: false,
};

const RETURN_SLIP: Spec = Spec {
    form: "return_slip",
    fields: &[
        "code",
        "applicant",
        "address",
        "phone",
        "email",
        "procedure",
        "procedure_code",
        "due",
        "result",
        "taker",
        "relation",
        "taker_id",
        "taken",
        "officer",
        "hotline",
        "counter",
        "centre",
    ],
    required: &["code", "applicant", "procedure", "due", "result", "taken"],
    flags: &["papers", "no_papers", "relation", "no_relation"],
    tables: &[CONTENTS],
    phrases: &[
        FORMS[0],
        FORMS[1],
        FORMS[2],
        FORMS[3],
        ("relative", &[]),
        ("authorised", &[]),
        ("representative", &[]),
        ("post", &[]),
    ],
    code: true,
    signed: true,
};
