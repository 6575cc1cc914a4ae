// What the server says of a till's shift and drawer. What a drawer should hold comes with a count, never before.

import type { Counted } from "../../common/CountPad";

export interface Count extends Counted {
  id: string;
  number: number;
  counted_fen: number;
  expected_fen: number;
  over_short_fen: number;
  by: string;
  at: string;
}

export interface ShiftState {
  shift: { id: string; cashier: string; business_date: string; is_forgotten: boolean } | null;
  counts: Count[];
  kept_fen: number | null;
  reasons: Record<"paid_in" | "paid_out" | "drop" | "drawer", string[]>;
}

export interface Report {
  id: string;
  name: string;
  cashier: string;
  business_date: string;
  is_counted: boolean;
  figures: {
    cash: {
      expected_fen: number;
      over_short_fen: number;
      handed_over_fen: number;
      left_fen: number;
    };
  };
}
