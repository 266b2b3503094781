import { expect, test } from "vitest";
import en from "../messages/en.json";
import vi from "../messages/vi.json";

const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

test("both languages have every message, with the same places to fill", () => {
  expect(Object.keys(en)).toEqual(Object.keys(vi));
  for (const [key, text] of Object.entries(vi)) {
    const other = en[key as keyof typeof en];
    expect(text.trim(), key).not.toBe("");
    expect(holes(other), key).toEqual(holes(text));
    expect(text, `${key} is composed (NFC)`).toBe(text.normalize("NFC"));
  }
});
