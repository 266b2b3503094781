import { mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AddressToday, CardParsed, ProcedureDetail, SubmissionChecked } from "../../api";
import { faults } from "../../test/axe";
import { answer, asked, refusal, settled } from "../../test/workstation";
import ApplicantSection from "./ApplicantSection.svelte";
import { draft } from "./draft.svelte";
import SubmitterSection from "./SubmitterSection.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const death: ProcedureDetail = {
  code: "1.000656",
  name: "Thủ tục đăng ký khai tử",
  field: "Hộ tịch",
  limit: "trong ngày",
  verified: true,
  variants: [],
  checklist: [],
  fee: "",
  fee_vnd: null,
  note: "",
  source: "",
  scope: "",
  level: "",
  results: [],
};
const old = "Thôn Đông, Thiện Tân, Hữu Lũng, Lạng Sơn";
const now = "Thôn Đông, Xã Thiện Tân, Tỉnh Lạng Sơn";
const whole: AddressToday = {
  state: "moved",
  former: "Xã Thiện Tân, Huyện Hữu Lũng, Tỉnh Lạng Sơn",
  split: false,
  candidates: [{ text: now, commune: "Xã Thiện Tân", province: "Tỉnh Lạng Sơn", code: "06427" }],
  warnings: [],
};
const divided: AddressToday = {
  state: "moved",
  former: "Phường Ngọc Hà, Quận Ba Đình, Thành phố Hà Nội",
  split: true,
  candidates: ["Phường Ba Đình", "Phường Ngọc Hà"].map((commune, index) => ({
    text: `Tổ 1, ${commune}, Thành phố Hà Nội`,
    commune,
    province: "Thành phố Hà Nội",
    code: `0000${index}`,
  })),
  warnings: [{ code: "address_split", vi: "đã chia cho nhiều xã, phường", en: "divided" }],
};
const unknown: AddressToday = { ...whole, state: "unknown", former: "", candidates: [] };
const needed: SubmissionChecked = {
  requirement: "needed",
  vi: "Cần văn bản ủy quyền được chứng thực (Điều 2)",
  en: "A certified authorisation is needed (article 2)",
  refused: true,
  warnings: [],
};
const parsed: CardParsed = {
  card: {
    number: "020199001234",
    old_number: null,
    name: "Nguyễn Thị Ánh Tuyết",
    born: "15/08/1999",
    sex: "F",
    address: old,
    issued: null,
  },
  today: whole,
  warnings: [],
};
const line = "020199001234||Nguyễn Thị Ánh Tuyết|15081999|Nữ|Thôn Đông, Thiện Tân|10052021";
const keys = "020199001234||Nguyen Thi Anh Tuyet|15081999|Nu|Thon Dong, Thien Tan|10052021";

let pages: ReturnType<typeof mount>[];

beforeEach(() => {
  draft.next();
  draft.takeProcedure(death);
  answer({
    card_parse: () => parsed,
    card_image: () => parsed,
    person_check: () => [],
    address_today: ({ text }) =>
      text === old ? whole : text.includes("Ngọc Hà") ? divided : unknown,
    submission_check: () => needed,
  });
  pages = [
    mount(ApplicantSection, { target: document.body, props: { missing: false } }),
    mount(SubmitterSection, { target: document.body }),
  ];
});

afterEach(async () => {
  for (const page of pages) await unmount(page);
  document.body.replaceChildren();
});

function field(id: string): HTMLInputElement {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLInputElement)) throw new Error(`no field ${id}`);
  return found;
}

