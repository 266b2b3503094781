// Documents the workstation exports, read by Automerge for JavaScript.
import { readFileSync } from "node:fs";
import * as Automerge from "@automerge/automerge";
import { expect, test } from "vitest";

type Told = { heads: string[]; values: Record<string, unknown>; phones: string[] };

// Written by the workstation's own tests (crates/casework/src/crdt/tests.rs).
const told: Told = JSON.parse(readFileSync("../tests/data/case-1.json", "utf8"));
const saved = Buffer.from(
  readFileSync("../tests/data/case-1.hex", "utf8").replaceAll("\n", ""),
  "hex",
);

type Case = { applicant: Record<string, unknown> };

test("an exported case has the same heads and values elsewhere", () => {
  const doc = Automerge.load<Case>(new Uint8Array(saved));
  expect([...Automerge.getHeads(doc)].sort()).toEqual(told.heads);
  expect(
    JSON.parse(
      JSON.stringify(doc, (_, value) =>
        Automerge.isImmutableString(value) ? value.toString() : value,
      ),
    ),
  ).toEqual(told.values);
});

test("both values of a field that two people changed are there", () => {
  const doc = Automerge.load<Case>(new Uint8Array(saved));
  const phones = Automerge.getConflicts(doc.applicant, "phone") ?? {};
  expect(Object.values(phones).map(String).sort()).toEqual(told.phones);
});
