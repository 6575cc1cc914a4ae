// What the server says about the virtual printers, their papers and the outbox.

export type FaultKind = "paper_low" | "paper_out" | "cover_open" | "jam" | "off";

export interface Printer {
  name: string;
  state: string;
  is_virtual: boolean;
  fault: string | null;
}

export interface Paper {
  id: string;
  printer: string;
  printed_at: string;
  svg: string;
  flags: string[];
}

export interface Job {
  id: string;
  kind: string;
  state: string;
  printer: string;
  number: string;
  attempts: number;
  error: string | null;
  created_at: string;
}

export interface PaperTray {
  printers: Printer[];
  papers: Paper[];
  jobs: Job[];
}
