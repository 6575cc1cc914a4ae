import { describe, expect, it } from "vitest";
import { decision, hex, isAtRest, isOver, progress, standing } from "../../src/imports/lists";
import type { List, Preview } from "../../src/imports/wire";

const PREVIEW: Preview = {
  rows: 10,
  new: 7,
  known: 2,
  differs: 1,
  errors: 1,
  findings: 2,
  columns: [],
  ignored: [],
};
const LIST: List = {
  id: "1",
  file_name: "list.csv",
  step: "preview",
  state: "ready",
  skip_errors: false,
  done_row: 11,
  last_row: 11,
  joined: 0,
  preview: PREVIEW,
  error: null,
  findings: [],
};

describe("a list", () => {
  it("is confirmed as a whole when no row has an error", () => {
    expect(decision({ ...LIST, preview: { ...PREVIEW, errors: 0 } })).toBe("confirm");
  });

  it("says that rows are left out when some have errors", () => {
    expect(decision(LIST)).toBe("confirm_skip");
  });

  it("cannot be confirmed when it brings nobody", () => {
    expect(decision({ ...LIST, preview: { ...PREVIEW, new: 0 } })).toBe("nothing_new");
  });

  it.each(["waiting", "queued", "running", "done", "refused", "cancelled", "failed"] as const)(
    "is not decided on while it is %s",
    (state) => expect(decision({ ...LIST, state })).toBeNull(),
  );

  it("is asked about again only while something happens to it", () => {
    const states = ["waiting", "queued", "running", "ready", "done"] as const;
    expect(states.filter((state) => !isAtRest({ ...LIST, state }))).toEqual(["queued", "running"]);
  });

  it("is over at each of its ends", () => {
    const states = ["ready", "running", "done", "refused", "cancelled", "failed"] as const;
    expect(states.filter((state) => isOver({ ...LIST, state }))).toEqual([
      "done",
      "refused",
      "cancelled",
      "failed",
    ]);
  });

  it("says what it is at while it runs", () => {
    expect(standing({ ...LIST, state: "running", step: "joining" })).toBe("state_running_joining");
    expect(standing(LIST)).toBe("state_ready");
  });

  it("knows how far it is once its rows are counted", () => {
    expect(progress({ ...LIST, last_row: null })).toBeNull();
    expect(progress({ ...LIST, step: "joining", done_row: 5, last_row: 10 })).toBe(0.5);
    expect(progress({ ...LIST, step: "joining", done_row: 12, last_row: 10 })).toBe(1);
  });
});

describe("hex", () => {
  it("writes each byte as two digits", () => {
    expect(hex(new Uint8Array([0, 10, 255]).buffer)).toBe("000aff");
  });
});
