// What the server says of members: always masked, but for what `reveal` shows.

import type { Named } from "../common/wire";

export interface FoundCard {
  tail: string;
  state: "active" | "blocked";
  block_reason: string | null;
}

export interface Hit {
  code: string;
  name: string;
  phone: string;
  id_number: string;
  is_erased: boolean;
  birth_year: number;
  age: number;
  tier: Named | null;
  balance_fen: number;
  cards: FoundCard[];
}

export interface Look {
  fields: string[];
  reason: string;
  by: string;
  at: string;
}

export interface Account extends Hit {
  residence: string;
  hukou: string;
  reveals: Look[];
}

export type Plain = Partial<Record<"name" | "phone" | "id_number", string>>;

export interface Found {
  hits: Hit[];
  has_more: boolean;
}
