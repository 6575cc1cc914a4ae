// A screen that only somebody who is signed on sees. Locked, it stays as it is behind the pad, unseen.

import "./door.css";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { LockIcon } from "./icons";
import { isLocked } from "./lock";
import { guardScreen, signedOn, signOff } from "./session";
import { SignOn } from "./SignOn";
import { doorWord } from "./doorWords";

export function Guarded({ children }: { children: ComponentChildren }) {
  useEffect(guardScreen, []);
  return (
    <>
      <div class="guarded" hidden={isLocked.value}>
        {children}
      </div>
      {isLocked.value && <Lock />}
    </>
  );
}

function Lock() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    // Above any sheet that was open.
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="lock"
      data-testid="lock"
      aria-label={doorWord("locked")}
      onCancel={(event) => event.preventDefault()}
      onClose={() => dialog.current?.showModal()}
    >
      <SignOn />
    </dialog>
  );
}

/** Who is signed on, and the way to lock the screen or to change over: one tap. */
export function LockButton() {
  const staff = signedOn.value?.staff ?? null;
  if (staff === null) return null;
  return (
    <button
      type="button"
      class="head-button"
      data-testid="lock-screen"
      aria-label={doorWord("lock_of", { name: staff.name })}
      onClick={() => void signOff().catch(() => undefined)}
    >
      <span class="head-letter" aria-hidden="true">
        {staff.name.charAt(0)}
      </span>
      <span class="head-name" data-testid="signed-on">
        {staff.name}
      </span>
      <LockIcon />
      <span>{doorWord("lock")}</span>
    </button>
  );
}
