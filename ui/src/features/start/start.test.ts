import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { Workstation } from "../../api";
import { language } from "../../i18n";
import { session } from "../../state/session.svelte";
import { faults } from "../../test/axe";
import { answer, asked, quiet, refusal, settled } from "../../test/workstation";
import Start from "./Start.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const fresh: Workstation = {
  state: "new",
  office: null,
  officers: [],
  officer: null,
  demo: false,
  version: "0.1.0",
};
const locked: Workstation = {
  ...fresh,
  state: "locked",
  officers: [
    { id: "a", name: "Lò Thị Hương", roles: ["reception"] },
    { id: "b", name: "Nguyễn Văn Bình", roles: ["case_officer"] },
  ],
};

let page: ReturnType<typeof mount>;

function show(workstation: Workstation): void {
  session.enter(workstation);
  page = mount(Start, { target: document.body });
}

afterEach(async () => {
  language.set("vi");
  await unmount(page);
  document.body.replaceChildren();
});

function get<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no ${id}`);
  return found as T;
}

function write(id: string, text: string): void {
  get<HTMLInputElement>(id).value = text;
  get(id).dispatchEvent(new Event("input", { bubbles: true }));
}

test("the sample office opens with one button", async () => {
  answer({ init_demo: () => ({ ...locked, state: "open" }), status: () => quiet });
  show(fresh);
  await settled(() => get("start-demo"));
  expect(await faults(document.body)).toEqual([]);
  get("start-demo").click();
  await settled(() => expect(session.workstation?.state).toBe("open"));
  expect(asked[0]).toEqual({ command: "init_demo", request: { password: null } });
});

test("a wrong password is said plainly, and the field is empty and focused for the next try", async () => {
  answer({
    sign_in: () => {
      throw refusal("wrong_password", "Mật khẩu không đúng.");
    },
  });
  show(locked);
  await settled(() => get("signin-password"));
  write("signin-password", "sai");
  get("signin-submit").click();
  await settled(() =>
    expect(document.querySelector("[role=alert]")?.textContent).toContain("Mật khẩu không đúng."),
  );
  expect(get<HTMLInputElement>("signin-password").value).toBe("");
  expect(document.activeElement?.id).toBe("signin-password");
  expect(asked[0]?.request).toEqual({ officer: "a", password: "sai" });
  expect(await faults(document.body)).toEqual([]);
});

test("joining asks for the same password twice before it calls anyone", async () => {
  answer({ enrol: () => locked });
  show(fresh);
  await settled(() => get("start-join"));
  get("start-join").click();
  await settled(() => get("join-hub"));
  write("join-hub", "https://may-chu.example");
  write("join-code", "ABCD-1234");
  write("join-officer", "Lò Thị Hương");
  write("join-password", "mot mat khau dai");
  write("join-again", "mot mat khau khac");
  get("join-submit").click();
  await settled(() => expect(document.getElementById("join-again-warning")).not.toBeNull());
  expect(asked).toEqual([]);
  write("join-again", "mot mat khau dai");
  get("join-submit").click();
  await settled(() => expect(asked.map(({ command }) => command)).toEqual(["enrol"]));
});

test("the language is switched without losing the page", async () => {
  answer({});
  show(locked);
  await settled(() => expect(get("signin-submit").textContent).toBe("Đăng nhập"));
  get("lang-switch").click();
  await settled(() => expect(get("signin-submit").textContent).toBe("Sign in"));
  expect(document.documentElement.lang).toBe("en");
  expect(localStorage.getItem("motcua.language")).toBe("en");
});
