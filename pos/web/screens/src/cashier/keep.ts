// The ticket outlives a reload of the page, with its id and with a payment that was under way.

import { open, type Paying } from "./paying";
import type { Ticket } from "./ticket";

export interface Kept {
  ticket: Ticket;
  paying: Paying;
}

// Raised when the shape changes: an update of the screen must not choke on what the old one kept.
const SHAPE = 2;

export function toText(kept: Kept): string {
  return JSON.stringify({ shape: SHAPE, ...kept });
}

/** Read what was kept; null for nothing, or for anything that is not ours. */
export function fromText(text: string | null): Kept | null {
  if (text === null) return null;
  try {
    const { shape, ticket, paying } = JSON.parse(text) as Partial<Kept & { shape: number }>;
    if (shape !== SHAPE || typeof ticket?.id !== "string" || !Array.isArray(ticket.lines)) return null;
    return { ticket, paying: paying ?? open };
  } catch {
    return null;
  }
}
