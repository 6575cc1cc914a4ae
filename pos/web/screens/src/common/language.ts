// Which language the screen speaks. Chinese first; the choice stays with this browser.

import { effect, signal } from "@preact/signals";
import type { Text } from "./wire";

export type Language = "zh" | "en";

const KEPT = "canteen.language";

export const language = signal<Language>(localStorage.getItem(KEPT) === "en" ? "en" : "zh");

effect(() => {
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
  localStorage.setItem(KEPT, language.value);
});

export function toggleLanguage(): void {
  language.value = language.value === "zh" ? "en" : "zh";
}

/** A text of the server in the language of the screen. */
export function say(text: Text): string {
  return text[language.value] || text.zh;
}

/** Make the function that speaks one screen's words; `{name}` in a word is filled from `values`. */
export function dictionary<K extends string>(
  zh: Record<K, string>,
  en: Record<K, string>,
): (key: K, values?: Record<string, string | number>) => string {
  return (key, values = {}) => {
    const word = (language.value === "zh" ? zh : en)[key];
    return word.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
  };
}
