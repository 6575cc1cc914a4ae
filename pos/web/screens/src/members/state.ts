// Finding members, opening accounts, and looking at one in plain words.

import { batch, signal } from "@preact/signals";
import { get, post, Refusal } from "../common/api";
import { lookWhoIsSignedOn } from "../common/session";
import type { Named } from "../common/wire";
import { newId } from "../common/uuid";
import { blank, type CardToIssue, type Joining, opening } from "./joining";
import { connectReader, newCard, reader } from "./reader";
import type { Account, Found, Plain } from "./wire";

export type Tab = "find" | "open" | "lists" | "safety";

export const tab = signal<Tab>("find");
export const problem = signal<Error | null>(null);
export const isBusy = signal(false);

export const typed = signal("");
export const found = signal<Found | null>(null);
export const account = signal<Account | null>(null);
/** What was revealed of the account that is shown; gone with it. */
export const plain = signal<Plain>({});

export const joining = signal<Joining>(blank(newId()));
export const opened = signal<Account | null>(null);
export const areas = signal<Named[]>([]);

export async function attempt(work: () => Promise<void>): Promise<boolean> {
  isBusy.value = true;
  problem.value = null;
  try {
    await work();
    return true;
  } catch (caught) {
    if (!(caught instanceof Error)) throw caught;
    problem.value = caught;
    return false;
  } finally {
    isBusy.value = false;
  }
}

export function search(): Promise<boolean> {
  const text = typed.peek().trim();
  return attempt(async () => {
    if (text === "") return;
    const answer = await post<Found>("/api/members/search", { text });
    batch(() => {
      found.value = answer;
      forget();
    });
    const [only] = answer.hits;
    if (answer.hits.length === 1 && only !== undefined) await load(only.code);
  });
}

async function load(code: string): Promise<void> {
  const told = await get<Account>(`/api/members/${encodeURIComponent(code)}/account`);
  batch(() => {
    forget();
    account.value = told;
  });
}

export function show(code: string): Promise<boolean> {
  return attempt(() => load(code));
}

/** Show nobody; what was in plain words is gone from the screen and from memory. */
export function forget(): void {
  batch(() => {
    account.value = null;
    plain.value = {};
  });
}

export function reveal(fields: (keyof Plain)[], reason: string, key: string): Promise<boolean> {
  const of = account.peek();
  return attempt(async () => {
    if (of === null) return;
    const path = `/api/members/${encodeURIComponent(of.code)}`;
    const shown = await post<Plain>(`${path}/reveal`, { id: key, fields, reason });
    const told = await get<Account>(`${path}/account`);
    batch(() => {
      account.value = told;
      plain.value = { ...plain.peek(), ...shown };
    });
  });
}

/** Hand everything about a person out as a file; true when it was made. */
export function exportPerson(reason: string, key: string): Promise<boolean> {
  const of = account.peek();
  return attempt(async () => {
    if (of === null) return;
    const told = await post<object>(`/api/members/${encodeURIComponent(of.code)}/export`, asked(reason, key));
    save(`${of.code}.json`, JSON.stringify(told, null, 2));
    await load(of.code);
  });
}

function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

export function erasePerson(reason: string, key: string): Promise<boolean> {
  const of = account.peek();
  return attempt(async () => {
    if (of === null) return;
    const told = await post<Account>(`/api/members/${encodeURIComponent(of.code)}/erase`, asked(reason, key));
    batch(() => {
      forget();
      account.value = told;
      // What was found before names them, masked.
      found.value = null;
    });
  });
}

function asked(reason: string, key: string): { id: string; reason: string } {
  return { id: key, reason };
}

export function openAccount(): Promise<boolean> {
  return attempt(async () => {
    const told = await post<Account>("/api/members", opening(joining.peek(), cardToIssue()), {
      timeout_ms: 12_000,
    });
    batch(() => {
      opened.value = told;
      joining.value = blank(newId());
    });
  });
}

function cardToIssue(): CardToIssue | null {
  const card = newCard.peek();
  return card === null ? null : { till: reader.peek(), presentation: card.presentation };
}

/** The account that a refusal names as the one that the person has already. */
export function duplicateIn(fault: Error | null): string | null {
  const code = fault instanceof Refusal && fault.code === "duplicate_person" ? fault.extra.member : null;
  return typeof code === "string" ? code : null;
}

export function goTo(code: string): void {
  tab.value = "find";
  void show(code);
}

export function connect(): void {
  connectReader();
  void attempt(async () => {
    await lookWhoIsSignedOn();
    areas.value = (await get<{ areas: Named[] }>("/api/members/areas")).areas;
  });
}
