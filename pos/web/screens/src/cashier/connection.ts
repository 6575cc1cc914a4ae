// What the server tells the till, and whether it still does.

import { batch, computed, effect, signal } from "@preact/signals";
import { get } from "../common/api";
import { setClock } from "../common/clock";
import { type Connection, listen } from "../common/sse";
import type { Card, Devices, Hold, Menu, OpenPayments, Portions, Shift, Snapshot } from "../common/wire";
import { isNextMeal } from "./menus";
import { withPortions } from "./portions";
import * as state from "./state";

const connection = signal<Connection | null>(null);
export const reach = computed(() => connection.value?.reach.value ?? "joining");
export const isAway = computed(() => reach.value === "away");

export function suspect(): void {
  connection.peek()?.suspect();
}

let version: string | null = null;
const isOutdated = signal(false);

function takeSnapshot(snapshot: Snapshot): void {
  setClock(snapshot.server_time);
  version ??= snapshot.version;
  batch(() => {
    state.isJoined.value = true;
    state.site.value = snapshot.site;
    state.tillName.value = snapshot.till;
    state.hasKeyboardReader.value = snapshot.till.has_keyboard_reader;
    state.mealPeriod.value = snapshot.meal_period;
    state.shift.value = snapshot.shift;
    state.devices.value = snapshot.devices;
    state.holds.value = snapshot.holds;
    takeCard(snapshot.card);
    takeMenu(snapshot.menu);
    isOutdated.value = version !== snapshot.version;
  });
}

/** The next meal's menu, which waits until the ticket of the meal before is done. */
let waiting: Menu | null = null;

/** A menu that says nothing new is left alone: a new one has the tray priced again. */
function takeMenu(menu: Menu | null): void {
  const isBusy = state.ticket.peek().lines.length > 0;
  waiting = isBusy && isNextMeal(state.menu.peek(), menu) ? menu : null;
  if (waiting !== null) return;
  if (JSON.stringify(menu) !== JSON.stringify(state.menu.peek())) state.menu.value = menu;
}

function takePortions({ items }: Portions): void {
  if (state.menu.value !== null) state.menu.value = withPortions(state.menu.value, items);
}

function takeCard(card: Card | null): void {
  const isOther = card !== null && card.presentation !== state.card.peek()?.presentation;
  // What was wrong with the card before says nothing about this one.
  if (isOther) state.notice.value = null;
  state.card.value = card;
  if (card?.state === "ready") state.hadCard.value = true;
  const hasTicket = state.ticket.peek().lines.length > 0;
  if (card === null && !hasTicket) state.hadCard.value = false;
}

effect(() => {
  if (state.ticket.value.lines.length === 0 && waiting !== null) takeMenu(waiting);
});

// A server that was updated brings new screens; a ticket is never interrupted for them.
effect(() => {
  const isIdle = state.ticket.value.lines.length === 0 && state.lastOrder.value === null;
  if (isOutdated.value && isIdle) location.reload();
});

export function connect(): void {
  const path = `/api/tills/${encodeURIComponent(state.till)}`;
  connection.value = listen({
    path: `${path}/events`,
    events: {
      snapshot: takeSnapshot,
      menu: takeMenu,
      portions: takePortions,
      card: takeCard,
      payments: (payments: OpenPayments) => {
        state.open.value = payments;
      },
      devices: (devices: Devices) => {
        state.devices.value = devices;
      },
      holds: ({ holds }: { holds: Hold[] }) => {
        state.holds.value = holds;
      },
      shift: (shift: Shift | null) => {
        state.shift.value = shift;
      },
    },
    poll: async () => {
      const snapshot = await get<Snapshot>(`${path}/snapshot`, 4_000);
      const payments = await get<OpenPayments>(`${path}/payments`, 4_000);
      return () => {
        takeSnapshot(snapshot);
        state.open.value = payments;
      };
    },
  });
}
