import { expect, test } from "vitest";
import { BurstDetector, cardIn, isCard, type Press, type Scan, signOf } from "./burst";

const card = "001199012345|012345678|Nguyễn Văn Mẫu|15081999|Nam|Thôn Mẫu, Xã Mẫu, Hà Nội|10052021";
const plain = "001199012345|012345678|Nguyen Van Mau|15081999|Nam|Thon Mau, Ha Noi|10052021";
const later = "001199012345||Nguyễn Văn Mẫu|15081999|Nam|Thôn Mẫu, Xã Mẫu|01082024||||";

/** The press of an American keyboard for a sign; a sign without a key is sent as it is. */
function press(sign: string, timeStamp: number): Press {
  const base = { key: sign, altKey: false, timeStamp };
  if (/^[a-z]$/.test(sign)) return { ...base, code: `Key${sign.toUpperCase()}`, shiftKey: false };
  if (/^[A-Z]$/.test(sign)) return { ...base, code: `Key${sign}`, shiftKey: true };
  if (/^\d$/.test(sign)) return { ...base, code: `Digit${sign}`, shiftKey: false };
  if (sign === "|") return { ...base, code: "Backslash", shiftKey: true };
  if (sign === ",") return { ...base, code: "Comma", shiftKey: false };
  if (sign === " ") return { ...base, code: "Space", shiftKey: false };
  return { ...base, code: sign.length > 1 ? sign : "", shiftKey: false };
}

type Change = (given: Press) => Press;

function type(text: string, gap: number, end: string, change: Change = (one) => one): Scan | null {
  const detector = new BurstDetector();
  let at = 1000;
  for (const sign of text) {
    detector.feed(change(press(sign, at)), "Lò Văn");
    at += gap;
  }
  return detector.feed(change(press(end, at)), `Lò Văn${text}`);
}

test.each<[string, string, number, string, string | null]>([
  ["a scanner, Enter", card, 5, "Enter", card],
  ["a scanner, Tab", card, 20, "Tab", card],
  ["a slow scanner", card, 45, "Enter", card],
  ["a person", "nguyen van a", 120, "Enter", null],
  ["a fast person", "nguyen van a", 60, "Enter", null],
  ["too short for a scan", "1234567", 5, "Enter", null],
  ["no end", card, 5, "x", null],
])("%s", (_, text, gap, end, wanted) => {
  expect(type(text, gap, end)?.text ?? null).toBe(wanted);
});

test("what stood in the field before a scan is kept", () => {
  expect(type(plain, 5, "Enter")?.before).toBe("Lò Văn");
});

const process: Change = (one) => ({ ...one, key: "Process" });
const unidentified: Change = (one) => ({ ...one, key: "Unidentified" });
const vietnamese: Change = (one) => {
  const row = ["đ", "ă", "â", "ê", "ô", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"];
  return /^\d$/.test(one.key) ? { ...one, key: row[Number(one.key)] ?? "" } : one;
};

test.each<[string, Change]>([
  ["no input method", (one) => one],
  ["an input method that hides its keys", process],
  ["another that hides them", unidentified],
  ["the Vietnamese number row", vietnamese],
])("the keys of a card survive: %s", (_, change) => {
  const scan = type(plain, 5, "Enter", change);
  expect(scan?.keys).toBe(plain);
  expect(isCard(scan?.keys ?? "")).toBe(true);
});

test("Alt with the number block makes a sign, and is no part of the keys", () => {
  const detector = new BurstDetector();
  let at = 0;
  const feed = (given: Partial<Press>) => {
    at += 3;
    return detector.feed({
      key: "",
      code: "",
      shiftKey: false,
      altKey: false,
      timeStamp: at,
      ...given,
    });
  };
  for (const digit of "00119901") feed({ key: digit, code: `Digit${digit}` });
  feed({ key: "Alt", code: "AltLeft", altKey: true });
  for (const digit of "0234") feed({ key: digit, code: `Numpad${digit}`, altKey: true });
  feed({ key: "2", code: "Digit2" });
  expect(feed({ key: "Enter", code: "Enter" })?.keys).toBe("001199012");
});

test.each<[string, string, boolean, string]>([
  ["a", "KeyA", true, "A"],
  ["Process", "Digit5", false, "5"],
  ["%", "Digit5", true, "%"],
  ["5", "Numpad5", false, "5"],
  ["Dead", "Backslash", true, "|"],
  ["ễ", "", false, "ễ"],
  ["Shift", "ShiftLeft", true, ""],
  ["Unidentified", "", false, ""],
])("the sign of %s at %s", (key, code, shiftKey, wanted) => {
  expect(signOf({ key, code, shiftKey, altKey: false, timeStamp: 0 })).toBe(wanted);
});

test("keys before a scan, and modifier keys inside it, are not part of it", () => {
  const detector = new BurstDetector();
  detector.feed(press("a", 0));
  let at = 500;
  for (const key of ["ShiftLeft", ..."12345678", "ShiftLeft", "9"]) {
    at += 5;
    detector.feed(press(key, at));
  }
  expect(detector.feed(press("Enter", at + 5))?.keys).toBe("123456789");
  expect(detector.feed(press("Enter", at + 10))).toBeNull();
});

test.each<[string, string, { before: string; line: string } | null]>([
  ["the card alone", card, { before: "", line: card }],
  ["the card of 2024", later, { before: "", line: later }],
  ["behind what was typed", `Nguyễn${card}`, { before: "Nguyễn", line: card }],
  [
    "typed on a Vietnamese keyboard",
    "đđăă\u0323\u0323đăâêô\u0300||An|1|2|3|4",
    { before: "", line: "đđăă\u0323\u0323đăâêô\u0300||An|1|2|3|4" },
  ],
  ["a name", "Nguyễn Văn Mẫu", null],
  ["a number", "001199012345", null],
  ["bars without a number", "a|b|c|d|e|f|g", null],
  ["half a card", "001199012345|012345678|Nguyễn", null],
])("card in text: %s", (_, text, wanted) => {
  expect(cardIn(text)).toEqual(wanted);
});
