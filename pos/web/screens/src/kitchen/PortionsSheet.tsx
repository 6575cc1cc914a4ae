// How many portions: typed, or one of the usual numbers.

import { useState } from "preact/hooks";
import { NumberKeys } from "../common/Keys";
import { Sheet } from "../common/Sheet";
import { sheet } from "./state";
import { t } from "./words";

const USUAL = [20, 30, 40, 60, 80, 100];
const TYPED = /^\d{0,4}$/;

interface PortionsProps {
  title: string;
  confirm: string;
  initial: number | null;
  onChosen: (portions: number | null) => void;
}

export function PortionsSheet({ title, confirm, initial, onChosen }: PortionsProps) {
  const [typed, setTyped] = useState(initial === null ? "" : String(initial));
  // The first key replaces the number that stands there, as on any till.
  const [isFresh, setFresh] = useState(true);

  function choose(portions: number | null): void {
    sheet.value = null;
    onChosen(portions);
  }

  function type(value: string): void {
    const next = isFresh && value.length > typed.length ? value.slice(typed.length) : value;
    if (!TYPED.test(next)) return;
    setFresh(false);
    setTyped(next);
  }

  return (
    <Sheet
      title={title}
      name="portions"
      onClose={() => {
        sheet.value = null;
      }}
    >
      <div class="portions">
        <div class="portions-usual">
          <button type="button" class="wide" data-testid="portions-unlimited" onClick={() => choose(null)}>
            {t("unlimited")}
          </button>
          {USUAL.map((portions) => (
            <button
              type="button"
              key={portions}
              class="wide"
              data-testid={`portions-${portions}`}
              onClick={() => choose(portions)}
            >
              {portions}
            </button>
          ))}
        </div>
        <form
          class="portions-typed"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed !== "") choose(Number(typed));
          }}
        >
          <input
            inputMode="none"
            autocomplete="off"
            aria-label={title}
            data-testid="portions-typed"
            value={typed}
            onInput={(event) => {
              const { value } = event.currentTarget;
              if (TYPED.test(value)) setTyped(value);
              else event.currentTarget.value = typed;
              setFresh(false);
            }}
          />
          <NumberKeys value={typed} extra="00" onType={type} />
          <button type="submit" class="primary" data-testid="portions-confirm" disabled={typed === ""}>
            {confirm} {typed}
          </button>
        </form>
      </div>
    </Sheet>
  );
}
