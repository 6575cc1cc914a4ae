// One price with all its reasons: line by line, for the bill, what was not applied, and who bears what.

import { CheckIcon, CrossIcon, WarnIcon } from "../common/icons";
import { say } from "../common/language";
import { priced, reduced, yuan } from "../common/money";
import { word } from "../common/words";
import { prices } from "./state";
import type { Declined, Reduction, Tried, TriedLine, VersionState } from "./wire";
import { t } from "./words";

function dishName(code: string): string {
  const dish = prices.value?.words.dishes.find((one) => one.code === code);
  return dish === undefined ? code : say(dish.name);
}

function Reasons({ reductions, tried }: { reductions: Reduction[]; tried: Tried }) {
  return (
    <>
      {reductions.map((one) => {
        const payer = tried.payers[one.payer];
        return (
          <li key={one.rule} class="why why-taken">
            <CheckIcon />
            <span>
              <b>{say(one.name)}</b> {say(one.reason)}
              <small>
                {t(`kind_${one.kind}`)} ·{" "}
                {word("of", { name: t("paid_by"), words: payer === undefined ? one.payer : say(payer) })}
              </small>
            </span>
            <b>{reduced(one.amount_fen)}</b>
          </li>
        );
      })}
    </>
  );
}

function WhyNots({ declined, tried }: { declined: Declined[]; tried: Tried }) {
  return (
    <>
      {declined.map((one) => {
        const rule = tried.rules[one.rule];
        return (
          <li key={one.rule} class="why why-not">
            <CrossIcon />
            <span>
              {rule === undefined ? say(one.reason) : word("of", { name: say(rule), words: say(one.reason) })}
            </span>
          </li>
        );
      })}
    </>
  );
}

function Line({ line, tried }: { line: TriedLine; tried: Tried }) {
  const own = line.reductions.filter((one) => one.scope === "line");
  return (
    <li class={`quote-line cat cat-${line.item.category}`}>
      <p>
        <span>
          {dishName(line.item.code)} <small>×{line.quantity}</small>
        </span>
        <b>{yuan(line.list_fen)}</b>
      </p>
      {own.length + line.declined.length > 0 && (
        <ul>
          <Reasons reductions={own} tried={tried} />
          <WhyNots declined={line.declined} tried={tried} />
        </ul>
      )}
    </li>
  );
}

function Barred({ tried }: { tried: Tried }) {
  return (
    <div class="quote-barred" role="alert">
      <WarnIcon />
      <span>
        <b>{t("barred")}</b>
        {tried.quote.barred.map((one) => (
          <small key={one.rule}>{word("of", { name: say(one.name), words: say(one.reason) })}</small>
        ))}
      </span>
    </div>
  );
}

export function Quote({
  tried,
  title,
  mark,
  name,
}: {
  tried: Tried;
  title: string;
  mark: VersionState | "draft" | "on_day";
  name: string;
}) {
  const { quote } = tried;
  const forBill = quote.reductions.filter((one) => one.scope === "bill");
  return (
    <section class="quote" data-testid={name}>
      <header>
        <h3>
          {title}{" "}
          <span class={`mark mark-${mark}`}>{t(mark === "draft" ? "is_draft" : `state_${mark}`)}</span>
        </h3>
        <small data-testid={`${name}-tier`}>
          {quote.tier === null ? t("no_tier") : say(quote.tier.name)}
        </small>
      </header>
      {quote.barred.length > 0 && <Barred tried={tried} />}
      <ul class="quote-lines">
        {quote.lines.map((line) => (
          <Line key={line.item.code} line={line} tried={tried} />
        ))}
      </ul>
      {forBill.length + quote.declined.length > 0 && (
        <ul class="quote-bill">
          <li class="quote-part">{t("for_bill")}</li>
          <Reasons reductions={forBill} tried={tried} />
          <WhyNots declined={quote.declined} tried={tried} />
        </ul>
      )}
      {quote.operator_claims.length > 0 && (
        <ul class="quote-bill">
          <li class="quote-part">{t("operator")}</li>
          {quote.operator_claims.map((claim) => (
            <li key={claim.rule} class="why">
              <CheckIcon />
              <span>
                <b>{say(claim.name)}</b> {say(claim.reason)}
              </span>
              <b>{yuan(claim.amount_fen)}</b>
            </li>
          ))}
        </ul>
      )}
      <dl class="quote-sums">
        <dt>{t("list_total")}</dt>
        <dd>{yuan(quote.list_total_fen)}</dd>
        {quote.reductions.map((one) => (
          <div key={one.rule} class="quote-sum">
            <dt>{say(one.name)}</dt>
            <dd>{reduced(one.amount_fen)}</dd>
          </div>
        ))}
        <dt class="quote-total">{t("to_pay")}</dt>
        <dd class="quote-total" data-testid={`${name}-total`}>
          {priced(quote.total_fen)}
        </dd>
      </dl>
    </section>
  );
}
