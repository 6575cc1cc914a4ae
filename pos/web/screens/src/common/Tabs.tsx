// The sections of a screen, in its head.

import type { ComponentChildren } from "preact";

interface TabsProps<Name extends string> {
  label: string;
  names: readonly Name[];
  chosen: Name;
  say: (name: Name) => string;
  onChoose: (name: Name) => void;
  children?: ComponentChildren;
}

export function Tabs<Name extends string>({ label, names, chosen, say, onChoose, children }: TabsProps<Name>) {
  return (
    <nav class="tabs" aria-label={label}>
      {names.map((name) => (
        <button
          type="button"
          key={name}
          aria-pressed={chosen === name}
          data-testid={`tab-${name}`}
          onClick={() => onChoose(name)}
        >
          {say(name)}
        </button>
      ))}
      {children}
    </nav>
  );
}
