// The one door to the contract: when the types come from Rust, only the first line changes.

export { call } from "./client";
export { asApiError, Refusal } from "./errors";
export type * from "./types";
