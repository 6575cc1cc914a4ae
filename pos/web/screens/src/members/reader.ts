// The till's reader beside this counter: which card lies there, to be issued with an account.

import { computed, effect, signal } from "@preact/signals";
import { get } from "../common/api";
import type { Card, Named } from "../common/wire";

const KEPT_TILL = "canteen.counter-reader";
const ASK_EVERY_MS = 1_000;

export const tills = signal<Named[]>([]);
/** The till whose reader is used; "": accounts are opened without a card. */
export const reader = signal(localStorage.getItem(KEPT_TILL) ?? "");
export const lying = signal<Card | null>(null);

/** A card that is nobody's yet: only such a one can be issued. */
export const newCard = computed(() => (lying.value?.problem?.code === "unknown_card" ? lying.value : null));

export function useReader(till: string): void {
  reader.value = till;
  localStorage.setItem(KEPT_TILL, till);
}

async function look(): Promise<void> {
  const till = reader.peek();
  try {
    const told = await get<{ card: Card | null }>(`/api/tills/${encodeURIComponent(till)}/snapshot`);
    if (reader.peek() === till) lying.value = told.card;
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    lying.value = null;
  }
}

export function connectReader(): void {
  void get<{ tills: Named[] }>("/api/tills").then((told) => {
    tills.value = told.tills;
  });
  effect(() => {
    lying.value = null;
    if (reader.value === "") return undefined;
    void look();
    const asking = setInterval(() => void look(), ASK_EVERY_MS);
    return () => clearInterval(asking);
  });
}
