import type { PaperSize } from "../api";

const sizes: readonly PaperSize[] = ["a5", "a4", "80mm"];

function key(form: string): string {
  return `motcua.paper.${form}`;
}

/** The paper this machine printed a form on last; the size of the circular where it never chose one. */
export function rememberedSize(form: string): PaperSize {
  try {
    const stored = localStorage.getItem(key(form));
    return sizes.find((size) => size === stored) ?? "a5";
  } catch {
    return "a5";
  }
}

/** Keeps the choice for this machine, where the printer stands. */
export function rememberSize(form: string, size: PaperSize): void {
  try {
    localStorage.setItem(key(form), size);
  } catch {
    // A private window forgets the choice when it closes; that is all.
  }
}
