// What is done for the account that is shown. The server computes every balance; each act has one key.

import { batch, effect, signal } from "@preact/signals";
import { get, post } from "../../common/api";
import type { Named } from "../../common/wire";
import type { Found, Hit } from "../wire";
import { account, attempt, show, tab } from "../state";
import type { Dormant, FamilyPayer, Life, Movement, Payers, Prepaid, Resulting, Statement, TillCard } from "./wire";

export type SheetName = "top_up" | "issue" | "freeze_card" | "thaw_card" | "loss" | "found" | "replace" | "freeze" | "thaw" | "return" | "reopen" | "merge" | "payer";
export const MEANS = ["cash", "wechat", "alipay", "bank", "transfer"] as const;
export type Means = (typeof MEANS)[number];
export const OFFICE = "";

export const sheet = signal<SheetName | null>(null);
/** The top-up that is to be undone. */
export const undoing = signal<Movement | null>(null);
/** The last digits of the card that is to be frozen or thawed. */
export const cardInHand = signal("");
export const life = signal<Life | null>(null);
export const statement = signal<Statement | null>(null);
/** Who of the family pays in, and for whom the member does. */
export const payers = signal<Payers | null>(null);
/** The payer who is to be ended. */
export const ending = signal<FamilyPayer | null>(null);
export const tills = signal<Named[]>([]);
/** Where cash goes and comes from: a till's drawer, or the office's safe. */
export const desk = signal<string>(OFFICE);
export const resulting = signal<Resulting | null>(null);
export const tillCard = signal<TillCard | null>(null);
export const prepaid = signal<Prepaid | null>(null);
export const dormant = signal<Dormant | null>(null);

const path = (code: string) => `/api/members/${encodeURIComponent(code)}`;

async function load(code: string): Promise<void> {
  const [told, moved, family] = await Promise.all([
    get<Life>(`${path(code)}/life`),
    get<Statement>(`${path(code)}/statement`),
    get<Payers>(`${path(code)}/payers`),
  ]);
  if (account.peek()?.code !== code) return;
  batch(() => {
    life.value = told;
    statement.value = moved;
    payers.value = family;
  });
}

/** Follow the account that is shown. */
effect(() => {
  const shown = account.value;
  if (shown === null || shown.code !== life.peek()?.code) {
    life.value = null;
    statement.value = null;
    payers.value = null;
  }
  if (shown !== null) void attempt(() => load(shown.code));
});

export function loadEarlier(): Promise<boolean> {
  const [of, known] = [life.peek(), statement.peek()];
  return attempt(async () => {
    if (of === null || known === null || known.next === null) return;
    const earlier = await get<Statement>(`${path(of.code)}/statement?before=${known.next}`);
    statement.value = { ...earlier, movements: [...known.movements, ...earlier.movements] };
  });
}

export function loadTills(): void {
  void attempt(async () => {
    tills.value = (await get<{ tills: Named[] }>("/api/tills")).tills;
  });
}

/** The till whose drawer or reader is used; the office of a site is named by any of its tills. */
export function tillInUse(): string {
  return desk.peek() === OFFICE ? (tills.peek()[0]?.code ?? "") : desk.peek();
}

/** Do something for the account that is shown, and show what became of it. */
export function act(step: string, key: string, more: Record<string, unknown>): Promise<boolean> {
  const of = life.peek();
  return attempt(async () => {
    if (of === null) return;
    // A new card answers for itself first, which takes up to 8 s.
    await post(`${path(of.code)}/${step}`, { id: key, ...more }, { timeout_ms: 15_000 });
    batch(() => {
      sheet.value = null;
      undoing.value = null;
      ending.value = null;
      // From before the act: nobody undoes the newest row of a statement that is not the newest.
      statement.value = null;
    });
    // The movements before the balance: what is shown as new can be undone, and nothing else in its place.
    await load(of.code);
    await show(of.code);
  });
}

/** Find who may be the payer; the answer is masked. */
export async function findMembers(text: string): Promise<Hit[]> {
  let hits: Hit[] = [];
  await attempt(async () => {
    hits = (await post<Found>("/api/members/search", { text })).hits;
  });
  return hits;
}

/** Show an account with its sheet for money open. */
export async function topUpNow(code: string): Promise<void> {
  tab.value = "find";
  if (await show(code)) sheet.value = "top_up";
}

export function atDesk(): Record<string, unknown> {
  return { till: tillInUse(), is_office: desk.peek() === OFFICE };
}

/** Ask what a top-up would lead to; a refusal says why it cannot be. */
export function askResulting(amount_fen: number): void {
  const of = life.peek();
  resulting.value = null;
  if (of === null || amount_fen <= 0) return;
  void attempt(async () => {
    const told = await get<Resulting>(`${path(of.code)}/resulting?amount_fen=${amount_fen}`);
    resulting.value = told;
  });
}

/** Look which card lies on the reader of the till in use. */
export async function lookAtReader(): Promise<void> {
  try {
    const told = await get<{ card: TillCard | null }>(`/api/tills/${tillInUse()}/snapshot`);
    tillCard.value = told.card;
  } catch {
    tillCard.value = null;
  }
}

export function loadLists(months: number): void {
  void attempt(async () => {
    const [total, asleep] = await Promise.all([
      get<Prepaid>("/api/wallets/prepaid"),
      get<Dormant>(`/api/wallets/dormant?months=${months}`),
    ]);
    batch(() => {
      prepaid.value = total;
      dormant.value = asleep;
    });
  });
}
