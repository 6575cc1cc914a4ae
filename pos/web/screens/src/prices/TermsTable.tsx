// The rows of a rule: who gets what, from which amount.

import { BinIcon, PlusIcon } from "../common/icons";
import { draftAreas } from "./areas";
import { addTerm, changeTerm, removeTerm } from "./editing";
import { Field, RowFaults } from "./Field";
import { Kept, keptOfTerm } from "./Kept";
import type { BenefitForm, BenefitKind, RuleForm, TermForm } from "./form";
import { edit } from "./state";
import { readFold, writePercent } from "./typing";
import { AgeFields, classOptions, draftTiers, WhoList } from "./WhoFields";
import { t } from "./words";

const KINDS: Record<string, BenefitKind[]> = {
  operator: ["amount"],
  discount: ["percent", "amount", "set_price", "voucher"],
  subsidy: ["percent", "amount", "set_price", "voucher"],
};
const FIELDS: Record<BenefitKind, string> = {
  percent: "pays_bp",
  amount: "amount_fen",
  voucher: "value_fen",
  set_price: "unit_price_fen",
  other: "",
};

interface TermProps {
  rule: RuleForm;
  term: TermForm;
  place: number;
}

/** What a discount means in percent, so that 7.5 is not taken for 7.5 % off. */
function Meaning({ typed }: { typed: string }) {
  const bp = readFold(typed);
  if (bp === null) return null;
  return <small class="meaning">{bp === 0 ? t("free") : t("pays", { n: writePercent(bp) })}</small>;
}

function BenefitFields({ rule, term, place }: TermProps) {
  const { benefit } = term;
  if (benefit.kind === "other") return <small class="kept">{t("kept_benefit")}</small>;
  const change = (changes: Partial<BenefitForm>) =>
    edit((form) => changeTerm(form, rule, term.id, { benefit: { ...benefit, ...changes } }));
  return (
    <span class="benefit">
      <select
        class="field-input"
        aria-label={t("gets")}
        data-testid={`term-${rule.code}-${place}-kind`}
        value={benefit.kind}
        onChange={(event) => change({ kind: event.currentTarget.value as BenefitKind })}
      >
        {(KINDS[rule.kind] ?? []).map((kind) => (
          <option key={kind} value={kind}>
            {t(`benefit_${kind}`)}
          </option>
        ))}
      </select>
      <Field
        label={t(`benefit_${benefit.kind}`)}
        value={benefit.typed}
        rule={rule.code}
        field={`terms[${place}].benefit.${FIELDS[benefit.kind]}`}
        name={`term-${rule.code}-${place}-benefit`}
        isNumber
        onTyped={(typed) => change({ typed })}
      />
      <span>{t(benefit.kind === "percent" ? "unit_fold" : "unit_yuan")}</span>
      {benefit.kind === "percent" && <Meaning typed={benefit.typed} />}
    </span>
  );
}

/** An empty field asks for no amount; one that is filled in is reached from that amount on. */
function ThresholdField({ rule, term, place }: TermProps) {
  const { threshold } = term;
  const kind = threshold.kind === "above_fen" ? threshold.kind : "from_fen";
  return (
    <span class="threshold">
      <span>{t(`threshold_${kind}`)}</span>
      <Field
        label={t("threshold")}
        value={threshold.typed}
        rule={rule.code}
        field={`terms[${place}].threshold.${kind}`}
        name={`term-${rule.code}-${place}-threshold`}
        isNumber
        onTyped={(typed) =>
          edit((form) =>
            changeTerm(form, rule, term.id, {
              threshold: { ...threshold, typed, kind: typed.trim() === "" ? "none" : kind },
            }),
          )
        }
      />
      <span>{t("threshold_unit")}</span>
    </span>
  );
}

function TermRow({ rule, term, place }: TermProps) {
  const areas = draftAreas();
  const tiers = draftTiers();
  const whoProps = {
    who: term.who,
    rule: rule.code,
    field: `terms[${place}].who`,
    name: `term-${rule.code}-${place}`,
    onChanged: (who: Partial<TermForm["who"]>) =>
      edit((form) => changeTerm(form, rule, term.id, { who: { ...term.who, ...who } })),
  };
  return (
    <>
      <tr>
        <td>
          <AgeFields {...whoProps} />
        </td>
        {tiers.length > 0 && (
          <td>
            <WhoList list="tiers" options={tiers} {...whoProps} />
          </td>
        )}
        <td>
          <WhoList list="classes" options={classOptions()} {...whoProps} />
        </td>
        {areas.length > 0 && (
          <>
            <td>
              <WhoList list="residence" options={areas} {...whoProps} />
            </td>
            <td>
              <WhoList list="hukou" options={areas} {...whoProps} />
            </td>
          </>
        )}
        <td>
          <BenefitFields rule={rule} term={term} place={place} />
        </td>
        <td>
          <ThresholdField rule={rule} term={term} place={place} />
        </td>
        <td class="cell-end">
          <button
            type="button"
            class="quiet"
            aria-label={t("remove_term", { n: place + 1 })}
            data-testid={`term-${rule.code}-${place}-remove`}
            onClick={() => edit((form) => removeTerm(form, rule, term.id))}
          >
            <BinIcon />
          </button>
        </td>
      </tr>
      <tr class="row-fault">
        <td colSpan={8}>
          <Kept kept={keptOfTerm(term)} />
          <RowFaults rule={rule.code} field={`terms[${place}]`} />
        </td>
      </tr>
    </>
  );
}

export function TermsTable({ rule }: { rule: RuleForm }) {
  return (
    <table class="form-table">
      <thead>
        <tr>
          <th scope="col">{t("ages")}</th>
          {draftTiers().length > 0 && <th scope="col">{t("tiers")}</th>}
          <th scope="col">{t("classes")}</th>
          {draftAreas().length > 0 && (
            <>
              <th scope="col">{t("residence")}</th>
              <th scope="col">{t("hukou")}</th>
            </>
          )}
          <th scope="col">{t("gets")}</th>
          <th scope="col">{t("threshold")}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {rule.terms.map((term, place) => (
          <TermRow key={term.id} rule={rule} term={term} place={place} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={8}>
            <button
              type="button"
              class="add"
              data-testid={`add-term-${rule.code}`}
              onClick={() => edit((form) => addTerm(form, rule))}
            >
              <PlusIcon />
              {t("add_term")}
            </button>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
