// What the printers printed, what waits for them, and breaking them on purpose.

import { signal } from "@preact/signals";
import { get, post } from "../common/api";
import { askRepeatedly } from "../common/repeat";
import type { FaultKind, PaperTray } from "./wire";

const asked = askRepeatedly(() => get<PaperTray>("/api/paper"));
export const tray = asked.value;
export const reach = asked.reach;
export const problem = signal<Error | null>(null);
export const isBusy = signal(false);

export async function setFault(printer: string, fault: FaultKind | null): Promise<void> {
  isBusy.value = true;
  problem.value = null;
  try {
    await post(`/api/paper/${encodeURIComponent(printer)}/fault`, { fault });
  } catch (caught) {
    if (!(caught instanceof Error)) throw caught;
    problem.value = caught;
  }
  await asked.refresh();
  isBusy.value = false;
}
