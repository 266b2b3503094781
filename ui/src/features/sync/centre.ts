import type { BestWay, ExchangeRow } from "../../api";
import { m } from "../../i18n";

/** A length of time in the two largest units that say enough. */
export function span(seconds: number): string {
  if (seconds < 60) return m.span_seconds({ n: seconds });
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return m.span_minutes({ n: minutes });
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (rest === 0) return m.span_hours({ n: hours });
  return `${m.span_hours({ n: hours })} ${m.span_minutes({ n: rest })}`;
}

/** Bytes for people, with a comma or a point as the numbers of this program have it. */
export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  const [value, unit] = n < 1_000_000 ? [n / 1000, "kB"] : [n / 1_000_000, "MB"];
  return `${value.toFixed(value < 10 ? 1 : 0).replace(".", ",")} ${unit}`;
}

/** What to do with what waits, in one sentence. */
export function advice(way: BestWay): string {
  const time = way.seconds === null ? null : span(way.seconds);
  switch (way.kind) {
    case "nothing":
      return m.way_nothing();
    case "hub":
      return time ? m.way_hub_time({ time }) : m.way_hub();
    case "wait":
      return m.way_wait();
    case "lan":
      return m.way_lan();
    case "stick":
      return time ? m.way_stick_time({ time }) : m.way_stick();
  }
}

export function carrierName(carrier: string): string {
  switch (carrier) {
    case "hub":
      return m.carrier_hub();
    case "lan":
      return m.carrier_lan();
    case "stick":
      return m.carrier_stick();
    default:
      return carrier;
  }
}

export function stateName(state: ExchangeRow["state"]): string {
  switch (state) {
    case "done":
      return m.exchange_done();
    case "partial":
      return m.exchange_partial();
    case "offline":
      return m.exchange_offline();
    case "failed":
      return m.exchange_failed();
  }
}
