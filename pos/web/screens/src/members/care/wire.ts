// What the server says of the life of an account, and of all prepaid money.

import type { Text } from "../../common/wire";

export interface LifeCard {
  tail: string;
  state: "active" | "blocked";
  block_reason: string | null;
  issued_at: string;
}

export interface LifeEvent {
  id: string;
  kind: string;
  reason: string;
  by: string;
  at: string;
  cards: { card_tail: string; kind: string }[];
}

export interface Life {
  code: string;
  state: "open" | "frozen" | "closed" | "merged";
  is_named: boolean;
  balance_fen: number;
  survivor: string | null;
  merged: string[];
  cards: LifeCard[];
  events: LifeEvent[];
}

export interface Movement {
  place: number;
  id: string;
  kind: string;
  number: string;
  means: string;
  amount_fen: number;
  after_fen: number;
  by: string;
  at: string;
  is_undone: boolean;
  /** Who of the family paid in, masked. */
  payer: string | null;
}

export interface FamilyPayer {
  id: string;
  /** The other's code where they are a member. */
  member: string | null;
  name: string;
  phone: string;
  relation: "daughter" | "son" | "spouse" | "grandchild" | "sibling" | "other";
  since: string;
  ended_at: string | null;
}

export interface Payers {
  payers: FamilyPayer[];
  pays_for: FamilyPayer[];
}

export interface Statement {
  movements: Movement[];
  in_fen: number;
  out_fen: number;
  balance_fen: number;
  next: number | null;
}

export interface Resulting {
  before_fen: number;
  after_fen: number;
  cap_fen: number | null;
}

export interface Prepaid {
  total_fen: number;
  wallets: number;
  level: "ok" | "watch" | "secure";
}

export interface Dormant {
  months: number;
  before_date: string;
  members: { code: string; balance_fen: number; last_moved_at: string }[];
}

export interface TillCard {
  presentation: string;
  card_tail: string;
  state: string;
  problem: { code: string; title: Text } | null;
}
