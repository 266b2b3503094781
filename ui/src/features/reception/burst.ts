/**
 * Tells a hand scanner that types like a keyboard from a person: at least eight characters, each less
 * than 35 ms after the one before, closed by Enter or Tab. For scans that reach no text field, where
 * nothing but the keys themselves is left of them.
 */
export class BurstDetector {
  static readonly gap = 35;
  static readonly shortest = 8;

  #text = "";
  #last = Number.NEGATIVE_INFINITY;

  /** Takes one key; `at` in milliseconds. Returns the scanned line when `key` closed one. */
  feed(key: string, at: number): string | null {
    const fast = at - this.#last < BurstDetector.gap;
    if (key === "Enter" || key === "Tab") {
      const line = this.#text;
      this.#text = "";
      this.#last = Number.NEGATIVE_INFINITY;
      return fast && line.length >= BurstDetector.shortest ? line : null;
    }
    // Shift, AltGr and dead keys come between the characters of a scan; they carry none.
    if (key.length !== 1) return null;
    this.#text = fast ? this.#text + key : key;
    this.#last = at;
    return null;
  }
}

/** A citizen card's line, and what stood in the field before it. */
export interface CardInText {
  before: string;
  line: string;
}

/**
 * Finds the QR line of a citizen card in a field's text: a number, then six or more parts between
 * bars. The text is asked rather than the keys, so that a slow scanner, a paste and an input method's
 * characters all count. Whether the line is a good card is decided by the workstation.
 */
export function cardIn(text: string): CardInText | null {
  const found = /\d{9,12}\s*\|(?:[^|]*\|){5}/.exec(text);
  return found ? { before: text.slice(0, found.index), line: text.slice(found.index) } : null;
}
