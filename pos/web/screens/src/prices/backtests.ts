// Back-tests: what is asked for, how far it is, and what it found. Asked again as long as it runs.

import { batch, computed, effect, signal } from "@preact/signals";
import { get, post } from "../common/api";
import { newId } from "../common/uuid";
import type { Named } from "../common/wire";
import { attempt, checked, choice, isCurrent, prices, tab, today } from "./state";
import { isDay } from "./typing";

export interface Sums {
  list_fen: number;
  discount_fen: number;
  subsidy_fen: number;
  paid_fen: number;
  operator_fen: number;
}
export const SUMS = ["paid_fen", "discount_fen", "subsidy_fen", "operator_fen"] as const;
export type SumName = (typeof SUMS)[number];

export interface PayerPart extends Named {
  kind: "discount" | "subsidy" | "operator";
  sold_fen: number;
  scheme_fen: number;
  difference_fen: number;
}

export interface Part {
  orders: number;
  members: number;
  guest_orders: number;
  dearer: number;
  cheaper: number;
  sold: Sums;
  scheme: Sums;
  difference: Sums;
  payers: PayerPart[];
}

export interface DayPart extends Part {
  date: string;
}

export interface TierPart extends Part {
  sold_tier: Named | null;
  scheme_tier: Named | null;
}

export interface Comparison {
  orders: number;
  total: Part;
  days: DayPart[];
  tiers: TierPart[];
  barred: { orders: number };
  left_out: (Named & { orders: number })[];
  assumed: (Named & { orders: number })[];
}

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

export interface Job {
  id: string;
  state: JobState;
  scheme: { code: string; version: number; is_draft: boolean };
  from_date: string;
  until_date: string;
  done_orders: number;
  total_orders: number | null;
  error: Named | null;
  result: Comparison | null;
}

const POLL_MS = 1_000;

export const jobs = signal<Job[]>([]);
export const shownJob = signal<string | null>(null);
export const job = signal<Job | null>(null);
export const fromDay = signal("");
export const untilDay = signal("");
export const measure = signal<SumName>("paid_fen");

/** The period that is proposed: the thirty days before today. */
function monthBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 30 * 86_400_000).toISOString().slice(0, 10);
}

export const period = computed(() => ({
  from_date: fromDay.value || (today.value === "" ? "" : monthBefore(today.value)),
  until_date: untilDay.value || today.value,
}));

export const canStart = computed(() => {
  const { from_date, until_date } = period.value;
  const isPeriod = isDay(from_date) && isDay(until_date) && from_date < until_date;
  return isPeriod && (choice.value === "draft" ? isCurrent.value : choice.value !== null);
});

export function isOver(one: Job): boolean {
  return one.state !== "queued" && one.state !== "running";
}

export function start(): Promise<void> {
  return attempt(async () => {
    const code = prices.peek()?.site.scheme;
    const scheme =
      choice.peek() === "draft"
        ? { toml: checked.peek()?.answer.toml }
        : { scheme: { code, version: choice.peek() } };
    const begun = await post<Job>("/api/backtests", { id: newId(), ...period.peek(), ...scheme });
    batch(() => {
      shownJob.value = begun.id;
      job.value = begun;
      jobs.value = [begun, ...jobs.peek()];
    });
  });
}

export function cancel(id: string): Promise<void> {
  return attempt(async () => take(await post<Job>(`/api/backtests/${id}/cancel`, {})));
}

function take(told: Job): void {
  batch(() => {
    if (shownJob.peek() === told.id) job.value = told;
    jobs.value = jobs.peek().map((one) => (one.id === told.id ? { ...told, result: null } : one));
  });
}

function fetchJob(id: string): Promise<void> {
  return attempt(async () => take(await get<Job>(`/api/backtests/${id}`)));
}

async function fetchJobs(): Promise<void> {
  await attempt(async () => {
    const told = await get<{ backtests: Job[] }>("/api/backtests");
    batch(() => {
      jobs.value = told.backtests;
      shownJob.value ??= told.backtests[0]?.id ?? null;
    });
  });
}

export function connectBacktests(): void {
  effect(() => {
    if (tab.value === "backtest") void fetchJobs();
  });
  effect(() => {
    const id = shownJob.value;
    const present = job.value;
    if (tab.value !== "backtest" || id === null) return;
    if (present?.id !== id) {
      void fetchJob(id);
      return;
    }
    if (isOver(present)) return;
    const waiting = setTimeout(() => void fetchJob(id), POLL_MS);
    return () => clearTimeout(waiting);
  });
}
