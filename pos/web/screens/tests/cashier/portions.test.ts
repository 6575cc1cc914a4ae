import { describe, expect, it } from "vitest";
import { soldOutPortions, withPortions } from "../../src/cashier/portions";
import { Refusal } from "../../src/common/api";
import { item, menuOf } from "./menu";

const menu = menuOf(item(1, "hongshaorou"), item(2, "mifan"));

function refusal(code: string, dishes: unknown): Refusal {
  return new Refusal(409, code, { zh: "", en: "" }, null, { dishes });
}

describe("portions left", () => {
  it("change only what was told, and nothing else of the dish", () => {
    const after = withPortions(menu, [{ id: 2, portions_left: 3, is_sold_out: false }]);
    expect(after.items[1]).toEqual({ ...menu.items[1], portions_left: 3 });
    expect(after.items[0]).toEqual(menu.items[0]);
  });

  it("are learned from a refused sale too", () => {
    const after = soldOutPortions(
      menu,
      refusal("sold_out", [{ menu_item_id: 1, name: {}, portions_left: 0 }]),
    );
    expect(after.items[0]).toMatchObject({ portions_left: 0, is_sold_out: true });
  });

  it("that are too few for the tray do not mean sold out", () => {
    const after = soldOutPortions(
      menu,
      refusal("sold_out", [{ menu_item_id: 1, name: {}, portions_left: 2 }]),
    );
    expect(after.items[0]).toMatchObject({ portions_left: 2, is_sold_out: false });
  });

  it("are not learned from any other refusal", () => {
    expect(soldOutPortions(menu, refusal("price_changed", [{ menu_item_id: 1, portions_left: 0 }]))).toBe(
      menu,
    );
  });
});
