import { m } from "../paraglide/messages";

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/;

/** `2026-11-23` or `2026-11-23T14:05:00+07:00` as `23/11/2026`, in the wall time it was written in. */
export function day(value: string): string {
  const found = iso.exec(value);
  return found ? `${found[3]}/${found[2]}/${found[1]}` : value;
}

/** The same with hour and minute where the value has them: `14:05 ngày 23/11/2026`. */
export function moment(value: string): string {
  const found = iso.exec(value);
  if (!found?.[4]) return day(value);
  return m.date_moment({ time: `${found[4]}:${found[5]}`, date: day(value) });
}

/** The weekday, with hour and minute where the value has them: `Thứ Hai, 16:30`. */
export function weekday(value: string, locale: string): string {
  const found = iso.exec(value);
  if (!found) return "";
  const date = new Date(Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3])));
  const name = date.toLocaleDateString(locale, { weekday: "long", timeZone: "UTC" });
  return found[4] ? `${name}, ${found[4]}:${found[5]}` : name;
}

/** How long ago `since` was, in the largest fitting unit; `""` when either time cannot be read. */
export function age(since: string, now: string): string {
  const span = Date.parse(now) - Date.parse(since);
  if (Number.isNaN(span)) return "";
  const minutes = Math.max(0, Math.floor(span / 60_000));
  if (minutes < 1) return m.age_now();
  if (minutes < 60) return m.age_minutes({ n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return m.age_hours({ n: hours });
  return m.age_days({ n: Math.floor(hours / 24) });
}

/** What a typed date came to: the tidy text, or the untouched text and `ok: false`. */
export interface TypedDate {
  ok: boolean;
  value: string;
}

function daysIn(month: number, year: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * Tidies a date as clerks type it: `15/8/1999`, `15-08-1999`, `15.8.1999`, `15081999` become
 * `15/08/1999`; a bare year stays a year; papers without day or month keep `00/08/1999`, `00/00/1999`.
 * Two-digit years are not guessed. Called when the field is left, never while typing.
 */
export function normaliseDate(text: string): TypedDate {
  const typed = text.trim();
  if (typed === "") return { ok: true, value: "" };
  if (/^(?:1[89]|20)\d{2}$/.test(typed)) return { ok: true, value: typed };
  const found =
    /^(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})$/.exec(typed) ??
    /^(\d{2})(\d{2})(\d{4})$/.exec(typed);
  if (!found) return { ok: false, value: text };
  const [d, mo, y] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const real = y >= 1800 && y <= 2099 && mo <= 12 && (mo === 0 ? d === 0 : d <= daysIn(mo, y));
  if (!real) return { ok: false, value: text };
  const two = (n: number) => String(n).padStart(2, "0");
  return { ok: true, value: `${two(d)}/${two(mo)}/${y}` };
}
