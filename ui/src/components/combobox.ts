/** The list under an editable combobox: whether it is shown and which option is marked (-1: none). */
export interface ListState {
  open: boolean;
  active: number;
}

/** What a key did: the new list, and whether the marked option is taken or the text cleared. */
export interface KeyOutcome extends ListState {
  handled: boolean;
  act: "none" | "choose" | "clear";
}

/**
 * Keys of an editable combobox with a list (WAI-ARIA authoring practices). Left, Right, Home and End
 * stay with the text; the marked option wraps around; Escape first closes the list, then clears.
 */
export function pressKey(list: ListState, key: string, count: number): KeyOutcome {
  const stay: KeyOutcome = { ...list, handled: false, act: "none" };
  const move = (active: number): KeyOutcome => ({ open: true, active, handled: true, act: "none" });
  switch (key) {
    case "ArrowDown":
      if (count === 0) return stay;
      return move(list.open ? (list.active + 1) % count : Math.max(0, list.active));
    case "ArrowUp":
      if (count === 0) return stay;
      return move(list.open && list.active > 0 ? list.active - 1 : count - 1);
    case "PageDown":
      return list.open && count > 0 ? move(Math.min(count - 1, list.active + 8)) : stay;
    case "PageUp":
      return list.open && count > 0 ? move(Math.max(0, list.active - 8)) : stay;
    case "Enter":
      if (!list.open || list.active < 0 || list.active >= count) return stay;
      return { open: false, active: list.active, handled: true, act: "choose" };
    case "Escape":
      if (list.open) return { open: false, active: -1, handled: true, act: "none" };
      return { open: false, active: -1, handled: true, act: "clear" };
    default:
      return stay;
  }
}
