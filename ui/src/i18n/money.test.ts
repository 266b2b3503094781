import { expect, test } from "vitest";
import { amountOf, countOf, money } from "./money";

test.each([
  [0, "0 đồng"],
  [999, "999 đồng"],
  [8000, "8.000 đồng"],
  [1250000, "1.250.000 đồng"],
  [-8000, "−8.000 đồng"],
])("%d is written %s", (amount, text) => expect(money(amount)).toBe(text));

test.each([
  ["21000", 21000],
  ["21.000", 21000],
  [" 21 000 đ", 21000],
  ["21.000 đồng", 21000],
  ["", null],
  ["-5", null],
  ["hai", null],
])("an amount typed as %j is %j", (text, amount) => expect(amountOf(text)).toBe(amount));

test.each([
  ["3", 3],
  [" 12 ", 12],
  ["", null],
  ["1.5", null],
])("a count typed as %j is %j", (text, count) => expect(countOf(text)).toBe(count));
