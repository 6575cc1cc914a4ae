// Taking the payment by the rules of paying.ts.

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { NoVerdict, Refusal } from "../common/api";
import type { Order, OrderRequest } from "../common/wire";
import * as rules from "./paying";

export interface PayerPorts {
  post: (request: OrderRequest) => Promise<Order>;
  /** Reads an order by its id; refused with `unknown_order` when it was never sold. */
  ask: (id: string) => Promise<Order>;
  now: () => number;
  pause: () => Promise<void>;
  onSold: (order: Order) => void;
  onRefused: (refusal: Refusal) => void;
  /** It is certain that nothing was charged, though no refusal says so. */
  onNotSold: () => void;
  onSilence: () => void;
}

export interface Payer {
  paying: ReadonlySignal<rules.Paying>;
  pay: (request: OrderRequest) => Promise<void>;
  /** Go on with a payment that a reload of the page cut off. */
  resume: (paying: rules.Paying) => Promise<void>;
}

export function makePayer(ports: PayerPorts): Payer {
  const paying = signal<rules.Paying>(rules.open);

  /** In one step, or a ticket that is over would be priced once more. */
  function reopen(tell: () => void): void {
    batch(() => {
      paying.value = rules.open;
      tell();
    });
  }

  async function send(request: OrderRequest): Promise<void> {
    try {
      const order = await ports.post(request);
      return reopen(() => ports.onSold(order));
    } catch (fault) {
      const isSoldAlready = fault instanceof Refusal && fault.code === "key_reused";
      if (fault instanceof Refusal && !isSoldAlready) return reopen(() => ports.onRefused(fault));
      const isHeard = isSoldAlready || (fault instanceof NoVerdict && fault.heard);
      paying.value = rules.doubted(paying.peek(), isHeard);
    }
    ports.onSilence();
    await check();
  }

  async function find(id: string): Promise<rules.Found> {
    try {
      return { kind: "order", order: await ports.ask(id) };
    } catch (fault) {
      const isUnknown = fault instanceof Refusal && fault.code === "unknown_order";
      return { kind: isUnknown ? "unknown" : "silent" };
    }
  }

  async function check(): Promise<void> {
    for (;;) {
      const doubt = paying.peek();
      if (doubt.state !== "checking") return;
      const next = rules.afterAsk(doubt, await find(doubt.request.id), ports.now());
      if (next.kind === "sold") return reopen(() => ports.onSold(next.order));
      if (next.kind === "reopen") return reopen(ports.onNotSold);
      if (next.kind === "repeat") {
        paying.value = rules.repeated(doubt, ports.now());
        return send(doubt.request);
      }
      await ports.pause();
    }
  }

  return {
    paying,
    pay: async (request) => {
      if (paying.peek().state !== "open") return;
      paying.value = rules.begun(request, ports.now());
      await send(request);
    },
    resume: async (kept) => {
      if (kept.state === "open") return;
      paying.value = rules.doubted(kept, false);
      await check();
    },
  };
}
