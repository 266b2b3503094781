import { expect, test } from "vitest";
import { type KeyOutcome, pressKey } from "./combobox";

const open = (active: number) => ({ open: true, active });
const shut = { open: false, active: -1 };

test.each<[string, { open: boolean; active: number }, string, number, Partial<KeyOutcome>]>([
  ["down opens on the first", shut, "ArrowDown", 3, { open: true, active: 0, handled: true }],
  ["down moves", open(0), "ArrowDown", 3, { active: 1 }],
  ["down wraps", open(2), "ArrowDown", 3, { active: 0 }],
  ["up opens on the last", shut, "ArrowUp", 3, { open: true, active: 2 }],
  ["up wraps", open(0), "ArrowUp", 3, { active: 2 }],
  ["page down stops at the end", open(1), "PageDown", 3, { active: 2 }],
  ["page up stops at the top", open(2), "PageUp", 3, { active: 0 }],
  ["enter takes the marked one", open(1), "Enter", 3, { act: "choose", active: 1, open: false }],
  ["enter without a mark is the form's", open(-1), "Enter", 3, { handled: false, act: "none" }],
  ["enter on a closed list is the form's", shut, "Enter", 3, { handled: false }],
  ["an older mark beyond the list takes nothing", open(5), "Enter", 3, { handled: false }],
  ["escape closes first", open(1), "Escape", 3, { open: false, act: "none" }],
  ["escape then clears", shut, "Escape", 3, { act: "clear" }],
  ["no options, no list", shut, "ArrowDown", 0, { handled: false, open: false }],
  ["left and right stay with the text", open(1), "ArrowLeft", 3, { handled: false, active: 1 }],
  ["home stays with the text", open(1), "Home", 3, { handled: false, active: 1 }],
  ["letters are typed", open(1), "k", 3, { handled: false }],
])("%s", (_, list, key, count, wanted) => {
  expect(pressKey(list, key, count)).toMatchObject(wanted);
});
