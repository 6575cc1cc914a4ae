// A list as the server tells of it.

import type { Named, Text } from "../common/wire";

export type Step = "preview" | "joining" | "forgetting";
export type State =
  | "waiting"
  | "queued"
  | "running"
  | "ready"
  | "done"
  | "refused"
  | "cancelled"
  | "failed";

export interface Preview {
  rows: number;
  new: number;
  known: number;
  differs: number;
  errors: number;
  findings: number;
  columns: Named[];
  ignored: string[];
}

export interface Finding {
  row: number;
  column: Named;
  weight: "error" | "note";
  code: string;
  words: Text;
  other_row: number | null;
  member: string | null;
}

export interface List {
  id: string;
  file_name: string;
  step: Step;
  state: State;
  skip_errors: boolean;
  done_row: number;
  last_row: number | null;
  joined: number;
  preview: Preview | null;
  error: Named | null;
  findings: Finding[];
}