function write(id: string, text: string): void {
  const input = field(id);
  input.focus();
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(id: string, value: string): void {
  const select = document.getElementById(id) as HTMLSelectElement;
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function press(
  key: string,
  init: KeyboardEventInit = {},
  on = document.activeElement,
): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  (on ?? document.body).dispatchEvent(event);
  return event;
}

/** A scanner at work while an input method changes what it types: only the places of keys are true. */
function scan(into: string, typed: string, left: string): void {
  const input = field(into);
  input.focus();
  for (const sign of typed) {
    const upper = sign.toUpperCase();
    const code = /\d/.test(sign) ? `Digit${sign}` : /[A-Z]/.test(upper) ? `Key${upper}` : "";
    const place =
      sign === "|" ? "Backslash" : sign === "," ? "Comma" : sign === " " ? "Space" : code;
    const shiftKey = sign === "|" || /[A-Z]/.test(sign);
    press("Process", { code: place, shiftKey, isComposing: true });
  }
  input.value += left;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  press("Process", { code: "Enter", isComposing: true });
}

function request(command: string): unknown {
  return asked.filter((one) => one.command === command).at(-1)?.request;
}

test("the proposal for an old address is taken by one key, and the address on the paper stays", async () => {
  write("applicant-address", old);
  field("applicant-address").blur();
  await settled(() => expect(document.getElementById("address-now-0")?.textContent).toContain(now));
  expect(await faults(document.body)).toEqual([]);
  expect(press("F8", {}, document.body).defaultPrevented).toBe(true);
  await settled(() => expect(field("applicant-address").value).toBe(now));
  expect(draft.applicant()).toMatchObject({ address: now, former_address: old });
  expect(document.getElementById("address-former")?.textContent).toContain(old);
  document.getElementById("address-restore")?.click();
  await settled(() => expect(field("applicant-address").value).toBe(old));
  expect(draft.applicant().former_address).toBeNull();
});

test("of a divided unit nothing is taken before the officer chose", async () => {
  write("applicant-address", "Tổ 1, Phường Ngọc Hà, Ba Đình, Hà Nội");
  field("applicant-address").blur();
  await settled(() => expect(document.getElementById("address-now-1")).not.toBeNull());
  expect(document.getElementById("address-warnings")?.textContent).toContain("đã chia");
  press("F8", {}, document.body);
  expect(document.activeElement?.id).toBe("address-now-0");
  expect(draft.formerAddress).toBe("");
  document.getElementById("address-now-1")?.click();
  expect(draft.address).toBe("Tổ 1, Phường Ngọc Hà, Thành phố Hà Nội");
});

test("an address that nothing is known of is left alone", async () => {
  write("applicant-address", "Bản Mẫu");
  field("applicant-address").blur();
  await settled(() => expect(request("address_today")).toEqual({ text: "Bản Mẫu" }));
  expect(document.getElementById("address-now-0")).toBeNull();
  expect(press("F8", {}, document.body).defaultPrevented).toBe(false);
});

test("a scan through an input method sends the keys, and the field is as it was", async () => {
  write("applicant-name", "Lò");
  scan("applicant-name", keys, "020Nguyễn");
  await settled(() => expect(field("applicant-id").value).toBe("020199001234"));
  expect(request("card_parse")).toEqual({ text: "020Nguyễn", keys });
  await settled(() => expect(document.getElementById("address-now-0")).not.toBeNull());
});

test("what an input method still holds after a scan does not come back", async () => {
  answer({
    card_parse: () => {
      throw refusal("bad_card", "Bộ gõ tiếng Việt đã làm hỏng.");
    },
  });
  write("applicant-phone", "0912");
  scan("applicant-phone", keys, "02019");
  await settled(() =>
    expect(document.querySelector("[role=alert]")?.textContent).toContain("Bộ gõ"),
  );
  const phone = field("applicant-phone");
  phone.value = "091202019";
  phone.dispatchEvent(new Event("compositionend", { bubbles: true }));
  expect(phone.value).toBe("0912");
});

test("a card scanned in the submitter's part is the submitter's", async () => {
  choose("submitter-relation", "relative");
  await settled(() => expect(document.getElementById("submitter-name")).not.toBeNull());
  write("submitter-name", line);
  press("Enter", { code: "Enter" });
  await settled(() => expect(field("submitter-id").value).toBe("020199001234"));
  expect(draft.name).toBe("");
});

test("a photo of a card is read", async () => {
  const file = new File([new Uint8Array([137, 80, 78, 71])], "the.png", { type: "image/png" });
  const input = field("card-picture-file");
  Object.defineProperty(input, "files", { value: [file] });
  Object.defineProperty(input, "value", { value: "", writable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await settled(() => expect(field("applicant-name").value).toBe("Nguyễn Thị Ánh Tuyết"));
  expect(request("card_image")).toEqual({ bytes_base64: "iVBORw==" });
});

test("an authorised person needs a paper, said with its article, and only what fits is sent", async () => {
  choose("submitter-relation", "authorised");
  await settled(() =>
    expect(document.getElementById("submission-requirement")?.textContent).toContain("Điều 2"),
  );
  write("submitter-name", "Lý Văn Sơn");
  write("authorisation-number", "12/CTCK");
  write("authorisation-date", "20-11-2026");
  field("authorisation-date").blur();
  write("authorisation-by", "UBND xã Mẫu");
  expect(await faults(document.body)).toEqual([]);
  await settled(() => expect(draft.authorisationDate).toBe("20/11/2026"));
  expect(draft.submitter()).toEqual({
    relation: "authorised",
    name: "Lý Văn Sơn",
    id: null,
    kinship: null,
    position: null,
    authorisation: { number: "12/CTCK", date: "20/11/2026", certified_by: "UBND xã Mẫu" },
  });
  choose("submitter-relation", "post");
  await settled(() => expect(document.getElementById("post-tracking")).not.toBeNull());
  write("post-tracking", "EA123456789VN");
  expect(draft.submitter()).toEqual({
    relation: "post",
    name: "Lý Văn Sơn",
    id: null,
    post: { service: null, tracking: "EA123456789VN" },
  });
});

test("kinship is asked of relatives and decides anew", async () => {
  choose("submitter-relation", "relative");
  await settled(() => expect(document.getElementById("submitter-kinship")).not.toBeNull());
  choose("submitter-kinship", "mother");
  await settled(() =>
    expect(request("submission_check")).toMatchObject({
      procedure: "1.000656",
      submitter: { relation: "relative", kinship: "mother" },
    }),
  );
});

test("who cannot read, or does not speak Vietnamese, is written down with names", async () => {
  expect(draft.assistance()).toBeNull();
  field("read-aloud").click();
  field("interpreted").click();
  await settled(() => expect(document.getElementById("interpreter-name")).not.toBeNull());
  write("interpreter-name", "Giàng A Páo");
  write("interpreter-language", "tiếng Mông");
  write("witness-name", "Lý Thị Mẩy");
  expect(await faults(document.body)).toEqual([]);
  expect(draft.assistance()).toEqual({
    read_aloud_and_fingerprint: true,
    interpreter: { name: "Giàng A Páo", id: null, language: "tiếng Mông" },
    witness: { name: "Lý Thị Mẩy", id: null },
  });
  draft.next();
  expect(draft.assistance()).toBeNull();
});

test("an organisation has somebody who represents it", async () => {
  draft.kind = "organisation";
  await settled(() => expect(document.getElementById("representative-name")).not.toBeNull());
  write("representative-name", "Hoàng Đức Thọ");
  write("representative-position", "Giám đốc");
  expect(draft.applicant().representative).toEqual({ name: "Hoàng Đức Thọ", position: "Giám đốc" });
  draft.kind = "person";
  expect(draft.applicant().representative).toBeNull();
});
