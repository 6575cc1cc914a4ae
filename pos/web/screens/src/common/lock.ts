// Is this screen locked? What it held stays where it is, unseen, until somebody has signed on.

import { signal } from "@preact/signals";

export const isLocked = signal(false);
let waiting: (() => void)[] = [];

/** Hide the screen; whoever waits goes on when somebody has signed on. */
export function lockScreen(): void {
  isLocked.value = true;
}

export function openScreen(): void {
  isLocked.value = false;
  const all = waiting;
  waiting = [];
  for (const goOn of all) goOn();
}

/** Lock the screen, and wait until somebody has signed on. */
export function waitForSomebody(): Promise<void> {
  lockScreen();
  return new Promise((resolve) => {
    waiting.push(resolve);
  });
}
