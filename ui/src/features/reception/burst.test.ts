import { expect, test } from "vitest";
import { BurstDetector, cardIn } from "./burst";

const card = "001199012345|012345678|Nguyễn Văn Mẫu|15081999|Nam|Thôn Mẫu, Xã Mẫu, Hà Nội|10052021";
const later = "001199012345||Nguyễn Văn Mẫu|15081999|Nam|Thôn Mẫu, Xã Mẫu|01082024||||";

function type(text: string, gap: number, end: string): string | null {
  const detector = new BurstDetector();
  let at = 1000;
  for (const key of text) {
    detector.feed(key, at);
    at += gap;
  }
  return detector.feed(end, at);
}

test.each<[string, string, number, string, string | null]>([
  ["a scanner, Enter", card, 5, "Enter", card],
  ["a scanner, Tab", card, 20, "Tab", card],
  ["a person", "nguyen van a", 120, "Enter", null],
  ["a fast person", "nguyen van a", 60, "Enter", null],
  ["too short for a scan", "1234567", 5, "Enter", null],
  ["no end", card, 5, "x", null],
])("%s", (_, text, gap, end, wanted) => {
  expect(type(text, gap, end)).toBe(wanted);
});

test("keys before a scan, and modifier keys inside it, are not part of it", () => {
  const detector = new BurstDetector();
  detector.feed("a", 0);
  let at = 500;
  for (const key of ["Shift", ..."12345678", "Shift", "9"]) {
    at += 5;
    detector.feed(key, at);
  }
  expect(detector.feed("Enter", at + 5)).toBe("123456789");
  expect(detector.feed("Enter", at + 10)).toBeNull();
});

test.each<[string, string, { before: string; line: string } | null]>([
  ["the card alone", card, { before: "", line: card }],
  ["the card of 2024", later, { before: "", line: later }],
  ["behind what was typed", `Nguyễn${card}`, { before: "Nguyễn", line: card }],
  ["a name", "Nguyễn Văn Mẫu", null],
  ["a number", "001199012345", null],
  ["bars without a number", "a|b|c|d|e|f|g", null],
  ["half a card", "001199012345|012345678|Nguyễn", null],
])("card in text: %s", (_, text, wanted) => {
  expect(cardIn(text)).toEqual(wanted);
});
