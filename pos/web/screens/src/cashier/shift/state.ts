// What the shift's sheets know, and what they ask of the server.

import { signal } from "@preact/signals";
import { get, post } from "../../common/api";
import { suspect } from "../connection";
import { till } from "../state";
import type { Report, ShiftState } from "./wire";

export const known = signal<ShiftState | null>(null);
/** The Z-report of the shift that was closed from here, until somebody has looked at it. */
export const closed = signal<Report | null>(null);
export const problem = signal<Error | null>(null);

const path = `/api/tills/${encodeURIComponent(till)}`;

/** Do something; null when it failed, and `problem` says how. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  problem.value = null;
  try {
    return await work();
  } catch (caught) {
    if (!(caught instanceof Error)) throw caught;
    problem.value = caught;
    return null;
  }
}

export async function refresh(): Promise<void> {
  const found = await attempt(() => get<ShiftState>(`${path}/shift`));
  if (found !== null) known.value = found;
}

/** Send something of the shift or the drawer; the answer, or null when it failed. */
export async function send<T>(what: string, body: object): Promise<T | null> {
  const answer = await attempt(() => post<T>(`${path}/${what}`, body));
  // The event says the same; the whole state does not depend on it.
  if (answer !== null) suspect();
  return answer;
}

export function ask<T>(what: string): Promise<T | null> {
  return attempt(() => get<T>(`${path}/${what}`));
}
