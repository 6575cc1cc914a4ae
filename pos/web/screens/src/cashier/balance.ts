// A balance that the site hides from bystanders: asked for one card, and shown for a moment.

import { effect, signal } from "@preact/signals";
import { post, Refusal } from "../common/api";
import { suspect } from "./connection";
import { card, till } from "./state";

const SHOWN_MS = 8_000;

/** The balance that was asked for, of the card that lay there then. */
export const asked = signal<{ presentation: string; balance_fen: number } | null>(null);

export async function askBalance(presentation: string): Promise<void> {
  try {
    const path = `/api/tills/${encodeURIComponent(till)}/balance`;
    const { balance_fen } = await post<{ balance_fen: number }>(path, { presentation });
    const answer = { presentation, balance_fen };
    asked.value = answer;
    setTimeout(() => {
      if (asked.peek() === answer) asked.value = null;
    }, SHOWN_MS);
  } catch (fault) {
    // The card is gone, or the network: the strip above says which.
    if (!(fault instanceof Refusal)) suspect();
  }
}

effect(() => {
  if (card.value?.presentation !== asked.peek()?.presentation) asked.value = null;
});
