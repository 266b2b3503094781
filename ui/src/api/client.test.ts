import { expect, test, vi } from "vitest";
import { answer, asked, refusal } from "../test/workstation";
import { asApiError, call, Refusal } from "./index";

vi.mock("../platform", async () => ({
  platform: (await import("../test/workstation")).fakePlatform,
}));

test("a command and its request go through unchanged, the answer comes back", async () => {
  answer({ search: () => [{ kind: "case", code: "A-1", name: "Lò Văn Ơn", match: "" }] });
  const hits = await call("search", { text: "on", limit: 5 });
  expect(hits[0]?.name).toBe("Lò Văn Ơn");
  expect(asked).toEqual([{ command: "search", request: { text: "on", limit: 5 } }]);
});

test.each([
  ["the workstation's own error", refusal("wrong_password", "Sai mật khẩu."), "wrong_password"],
  ["a plain string", "the command ended", "window_failed"],
  ["an exception", new Error("gone"), "window_failed"],
  ["half an error object", { code: "x", vi: {} }, "window_failed"],
  ["nothing", undefined, "window_failed"],
])("%s becomes a refusal with words", async (_, thrown, code) => {
  answer({
    status: () => {
      throw thrown;
    },
  });
  const caught = await call("status", {}).catch((error: unknown) => error);
  expect(caught).toBeInstanceOf(Refusal);
  const error = asApiError(caught);
  expect(error.code).toBe(code);
  expect(error.vi.message).not.toBe("");
  expect(error.en.message).not.toBe("");
});
