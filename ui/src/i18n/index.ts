export { m } from "../paraglide/messages";
export { age, day, moment, normaliseDate, weekday } from "./dates";
export { type Locale, language } from "./language.svelte";
