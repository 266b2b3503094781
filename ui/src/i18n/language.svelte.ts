import { baseLocale, isLocale, type Locale, overwriteGetLocale } from "../paraglide/runtime";

export type { Locale };

const key = "motcua.language";

function remembered(): Locale {
  try {
    const stored = localStorage.getItem(key);
    return isLocale(stored) ? stored : baseLocale;
  } catch {
    return baseLocale;
  }
}

let current = $state<Locale>(remembered());

/** The language of the window. Reading it (or any message) inside a template follows later changes. */
export const language = {
  get current(): Locale {
    return current;
  },
  set(locale: Locale): void {
    current = locale;
    document.documentElement.lang = locale;
    try {
      localStorage.setItem(key, locale);
    } catch {
      // A private window forgets the choice when it closes; that is all.
    }
  },
};

overwriteGetLocale(() => current);
