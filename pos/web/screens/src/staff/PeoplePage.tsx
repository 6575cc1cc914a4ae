// Everybody who works here: what they are, what they have to sign on with, and what may be done about it.

import { roleWord } from "../common/doorWords";
import { change, giveCard, givePassword, giveTotp, isBusy, may, people, sheet } from "./state";
import { signedOn } from "../common/session";
import type { Person } from "./wire";
import { t } from "./words";

function Has({ what, has }: { what: "pin" | "password" | "totp"; has: boolean }) {
  return <span class={has ? "has" : "has-not"}>{t(has ? "has" : "has_not", { what: t(what) })}</span>;
}

function Facts({ person }: { person: Person }) {
  const roles = person.roles.map(roleWord).join("、");
  return (
    <div class="staff-facts">
      <b>
        {person.name} <small>{person.code}</small>
      </b>
      <span>{roles === "" ? t("no_roles") : roles}</span>
      {!person.is_active && <span class="staff-bad">{t("inactive")}</span>}
      {person.is_locked && (
        <span class="staff-bad" data-testid={`locked-${person.code}`}>
          {t("locked")}
        </span>
      )}
      <small class="staff-means">
        <Has what="pin" has={person.has_pin} />
        <Has what="password" has={person.has_password} />
        <Has what="totp" has={person.has_totp} />
        {person.cards.map((tail) => (
          <span class="has" key={tail}>
            {t("card")} {tail}
          </span>
        ))}
      </small>
    </div>
  );
}

function Act({ name, person, onClick }: { name: Parameters<typeof t>[0]; person: Person; onClick: () => void }) {
  return (
    <button
      type="button"
      class="wide"
      data-testid={`${name}-${person.code}`}
      disabled={isBusy.value}
      onClick={onClick}
    >
      {t(name)}
    </button>
  );
}

function Acts({ person }: { person: Person }) {
  const { change: mayChange, unlock } = may.value;
  const isAtTill = signedOn.value?.device?.kind === "till";
  return (
    <div class="staff-acts">
      {unlock && person.is_locked && (
        <Act name="unlock" person={person} onClick={() => void change(person, "unlock")} />
      )}
      {mayChange && (
        <>
          <Act name="set_roles" person={person} onClick={() => (sheet.value = { kind: "roles", person })} />
          <Act name="set_pin" person={person} onClick={() => (sheet.value = { kind: "pin", person })} />
          <Act name="give_password" person={person} onClick={() => void givePassword(person)} />
          <Act name="give_totp" person={person} onClick={() => void giveTotp(person)} />
          {isAtTill && <Act name="give_card" person={person} onClick={() => void giveCard(person)} />}
          {person.cards.length > 0 && (
            <Act name="end_cards" person={person} onClick={() => void change(person, "end-cards")} />
          )}
          {person.is_active ? (
            <Act name="deactivate" person={person} onClick={() => void change(person, "deactivate")} />
          ) : (
            <Act name="activate" person={person} onClick={() => void change(person, "activate")} />
          )}
        </>
      )}
    </div>
  );
}

export function PeoplePage() {
  return (
    <>
      {may.value.change && (
        <button
          type="button"
          class="primary staff-add"
          data-testid="add-person"
          onClick={() => (sheet.value = { kind: "add" })}
        >
          {t("add")}
        </button>
      )}
      <ul class="staff-list">
        {people.value?.map((person) => (
          <li key={person.code} data-testid={`staff-${person.code}`}>
            <Facts person={person} />
            <Acts person={person} />
          </li>
        ))}
      </ul>
    </>
  );
}
