/** True while an input method is building a word: such keys are never shortcuts. */
export function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** True when the key goes into a field the officer is typing in. */
export function typing(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** `Ctrl+Enter`, `Alt+1`, `F2`, `?` … in one spelling, or `null` while composing. */
export function chord(event: KeyboardEvent): string | null {
  if (composing(event)) return null;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && key.length > 1) parts.push("Shift");
  return [...parts, key].join("+");
}
