// Members: what changes for whom in a month, and the proofs and homes that prices depend on.

import { CalendarIcon, PersonIcon, SearchIcon } from "../common/icons";
import { say } from "../common/language";
import { AddProof, Proofs } from "../common/Proofs";
import type { Named } from "../common/wire";
import { knownAreas } from "./areas";
import {
  addProof,
  changes,
  endProof,
  findMember,
  member,
  type MemberRecord,
  month,
  setHome,
  typedCode,
} from "./members";
import { prices, today } from "./state";
import { t } from "./words";

function tierWords(tier: Named | null): string {
  return tier === null ? t("tier_none") : say(tier.name);
}

function MemberLink({ code, name }: { code: string; name: string }) {
  return (
    <button type="button" class="link" data-testid={`link-${code}`} onClick={() => void findMember(code)}>
      {name} <small>{code}</small>
    </button>
  );
}

function ChangesPanel() {
  const told = changes.value;
  return (
    <section class="panel">
      <header class="panel-head members-head">
        <h2>{t("tier_changes")}</h2>
        <small>{told !== null && t("by_version", { n: told.scheme_version })}</small>
        <label class="schedule-day">
          <CalendarIcon />
          <input
            type="month"
            class="field-input"
            aria-label={t("month")}
            data-testid="month"
            value={month.value}
            onInput={(event) => {
              if (event.currentTarget.value !== "") month.value = event.currentTarget.value;
            }}
          />
        </label>
      </header>
      <table class="sum-table members-table" data-testid="tier-changes">
        <thead>
          <tr>
            <th scope="col">{t("member")}</th>
            <th scope="col">{t("from_day")}</th>
            <th scope="col">{t("tier_change")}</th>
          </tr>
        </thead>
        <tbody>
          {told?.changes.length === 0 && (
            <tr>
              <td colSpan={3}>{t("nobody")}</td>
            </tr>
          )}
          {told?.changes.map((one) => (
            <tr key={`${one.member.code} ${one.on_date}`}>
              <th scope="row">
                <MemberLink {...one.member} />
              </th>
              <td>
                {one.on_date} <small>{t("age", { n: one.age })}</small>
              </td>
              <td>
                {tierWords(one.before)} → <b>{tierWords(one.after)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ProofsPanel() {
  const told = changes.value;
  return (
    <section class="panel">
      <header class="panel-head members-head">
        <h2>{t("proof_ends")}</h2>
      </header>
      <table class="sum-table members-table" data-testid="proof-ends">
        <thead>
          <tr>
            <th scope="col">{t("member")}</th>
            <th scope="col">{t("classes")}</th>
            <th scope="col">{t("last_day")}</th>
          </tr>
        </thead>
        <tbody>
          {told?.proofs.length === 0 && (
            <tr>
              <td colSpan={3}>{t("nobody")}</td>
            </tr>
          )}
          {told?.proofs.map((one) => (
            <tr key={`${one.member.code} ${one.class_code}`}>
              <th scope="row">
                <MemberLink {...one.member} />
              </th>
              <td>{say(one.name)}</td>
              <td>{one.valid_until}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Home({ of }: { of: MemberRecord }) {
  return (
    <div class="rule-fields">
      {(["residence", "hukou"] as const).map((home) => (
        <label class="stacked" key={home}>
          <span>{t(home)}</span>
          <select
            class="field-input"
            data-testid={`member-${home}`}
            value={of[home]}
            onChange={(event) =>
              void setHome({ residence: of.residence, hukou: of.hukou, [home]: event.currentTarget.value })
            }
          >
            <option value="">{t("unknown_area")}</option>
            {knownAreas(of[home]).map((area) => (
              <option key={area.code} value={area.code}>
                {say(area.name)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}

function MemberPanel() {
  const of = member.value;
  return (
    <section class="panel try-part member-panel">
      <form
        class="member-find"
        onSubmit={(event) => {
          event.preventDefault();
          if (typedCode.value.trim() !== "") void findMember(typedCode.value);
        }}
      >
        <input
          class="field-input"
          placeholder={t("member_code")}
          aria-label={t("member_code")}
          data-testid="member-code"
          value={typedCode.value}
          onInput={(event) => {
            typedCode.value = event.currentTarget.value;
          }}
        />
        <button type="submit" class="wide" data-testid="member-find">
          <SearchIcon />
          {t("find")}
        </button>
      </form>
      {of === null ? (
        <p class="blank">{t("member_blank")}</p>
      ) : (
        <div class="member-record" data-testid="member-record" data-code={of.code}>
          <h2>
            <PersonIcon />
            {of.name}
            <span class="mark mark-discount">{tierWords(of.tier)}</span>
            <small>
              {of.code} · {of.birth_date} · {t("age", { n: of.age })}
            </small>
          </h2>
          <Home of={of} />
          <h3>{t("proofs")}</h3>
          <Proofs proofs={of.proofs} onEnd={(code) => void endProof(code)} />
          <AddProof
            key={of.code}
            classes={prices.value?.words.classes ?? []}
            today={today.value}
            onAdd={addProof}
          />
        </div>
      )}
    </section>
  );
}

export function MembersPage() {
  return (
    <div class="members" data-testid="members">
      <div class="members-side">
        <ChangesPanel />
        <ProofsPanel />
      </div>
      <div class="members-side">
        <MemberPanel />
      </div>
    </div>
  );
}
