// The payment codes the workstation makes, read back by a parser that is not ours.
import { readFileSync } from "node:fs";
import { QRPay } from "vietnam-qr-pay";
import { expect, test } from "vitest";

type Row = { bin: string; account: string; amount: number; reference: string; payload: string };

// Written by the workstation's own tests (crates/casework/src/vietqr/tests.rs).
const rows: Row[] = JSON.parse(readFileSync("../tests/data/vietqr.json", "utf8"));

test("there are enough payment codes, no two alike", () => {
  expect(rows.length).toBeGreaterThanOrEqual(50);
  expect(new Set(rows.map((row) => row.payload)).size).toBe(rows.length);
});

test.each(rows)("$payload says what was asked for", (row) => {
  const read = new QRPay(row.payload);
  expect(read.isValid).toBe(true);
  expect(read.provider.guid).toBe("A000000727");
  expect(read.provider.service).toBe("QRIBFTTA");
  expect(read.consumer.bankBin).toBe(row.bin);
  expect(read.consumer.bankNumber).toBe(row.account);
  expect(read.amount).toBe(String(row.amount));
  expect(read.currency).toBe("704");
  expect(read.nation).toBe("VN");
  expect(read.additionalData.purpose).toBe(row.reference);
});

test("one wrong character is noticed", () => {
  const text = rows[0]?.payload ?? "";
  for (let at = 0; at < text.length; at += 1) {
    const other = text[at] === "7" ? "8" : "7";
    const altered = text.slice(0, at) + other + text.slice(at + 1);
    expect(new QRPay(altered).isValid, altered).toBe(false);
  }
});
