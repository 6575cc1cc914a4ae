// Signing on away from a till: a staff code, a password and the code on the person's phone.

import type { ComponentChildren, TargetedInputEvent } from "preact";
import { useState } from "preact/hooks";
import { post } from "../common/api";
import { doorWord } from "../common/doorWords";
import { WarnIcon } from "../common/icons";
import { sentence } from "../common/problem";
import { lookWhoIsSignedOn, signOnByPassword } from "../common/session";

function Form({
  title,
  go,
  onSubmit,
  children,
}: {
  title: string;
  go: string;
  onSubmit: () => Promise<void>;
  children: ComponentChildren;
}) {
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  return (
    <div class="door">
      <h1 class="door-title">{title}</h1>
      <form
        class="door-form"
        onSubmit={(event) => {
          event.preventDefault();
          setBusy(true);
          setFault(null);
          onSubmit()
            .catch((caught: unknown) => setFault(sentence(caught)))
            .finally(() => setBusy(false));
        }}
      >
        {children}
        <div role="alert">
          {fault !== null && (
            <p class="notice" data-testid="sign-on-problem">
              <WarnIcon />
              <span>{fault}</span>
            </p>
          )}
        </div>
        <button type="submit" class="primary" data-testid="password-go" disabled={isBusy}>
          {go}
        </button>
      </form>
    </div>
  );
}

function Field({
  name,
  label,
  value,
  onType,
  type = "text",
  autocomplete,
}: {
  name: string;
  label: string;
  value: string;
  onType: (value: string) => void;
  type?: "text" | "password";
  autocomplete: "username" | "current-password" | "new-password" | "one-time-code";
}) {
  const shared = {
    required: true,
    autocomplete,
    "data-testid": name,
    value,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => onType(event.currentTarget.value),
  };
  return (
    <label class="field">
      <span>{label}</span>
      {type === "password" ? <input type="password" {...shared} /> : <input type="text" {...shared} />}
    </label>
  );
}

export function Password({ onDone }: { onDone: () => void }) {
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const [totp, setTotp] = useState("");

  async function go(): Promise<void> {
    await signOnByPassword(code.trim().toUpperCase(), password, totp);
    onDone();
  }

  return (
    <Form title={doorWord("from_away")} go={doorWord("go")} onSubmit={go}>
      <Field
        name="password-name"
        label={doorWord("staff_code")}
        value={code}
        onType={setCode}
        autocomplete="username"
      />
      <Field
        name="password"
        label={doorWord("password")}
        value={password}
        onType={setPassword}
        type="password"
        autocomplete="current-password"
      />
      <Field
        name="totp"
        label={doorWord("totp")}
        value={totp}
        onType={setTotp}
        autocomplete="one-time-code"
      />
    </Form>
  );
}

/** Whoever came in with a password that somebody else made up sets their own first. */
export function NewPassword() {
  const [before, setBefore] = useState("");
  const [after, setAfter] = useState("");
  const [again, setAgain] = useState("");
  const isSame = after === again;

  async function go(): Promise<void> {
    if (!isSame) return;
    await post("/api/session/change-password", { password: before, new_password: after });
    await lookWhoIsSignedOn();
  }

  return (
    <Form title={doorWord("new_password_first")} go={doorWord("set_password")} onSubmit={go}>
      <Field
        name="password-before"
        label={doorWord("password_before")}
        value={before}
        onType={setBefore}
        type="password"
        autocomplete="current-password"
      />
      <Field
        name="password-after"
        label={doorWord("password_after")}
        value={after}
        onType={setAfter}
        type="password"
        autocomplete="new-password"
      />
      <Field
        name="password-again"
        label={doorWord("password_again")}
        value={again}
        onType={setAgain}
        type="password"
        autocomplete="new-password"
      />
      {!isSame && again !== "" && <p class="hint">{doorWord("passwords_differ")}</p>}
    </Form>
  );
}
