import type { RegisterQuery } from "../../api";

export type Tab = "register" | "stats" | "index766";
export type Span = "today" | "week" | "month" | "quarter" | "year" | "custom";

export const tabs: Tab[] = ["register", "stats", "index766"];
export const spans: Span[] = ["today", "week", "month", "quarter", "year", "custom"];
export const pageSize = 100;

/** What the officer asked for: kept while looking into a case. */
export const view = $state<{
  tab: Tab;
  span: Span;
  from: string;
  to: string;
  point: string;
  officer: string;
  procedure: string;
  page: number;
}>({
  tab: "register",
  span: "month",
  from: "",
  to: "",
  point: "",
  officer: "",
  procedure: "",
  page: 0,
});

/** The request for what is chosen. */
export function query(chosen: typeof view = view): RegisterQuery {
  const custom = chosen.span === "custom";
  return {
    span: chosen.span === "custom" ? null : chosen.span,
    from: custom ? chosen.from : null,
    to: custom ? chosen.to : null,
    point: chosen.point || null,
    officer: chosen.officer || null,
    procedure: chosen.procedure || null,
  };
}

/** The last day of the month before the one of `now`: the latest day a book can be closed through. */
export function lastMonthEnd(now: string): string {
  const [year, month] = now.split("-").map(Number);
  if (!year || !month) return "";
  return new Date(Date.UTC(year, month - 1, 0)).toISOString().slice(0, 10);
}
