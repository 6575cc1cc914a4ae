// Making this browser a device of ours: by a code that somebody who may has made, or by one tap in the demo.

import { useState } from "preact/hooks";
import { post } from "../common/api";
import { doorWord } from "../common/doorWords";
import { BackspaceIcon, WarnIcon } from "../common/icons";
import { sentence } from "../common/problem";
import { signedOn } from "../common/session";
import { word } from "../common/words";
import { doorTo, typedCode } from "./way";

/** As in `pos/staff/tokens.py`: nothing that is taken for something else. */
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH = 8;

export function Enrol({ demoTills }: { demoTills: string[] }) {
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function enrol(path: string, body: object): Promise<void> {
    setBusy(true);
    setFault(null);
    try {
      await post(`/api/devices/${path}`, body);
      location.assign(doorTo("/sign-on", location.search));
    } catch (caught) {
      setFault(sentence(caught));
      setBusy(false);
    }
  }

  return (
    <div class="door">
      {demoTills.length > 0 && (
        <section class="door-people">
          {[...demoTills, null].map((till) => (
            <button
              type="button"
              class="door-person"
              key={till ?? ""}
              data-testid={`demo-${till ?? "tablet"}`}
              disabled={isBusy}
              onClick={() => void enrol("demo", { till })}
            >
              <span>{doorWord("enrol_demo")}</span>
              <b>{till ?? doorWord("tablet")}</b>
            </button>
          ))}
        </section>
      )}
      <p class="door-ask">{doorWord("enrol_hint")}</p>
      <div role="alert">
        {fault !== null && (
          <p class="notice" data-testid="enrol-problem">
            <WarnIcon />
            <span>{fault}</span>
          </p>
        )}
      </div>
      <form
        class="door-form"
        onSubmit={(event) => {
          event.preventDefault();
          void enrol("enrol", { code });
        }}
      >
        <label class="field door-code">
          <span>{doorWord("enrol_code")}</span>
          <input
            inputMode="none"
            autocomplete="off"
            data-testid="enrol-code"
            value={code}
            onInput={(event) => setCode(typedCode(event.currentTarget.value, ALPHABET, LENGTH))}
          />
        </label>
        <button
          type="submit"
          class="primary"
          data-testid="enrol-go"
          disabled={code.length < LENGTH || isBusy}
        >
          {doorWord("enrol_go")}
        </button>
      </form>
      <div class="door-letters" role="group">
        {[...ALPHABET].map((letter) => (
          <button
            type="button"
            class="key"
            key={letter}
            onClick={() => setCode(typedCode(code + letter, ALPHABET, LENGTH))}
          >
            {letter}
          </button>
        ))}
        <button
          type="button"
          class="key"
          aria-label={word("backspace")}
          onClick={() => setCode(code.slice(0, -1))}
        >
          <BackspaceIcon />
        </button>
      </div>
      {signedOn.value?.device === null && (
        <nav class="door-links">
          <a href={doorTo("/sign-on", location.search)} data-testid="to-password">
            {doorWord("to_password")}
          </a>
        </nav>
      )}
    </div>
  );
}
