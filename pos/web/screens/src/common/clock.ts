// The server's time on the screen: the tablet's own clock may be wrong, so only its ticking is used.

import { computed, signal } from "@preact/signals";

// The canteens are in Shanghai, wherever the till's operating system believes to be.
const ZONE = "Asia/Shanghai";
const DRIFT_SHOWN_MS = 5_000;

const ahead_ms = signal(0);
const now_ms = signal(Date.now());
setInterval(() => (now_ms.value = Date.now()), 1_000);

/** Take the server's moment, just received, as the truth. */
export function setClock(server_time: string): void {
  ahead_ms.value = Date.parse(server_time) - Date.now();
}

/** Hours and minutes of a moment, at the canteen. */
export function timeOf(moment: number | string): string {
  return new Date(moment).toLocaleTimeString("en-GB", {
    timeZone: ZONE,
    hour: "2-digit",
    minute: "2-digit",
  });
}

export const time = computed(() => timeOf(now_ms.value + ahead_ms.value));

/** Whether this machine's clock is wrong enough that its people should be told. */
export const isDrifting = computed(() => Math.abs(ahead_ms.value) > DRIFT_SHOWN_MS);
