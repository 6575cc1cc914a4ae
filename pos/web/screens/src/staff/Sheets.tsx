// What is asked before somebody is changed, and what is shown this once.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { roleWord } from "../common/doorWords";
import { NumberKeys } from "../common/Keys";
import { ProblemBox } from "../common/ProblemBox";
import { Sheet } from "../common/Sheet";
import { newId } from "../common/uuid";
import { add, change, isBusy, problem, ROLES, sheet } from "./state";
import type { Person } from "./wire";
import { t } from "./words";

const MOST_DIGITS = 6;
const FEWEST_DIGITS = 4;

function close(): void {
  problem.value = null;
  sheet.value = null;
}

export function Sheets() {
  const open = sheet.value;
  switch (open?.kind) {
    case "add":
      return <AddSheet />;
    case "roles":
      return <RolesSheet person={open.person} />;
    case "pin":
      return <PinSheet person={open.person} />;
    case "password":
      return (
        <OnceSheet title={open.person.name} hint={t("password_once")}>
          <output data-testid="once">{open.password}</output>
        </OnceSheet>
      );
    case "totp":
      return (
        <OnceSheet title={open.person.name} hint={t("totp_once")}>
          <img class="staff-qr" src={open.qr} alt={t("totp")} data-testid="once" />
        </OnceSheet>
      );
    case "code":
      return (
        <OnceSheet title={t("new_code")} hint={t("code_for")}>
          <output data-testid="once">{open.code}</output>
        </OnceSheet>
      );
    default:
      return null;
  }
}

function OnceSheet({ title, hint, children }: { title: string; hint: string; children: ComponentChildren }) {
  return (
    <Sheet title={title} name="once">
      <div class="staff-sheet">
        <p>{hint}</p>
        {children}
        <button type="button" class="primary" data-testid="once-done" onClick={close}>
          {t("done")}
        </button>
      </div>
    </Sheet>
  );
}

function RoleButtons({ roles, onChange }: { roles: string[]; onChange: (roles: string[]) => void }) {
  return (
    <div class="staff-roles" role="group" aria-label={t("roles")}>
      {ROLES.map((role) => {
        const has = roles.includes(role);
        return (
          <button
            type="button"
            class="wide"
            key={role}
            aria-pressed={has}
            data-testid={`role-${role}`}
            onClick={() => onChange(has ? roles.filter((one) => one !== role) : [...roles, role])}
          >
            {has ? "✓ " : ""}
            {roleWord(role)}
          </button>
        );
      })}
    </div>
  );
}

function AddSheet() {
  // One key for all tries, so that a repeated press adds nobody twice.
  const [key] = useState(newId);
  const [name, setName] = useState("");
  const [roles, setRoles] = useState<string[]>([]);
  return (
    <Sheet title={t("add")} name="person" onClose={close}>
      <form
        class="staff-sheet"
        onSubmit={(event) => {
          event.preventDefault();
          void add(name.trim(), roles, key);
        }}
      >
        <ProblemBox problem={problem} />
        <label class="field">
          <span>{t("name")}</span>
          <input
            required
            maxLength={40}
            autocomplete="off"
            data-testid="person-name"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <RoleButtons roles={roles} onChange={setRoles} />
        <button type="submit" class="primary" data-testid="person-save" disabled={isBusy.value || name.trim() === ""}>
          {t("save")}
        </button>
      </form>
    </Sheet>
  );
}

function RolesSheet({ person }: { person: Person }) {
  const [roles, setRoles] = useState(person.roles);
  return (
    <Sheet title={`${person.name} · ${t("roles")}`} name="roles" onClose={close}>
      <div class="staff-sheet">
        <ProblemBox problem={problem} />
        <RoleButtons roles={roles} onChange={setRoles} />
        <button
          type="button"
          class="primary"
          data-testid="roles-save"
          disabled={isBusy.value}
          onClick={() => void change(person, "roles", { roles })}
        >
          {t("save")}
        </button>
      </div>
    </Sheet>
  );
}

/** The person types it twice, on keys, unseen by whoever stands beside. */
function PinSheet({ person }: { person: Person }) {
  const [first, setFirst] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [differs, setDiffers] = useState(false);

  function next(): void {
    if (first === null) {
      setFirst(typed);
    } else if (first === typed) {
      void change(person, "pin", { pin: typed });
      setFirst(null);
    } else {
      setDiffers(true);
      setFirst(null);
    }
    setTyped("");
  }

  return (
    <Sheet title={`${person.name} · ${t("set_pin")}`} name="pin" onClose={close}>
      <div class="staff-sheet staff-pin">
        <ProblemBox problem={problem} />
        <p data-testid="pin-asks">{t(first === null ? "pin_first" : "pin_again")}</p>
        {differs && first === null && (
          <p class="notice" role="alert">
            {t("pin_differs")}
          </p>
        )}
        <p class="staff-dots">{"●".repeat(typed.length)}</p>
        <NumberKeys
          value={typed}
          extra="00"
          onType={(value) => {
            setDiffers(false);
            setTyped(value.slice(0, MOST_DIGITS));
          }}
        />
        <button
          type="button"
          class="primary"
          data-testid="pin-next"
          disabled={typed.length < FEWEST_DIGITS || isBusy.value}
          onClick={next}
        >
          {t(first === null ? "next" : "save")}
        </button>
      </div>
    </Sheet>
  );
}
