// The tiers: the price classes that tills and receipts show.

import { BinIcon, PlusIcon } from "../common/icons";
import { draftAreas } from "./areas";
import { addTier, changeTier, removeTier } from "./editing";
import { Field, RowFaults } from "./Field";
import type { TierForm } from "./form";
import { Kept, keptOfWho } from "./Kept";
import { draft, edit } from "./state";
import { AgeFields, classOptions, WhoList } from "./WhoFields";
import { t } from "./words";

/** What the table has no column for. */
const HIDDEN = ["tiers", "residence"] as const;

function TierRow({ tier, place }: { tier: TierForm; place: number }) {
  const at = `tiers[${place}]`;
  const name = `tier-${tier.code}`;
  const areas = draftAreas();
  const change = (changes: Partial<TierForm>) => edit((form) => changeTier(form, tier.id, changes));
  const whoProps = {
    who: tier.who,
    rule: "",
    field: `${at}.who`,
    name,
    onChanged: (who: Partial<TierForm["who"]>) => change({ who: { ...tier.who, ...who } }),
  };
  return (
    <>
      <tr>
        <td>
          <Field
            label={t("name_zh")}
            value={tier.zh}
            rule=""
            field={`${at}.name.zh`}
            name={`${name}-zh`}
            onTyped={(zh) => change({ zh })}
          />
        </td>
        <td>
          <Field
            label={t("name_en")}
            value={tier.en}
            rule=""
            field={`${at}.name.en`}
            name={`${name}-en`}
            onTyped={(en) => change({ en })}
          />
        </td>
        <td>
          <AgeFields {...whoProps} />
        </td>
        <td>
          <WhoList list="classes" options={classOptions()} {...whoProps} />
        </td>
        {areas.length > 0 && (
          <td>
            <WhoList list="hukou" options={areas} {...whoProps} />
          </td>
        )}
        <td class="cell-end">
          <button
            type="button"
            class="quiet"
            aria-label={t("remove_tier", { name: tier.zh })}
            onClick={() => edit((form) => removeTier(form, tier.id))}
          >
            <BinIcon />
          </button>
        </td>
      </tr>
      <tr class="row-fault">
        <td colSpan={6}>
          <Kept kept={keptOfWho(tier.who, HIDDEN)} />
          <RowFaults rule="" field={at} />
        </td>
      </tr>
    </>
  );
}

export function TiersTable() {
  const tiers = draft.value?.form.tiers ?? [];
  return (
    <section class="panel">
      <header class="panel-head">
        <h3>{t("tiers")}</h3>
        <small>{t("tiers_hint")}</small>
        <button type="button" class="add" data-testid="add-tier" onClick={() => edit(addTier)}>
          <PlusIcon />
          {t("add_tier")}
        </button>
      </header>
      <table class="form-table">
        <thead>
          <tr>
            <th scope="col">{t("name_zh")}</th>
            <th scope="col">{t("name_en")}</th>
            <th scope="col">{t("ages")}</th>
            <th scope="col">{t("classes")}</th>
            {draftAreas().length > 0 && <th scope="col">{t("hukou")}</th>}
            <td />
          </tr>
        </thead>
        <tbody>
          {tiers.map((tier, place) => (
            <TierRow key={tier.id} tier={tier} place={place} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
