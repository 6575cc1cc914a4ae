// The screens' own keys: an operating system's keyboard would cover half of a till.

import { BackspaceIcon } from "./icons";
import { word } from "./words";

const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

interface Typing {
  value: string;
  onType: (value: string) => void;
}

export function LetterKeys({ value, onType, onDone }: Typing & { onDone: () => void }) {
  return (
    <section class="letters" aria-label={word("search")}>
      {ROWS.map((row, index) => (
        <div class="letters-row" key={row}>
          {[...row].map((letter) => (
            <button type="button" class="key" key={letter} onClick={() => onType(value + letter)}>
              {letter.toUpperCase()}
            </button>
          ))}
          {index === ROWS.length - 1 && (
            <>
              <button
                type="button"
                class="key key-wide"
                aria-label={word("backspace")}
                onClick={() => onType(value.slice(0, -1))}
              >
                <BackspaceIcon />
              </button>
              <button type="button" class="key key-wide key-word" onClick={onDone}>
                {word("letters_done")}
              </button>
            </>
          )}
        </div>
      ))}
    </section>
  );
}

/** Digits; beside the 0 what this number needs: the point of money, two noughts, or the X of an identity number. */
export function NumberKeys({ value, onType, extra }: Typing & { extra: "." | "00" | "X" }) {
  const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", extra, "0"];
  return (
    <div class="numbers" role="group">
      {keys.map((key) => (
        <button type="button" class="key" key={key} onClick={() => onType(value + key)}>
          {key}
        </button>
      ))}
      <button
        type="button"
        class="key"
        aria-label={word("backspace")}
        onClick={() => onType(value.slice(0, -1))}
      >
        <BackspaceIcon />
      </button>
    </div>
  );
}
