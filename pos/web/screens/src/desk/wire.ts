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
  kind: "genuine" | "counterfeit" | "cloned" | "unknown" | "staff" | "blank";
  /** What is wrong with the card itself, if anything is. */
  fault: "torn" | "torn_after" | "mute" | "slow" | "garbage" | null;
  profile: Text;
}

export interface Desk {
  readers: DeskReader[];
  cards: DeskCard[];
}
