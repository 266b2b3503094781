import type { ScanView } from "../../api";

/** Bytes handed to the workstation at once. */
const GROUP = 16 * 1024 * 1024;
/** Pictures larger than this are opened when asked for, and not before. */
const SMALL = 3 * 1024 * 1024;
/** Pictures drawn small in one case. */
const MOST = 40;

/** Files in their order, in groups that are handed over together; a large one goes alone. */
export function inGroups<T extends { size: number }>(files: T[]): T[][] {
  const groups: T[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    bytes += file.size;
    if (bytes > GROUP) {
      groups.push([]);
      bytes = file.size;
    }
    groups.at(-1)?.push(file);
  }
  return groups;
}

/** The scans that are drawn small: pictures that are here. */
export function thumbnails(scans: ScanView[]): ScanView[] {
  const drawn = scans.filter(
    (one) =>
      one.removed === null &&
      one.here &&
      one.size <= SMALL &&
      (one.media === "jpeg" || one.media === "png"),
  );
  return drawn.slice(0, MOST);
}

/** A size as people read it. */
export function fileSize(bytes: number): string {
  const kilobytes = Math.ceil(bytes / 1024);
  return kilobytes < 1024 ? `${kilobytes} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
