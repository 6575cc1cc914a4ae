// Name who pays in: a member who is found, or somebody by name and telephone.

import { useState } from "preact/hooks";
import { ProblemBox } from "../../common/ProblemBox";
import { Sheet } from "../../common/Sheet";
import { newId } from "../../common/uuid";
import { isBusy, problem } from "../state";
import type { Hit } from "../wire";
import { act, findMembers, sheet } from "./state";
import { t } from "./words";

const RELATIONS = ["daughter", "son", "spouse", "grandchild", "sibling", "other"] as const;
type Relation = (typeof RELATIONS)[number];

function FindPayer({ chosen, onChoose }: { chosen: string; onChoose: (code: string) => void }) {
  const [text, setText] = useState("");
  const [hits, setHits] = useState<Hit[]>([]);
  return (
    <>
      <form
        class="care-find"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") void findMembers(text.trim()).then(setHits);
        }}
      >
        <label class="field">
          <span>{t("payer_find")}</span>
          <input
            data-testid="payer-search"
            autocomplete="off"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="wide">
          {t("payer_search")}
        </button>
      </form>
      <div class="care-choice" role="group" aria-label={t("payer_member")}>
        {hits.map((hit) => (
          <button
            type="button"
            class="wide"
            key={hit.code}
            data-testid={`payer-hit-${hit.code}`}
            aria-pressed={chosen === hit.code}
            onClick={() => onChoose(hit.code)}
          >
            {hit.name} {hit.code} {hit.phone}
          </button>
        ))}
      </div>
    </>
  );
}

export function PayerSheet() {
  const [key] = useState(newId);
  const [isMember, setIsMember] = useState(true);
  const [payer, setPayer] = useState("");
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const [relation, setRelation] = useState<Relation>("daughter");
  const isNamed = isMember ? payer !== "" : name.trim() !== "" && phone.trim() !== "";
  const isReady = isNamed && !isBusy.value;
  const confirm = () => {
    const who = isMember ? { payer } : { name: name.trim(), phone: phone.trim() };
    void act("payers", key, { ...who, relation, reason: t("reason_asks") });
  };
  return (
    <Sheet
      title={t("payer_add")}
      name="payer"
      onClose={() => {
        sheet.value = null;
        problem.value = null;
      }}
    >
      <div class="care-act">
        <ProblemBox problem={problem} />
        <div class="care-choice" role="group" aria-label={t("payer")}>
          {[true, false].map((one) => (
            <button
              type="button"
              class="wide"
              key={String(one)}
              data-testid={one ? "payer-is-member" : "payer-is-outside"}
              aria-pressed={isMember === one}
              onClick={() => setIsMember(one)}
            >
              {t(one ? "payer_member" : "payer_outside")}
            </button>
          ))}
        </div>
        {isMember ? (
          <FindPayer chosen={payer} onChoose={(code) => setPayer(code)} />
        ) : (
          <div class="care-two">
            <label class="field">
              <span>{t("payer_name")}</span>
              <input
                data-testid="payer-name"
                maxLength={60}
                autocomplete="off"
                value={name}
                onInput={(event) => setName(event.currentTarget.value)}
              />
            </label>
            <label class="field">
              <span>{t("payer_phone")}</span>
              <input
                data-testid="payer-phone"
                inputMode="numeric"
                maxLength={20}
                autocomplete="off"
                value={phone}
                onInput={(event) => setPhone(event.currentTarget.value)}
              />
            </label>
          </div>
        )}
        <div class="care-choice" role="group" aria-label={t("relation")}>
          {RELATIONS.map((one) => (
            <button
              type="button"
              class="wide"
              key={one}
              data-testid={`relation-${one}`}
              aria-pressed={relation === one}
              onClick={() => setRelation(one)}
            >
              {t(`relation_${one}`)}
            </button>
          ))}
        </div>
        <button type="button" class="primary" data-testid="payer-confirm" disabled={!isReady} onClick={confirm}>
          {t("do_it")}
        </button>
      </div>
    </Sheet>
  );
}
