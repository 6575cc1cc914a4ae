// Small menus, quotes and orders for the tests of the till.

import type { Menu, MenuItem, Order, OrderRequest, Quote } from "../../src/common/wire";

export function item(id: number, dish_code: string): MenuItem {
  return {
    id,
    dish_code,
    name: { zh: dish_code, en: dish_code },
    category: "main",
    vendor: "canteen",
    unit: "份",
    price_fen: 16_00,
    pinyin: [dish_code],
    portions_left: null,
    is_sold_out: false,
  };
}

export function menuOf(...items: MenuItem[]): Menu {
  return { date: "2026-11-25", period: "lunch", categories: [], items };
}

export function quoteOf(total_fen: number): Quote {
  return {
    tier: null,
    list_total_fen: total_fen,
    discount_total_fen: 0,
    subsidy_total_fen: 0,
    total_fen,
    reductions: [],
    declined: [],
    barred: [],
    lines: [],
  };
}

export function requestOf(id: string): OrderRequest {
  const lines = [{ menu_item_id: 1, quantity: 1 }];
  const tenders: OrderRequest["tenders"] = [{ kind: "wallet" }];
  return { id, till: "T1", presentation: "p1", lines, total_fen: 16_00, tenders, hold: null };
}

export function orderOf(id: string): Order {
  return {
    id,
    number: "T1-000001",
    at: "2026-11-25T04:00:00.000Z",
    total_fen: 16_00,
    list_total_fen: 16_00,
    tenders: [{ kind: "wallet", amount_fen: 16_00, received_fen: null, change_fen: null, means: null, voucher: null }],
    member_name: null,
    balance_after_fen: 1_00,
    card_tail: "0318",
    replayed: false,
    lines: [],
  };
}
