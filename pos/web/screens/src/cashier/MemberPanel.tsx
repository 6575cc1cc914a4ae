// Whose card lies on the reader, and what is wrong when nobody's does.

import type { ComponentChildren } from "preact";
import { CardIcon, WaitIcon, WarnIcon } from "../common/icons";
import { say } from "../common/language";
import { priced } from "../common/money";
import type { Card, Member, ReaderState } from "../common/wire";
import { asked, askBalance } from "./balance";
import { gate } from "./selling";
import { card, devices, hadCard, sheet } from "./state";
import { t } from "./words";

interface PlaceProps {
  look: "plain" | "warn" | "bad";
  icon: ComponentChildren;
  title: string;
  hint: string;
  testid: string;
}

function Place({ look, icon, title, hint, testid }: PlaceProps) {
  return (
    <section class={`member member-${look}`} data-testid={testid}>
      <span class="avatar avatar-empty" aria-hidden="true">
        {icon}
      </span>
      <div class="member-who">
        <b class="member-title">{title}</b>
        <span class="member-more">{hint}</span>
      </div>
    </section>
  );
}

function MemberCard({ member, tail, mayPay }: { member: Member; tail: string | null; mayPay: boolean }) {
  const isLow = gate.value.state === "too_low";
  const presentation = card.value?.presentation ?? "";
  const shown_fen = member.balance_fen ?? (asked.value?.presentation === presentation ? asked.value.balance_fen : null);
  return (
    <section class={`member ${isLow || !mayPay ? "member-warn" : "member-good"}`} data-testid="member">
      <span class="avatar" aria-hidden="true">
        {member.name.charAt(0)}
      </span>
      <div class="member-who">
        <span class="member-line">
          <b class="member-name" data-testid="member-name">
            {member.name}
          </b>
          {member.tier !== null && (
            <span class="tier" data-testid="member-tier">
              {say(member.tier.name)}
            </span>
          )}
        </span>
        <span class="member-more">
          {!mayPay && <b data-testid="names-only">{t("names_only")} · </b>}
          {member.age !== null && t("age", { age: member.age })}
          {member.age !== null && tail !== null && " · "}
          {tail !== null && t("card_tail", { tail })}
        </span>
      </div>
      <button
        type="button"
        class="wide member-top-up"
        data-testid="top-up"
        onClick={() => {
          const { code, name, balance_fen } = member;
          sheet.value = { kind: "top-up", code, name, isHidden: balance_fen === null };
        }}
      >
        {t("top_up")}
      </button>
      <div class="member-balance">
        {shown_fen !== null && <small>{t("card_balance")}</small>}
        {shown_fen === null ? (
          <button type="button" class="wide" data-testid="balance-ask" onClick={() => void askBalance(presentation)}>
            {t("balance_hidden")}
          </button>
        ) : (
          <b class={isLow ? "is-short" : ""} data-testid="balance">
            {priced(shown_fen)}
          </b>
        )}
      </div>
    </section>
  );
}

function NoCard() {
  if (hadCard.value) {
    return (
      <Place
        look="warn"
        icon={<CardIcon />}
        title={t("card_removed")}
        hint={t("card_removed_hint")}
        testid="card-removed"
      />
    );
  }
  return (
    <Place look="plain" icon={<CardIcon />} title={t("no_card")} hint={t("no_card_hint")} testid="no-card" />
  );
}

function ReaderTrouble({ reader }: { reader: Exclude<ReaderState, "ok"> }) {
  return (
    <Place
      look={reader === "stale" ? "warn" : "bad"}
      icon={<WarnIcon />}
      title={t(`reader_${reader}`)}
      hint={t(`reader_${reader}_hint`)}
      testid="reader-trouble"
    />
  );
}

function PresentCard({ present }: { present: Card }) {
  if (present.state === "reading") {
    return (
      <Place
        look="plain"
        icon={<WaitIcon />}
        title={t("reading")}
        hint={t("reading_hint")}
        testid="reading"
      />
    );
  }
  if (present.state === "ready" && present.member !== null) {
    return <MemberCard member={present.member} tail={present.card_tail} mayPay={present.may_pay} />;
  }
  const title = present.problem === null ? t("pay_card_problem") : say(present.problem.title);
  return (
    <Place look="bad" icon={<WarnIcon />} title={title} hint={t("card_problem_hint")} testid="card-problem" />
  );
}

export function MemberPanel() {
  const { reader } = devices.value;
  if (reader !== "ok") return <ReaderTrouble reader={reader} />;
  return card.value === null ? <NoCard /> : <PresentCard present={card.value} />;
}
