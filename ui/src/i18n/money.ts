/** `1250000` as `1.250.000 đồng`; a true minus sign before what is less than nothing. */
export function money(amount: number): string {
  const digits = String(Math.abs(Math.trunc(amount))).replace(/\B(?=(\d{3})+$)/g, ".");
  return `${amount < 0 ? "−" : ""}${digits} đồng`;
}

/** What was typed as an amount (`21000`, `21.000`, `21 000 đ`); `null` where it is none. */
export function amountOf(text: string): number | null {
  const digits = text.replace(/đồng|đ|[\s.,]/gi, "");
  if (!/^\d{1,13}$/.test(digits)) return null;
  return Number(digits);
}

/** A count that was typed; `null` where it is empty or none. */
export function countOf(text: string): number | null {
  const trimmed = text.trim();
  return /^\d{1,6}$/.test(trimmed) ? Number(trimmed) : null;
}
