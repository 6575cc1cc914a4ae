// An amount in yuan: typed on big keys, or one of those that are asked for most.

import { NumberKeys } from "./Keys";

const QUICK = ["50", "100", "200", "300", "500"];
const TYPED = /^\d{0,5}(\.\d{0,2})?$/;

interface Typing {
  /** Told what was typed, as far as it is the beginning of an amount. */
  onType: (value: string) => void;
}

export function QuickAmounts({ onType }: Typing) {
  return (
    <>
      {QUICK.map((yuan) => (
        <button type="button" class="wide" key={yuan} data-testid={`top-up-${yuan}`} onClick={() => onType(yuan)}>
          ¥{yuan}
        </button>
      ))}
    </>
  );
}

export function AmountField({ label, value, onType }: Typing & { label: string; value: string }) {
  const take = (typed: string) => {
    if (TYPED.test(typed)) onType(typed);
  };
  return (
    <>
      <label class="field">
        <span>{label}</span>
        <input
          inputMode="none"
          autocomplete="off"
          data-testid="top-up-amount"
          value={value}
          onInput={(event) => take(event.currentTarget.value)}
        />
      </label>
      <NumberKeys value={value} extra="." onType={take} />
    </>
  );
}
