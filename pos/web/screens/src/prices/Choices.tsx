// Several of a list, in little room: a button with the names of what is chosen, which opens the list.

import { useEffect, useRef, useState } from "preact/hooks";
import { DownIcon } from "../common/icons";
import { language, say } from "../common/language";
import type { Named } from "../common/wire";
import { word } from "../common/words";

interface ChoicesProps {
  label: string;
  /** What the button says while nothing is chosen. */
  none: string;
  options: Named[];
  chosen: string[];
  name: string;
  isWrong?: boolean;
  onChosen: (codes: string[]) => void;
}

/** What is chosen and not on the list stays there, by its code, so that it can be taken off. */
function withStrangers(options: Named[], chosen: string[]): Named[] {
  const known = new Set(options.map((one) => one.code));
  const strangers = chosen.filter((code) => !known.has(code));
  return [...options, ...strangers.map((code) => ({ code, name: { zh: code, en: code } }))];
}

export function Choices({ label, none, options, chosen, name, isWrong, onChosen }: ChoicesProps) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const all = withStrangers(options, chosen);
  useEffect(() => {
    if (!isOpen) return undefined;
    const leave = (event: Event) => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("focusin", leave);
    };
  }, [isOpen]);
  const names = all.filter((one) => chosen.includes(one.code)).map((one) => say(one.name));
  const words = names.length === 0 ? none : names.join(language.value === "zh" ? "、" : ", ");
  return (
    <div
      class="choices"
      ref={box}
      onKeyDown={(event) => {
        if (event.key === "Escape") setOpen(false);
      }}
    >
      <button
        type="button"
        class={`choices-button ${names.length === 0 ? "is-none" : ""}`}
        aria-expanded={isOpen}
        aria-label={word("of", { name: label, words })}
        aria-invalid={isWrong === true}
        title={words}
        data-testid={name}
        onClick={() => setOpen(!isOpen)}
      >
        <span>{words}</span>
        <DownIcon />
      </button>
      {isOpen && (
        <div class="choices-list" role="group" aria-label={label}>
          {all.map((one) => (
            <label key={one.code}>
              <input
                type="checkbox"
                checked={chosen.includes(one.code)}
                data-testid={`${name}-${one.code}`}
                onChange={(event) => {
                  const rest = chosen.filter((code) => code !== one.code);
                  onChosen(event.currentTarget.checked ? [...rest, one.code] : rest);
                }}
              />
              {say(one.name)}
            </label>
          ))}
        </div>
      )}
    </div>
  );
}
