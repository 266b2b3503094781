// The one door to the contract, whose types are generated from the Rust side.

export { call } from "./client";
export { asApiError, Refusal } from "./errors";
export type * from "./gen/api";
