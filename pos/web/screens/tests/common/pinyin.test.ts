import { describe, expect, it } from "vitest";
import { findDishes } from "../../src/common/pinyin";

function dish(zh: string, en: string, ...pinyin: string[]) {
  return { name: { zh, en }, pinyin };
}

const redBraised = dish("红烧肉", "Red-braised pork", "hsr", "hongshaorou");
const shanghaiRed = dish("本帮红烧肉", "Shanghai red-braised pork", "bbhsr", "benbanghongshaorou");
const smashed = dish("黄豆煮肉", "Soy beans with pork", "hdzr", "huangdouzhurou");
const rice = dish("米饭", "Rice", "mf", "mifan");
const menu = [smashed, shanghaiRed, redBraised, rice];

function names(typed: string): string[] {
  return findDishes(typed, menu).map((found) => found.name.zh);
}

describe("dishes are found by a few letters", () => {
  it("a prefix stands before an inside, and that before letters in order", () => {
    const spread = dish("花生肉", "Peanut pork", "hasaar");
    const found = findDishes("hsr", [spread, shanghaiRed, redBraised]);
    expect(found).toEqual([redBraised, shanghaiRed, spread]);
  });

  it("letters in the wrong order find nothing", () => {
    expect(names("rsh")).toEqual([]);
  });

  it("equals stay in the order of the menu", () => {
    expect(names("h")).toEqual(["黄豆煮肉", "红烧肉", "本帮红烧肉"]);
    expect(findDishes("h", [redBraised, smashed]).map((found) => found.name.zh)).toEqual([
      "红烧肉",
      "黄豆煮肉",
    ]);
  });

  it("whole syllables, characters and English are found too", () => {
    expect(names("hongshao")).toEqual(["红烧肉", "本帮红烧肉"]);
    expect(names("米")).toEqual(["米饭"]);
    expect(names("RICE")).toEqual(["米饭"]);
  });

  it("every spelling of a heteronym finds the dish", () => {
    const riceCake = dish("粢饭糕", "Fried rice cake", "zfg", "cfg", "zifangao", "cifangao");
    expect(findDishes("cfg", [riceCake])).toEqual([riceCake]);
    expect(findDishes("zfg", [riceCake])).toEqual([riceCake]);
  });

  it("nothing typed finds nothing", () => {
    expect(names("")).toEqual([]);
    expect(names("  ")).toEqual([]);
  });
});
