// What may be done with a list now? Pure: no network, no page.

import type { List } from "./wire";

/** Nothing happens to it any more unless somebody decides. */
export function isAtRest(list: List): boolean {
  return list.state !== "queued" && list.state !== "running";
}

/** It has ended: it can be neither confirmed nor given up. */
export function isOver(list: List): boolean {
  return ["done", "refused", "cancelled", "failed"].includes(list.state);
}

/** The word for where it stands. */
export function standing(list: List) {
  return list.state === "running" ? (`state_running_${list.step}` as const) : (`state_${list.state}` as const);
}

/** Between 0 and 1; null while nobody knows how many rows there are. */
export function progress(list: List): number | null {
  if (list.step === "preview" || list.last_row === null || list.last_row === 0) return null;
  return Math.min(1, list.done_row / list.last_row);
}

export type Decision = "confirm" | "confirm_skip" | "nothing_new" | null;

/** What the big button does. */
export function decision(list: List): Decision {
  if (list.state !== "ready" || list.preview === null) return null;
  if (list.preview.new === 0) return "nothing_new";
  return list.preview.errors > 0 ? "confirm_skip" : "confirm";
}

/** The hexadecimal digits of bytes. */
export function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
