// Is the server still speaking to this window, and what should be tried when not? Pure: no clock, no socket.
//
// An EventSource gives up for ever after one 503 (readyState 2), and notices a pulled cable only after
// many minutes. So the stream counts as lost after SILENCE_MS without a byte (the server pings every
// 10 s), it is then made anew, and meanwhile the whole snapshot is polled.

export const SILENCE_MS = 25_000;
/** The server ends each stream after two minutes; the gap until the next one is no trouble to show. */
export const GRACE_MS = 1_500;
export const POLL_EVERY_MS = 2_000;
const REJOIN_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

export type Reach = "joining" | "live" | "polling" | "away";
export type Action = "join" | "poll";

export type Input =
  | { kind: "message"; at: number }
  | { kind: "error"; at: number; closed: boolean }
  | { kind: "polled"; at: number; worked: boolean }
  | { kind: "suspect"; at: number }
  | { kind: "tick"; at: number };

export interface Stream {
  reach: Reach;
  isOpen: boolean;
  /** The last sign of life of the present EventSource, or when it was made. */
  alive_at: number;
  lost_at: number;
  rejoin_at: number | null;
  rejoins: number;
  isPolling: boolean;
  polled_at: number;
  hasFailed: boolean;
}

export function newStream(at: number): Stream {
  return {
    reach: "joining",
    isOpen: false,
    alive_at: at,
    lost_at: at,
    rejoin_at: null,
    rejoins: 0,
    isPolling: false,
    polled_at: at - POLL_EVERY_MS,
    hasFailed: false,
  };
}

/** Take in what happened; say what to do about it. */
export function step(stream: Stream, input: Input): [Stream, Action[]] {
  switch (input.kind) {
    case "message":
      return [
        {
          ...stream,
          reach: "live",
          isOpen: true,
          alive_at: input.at,
          rejoin_at: null,
          rejoins: 0,
          hasFailed: false,
        },
        [],
      ];
    case "error":
      return [afterError(stream, input.at, input.closed), []];
    case "polled":
      return [afterPoll(stream, input.at, input.worked), []];
    case "suspect":
      return stream.isPolling
        ? [stream, []]
        : [{ ...stream, isPolling: true, polled_at: input.at }, ["poll"]];
    case "tick":
      return afterTick(stream, input.at);
  }
}

function afterError(stream: Stream, at: number, closed: boolean): Stream {
  const lost = stream.isOpen ? { ...stream, isOpen: false, lost_at: at } : stream;
  if (!closed || lost.rejoin_at !== null) return lost;
  const wait = REJOIN_MS[Math.min(lost.rejoins, REJOIN_MS.length - 1)] ?? 0;
  return { ...lost, rejoin_at: at + wait, rejoins: lost.rejoins + 1 };
}

function afterPoll(stream: Stream, at: number, worked: boolean): Stream {
  const polled = { ...stream, isPolling: false, polled_at: at, hasFailed: !worked };
  if (!worked) return { ...polled, reach: "away" };
  return { ...polled, reach: polled.isOpen ? "live" : "polling" };
}

function afterTick(stream: Stream, at: number): [Stream, Action[]] {
  const actions: Action[] = [];
  let next = stream;
  const isSilent = at - next.alive_at >= SILENCE_MS;
  const isDue = next.rejoin_at !== null && at >= next.rejoin_at;
  if (isSilent || isDue) {
    const lost_at = next.isOpen ? at - GRACE_MS : next.lost_at;
    next = { ...next, isOpen: false, lost_at, alive_at: at, rejoin_at: null };
    actions.push("join");
  }
  const isMissed = !next.isOpen && at - next.lost_at >= GRACE_MS;
  if ((isMissed || next.hasFailed) && !next.isPolling && at - next.polled_at >= POLL_EVERY_MS) {
    next = { ...next, isPolling: true, polled_at: at };
    actions.push("poll");
  }
  return [next, actions];
}
