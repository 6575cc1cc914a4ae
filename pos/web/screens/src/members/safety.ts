// Alarms about cards, and the limits of cards and accounts.

import { signal } from "@preact/signals";
import { get, post } from "../common/api";
import { parseYuan } from "../common/money";
import { attempt } from "./state";

export interface Alarm {
  id: number;
  kind: "counter_went_back" | "forged_answer" | "two_tills";
  card_tail: string;
  member: string;
  till: string;
  raised_at: string;
  seen_by: string | null;
  seen_at: string | null;
}

export type LimitCode =
  | "strong_order"
  | "strong_day"
  | "weak_order"
  | "weak_day"
  | "uid_order"
  | "uid_day"
  | "balance_named"
  | "balance_unnamed";

export interface Limit {
  code: LimitCode;
  /** Null: no limit. */
  amount_fen: number | null;
  default_fen: number | null;
}

export const alarms = signal<Alarm[]>([]);
export const limits = signal<Limit[]>([]);
/** The limit that is being changed, and what was typed for it. */
export const changing = signal<{ code: LimitCode; typed: string } | null>(null);

export function lookForAlarms(): Promise<boolean> {
  return attempt(async () => {
    alarms.value = (await get<{ alarms: Alarm[] }>("/api/alarms")).alarms;
  });
}

export function lookAtLimits(): Promise<boolean> {
  return attempt(async () => {
    limits.value = (await get<{ limits: Limit[] }>("/api/limits")).limits;
  });
}

export function see(alarm: Alarm): Promise<boolean> {
  return attempt(async () => {
    const path = `/api/alarms/${alarm.id}/seen`;
    alarms.value = (await post<{ alarms: Alarm[] }>(path, {})).alarms;
  });
}

/** What was typed as a limit: yuan, nothing for no limit, or undefined where it is neither. */
export function readLimit(typed: string): number | null | undefined {
  return typed.trim() === "" ? null : (parseYuan(typed) ?? undefined);
}

export function setLimit(code: LimitCode, amount_fen: number | null): Promise<boolean> {
  return attempt(async () => {
    const body = { amount_fen };
    limits.value = (await post<{ limits: Limit[] }>(`/api/limits/${code}`, body)).limits;
    changing.value = null;
  });
}
