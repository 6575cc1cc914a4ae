// A count of notes and coins: one row for each, big keys for the one that is chosen. The server adds it up.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { NumberKeys } from "./Keys";
import { parseYuan } from "./money";
import { word } from "./words";

export const DENOMINATIONS = [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10] as const;
const LOOSE = "loose";
const TYPED_PIECES = /^\d{0,4}$/;
const TYPED_YUAN = /^\d{0,5}(\.\d{0,2})?$/;

export interface Counted {
  pieces: Record<string, number>;
  loose_fen: number;
}

/** As typed: how many of each, by its fen, and the yuan of all else. */
export type Typed = Record<string, string>;

/** What was typed as a count; an empty row is none. */
export function countedOf(typed: Typed): Counted {
  const pieces: Record<string, number> = {};
  for (const fen of DENOMINATIONS) {
    const count = Number(typed[fen] ?? "");
    if (count > 0) pieces[String(fen)] = count;
  }
  return { pieces, loose_fen: parseYuan(typed[LOOSE] ?? "") ?? 0 };
}

const ROWS = [...DENOMINATIONS.map(String), LOOSE];

interface CountPadProps {
  typed: Typed;
  onType: (typed: Typed) => void;
  /** What stands below the keys: the button that ends the count. */
  children: ComponentChildren;
}

export function CountPad({ typed, onType, children }: CountPadProps) {
  const [chosen, setChosen] = useState<string>(ROWS[0] ?? LOOSE);
  const take = (row: string, value: string): void => {
    if ((row === LOOSE ? TYPED_YUAN : TYPED_PIECES).test(value)) onType({ ...typed, [row]: value });
  };
  const next = (): void => setChosen(ROWS[(ROWS.indexOf(chosen) + 1) % ROWS.length] ?? LOOSE);
  return (
    <div class="count-pad">
      <ol class="count-rows">
        {ROWS.map((row) => (
          <li key={row}>
            <button
              type="button"
              class="count-row"
              data-testid={`count-${row}`}
              aria-pressed={row === chosen}
              onClick={() => setChosen(row)}
            >
              <span>{row === LOOSE ? word("count_loose") : word(`count_${row as `${(typeof DENOMINATIONS)[number]}`}`)}</span>
              <b>{typed[row] ?? ""}</b>
              <small>{row === LOOSE ? word("count_yuan") : word("count_pieces")}</small>
            </button>
          </li>
        ))}
      </ol>
      <div class="count-keys">
        <NumberKeys
          value={typed[chosen] ?? ""}
          extra={chosen === LOOSE ? "." : "00"}
          onType={(value) => take(chosen, value)}
        />
        <button type="button" class="wide" data-testid="count-next" onClick={next}>
          {word("count_next")}
        </button>
        {children}
      </div>
    </div>
  );
}
