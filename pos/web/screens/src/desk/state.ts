// What lies on which reader, and putting cards on and off.

import { signal } from "@preact/signals";
import { get, post } from "../common/api";
import { askRepeatedly } from "../common/repeat";
import type { Desk, DeskCard } from "./wire";

// As long as an agent may need to notice a card on a busy machine.
const TIMEOUT_MS = 10_000;

const asked = askRepeatedly(() => get<Desk>("/api/desk"));
export const desk = asked.value;
export const reach = asked.reach;
export const problem = signal<Error | null>(null);
export const isBusy = signal(false);

const wanted = signal(new URLSearchParams(location.search).get("till"));

/** The till whose reader gets a tapped card: the one chosen here, else the first. */
export function chosenTill(): string | null {
  const readers = desk.value?.readers ?? [];
  return readers.some((reader) => reader.till === wanted.value) ? wanted.value : (readers[0]?.till ?? null);
}

export function chooseTill(till: string): void {
  wanted.value = till;
}

async function change(till: string, path: string, body: object): Promise<void> {
  isBusy.value = true;
  problem.value = null;
  try {
    await post(`/api/desk/${encodeURIComponent(till)}/${path}`, body, { timeout_ms: TIMEOUT_MS });
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    problem.value = fault;
  }
  await asked.refresh();
  isBusy.value = false;
}

/** Put a card on a reader, in place of what lies there. */
export async function putOn(till: string, card: DeskCard): Promise<void> {
  const reader = desk.peek()?.readers.find((one) => one.till === till);
  if (reader?.code !== card.code) await change(till, "insert", { card: card.code });
}

export async function takeOff(till: string): Promise<void> {
  await change(till, "remove", {});
}
