/** One press of a key, as far as a scanner is told by it. */
export type Press = Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "altKey" | "timeStamp">;

/** What a scanner typed. */
export interface Scan {
  /** The signs as they arrived in the window, changed by an input method if one is at work. */
  text: string;
  /** The keys that were pressed, as an American keyboard has them: what no input method touches. */
  keys: string;
  /** What stood in the field before the first of them. */
  before: string;
}

/** Keys of an American keyboard that carry other signs than letters and digits, plain and shifted. */
const signs: Record<string, string> = {
  Backquote: "`~",
  Minus: "-_",
  Equal: "=+",
  BracketLeft: "[{",
  BracketRight: "]}",
  Backslash: "\\|",
  IntlBackslash: "\\|",
  Semicolon: ";:",
  Quote: "'\"",
  Comma: ",<",
  Period: ".>",
  Slash: "/?",
  Space: "  ",
  NumpadDecimal: "..",
  NumpadDivide: "//",
  NumpadMultiply: "**",
  NumpadSubtract: "--",
  NumpadAdd: "++",
};
const shiftedDigits = ")!@#$%^&*(";

/**
 * The sign of a key by its place on the board. While an input method builds a word, `key` is
 * `Process` or its own choice; the place is always the scanner's. Empty for keys without a sign.
 */
export function signOf({ key, code, shiftKey }: Press): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shiftKey ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit) return shiftKey && code.startsWith("D") ? (shiftedDigits[Number(digit)] ?? "") : digit;
  const pair = signs[code];
  if (pair) return pair.charAt(shiftKey ? 1 : 0);
  // Signs that have no key are sent as they are.
  return code === "" && [...key].length === 1 ? key : "";
}

/**
 * Tells a hand scanner that types like a keyboard from a person: at least eight signs, each less than
 * 60 ms after the one before, closed by Enter or Tab.
 */
export class BurstDetector {
  static readonly gap = 60;
  static readonly shortest = 8;

  #text = "";
  #keys = "";
  #before = "";
  #last = Number.NEGATIVE_INFINITY;

  /** Takes one press; `standing` is what the field holds before it. Returns the scan that it closed. */
  feed(press: Press, standing = ""): Scan | null {
    const fast = press.timeStamp - this.#last < BurstDetector.gap;
    if (closes(press)) {
      const scan = { text: this.#text, keys: this.#keys, before: this.#before };
      this.#text = "";
      this.#keys = "";
      this.#last = Number.NEGATIVE_INFINITY;
      return fast && scan.keys.length >= BurstDetector.shortest ? scan : null;
    }
    // Alt and digits of the number block make one sign: the digits are not the scanner's text.
    const sign = press.altKey ? "" : signOf(press);
    const shown = [...press.key].length === 1 && !press.altKey ? press.key : "";
    // Shift, AltGr and dead keys come between the signs of a scan; they carry none.
    if (sign === "" && shown === "") {
      if (fast) this.#last = press.timeStamp;
      return null;
    }
    if (!fast) {
      this.#text = "";
      this.#keys = "";
      this.#before = standing;
    }
    this.#text += shown || sign;
    this.#keys += sign || shown;
    this.#last = press.timeStamp;
    return null;
  }
}

/** Whether a press ends a scan; an input method hides the name of the key, but not its place. */
export function closes({ key, code }: Pick<KeyboardEvent, "key" | "code">): boolean {
  return [key, code].some((name) => ["Enter", "NumpadEnter", "Tab"].includes(name));
}

/** Whether keys may be a citizen card's: a number of twelve digits, then six or more bars. */
export function isCard(keys: string): boolean {
  return /\d{9,12}\s*\|(?:[^|]*\|){5}/.test(keys);
}

/** A citizen card's line, and what stood in the field before it. */
export interface CardInText {
  before: string;
  line: string;
}

/** Digits, and what the number row of the Vietnamese layout types instead of them. */
const numberLike = "[0-9đĐăĂâÂêÊôÔ\\u0300\\u0301\\u0303\\u0309\\u0323]{9,}";
const lineOfCard = new RegExp(`(?:\\d{9,12}|${numberLike})\\s*\\|(?:[^|]*\\|){5}`);

/**
 * Finds the QR line of a citizen card in a field's text: a number, then six or more parts between
 * bars. For what comes by paste, or by a scanner that types as slowly as a person. Whether the line is
 * a good card is decided by the workstation.
 */
export function cardIn(text: string): CardInText | null {
  const found = lineOfCard.exec(text);
  return found ? { before: text.slice(0, found.index), line: text.slice(found.index) } : null;
}
