import { afterEach, expect, test } from "vitest";
import type { ApiError, Status } from "../../api";
import { language } from "../../i18n";
import { quiet } from "../../test/workstation";
import { badge, type Tone } from "./badge";

afterEach(() => language.set("vi"));

const words = { message: "không tới được", hint: "" };
const unreachable: ApiError = {
  code: "hub_unreachable",
  class: "environment",
  params: {},
  vi: words,
  en: words,
};

const table: [string, Partial<Status> | null, Tone, string, string][] = [
  ["nothing read yet", null, "plain", "Đang đọc trạng thái…", ""],
  ["all acknowledged", {}, "ok", "Mọi hồ sơ đã gửi", "lần cuối 3 phút trước"],
  [
    "one local case",
    { unsent: 1, oldest_unsent: "2026-11-21T13:00:00+07:00" },
    "local",
    "1 hồ sơ chỉ có trên máy này",
    "cũ nhất: 2 giờ trước",
  ],
  [
    "local for days, and offline",
    { unsent: 12, oldest_unsent: "2026-11-18T08:00:00+07:00", last_sync_error: unreachable },
    "local",
    "12 hồ sơ chỉ có trên máy này",
    "cũ nhất: 3 ngày trước",
  ],
  [
    "local and never synchronised",
    { unsent: 2, last_sync: null, hub: null },
    "local",
    "2 hồ sơ chỉ có trên máy này",
    "",
  ],
  [
    "all that is unsent is on another machine too",
    { unsent: 2, elsewhere: 2, oldest_unsent: "2026-11-21T13:00:00+07:00" },
    "local",
    "2 hồ sơ đã có trên máy khác, chờ máy chủ",
    "cũ nhất: 2 giờ trước",
  ],
  [
    "others' cases on their way to the hub",
    { carried: 3, last_sync_error: unreachable },
    "local",
    "Đang mang giúp 3 hồ sơ của máy khác",
    "đang ngoại tuyến",
  ],
  [
    "only a record is local",
    { unsent_records: 2, oldest_unsent: "2026-11-21T13:00:00+07:00" },
    "local",
    "2 bản ghi chỉ có trên máy này",
    "cũ nhất: 2 giờ trước",
  ],
  [
    "records sent, scans on their way",
    { unsent_scans: 4, last_sync_error: unreachable },
    "local",
    "4 bản quét đang gửi",
    "đang ngoại tuyến",
  ],
  [
    "all sent, then the line was lost",
    { last_sync_error: unreachable },
    "plain",
    "Mọi hồ sơ đã gửi",
    "đang ngoại tuyến",
  ],
  ["never synchronised", { last_sync: null }, "plain", "Chưa đồng bộ lần nào", ""],
  [
    "a new computer without a hub",
    { cases: 0, last_sync: null, hub: null },
    "plain",
    "Chưa có hồ sơ nào trên máy này",
    "chưa đặt máy chủ",
  ],
  ["a conflict", { conflicts: 1 }, "attention", "1 việc cần quyết định", ""],
  [
    "two cases that may be one",
    { conflicts: 1, duplicates: 2 },
    "attention",
    "3 việc cần quyết định",
    "",
  ],
  [
    "paused with something local",
    { unsent: 2, oldest_unsent: "2026-11-21T14:00:00+07:00", watch: "paused" },
    "local",
    "2 hồ sơ chỉ có trên máy này",
    "đang tạm dừng tự đồng bộ",
  ],
  [
    "paused with everything sent",
    { watch: "paused" },
    "plain",
    "Mọi hồ sơ đã gửi",
    "đang tạm dừng tự đồng bộ",
  ],
  ["quarantine", { quarantined: 2, held: 1 }, "attention", "3 gói dữ liệu đang được giữ lại", ""],
];

test.each(table)("%s", (_, change, tone, text, detail) => {
  expect(badge(change && { ...quiet, ...change })).toEqual({ tone, text, detail });
});

test("green only when a sync happened and nothing is local, withheld or in dispute", () => {
  for (const [unsent, unsent_records] of [
    [0, 0],
    [1, 0],
    [0, 1],
  ] as const)
    for (const conflicts of [0, 1])
      for (const quarantined of [0, 1])
        for (const last_sync of [null, quiet.last_sync])
          for (const last_sync_error of [null, unreachable]) {
            const status = {
              ...quiet,
              unsent,
              unsent_records,
              conflicts,
              quarantined,
              last_sync,
              last_sync_error,
            };
            const clean = unsent + unsent_records + conflicts + quarantined === 0;
            const green = clean && last_sync !== null && last_sync_error === null;
            expect(badge(status).tone === "ok", JSON.stringify(status)).toBe(green);
          }
});

test("speaks English when asked to", () => {
  language.set("en");
  expect(badge({ ...quiet, unsent: 2 }).text).toBe("Only on this computer: 2");
});
