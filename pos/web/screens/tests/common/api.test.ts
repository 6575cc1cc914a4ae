import { describe, expect, it, vi } from "vitest";
import { NoVerdict, post, Refusal, verdict } from "../../src/common/api";

const title = { zh: "余额不足", en: "The balance is too low" };

function ending(status: number, body: unknown): unknown {
  try {
    return verdict(status, body);
  } catch (end) {
    return end;
  }
}

describe("an answer of the server has one of three ends", () => {
  it("a success is its body", () => {
    expect(verdict(201, { number: "T1-000001" })).toEqual({ number: "T1-000001" });
  });

  it("a problem is a refusal with its code and its facts", () => {
    const end = ending(409, { status: 409, code: "insufficient_funds", title, shortfall_fen: 300 });
    expect(end).toBeInstanceOf(Refusal);
    expect(end).toMatchObject({
      code: "insufficient_funds",
      title,
      detail: null,
      extra: { shortfall_fen: 300 },
    });
  });

  it.each([
    ["a fault of the server", 500, { status: 500, code: "fault", title }],
    [
      "a database out of reach, whose commit may have arrived",
      503,
      { status: 503, code: "out_of_reach", title },
    ],
    ["a gateway's page", 502, undefined],
    ["a gateway's own JSON", 504, { message: "timeout" }],
    ["a success that cannot be read", 200, undefined],
  ])("%s is no verdict, so nothing may be concluded from it", (_, status, body) => {
    const end = ending(status, body);
    expect(end).toBeInstanceOf(NoVerdict);
    expect(end).toMatchObject({ heard: true, status });
  });

  it("a request that the server still works on has none, and was not finished with", () => {
    expect(ending(409, { status: 409, code: "in_flight", title })).toMatchObject({ heard: false });
  });
});

describe("a write", () => {
  const done = () => new Response(JSON.stringify({ done: true }), { status: 200 });
  const busy = () => new Response(JSON.stringify({ status: 409, code: "in_flight", title }), { status: 409 });

  function answering(...answers: (() => Response)[]) {
    const keys: string[] = [];
    vi.stubGlobal("fetch", (_: string, { headers }: RequestInit) => {
      const key = new Headers(headers).get("Idempotency-Key");
      // What it asks of the session before is no write.
      if (key === null) return Promise.resolve(new Response(JSON.stringify({ csrf: "token" }), { status: 200 }));
      keys.push(key);
      return Promise.resolve((answers.shift() ?? done)());
    });
    return keys;
  }

  it("goes under the key that it was given, and under another one each time without", async () => {
    const keys = answering();

    await post("/api/there", {}, { key: "mine" });
    await post("/api/there", {});
    await post("/api/there", {});

    expect(keys[0]).toBe("mine");
    expect(new Set(keys).size).toBe(3);
  });

  it("is sent again under its key as long as the server works on it", async () => {
    vi.useFakeTimers();
    const keys = answering(busy, busy);

    const answer = post("/api/there", {}, { timeout_ms: 5_000 });
    await vi.runAllTimersAsync();

    expect(await answer).toEqual({ done: true });
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    vi.useRealTimers();
  });
});
