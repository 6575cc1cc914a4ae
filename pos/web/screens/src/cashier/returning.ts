// Giving back: which orders there were, what the server says that portions are worth, and the request that is kept
// under one key until it has an answer.

import { signal } from "@preact/signals";
import { get, post } from "../common/api";
import { newId } from "../common/uuid";
import type { Text } from "../common/wire";
import { till } from "./state";

export type Fate = "menu" | "waste";
export type OrderState = "sold" | "partly_refunded" | "refunded" | "voided";

export interface ListedOrder {
  id: string;
  number: string;
  at: string;
  total_fen: number;
  returned_fen: number;
  tenders: string[];
  state: OrderState;
}

export interface ReturnableLine {
  line: number;
  name: Text;
  quantity: number;
  left: number;
  total_fen: number;
  fate: Fate;
}

export interface Returnable {
  id: string;
  number: string;
  total_fen: number;
  state: OrderState;
  can_be_voided: boolean;
  lines: ReturnableLine[];
}

export interface Wish {
  line: number;
  quantity: number;
  fate: Fate;
}

export interface Worth {
  total_fen: number;
  reductions: { rule: string; name: Text; amount_fen: number }[];
  tenders: { kind: string; amount_fen: number }[];
}

export interface Returned {
  number: string;
  total_fen: number;
  tenders: { kind: string; amount_fen: number }[];
}

/** A request that is sent again as it is: after a lost answer, and after a second person has signed it. */
export interface Sent {
  path: string;
  body: Record<string, unknown> & { id: string };
}

export const orders = signal<ListedOrder[] | null>(null);
export const chosen = signal<Returnable | null>(null);

const here = (): string => `till=${encodeURIComponent(till)}`;

export async function findOrders(number: string): Promise<void> {
  const asked = number === "" ? "last=20" : `number=${encodeURIComponent(number)}`;
  orders.value = (await get<{ orders: ListedOrder[] }>(`/api/orders?${here()}&${asked}`)).orders;
}

export async function choose(id: string): Promise<void> {
  chosen.value = await get<Returnable>(`/api/orders/${id}/refunds?${here()}`);
}

/** What would go back; every figure is the server's. */
export function foresee(order: Returnable, wishes: Wish[]): Promise<Worth> {
  return post<Worth>(`/api/orders/${order.id}/refunds/preview`, { till, kind: "refund", lines: wishes });
}

/** Nothing but everything that can go back: undone as a whole while that is possible. */
export function isWhole(order: Returnable, wishes: Wish[]): boolean {
  const wished = new Map(wishes.map((wish) => [wish.line, wish.quantity]));
  return order.can_be_voided && order.lines.every((line) => wished.get(line.line) === line.quantity);
}

export function refundOf(order: Returnable, wishes: Wish[], total_fen: number, reason: string): Sent {
  if (isWhole(order, wishes)) {
    const fates = wishes.map(({ line, fate }) => ({ line, fate }));
    return {
      path: `/api/orders/${order.id}/void`,
      body: { id: newId(), till, reason, total_fen, fates },
    };
  }
  return {
    path: `/api/orders/${order.id}/refunds`,
    body: { id: newId(), till, reason, total_fen, lines: wishes },
  };
}

export function voidOf(id: string, total_fen: number, reason: string): Sent {
  return { path: `/api/orders/${id}/void`, body: { id: newId(), till, reason, total_fen } };
}

export function send(sent: Sent): Promise<Returned> {
  return post<Returned>(sent.path, sent.body);
}
