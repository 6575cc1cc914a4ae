// Paying in more than one way: which tenders were chosen, and what the server says of them. No amount is made here.

import { batch, computed, effect, signal } from "@preact/signals";
import { get, NoVerdict, post, Refusal } from "../common/api";
import { newId } from "../common/uuid";
import type { ExternalPayment, Means, OpenPayments, Plan, QuoteAnswer, Tender } from "../common/wire";
import { pay, pricedTray } from "./selling";
import * as state from "./state";

const ASK_EVERY_MS = 2_000;
/** The terminal has 5 s for its answer. */
const CHARGE_TIMEOUT_MS = 12_000;

const path = `/api/tills/${encodeURIComponent(state.till)}`;

/** Vouchers and the card, in the order in which they were chosen. */
export const chosen = signal<Tender[]>([]);
export const plan = signal<Plan | null>(null);
export const problem = signal<Error | null>(null);
export const isBusy = signal(false);

/** The payments by others for the ticket in hand: they outlive a reload, for the server keeps them. */
export const own = computed(() => state.open.value.payments.filter((each) => each.order === state.ticket.value.id));
export const waiting = computed(() => own.value.find((each) => each.state === "pending" || each.state === "unknown"));
const paid = computed(() => own.value.filter((each) => each.state === "confirmed").map((each) => each.id));

/** What others took comes first: it cannot be unchosen. */
const tenders = computed<Tender[]>(() => [
  ...paid.value.map((payment) => ({ kind: "external" as const, payment })),
  ...chosen.value.filter((tender) => tender.kind === "voucher"),
  ...chosen.value.filter((tender) => tender.kind === "wallet"),
]);

// What was chosen for one ticket is not chosen for the next.
effect(() => {
  void state.ticket.value.id;
  batch(() => {
    chosen.value = [];
    plan.value = null;
    problem.value = null;
  });
});

async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  problem.value = null;
  isBusy.value = true;
  try {
    return await work();
  } catch (caught) {
    if (!(caught instanceof Refusal) && !(caught instanceof NoVerdict)) throw caught;
    problem.value = caught;
    return null;
  } finally {
    isBusy.value = false;
  }
}

let asked = 0;

/** Ask what the chosen tenders pay. */
export async function replan(): Promise<boolean> {
  const tray = pricedTray();
  if (tray === null) return false;
  const { total_fen: _total, ...rest } = tray;
  asked += 1;
  const seq = asked;
  const answer = await attempt(() =>
    post<QuoteAnswer & { plan: Plan }>("/api/quotes", { ...rest, seq, tenders: tenders.peek() }),
  );
  if (answer !== null && answer.seq === asked) plan.value = answer.plan;
  return answer !== null;
}

/** Add a tender; one that the server refuses is taken away again. */
export async function choose(tender: Tender): Promise<boolean> {
  const before = chosen.peek();
  chosen.value = [...before, tender];
  if (await replan()) return true;
  chosen.value = before;
  const why = problem.peek();
  await replan();
  problem.value = why;
  return false;
}

export async function unchoose(tender: Tender): Promise<void> {
  chosen.value = chosen.peek().filter((each) => each !== tender);
  await replan();
}

/** Have somebody else take all that is left. */
export async function chargeOthers(means: Means, provider: ExternalPayment["provider"]): Promise<void> {
  const tray = pricedTray();
  const amount_fen = plan.peek()?.left_fen ?? 0;
  if (tray === null || amount_fen === 0) return;
  const { till: _till, ...rest } = tray;
  const body = { ...rest, id: newId(), amount_fen, means, provider };
  await attempt(() => post<ExternalPayment>(`${path}/payments`, body, { timeout_ms: CHARGE_TIMEOUT_MS })).then(noteRefused);
  await refresh();
}

function noteRefused(payment: ExternalPayment | null): void {
  if (payment === null || (payment.state !== "refused" && payment.state !== "cancelled")) return;
  state.notice.value = { kind: "word", word: `state_${payment.state}` };
}

export async function act(
  payment: ExternalPayment,
  what: "ask" | "cancel" | "confirm" | "decide" | "give-back",
  body: object = {},
): Promise<ExternalPayment | null> {
  const done = await attempt(() =>
    post<ExternalPayment>(`${path}/payments/${payment.id}/${what}`, body, { timeout_ms: CHARGE_TIMEOUT_MS }),
  );
  await refresh();
  return done;
}

export async function refresh(): Promise<void> {
  try {
    state.open.value = await get<OpenPayments>(`${path}/payments`);
  } catch {
    // The events bring it as soon as the server is back.
  }
}

/** Take what is left in cash, or finish where nothing is left. */
export function finish(received_fen: number | null): void {
  pay(received_fen === null ? tenders.peek() : [...tenders.peek(), { kind: "cash", received_fen }]);
}

// While a guest is paying, the terminal is asked; the slip of one that stands alone is typed.
setInterval(() => {
  const payment = waiting.peek();
  const isSeen = state.sheet.peek()?.kind === "split" && payment?.provider === "terminal";
  if (isSeen && payment.state === "pending" && !isBusy.peek()) void act(payment, "ask");
}, ASK_EVERY_MS);

// Money that has come is planned with at once.
effect(() => {
  void paid.value.join();
  if (state.sheet.value?.kind === "split") void replan();
});
