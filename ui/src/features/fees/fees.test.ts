// Fees at the counter: the live total, taking money with a payment code, the day's sheet.
import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { CashSheets as Cash, CashSheetView, FeesAssessed, FeesOfCase } from "../../api";
import { FeesAsked } from "../../components/fees/asked.svelte";
import CaseFees from "../../components/fees/CaseFees.svelte";
import FeePanel from "../../components/fees/FeePanel.svelte";
import { faults } from "../../test/axe";
import { answer, asked, quiet, refusal, settled } from "../../test/workstation";
import CashSheets from "./CashSheets.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

let page: ReturnType<typeof mount>;

afterEach(async () => {
  await unmount(page);
  document.body.replaceChildren();
});

function type(id: string, value: string): void {
  const input = document.getElementById(id) as HTMLInputElement | HTMLSelectElement;
  input.value = value;
  const event = input instanceof HTMLSelectElement ? "change" : "input";
  input.dispatchEvent(new Event(event, { bubbles: true }));
}

function text(id: string): string {
  return document.getElementById(id)?.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

function click(id: string): void {
  document.getElementById(id)?.click();
}

const sent = (command: string) =>
  asked.filter((one) => one.command === command).map((one) => one.request);

const nothing: FeesAssessed = {
  lines: [],
  total: 0,
  unknown: ["chưa nêu số trang"],
  explain: [],
  exemptions: [{ code: "poor", ground: "người thuộc hộ nghèo", verified: true }],
  options: [],
  by_pages: true,
  by_copies: true,
  by_persons: false,
};

test("the total follows what is typed, and is the workstation's own", async () => {
  const fees = new FeesAsked();
  answer({
    fees_preview: ({ fees: given }) => {
      if (!given.pages) return nothing;
      const line = {
        name: "Phí chứng thực",
        kind: "fee",
        unit_price: 7000,
        quantity: given.copies ?? 1,
        amount: given.exemption ? 0 : 21000,
        exemption: given.exemption ?? null,
        source: "TT",
        verified: true,
      } as const;
      return { ...nothing, lines: [line], total: line.amount, unknown: [], explain: ["5 trang"] };
    },
  });
  const props = { procedure: "2.000815", relation: "self" as const, asked: fees };
  page = mount(FeePanel, { target: document.body, props });
  await settled(() => expect(text("fees-total")).toBe("chưa nêu số trang"));
  type("fees-pages", "5");
  type("fees-copies", "3");
  await settled(() => expect(text("fees-total")).toBe("21.000 đồng"));
  expect(fees.given()).toEqual({ pages: 5, copies: 3 });
  type("fees-exemption", "poor");
  await settled(() => expect(text("fees-total")).toBe("Không thu"));
  expect(sent("fees_preview").at(-1)).toMatchObject({
    fees: { pages: 5, copies: 3, exemption: "poor" },
  });
  expect(await faults(document.body)).toEqual([]);
});

const owing: FeesOfCase = {
  code: "H37.199.05-261121-5001",
  applicant: "Vàng Thị Mỷ",
  assessed: true,
  lines: [
    {
      name: "Phí chứng thực giao dịch",
      kind: "fee",
      unit_price: 50000,
      quantity: 1,
      amount: 50000,
      exemption: null,
      source: "NĐ",
      verified: true,
    },
  ],
  total: 50000,
  paid: 0,
  refunded: 0,
  owed: 50000,
  overpaid: 0,
  payments: [],
  transfer: {
    bin: "999999",
    account: "0000000000",
    name: "TAI KHOAN MAU",
    reference: "H37199052611215001",
    payload: "000201",
    svg: "<svg xmlns='http://www.w3.org/2000/svg'/>",
  },
};

test("money is taken with the payment code in sight, and a refusal keeps what was typed", async () => {
  let stored = owing;
  answer({
    status: () => quiet,
    fees_show: () => stored,
    fee_pay: ({ amount }) => {
      if ((amount ?? 0) > 50000) throw refusal("more_than_owed", "Số tiền lớn hơn.");
      stored = { ...owing, paid: 50000, owed: 0, transfer: null };
      return stored;
    },
  });
  const props = {
    code: owing.code,
    procedure: "2.001035",
    received: "2026-11-21T08:00:00+07:00",
    relation: "self" as const,
  };
  page = mount(CaseFees, { target: document.body, props });
  await settled(() => expect(text("fees-owed")).toBe("50.000 đồng"));
  click("fees-pay");
  await settled(() => expect(document.activeElement?.id).toBe("pay-way"));
  expect(document.querySelector("#pay-dialog img")).toBeNull();
  type("pay-way", "transfer");
  await settled(() => expect(document.querySelector("#pay-dialog img")).not.toBeNull());
  const picture = document.querySelector<HTMLImageElement>("#pay-dialog img");
  expect(picture?.alt).toContain("H37199052611215001");
  expect(picture?.src.startsWith("data:image/svg+xml")).toBe(true);
  expect(text("pay-dialog")).toContain("TAI KHOAN MAU");
  expect(await faults(document.body)).toEqual([]);

  type("pay-amount", "60.000");
  click("pay-submit");
  await settled(() => expect(text("pay-dialog")).toContain("Số tiền lớn hơn."));
  expect((document.getElementById("pay-amount") as HTMLInputElement).value).toBe("60.000");
  type("pay-amount", "50.000 đ");
  click("pay-submit");
  await settled(() => expect(text("fees-owed")).toBe("0 đồng"));
  expect(sent("fee_pay").at(-1)).toMatchObject({ amount: 50000, way: "transfer", payer: null });
});

const sum = (taken: number, refunded = 0) => ({ taken, refunded, net: taken - refunded });
const sheet: CashSheetView = {
  officer_id: "me",
  officer: "Hoàng Thị Minh Nguyệt",
  date: "2026-11-21",
  rows: [
    {
      receipt: "26-5001-00001",
      code: owing.code,
      applicant: owing.applicant,
      at: "2026-11-21T08:31:00+07:00",
      officer: "Hoàng Thị Minh Nguyệt",
      amount: 8000,
      refund: false,
      way: "cash",
      reference: null,
      payer: null,
      reason: null,
      late: false,
    },
  ],
  cash: sum(8000),
  transfer: sum(0),
  online: sum(0),
  total: sum(8000),
  closed: null,
  counted: null,
  difference: null,
  note: null,
};

test("a day is closed with what was counted, and says the difference before", async () => {
  let shown = sheet;
  answer({
    status: () => quiet,
    cash_day: (): Cash => ({ date: "2026-11-21", me: "me", sheets: [shown] }),
    cash_close: ({ counted, note }) => {
      const at = "2026-11-21T16:45:00+07:00";
      shown = { ...sheet, closed: at, counted, difference: counted - 8000, note };
      return shown;
    },
  });
  page = mount(CashSheets, { target: document.body });
  await settled(() => expect(document.querySelector("tbody tr")).not.toBeNull());
  expect(await faults(document.body)).toEqual([]);
  click("cash-close");
  await settled(() => expect(document.activeElement?.id).toBe("cash-counted"));
  type("cash-counted", "7.000");
  await settled(() => expect(text("cash-difference")).toBe("Chênh lệch: −1.000 đồng"));
  type("cash-note", "mất tờ 1.000");
  click("cash-close-submit");
  await settled(() => expect(document.getElementById("cash-close")).toBeNull());
  expect(sent("cash_close")).toEqual([{ date: "2026-11-21", counted: 7000, note: "mất tờ 1.000" }]);
  expect(document.body.textContent).toContain("mất tờ 1.000");
});
