// The one stream of this window, kept alive by the rules of stream.ts.

import { signal, type ReadonlySignal } from "@preact/signals";
import { type Action, type Input, newStream, type Reach, step } from "./stream";

const TICK_MS = 500;

export interface Listening {
  /** Where the server sends events; a random `window` is added, so that a new stream evicts the old one. */
  path: string;
  /** Called with each event but `ping`. */
  events: Record<string, (value: never) => void>;
  /** Fetch the whole state and give it to the same functions; used while the stream is away. */
  poll: () => Promise<() => void>;
}

export interface Connection {
  reach: ReadonlySignal<Reach>;
  /** An ask of the server got no answer: find out now whether the network is away. */
  suspect: () => void;
  close: () => void;
}

function streamUrl(path: string): string {
  const id = crypto.randomUUID();
  return `${path}${path.includes("?") ? "&" : "?"}window=${id}`;
}

/** Listen until closed, or until the page goes. */
export function listen({ path, events, poll }: Listening): Connection {
  const url = streamUrl(path);
  const reach = signal<Reach>("joining");
  let stream = newStream(Date.now());
  let source: EventSource | null = null;
  let heard = 0;

  function take(input: Input): void {
    const [next, actions] = step(stream, input);
    stream = next;
    reach.value = next.reach;
    for (const action of actions) act(action);
  }

  function act(action: Action): void {
    if (action === "join") join();
    else void pollOnce();
  }

  function join(): void {
    source?.close();
    const mine = new EventSource(url);
    source = mine;
    mine.onerror = () => {
      if (source === mine)
        take({ kind: "error", at: Date.now(), closed: mine.readyState === EventSource.CLOSED });
    };
    mine.addEventListener("ping", () => take({ kind: "message", at: Date.now() }));
    for (const [name, tell] of Object.entries(events)) {
      mine.addEventListener(name, (event: MessageEvent<string>) => {
        heard += 1;
        take({ kind: "message", at: Date.now() });
        tell(JSON.parse(event.data) as never);
      });
    }
  }

  async function pollOnce(): Promise<void> {
    const heardBefore = heard;
    try {
      const apply = await poll();
      // What the stream said meanwhile is newer than this answer may be.
      if (heard === heardBefore && source !== null) apply();
      take({ kind: "polled", at: Date.now(), worked: true });
    } catch {
      take({ kind: "polled", at: Date.now(), worked: false });
    }
  }

  const suspect = (): void => take({ kind: "suspect", at: Date.now() });
  join();
  const ticking = setInterval(() => take({ kind: "tick", at: Date.now() }), TICK_MS);
  addEventListener("offline", suspect);
  return {
    reach,
    suspect,
    close: () => {
      source?.close();
      source = null;
      clearInterval(ticking);
      removeEventListener("offline", suspect);
    },
  };
}
