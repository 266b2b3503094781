import { type Locale, m } from "../i18n";
import type { ApiError, Words } from "./gen/api";

/** What the workstation (or the window itself) answered instead of a result. */
export class Refusal extends Error {
  readonly api: ApiError;

  constructor(api: ApiError) {
    super(api.code);
    this.name = "Refusal";
    this.api = api;
  }
}

function isWords(value: unknown): boolean {
  return typeof value === "object" && value !== null && "message" in value && "hint" in value;
}

function isApiError(value: unknown): value is ApiError {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    "vi" in value &&
    "en" in value &&
    isWords(value.vi) &&
    isWords(value.en)
  );
}

/**
 * Any thrown value as an `ApiError`. What is not one already is a fault of the window (the call never
 * reached the workstation, or its answer did not come back): nothing was lost that had been confirmed.
 */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof Refusal) return thrown.api;
  if (isApiError(thrown)) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  const words = (locale: Locale): Words => ({
    message: m.window_failed({}, { locale }),
    hint: m.window_failed_hint({}, { locale }),
  });
  return {
    code: "window_failed",
    class: "bug",
    params: { detail },
    vi: words("vi"),
    en: words("en"),
  };
}
