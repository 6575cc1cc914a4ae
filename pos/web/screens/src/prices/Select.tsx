// One of a list, under its label.

import { say } from "../common/language";
import type { Named } from "../common/wire";

interface SelectProps {
  label: string;
  options: Named[];
  value: string;
  name: string;
  /** What stands for nothing being chosen, where that may be. */
  none?: string;
  onChosen: (code: string) => void;
}

export function Select({ label, options, value, name, none, onChosen }: SelectProps) {
  return (
    <label class="stacked">
      <span>{label}</span>
      <select
        class="field-input"
        data-testid={name}
        value={value}
        onChange={(event) => onChosen(event.currentTarget.value)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map((one) => (
          <option key={one.code} value={one.code}>
            {say(one.name)}
          </option>
        ))}
      </select>
    </label>
  );
}
