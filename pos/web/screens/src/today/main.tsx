// The day's page renews itself, and has one button: check the books now. The page itself is the server's.

import { signal } from "@preact/signals";
import { render } from "preact";
import { post } from "../common/api";
import { sentence } from "../common/problem";
import { CHECK_NOW, CHECKING } from "./words";

const RENEW_EVERY_MS = 10_000;
// A check reads all books; no till waits for it.
const CHECK_MS = 600_000;

const isChecking = signal(false);
const fault = signal<string | null>(null);

async function check(): Promise<void> {
  isChecking.value = true;
  fault.value = null;
  try {
    await post("/api/audit", {}, { timeout_ms: CHECK_MS });
    location.reload();
  } catch (caught) {
    fault.value = sentence(caught);
    isChecking.value = false;
  }
}

/** In both languages at once, as the whole page is. */
function Check() {
  const says = isChecking.value ? CHECKING : CHECK_NOW;
  return (
    <>
      <button type="button" data-testid="check-now" disabled={isChecking.value} onClick={() => void check()}>
        {says.zh} <small lang="en">{says.en}</small>
      </button>
      {fault.value !== null && <b role="alert">{fault.value}</b>}
    </>
  );
}

const place = document.getElementById("check");
if (place !== null) render(<Check />, place);
setInterval(() => {
  // Whoever waits for a check, or reads why it failed, is not sent away from it.
  if (!isChecking.peek() && fault.peek() === null) location.reload();
}, RENEW_EVERY_MS);
