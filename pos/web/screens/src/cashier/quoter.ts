// Asking for prices by the rules of quoting.ts.

import { type ReadonlySignal, signal } from "@preact/signals";
import { Refusal } from "../common/api";
import type { QuoteAnswer, QuoteRequest } from "../common/wire";
import * as rules from "./quoting";

export interface QuoterPorts {
  send: (request: QuoteRequest) => Promise<QuoteAnswer>;
  /** What to price now; null when the tray is empty. */
  tray: () => Omit<QuoteRequest, "seq"> | null;
  pause: () => Promise<void>;
  onRefused: (refusal: Refusal) => void;
  onSilence: () => void;
}

export interface Quoter {
  quoting: ReadonlySignal<rules.Quoting>;
  requote: () => void;
  forget: () => void;
}

export function makeQuoter(ports: QuoterPorts): Quoter {
  const quoting = signal(rules.newQuoting);

  async function pump(): Promise<void> {
    const tray = ports.tray();
    if (tray === null || !rules.isWanted(quoting.peek())) return;
    quoting.value = rules.sent(quoting.peek());
    const seq = quoting.peek().rev;
    try {
      const answer = await ports.send({ ...tray, seq });
      quoting.value = rules.answered(quoting.peek(), answer);
    } catch (fault) {
      if (fault instanceof Refusal) {
        quoting.value = rules.refused(quoting.peek());
        if (seq === quoting.peek().rev) ports.onRefused(fault);
      } else {
        ports.onSilence();
        // Still in flight while pausing: taps made meanwhile are priced by the one ask that follows.
        await ports.pause();
        quoting.value = rules.unanswered(quoting.peek());
      }
    }
    await pump();
  }

  return {
    quoting,
    requote: () => {
      quoting.value = rules.changed(quoting.peek());
      void pump();
    },
    forget: () => {
      quoting.value = rules.forgotten(quoting.peek());
    },
  };
}
