import { expect, test } from "vitest";
import { moveRow, pagesFor, visible } from "./pages";

test.each<[number, number, number, number[]]>([
  [0, 20, 0, []],
  [0, 20, 5, [0]],
  [90, 120, 10_000, [0, 1]],
  [9_980, 10_020, 10_000, [99]],
  [-5, -1, 10, [0]],
])("pages for rows %i to %i of %i", (first, last, total, wanted) => {
  expect(pagesFor(first, last, total)).toEqual(wanted);
});

test("only the rows in view, and a few around them, are drawn of ten thousand", () => {
  const { first, last } = visible(230_000, 600, 46, 10_000);
  expect(first).toBe(5000 - 8);
  expect(last - first).toBeLessThan(40);
  expect(visible(0, 600, 46, 3)).toEqual({ first: 0, last: 2 });
});

test.each<[string, number, number | null]>([
  ["ArrowDown", 9, 9],
  ["ArrowDown", 3, 4],
  ["ArrowUp", 0, 0],
  ["PageDown", 0, 5],
  ["PageUp", 3, 0],
  ["Home", 7, 0],
  ["End", 0, 9],
  ["k", 3, null],
])("%s from row %i", (key, active, wanted) => {
  expect(moveRow(key, active, 10, 5)).toBe(wanted);
});
