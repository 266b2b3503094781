import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname);
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(?:ts|svelte)$/.test(path) && !/paraglide|\.test\.ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

const imports = (text: string) => [...text.matchAll(/from\s+"([^"]+)"/g)].map((m) => m[1] ?? "");
const feature = (path: string) => /^features[\\/](\w+)/.exec(path)?.[1];

test("only the platform knows Tauri", () => {
  const guilty = files.filter(
    ({ path, text }) =>
      !path.startsWith("platform") && imports(text).some((i) => i.includes("@tauri")),
  );
  expect(guilty.map(({ path }) => path)).toEqual([]);
});

test("features never import each other, and components import no feature", () => {
  const guilty = files.flatMap(({ path, text }) =>
    imports(text)
      .filter((to) => to.startsWith("."))
      .map((to) => ({ path, to: relative(root, join(root, path, "..", to)) }))
      .filter(({ to }) => feature(to) !== undefined && feature(to) !== feature(path))
      .filter(() => feature(path) !== undefined || /^(?:components|state|api|i18n)/.test(path)),
  );
  expect(guilty).toEqual([]);
});

test("the contract's types come in through one door", () => {
  const guilty = files.filter(
    ({ path, text }) =>
      !path.startsWith("api") && imports(text).some((i) => /api\/types|api\/gen/.test(i)),
  );
  expect(guilty.map(({ path }) => path)).toEqual([]);
});
