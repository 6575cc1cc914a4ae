// Which lines left a ticket before it was paid: told to the server in batches, and never waited for.

import { post, Refusal } from "../common/api";
import { newId } from "../common/uuid";
import { till } from "./state";
import type { TicketLine } from "./ticket";

const GATHER_MS = 2_000;
const AGAIN_MS = 10_000;
const MOST = 60;

type Kind = "line_removed" | "ticket_cleared";
interface Removed {
  kind: Kind;
  ticket: string;
  dish_code: string;
  quantity: number;
}

let waiting: Removed[] = [];
let isSending = false;

export function tellRemoved(kind: Kind, ticket: string, lines: readonly TicketLine[]): void {
  waiting.push(...lines.map(({ dish_code, quantity }) => ({ kind, ticket, dish_code, quantity })));
  if (!isSending && waiting.length > 0) {
    isSending = true;
    setTimeout(() => void send(), GATHER_MS);
  }
}

/** One key per batch: a batch whose answer got lost is written once. */
async function send(): Promise<void> {
  const batch = { id: newId(), removed: waiting.slice(0, MOST) };
  waiting = waiting.slice(MOST);
  for (;;) {
    try {
      await post(`/api/tills/${encodeURIComponent(till)}/removed-lines`, batch);
      break;
    } catch (fault) {
      // What the server refuses it would refuse again.
      if (fault instanceof Refusal) break;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
  isSending = false;
  tellRemoved("line_removed", "", []);
}
