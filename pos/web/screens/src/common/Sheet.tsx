// A sheet over the screen: a native modal dialog, so that focus stays inside and Esc closes it.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { CrossIcon } from "./icons";
import { word } from "./words";

interface SheetProps {
  title: string;
  name: string;
  /** Without it the sheet cannot be closed: the screen is of no use until it is answered. */
  onClose?: () => void;
  children: ComponentChildren;
}

export function Sheet({ title, name, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`sheet sheet-${name}`}
      aria-label={title}
      data-testid={`sheet-${name}`}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      // A browser lets Esc through when pressed twice.
      onClose={() => (onClose === undefined ? dialog.current?.showModal() : onClose())}
      onClick={(event) => {
        if (event.target === dialog.current) onClose?.();
      }}
    >
      <div class="sheet-inside">
        <header class="sheet-head">
          <h2>{title}</h2>
          {onClose !== undefined && (
            <button type="button" class="square" aria-label={word("close")} onClick={onClose}>
              <CrossIcon />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
