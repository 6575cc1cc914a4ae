// Was this typed by hand, or by a card reader that is a keyboard? Pure; times in ms on one clock.

/** No hand types faster; a reader sends a digit every few ms. */
const FASTEST_HAND_MS = 50;
/** The shortest number that such readers print. */
const FEWEST_DIGITS = 6;

export interface Typing {
  text: string;
  last_ms: number;
}

export const nothingTyped: Typing = { text: "", last_ms: 0 };

/** Take a key that was pressed; what was typed before a pause is forgotten. */
export function typedOn(typing: Typing, key: string, at_ms: number): Typing {
  if (!/^[0-9,]$/.test(key)) return nothingTyped;
  const goesOn = at_ms - typing.last_ms <= FASTEST_HAND_MS;
  return { text: goesOn ? typing.text + key : key, last_ms: at_ms };
}

/** The number that a reader typed, when the Enter that ends it comes as fast; null for a hand. */
export function typedNumber(typing: Typing, at_ms: number): string | null {
  const isFast = at_ms - typing.last_ms <= FASTEST_HAND_MS;
  const digits = typing.text.replace(",", "").length;
  return isFast && digits >= FEWEST_DIGITS ? typing.text : null;
}
