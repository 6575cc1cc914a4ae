import { describe, expect, it } from "vitest";
import { newId, uuidv7 } from "../../src/common/uuid";

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("a ticket's key is a UUIDv7", () => {
  it("lays out the example of RFC 9562, appendix A.6", () => {
    // rand_a = 0xCC3, rand_b = 0b01 and 0x8C4DC0C0C07398F
    const random = Uint8Array.from([0xcc, 0x31, 0x8c, 0x4d, 0xc0, 0xc0, 0xc0, 0x73, 0x98, 0xf0]);
    expect(uuidv7(0x017f22e279b0, random)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });

  it("keeps version and variant whatever the random bytes are", () => {
    expect(uuidv7(0, new Uint8Array(10))).toBe("00000000-0000-7000-8000-000000000000");
    expect(uuidv7(2 ** 48 - 1, new Uint8Array(10).fill(255))).toBe("ffffffff-ffff-7fff-bfff-ffffffffffff");
  });

  it("sorts by the moment it was made", () => {
    const random = new Uint8Array(10).fill(255);
    expect(uuidv7(1_000, random) < uuidv7(1_001, new Uint8Array(10))).toBe(true);
  });

  it("is new each time", () => {
    const made = new Set(Array.from({ length: 1_000 }, newId));
    expect(made.size).toBe(1_000);
    for (const id of made) expect(id).toMatch(SHAPE);
  });
});
