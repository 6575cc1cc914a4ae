// What the manager's cash screen knows, and what it asks of the server.

import { signal } from "@preact/signals";
import { get, post } from "../common/api";
import type { Cash, Drawer, Report } from "./wire";

const PATH = "/api/cash";

export const cash = signal<Cash | null>(null);
export const older = signal<Report[]>([]);
export const shown = signal<(Report & { svg: string }) | null>(null);
export const closing = signal<Drawer | null>(null);
export const isBanking = signal(false);
export const problem = signal<Error | null>(null);

async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
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
  const found = await attempt(() => get<Cash>(PATH));
  if (found !== null) cash.value = found;
}

/** Fetch the page of reports after those that are there. */
export async function fetchOlder(): Promise<void> {
  const last = older.value.at(-1) ?? cash.value?.reports.at(-1);
  if (last === undefined) return;
  const path = `${PATH}/reports?before=${encodeURIComponent(last.closed_at)}`;
  const found = await attempt(() => get<{ reports: Report[] }>(path));
  if (found !== null) older.value = [...older.value, ...found.reports];
}

export async function show(report: Report): Promise<void> {
  const path = `${PATH}/reports/${encodeURIComponent(report.till)}/${report.number}`;
  const found = await attempt(() => get<Report & { svg: string }>(path));
  if (found !== null) shown.value = found;
}

/** Send something; whether it was done. Afterwards everything is asked again. */
export async function send(what: string, body: object): Promise<boolean> {
  const answer = await attempt(() => post(`${PATH}/${what}`, body));
  if (answer === null) return false;
  await refresh();
  return true;
}
