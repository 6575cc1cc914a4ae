// A red box with what went wrong, until it is closed.

import type { Signal } from "@preact/signals";
import { CrossIcon, WarnIcon } from "./icons";
import { sentence } from "./problem";
import { word } from "./words";

/** `problem` holds what an ask of the server ended in, or null. */
export function ProblemBox({ problem }: { problem: Signal<Error | null> }) {
  const shown = problem.value;
  return (
    <div role="alert">
      {shown !== null && (
        <p class="notice" data-testid="problem" data-code={shown.message}>
          <WarnIcon />
          <span>{sentence(shown)}</span>
          <button
            type="button"
            class="square"
            aria-label={word("close")}
            onClick={() => {
              problem.value = null;
            }}
          >
            <CrossIcon />
          </button>
        </p>
      )}
    </div>
  );
}
