// The lists, the one that is shown, and what is done with them. Asked again as long as something happens.

import { batch, effect, signal } from "@preact/signals";
import { get, NoVerdict, post, Refusal, sendFile } from "../common/api";
import { newId } from "../common/uuid";
import { hex, isAtRest } from "./lists";
import type { List } from "./wire";

const POLL_MS = 700;
const PATH = "/api/member-lists";

export const lists = signal<List[]>([]);
export const shownId = signal<string | null>(null);
export const shown = signal<List | null>(null);
export const sending = signal<string | null>(null);
export const problem = signal<Error | null>(null);

async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (fault) {
    if (!(fault instanceof Refusal || fault instanceof NoVerdict)) throw fault;
    problem.value = fault;
  }
}

function take(told: List): void {
  batch(() => {
    if (shownId.peek() === told.id) shown.value = told;
    const known = lists.peek().some((one) => one.id === told.id);
    lists.value = known ? lists.peek().map((one) => (one.id === told.id ? told : one)) : [told, ...lists.peek()];
  });
}

export function show(id: string): void {
  if (shownId.peek() === id) return;
  batch(() => {
    shownId.value = id;
    shown.value = null;
  });
}

/** Hand a file in: announced by its hash, then sent. */
export function handIn(file: File): Promise<void> {
  problem.value = null;
  sending.value = file.name;
  return attempt(async () => {
    const contents = await file.arrayBuffer();
    const sha256 = hex(await crypto.subtle.digest("SHA-256", contents));
    const id = newId();
    await post<List>(PATH, { id, file_name: file.name, size_bytes: contents.byteLength, sha256 });
    const told = await sendFile<List>(`${PATH}/${id}/file`, contents);
    batch(() => {
      shownId.value = id;
      take(told);
    });
  }).finally(() => {
    sending.value = null;
  });
}

export function confirm(id: string, skip_errors: boolean): Promise<void> {
  return attempt(async () => take(await post<List>(`${PATH}/${id}/confirm`, { skip_errors })));
}

export function giveUp(id: string): Promise<void> {
  return attempt(async () => take(await post<List>(`${PATH}/${id}/cancel`, {})));
}

async function fetchShown(id: string): Promise<void> {
  try {
    take(await get<List>(`${PATH}/${id}`));
  } catch (fault) {
    if (!(fault instanceof Refusal || fault instanceof NoVerdict)) throw fault;
    problem.value = fault;
    // Ask again: the server may be back soon, and the list goes on meanwhile.
    if (fault instanceof NoVerdict && shownId.peek() === id) setTimeout(() => void fetchShown(id), POLL_MS * 4);
  }
}

async function fetchLists(): Promise<void> {
  await attempt(async () => {
    const told = await get<{ lists: List[] }>(PATH);
    batch(() => {
      lists.value = told.lists;
      shownId.value ??= told.lists[0]?.id ?? null;
    });
  });
}

export function connect(): void {
  effect(() => {
    const id = shownId.value;
    const present = shown.value;
    if (id === null) return;
    if (present === null) {
      void fetchShown(id);
      return;
    }
    if (isAtRest(present)) return;
    const waiting = setTimeout(() => void fetchShown(id), POLL_MS);
    return () => clearTimeout(waiting);
  });
  void fetchLists();
}
