/** Rows of a long list, fetched a page at a time as they come into view. */
export const pageSize = 100;

/** Which pages rows `first..=last` need, within `total` rows. */
export function pagesFor(first: number, last: number, total: number): number[] {
  if (total === 0) return [];
  const from = Math.floor(Math.max(0, first) / pageSize);
  const to = Math.floor(Math.min(total - 1, Math.max(0, first, last)) / pageSize);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** The rows to draw for a scroll position, with a few more above and below. */
export function visible(
  scrollTop: number,
  height: number,
  rowHeight: number,
  total: number,
): { first: number; last: number } {
  const spare = 8;
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  const last = Math.min(total - 1, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first, last };
}

/** Where a key takes the marked row; `null` when the key is not for the list. */
export function moveRow(key: string, active: number, total: number, page: number): number | null {
  if (total === 0) return null;
  const clamp = (row: number) => Math.min(total - 1, Math.max(0, row));
  switch (key) {
    case "ArrowDown":
      return clamp(active + 1);
    case "ArrowUp":
      return clamp(active - 1);
    case "PageDown":
      return clamp(active + page);
    case "PageUp":
      return clamp(active - page);
    case "Home":
      return 0;
    case "End":
      return total - 1;
    default:
      return null;
  }
}
