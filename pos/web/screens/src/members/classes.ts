// The classes of the member who is shown: proofs on record, one more, and the end of one.

import { batch, effect, signal } from "@preact/signals";
import { get, post } from "../common/api";
import type { NewProof, Proof } from "../common/proof";
import type { Named } from "../common/wire";
import { account, attempt } from "./state";

interface OnRecord {
  code: string;
  tier: Named | null;
  proofs: Proof[];
}

export const onRecord = signal<OnRecord | null>(null);
/** The classes that schemes know, and the canteen's day. */
export const classes = signal<Named[]>([]);
export const today = signal("");

const path = (code: string) => `/api/members/${encodeURIComponent(code)}`;

function take(told: OnRecord): void {
  const shown = account.peek();
  if (shown?.code !== told.code) return;
  batch(() => {
    onRecord.value = told;
    // A class may change what the member pays: the head of the account says so at once.
    if (shown.tier?.code !== told.tier?.code) account.value = { ...shown, tier: told.tier };
  });
}

async function change(step: string, body: object): Promise<void> {
  const of = onRecord.peek();
  if (of !== null) take(await post<OnRecord>(`${path(of.code)}/${step}`, body));
}

export function addProof(shown: NewProof): Promise<boolean> {
  return attempt(() => change("proofs", shown));
}

export function endProof(class_code: string): Promise<boolean> {
  return attempt(() => change("revoke", { class_code, from_day: today.peek() }));
}

/** Follow the account that is shown. */
export function connectClasses(): void {
  void attempt(async () => {
    const told = await get<{ today: string; words: { classes: Named[] } }>("/api/prices");
    batch(() => {
      today.value = told.today;
      classes.value = told.words.classes;
    });
  });
  effect(() => {
    const shown = account.value;
    if (shown === null) onRecord.value = null;
    else if (shown.code !== onRecord.peek()?.code) {
      onRecord.value = null;
      void attempt(async () => take(await get<OnRecord>(path(shown.code))));
    }
  });
}
