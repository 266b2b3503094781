export type Filter =
  | "open"
  | "due"
  | "ready"
  | "unsent"
  | "all"
  | "for_others"
  | "from_others"
  | "decide";

/** The chosen list, its place and its marked row: kept while the officer looks into a case. */
export const view = $state<{ filter: Filter; active: number; scroll: number }>({
  filter: "open",
  active: 0,
  scroll: 0,
});
