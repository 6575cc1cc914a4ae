import { describe, expect, it } from "vitest";
import {
  type Action,
  GRACE_MS,
  type Input,
  newStream,
  POLL_EVERY_MS,
  SILENCE_MS,
  step,
  type Stream,
} from "../../src/common/stream";

function play(stream: Stream, ...inputs: Input[]): { stream: Stream; actions: Action[] } {
  const actions: Action[] = [];
  let next = stream;
  for (const input of inputs) {
    const [after, asked] = step(next, input);
    next = after;
    actions.push(...asked);
  }
  return { stream: next, actions };
}

const opened = play(newStream(0), { kind: "message", at: 100 }).stream;

function tick(at: number): Input {
  return { kind: "tick", at };
}

describe("a stream that speaks", () => {
  it("joins at first and is live with the first event", () => {
    expect(newStream(0).reach).toBe("joining");
    expect(opened.reach).toBe("live");
  });

  it("is left alone while pings come", () => {
    const pings = Array.from({ length: 30 }, (_, n): Input => ({ kind: "message", at: 100 + n * 10_000 }));
    const ticks = pings.flatMap((ping) => [ping, tick(ping.at + 9_999)]);
    expect(play(opened, ...ticks).actions).toEqual([]);
  });
});

describe("a stream that falls silent", () => {
  it("is made anew at 25 s without a byte, not before", () => {
    expect(play(opened, tick(100 + SILENCE_MS - 1)).actions).toEqual([]);
    const silent = play(opened, tick(100 + SILENCE_MS));
    expect(silent.actions).toContain("join");
    expect(silent.stream.isOpen).toBe(false);
  });

  it("is polled at once, so that the screen is never older than that", () => {
    expect(play(opened, tick(100 + SILENCE_MS)).actions).toEqual(["join", "poll"]);
  });

  it("is given another 25 s to open before it is made anew again", () => {
    const first = play(opened, tick(100 + SILENCE_MS)).stream;
    expect(play(first, tick(100 + 2 * SILENCE_MS - 1)).actions).not.toContain("join");
    expect(play(first, tick(100 + 2 * SILENCE_MS)).actions).toContain("join");
  });
});

describe("a stream that the server ends after two minutes", () => {
  it("reconnects by itself within the grace: nothing is polled, nothing is shown", () => {
    const { stream, actions } = play(
      opened,
      { kind: "error", at: 1_000, closed: false },
      tick(1_000 + GRACE_MS - 1),
      { kind: "message", at: 2_000 },
      tick(2_500),
    );
    expect(actions).toEqual([]);
    expect(stream.reach).toBe("live");
  });

  it("is polled when it does not come back", () => {
    const { actions } = play(opened, { kind: "error", at: 1_000, closed: false }, tick(1_000 + GRACE_MS));
    expect(actions).toEqual(["poll"]);
  });
});

describe("a stream that was closed for ever (one 503 is enough)", () => {
  const closed = play(opened, { kind: "error", at: 1_000, closed: true }).stream;

  it("is made anew after a second", () => {
    expect(play(closed, tick(1_999)).actions).not.toContain("join");
    expect(play(closed, tick(2_000)).actions).toContain("join");
  });

  it("is tried more and more seldom, and at once again after it had worked", () => {
    const waits: number[] = [];
    let stream = opened;
    let at = 1_000;
    for (let n = 0; n < 8; n += 1) {
      stream = play(stream, { kind: "error", at, closed: true }).stream;
      waits.push((stream.rejoin_at ?? 0) - at);
      at = stream.rejoin_at ?? 0;
      stream = play(stream, tick(at)).stream;
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000]);
    const again = play(stream, { kind: "message", at }, { kind: "error", at, closed: true }).stream;
    expect((again.rejoin_at ?? 0) - at).toBe(1_000);
  });
});

describe("polling", () => {
  const lost = play(opened, { kind: "error", at: 1_000, closed: true }, tick(1_000 + GRACE_MS)).stream;

  it("asks one at a time", () => {
    expect(lost.isPolling).toBe(true);
    expect(play(lost, tick(20_000)).actions).not.toContain("poll");
  });

  it("asks again two seconds after an answer, and says that it polls", () => {
    const answered = play(lost, { kind: "polled", at: 3_000, worked: true }).stream;
    expect(answered.reach).toBe("polling");
    expect(play(answered, tick(3_000 + POLL_EVERY_MS - 1)).actions).not.toContain("poll");
    expect(play(answered, tick(3_000 + POLL_EVERY_MS)).actions).toContain("poll");
  });

  it("that fails means that the network is away, until anything is heard", () => {
    const away = play(lost, { kind: "polled", at: 3_000, worked: false }).stream;
    expect(away.reach).toBe("away");
    expect(play(away, { kind: "polled", at: 6_000, worked: true }).stream.reach).toBe("polling");
    expect(play(away, { kind: "message", at: 6_000 }).stream.reach).toBe("live");
  });
});

describe("an ask that got no answer", () => {
  it("is followed by a poll at once, though the stream seems open", () => {
    expect(play(opened, { kind: "suspect", at: 500 }).actions).toEqual(["poll"]);
  });

  it("shows the network away when that fails too, and goes on asking", () => {
    const { stream } = play(opened, { kind: "suspect", at: 500 }, { kind: "polled", at: 600, worked: false });
    expect(stream.reach).toBe("away");
    expect(play(stream, tick(600 + POLL_EVERY_MS)).actions).toEqual(["poll"]);
  });

  it("changes nothing when the poll works", () => {
    const { stream } = play(opened, { kind: "suspect", at: 500 }, { kind: "polled", at: 600, worked: true });
    expect(stream.reach).toBe("live");
    expect(play(stream, tick(600 + POLL_EVERY_MS)).actions).toEqual([]);
  });
});
