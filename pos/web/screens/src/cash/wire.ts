// What the server says of a site's cash.

import type { Text } from "../common/wire";

export interface Report {
  id: string;
  till: string;
  number: number;
  name: string;
  cashier: string;
  business_date: string;
  closed_at: string;
  closed_by: string;
  reason: string;
  is_counted: boolean;
  figures: {
    sales: { count: number; total_fen: number };
    cash: { expected_fen: number; over_short_fen: number; handed_over_fen: number; left_fen: number };
  };
}

export interface Drawer {
  till: string;
  name: Text;
  /** null: still to be counted blind. */
  held_fen: number | null;
  is_forgotten: boolean;
  shift: { id: string; cashier: string; business_date: string } | null;
}

export interface Cash {
  site: Text;
  safe_fen: number;
  bank_fen: number;
  petty_cash_fen: number;
  drawers: Drawer[];
  over_short: { cashier: string; closes: number; uncounted: number; over_fen: number; short_fen: number }[];
  reports: Report[];
}
