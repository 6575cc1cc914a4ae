import { describe, expect, it } from "vitest";
import { NoVerdict, Refusal, verdict } from "../../src/common/api";

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
});
