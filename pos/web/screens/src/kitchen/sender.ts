// Bringing the wishes to the server, one at a time, for as long as it takes.

import { type ReadonlySignal, signal } from "@preact/signals";
import { Refusal } from "../common/api";
import {
  nextDue,
  type Pending,
  postponed,
  type Queue,
  settled,
  type Wish,
  withdrawn,
  withWish,
} from "./wishes";

const RETRY_MS = 2_000;

export interface SenderPorts {
  send: (wish: Wish, id: string) => Promise<void>;
  newId: () => string;
  now: () => number;
  onRefused: (refusal: Refusal, wish: Wish) => void;
  onSilence: () => void;
}

export interface Sender {
  queue: ReadonlySignal<Queue>;
  wish: (wish: Wish, delay_ms?: number) => void;
  withdraw: (key: string) => void;
  /** Send what is due; to be called again and again, since wishes wait for their time. */
  pump: () => Promise<void>;
}

export function makeSender(kept: Queue, ports: SenderPorts): Sender {
  const queue = signal<Queue>(kept);
  let isSending = false;

  async function sendOne(pending: Pending): Promise<void> {
    try {
      await ports.send(pending.wish, pending.id);
      queue.value = settled(queue.peek(), pending.serial);
    } catch (fault) {
      if (fault instanceof Refusal) {
        queue.value = settled(queue.peek(), pending.serial);
        ports.onRefused(fault, pending.wish);
      } else {
        queue.value = postponed(queue.peek(), pending.serial, ports.now() + RETRY_MS);
        ports.onSilence();
      }
    }
  }

  async function pump(): Promise<void> {
    if (isSending) return;
    isSending = true;
    try {
      for (;;) {
        const pending = nextDue(queue.peek(), ports.now());
        if (pending === null) return;
        await sendOne(pending);
      }
    } finally {
      isSending = false;
    }
  }

  return {
    queue,
    pump,
    wish: (wish, delay_ms = 0) => {
      queue.value = withWish(queue.peek(), wish, ports.newId(), ports.now(), delay_ms);
      void pump();
    },
    withdraw: (key) => {
      queue.value = withdrawn(queue.peek(), key);
    },
  };
}
