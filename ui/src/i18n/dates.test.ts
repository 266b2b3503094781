import { expect, test } from "vitest";
import { age, day, moment, normaliseDate, weekday } from "./dates";

test.each<[string, string | null]>([
  ["", ""],
  ["15/08/1999", "15/08/1999"],
  ["15/8/1999", "15/08/1999"],
  ["5-8-1999", "05/08/1999"],
  ["5.8.1999", "05/08/1999"],
  ["5 8 1999", "05/08/1999"],
  ["15081999", "15/08/1999"],
  [" 1999 ", "1999"],
  ["00/00/1954", "00/00/1954"],
  ["00/08/1954", "00/08/1954"],
  ["29/02/2000", "29/02/2000"],
  ["29/02/1999", null],
  ["31/04/1999", null],
  ["15/13/1999", null],
  ["15/00/1999", null],
  ["15/08/99", null],
  ["15/08/1699", null],
  ["hôm qua", null],
])("typed %j", (typed, wanted) => {
  expect(normaliseDate(typed)).toEqual(
    wanted === null ? { ok: false, value: typed } : { ok: true, value: wanted },
  );
});

test.each([
  ["2026-11-23T16:30:00+07:00", "23/11/2026", "16:30 ngày 23/11/2026", "Thứ Hai, 16:30"],
  ["2026-11-22", "22/11/2026", "22/11/2026", "Chủ Nhật"],
  ["không rõ", "không rõ", "không rõ", ""],
])("shown %s", (value, asDay, asMoment, asWeekday) => {
  expect(day(value)).toBe(asDay);
  expect(moment(value)).toBe(asMoment);
  expect(weekday(value, "vi")).toBe(asWeekday);
});

test.each([
  ["2026-11-21T15:00:00+07:00", "vừa xong"],
  ["2026-11-21T14:18:00+07:00", "42 phút trước"],
  ["2026-11-21T06:30:00Z", "1 giờ trước"],
  ["2026-11-19T14:00:00+07:00", "2 ngày trước"],
  ["2026-11-21T15:30:00+07:00", "vừa xong"],
  ["", ""],
])("age of %j", (since, wanted) => {
  expect(age(since, "2026-11-21T15:00:00+07:00")).toBe(wanted);
});
