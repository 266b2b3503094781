import { expect, test } from "vitest";
import { lastMonthEnd, query, view } from "./view.svelte";

test.each([
  ["2026-11-22T09:00:00+07:00", "2026-10-31"],
  ["2026-01-05T09:00:00+07:00", "2025-12-31"],
  ["2028-03-01T00:00:00+07:00", "2028-02-29"],
  ["", ""],
])("the month before %s ended on %s", (now, end) => {
  expect(lastMonthEnd(now)).toBe(end);
});

test("days are asked for only where they were chosen", () => {
  Object.assign(view, { span: "week", from: "2026-01-01", to: "2026-01-02" });
  expect(query()).toMatchObject({ span: "week", from: null, to: null });
  view.span = "custom";
  expect(query()).toMatchObject({ span: null, from: "2026-01-01", to: "2026-01-02" });
});
