// Putting a ticket aside and going on with one: what the server says to it.

import { batch } from "@preact/signals";
import { post, Refusal } from "../common/api";
import { newId } from "../common/uuid";
import type { Hold, Resumed } from "../common/wire";
import { pricedPresentation } from "./gate";
import * as state from "./state";
import { newTicket, resumedTicket, wantedLines } from "./ticket";

const path = (rest = ""): string => `/api/tills/${encodeURIComponent(state.till)}/holds${rest}`;

/** Hold the present ticket under a key of the sheet's; resolves when it waits. */
export async function holdTicket(id: string, note: string): Promise<void> {
  const held = state.ticket.peek();
  await post<{ hold: Hold }>(path(), {
    id,
    note,
    presentation: pricedPresentation(state.card.peek()),
    lines: wantedLines(held, state.menu.peek()),
    hold: held.hold?.id ?? null,
  });
  begin(newTicket(newId()));
}

/** Go on with a held ticket; what differs from when it was held stands beside it. */
export async function resumeHold(hold: Hold): Promise<void> {
  const told = await post<Resumed>(path(`/${hold.id}/resume`), {}, { key: newId() });
  begin(resumedTicket(newId(), told.hold, told.changes, state.menu.peek()));
}

export async function cancelHold(hold: Hold): Promise<void> {
  await post(path(`/${hold.id}/cancel`), {}, { key: newId() });
}

/** Give up the held ticket behind one that was cleared; if nobody hears it, its time runs out by itself. */
export function giveUp(id: string): void {
  post(path(`/${id}/cancel`), {}, { key: newId() }).catch((fault: unknown) => {
    if (fault instanceof Refusal) state.notice.value = { kind: "refusal", refusal: fault };
  });
}

function begin(next: ReturnType<typeof newTicket>): void {
  batch(() => {
    state.ticket.value = next;
    state.lastOrder.value = null;
    state.notice.value = null;
    state.sheet.value = null;
    state.noteCard();
  });
}
