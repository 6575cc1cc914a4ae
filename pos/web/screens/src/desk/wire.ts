// What the server says about the virtual cards and readers of a demo.

import type { Text } from "../common/wire";

export interface DeskReader {
  till: string;
  name: Text;
  reader: string;
  /** The code of the card that lies on it. */
  code: string | null;
}

export interface DeskCard {
  code: string;
  name: string | null;
  age: number | null;
  tier: Text | null;
  balance_fen: number | null;
  tail: string;
  kind: "genuine" | "counterfeit" | "unknown";
}

export interface Desk {
  readers: DeskReader[];
  cards: DeskCard[];
}
