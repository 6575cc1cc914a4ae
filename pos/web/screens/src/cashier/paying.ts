// Was it paid? Pure: what to do after each answer, or lack of one, so that nobody is charged twice.

import type { Order, OrderRequest } from "../common/wire";

/** The card may be asked for 8 s; before that the first attempt may still be at work. */
export const ATTEMPT_ENDS_MS = 9_000;
/** Later the guest may be gone and another card may lie there: then a person decides. */
export const REPEAT_WITHIN_MS = 60_000;

export type Paying =
  | { state: "open" }
  | { state: "pending"; request: OrderRequest; began_at: number; sent_at: number }
  /** `heard`: the server finished answering, without a verdict; else the answer was lost on the way. */
  | { state: "checking"; request: OrderRequest; began_at: number; sent_at: number; heard: boolean };

export type Checking = Extract<Paying, { state: "checking" }>;

export type Found = { kind: "order"; order: Order } | { kind: "unknown" } | { kind: "silent" };
export type Next =
  { kind: "sold"; order: Order } | { kind: "wait" } | { kind: "repeat" } | { kind: "reopen" };

export const open: Paying = { state: "open" };

export function begun(request: OrderRequest, at: number): Paying {
  return { state: "pending", request, began_at: at, sent_at: at };
}

export function repeated(paying: Checking, at: number): Paying {
  const { request, began_at } = paying;
  return { state: "pending", request, began_at, sent_at: at };
}

export function doubted(paying: Paying, heard: boolean): Paying {
  if (paying.state !== "pending") return paying;
  return { ...paying, state: "checking", heard };
}

/** Decide after the server was asked for the order. */
export function afterAsk(paying: Checking, found: Found, at: number): Next {
  if (found.kind === "order") return { kind: "sold", order: found.order };
  if (found.kind === "silent") return { kind: "wait" };
  if (paying.heard) return { kind: "reopen" };
  if (at - paying.sent_at < ATTEMPT_ENDS_MS) return { kind: "wait" };
  return at - paying.began_at < REPEAT_WITHIN_MS ? { kind: "repeat" } : { kind: "reopen" };
}
