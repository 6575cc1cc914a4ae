// A past period priced again: asked for on the left, what it found on the right.

import { CrossIcon, WaitIcon, WarnIcon } from "../common/icons";
import { say } from "../common/language";
import { yuan } from "../common/money";
import type { Named } from "../common/wire";
import { word } from "../common/words";
import {
  canStart,
  cancel,
  type Comparison,
  fromDay,
  isOver,
  type Job,
  job,
  jobs,
  measure,
  period,
  shownJob,
  start,
  SUMS,
  type SumName,
  untilDay,
} from "./backtests";
import { Chart } from "./Chart";
import { choice, prices } from "./state";
import { t } from "./words";

function schemeWords({ scheme }: Job): string {
  return scheme.is_draft ? t("draft") : t("version", { n: scheme.version });
}

/** Write a difference with its sign. */
function signed(fen: number): string {
  return fen > 0 ? `+${yuan(fen)}` : yuan(fen);
}

function Ask() {
  return (
    <section class="panel try-part">
      <h3>{t("period")}</h3>
      <div class="try-row">
        <label class="stacked">
          <span>{t("from_date")}</span>
          <input
            type="date"
            class="field-input"
            data-testid="backtest-from"
            value={period.value.from_date}
            onInput={(event) => {
              fromDay.value = event.currentTarget.value;
            }}
          />
        </label>
        <label class="stacked">
          <span>{t("until_date")}</span>
          <input
            type="date"
            class="field-input"
            data-testid="backtest-until"
            value={period.value.until_date}
            onInput={(event) => {
              untilDay.value = event.currentTarget.value;
            }}
          />
        </label>
      </div>
      <button
        type="button"
        class="primary"
        data-testid="backtest-start"
        disabled={!canStart.value}
        onClick={() => void start()}
      >
        {t("start_backtest", {
          scheme: choice.value === "draft" ? t("draft") : t("version", { n: choice.value ?? "" }),
        })}
      </button>
      <small class="hint">{t("backtest_hint")}</small>
    </section>
  );
}

function JobList() {
  return (
    <section class="panel jobs-panel">
      <h3>{t("backtests")}</h3>
      {jobs.value.length === 0 && <p class="hint">{t("no_backtest")}</p>}
      <ul>
        {jobs.value.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              aria-pressed={shownJob.value === one.id}
              onClick={() => {
                shownJob.value = one.id;
              }}
            >
              <span>
                <b>{schemeWords(one)}</b>
                <small>
                  {one.from_date} – {one.until_date}
                </small>
              </span>
              <span class={`mark mark-job-${one.state}`}>{t(`job_${one.state}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Progress({ of }: { of: Job }) {
  return (
    <section class="panel progress" data-testid="progress" data-state={of.state}>
      <WaitIcon />
      <div>
        <b>
          {t(`job_${of.state}`)}
          {of.total_orders !== null && ` ${of.done_orders} / ${of.total_orders}`}
        </b>
        <progress
          aria-label={t("backtests")}
          max={of.total_orders ?? 1}
          value={of.total_orders === null ? undefined : of.done_orders}
        />
      </div>
      <button
        type="button"
        class="wide wide-bad"
        data-testid="backtest-cancel"
        onClick={() => void cancel(of.id)}
      >
        <CrossIcon />
        {t("cancel_backtest")}
      </button>
    </section>
  );
}

function Figures({ result }: { result: Comparison }) {
  const { total } = result;
  return (
    <div class="figures" role="group" aria-label={t("chart_of")}>
      {SUMS.map((name) => (
        <button
          type="button"
          key={name}
          class="figure-card"
          aria-pressed={measure.value === name}
          data-testid={`figure-${name}`}
          onClick={() => {
            measure.value = name;
          }}
        >
          <span>{t(`sum_${name}`)}</span>
          <b>{signed(total.difference[name])}</b>
          <small>
            {yuan(total.sold[name])} → {yuan(total.scheme[name])}
          </small>
        </button>
      ))}
    </div>
  );
}

interface Row {
  key: string;
  name: string;
  orders: number | null;
  sold: number;
  scheme: number;
  difference: number;
}

function SumTable({
  title,
  rows,
  name,
  hasOrders,
}: {
  title: string;
  rows: Row[];
  name: string;
  hasOrders: boolean;
}) {
  return (
    <section class="panel sum-panel" data-testid={name}>
      <table class="sum-table">
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {hasOrders && <th scope="col">{t("orders")}</th>}
            <th scope="col">{t("as_sold")}</th>
            <th scope="col">{t("under_scheme")}</th>
            <th scope="col">{t("difference")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.name}</th>
              {hasOrders && <td>{row.orders}</td>}
              <td>{yuan(row.sold)}</td>
              <td>{yuan(row.scheme)}</td>
              <td class="sum-difference">{signed(row.difference)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function tierWords(sold: Named | null, scheme: Named | null): string {
  const [was, is] = [sold, scheme].map((tier) => (tier === null ? t("tier_none") : say(tier.name)));
  return was === is ? (was ?? "") : `${was} → ${is}`;
}

/** A payer whom no scheme declares is known by the usual name. */
function payerWords(payer: Named): string {
  const usual = prices.value?.words.payers.find((one) => one.code === payer.code);
  return say(payer.name.zh === payer.code && usual !== undefined ? usual.name : payer.name);
}

function Result({ result }: { result: Comparison }) {
  const name: SumName = measure.value;
  const asRow = (part: {
    orders: number;
    sold: Comparison["total"]["sold"];
    scheme: Comparison["total"]["scheme"];
    difference: Comparison["total"]["difference"];
  }) => ({
    orders: part.orders,
    sold: part.sold[name],
    scheme: part.scheme[name],
    difference: part.difference[name],
  });
  return (
    <>
      <p class="result-line" data-testid="result">
        {t("result_line", {
          orders: result.total.orders,
          cheaper: result.total.cheaper,
          dearer: result.total.dearer,
        })}
        {result.barred.orders > 0 && ` ${t("result_barred", { n: result.barred.orders })}`}
      </p>
      {[...result.left_out, ...result.assumed].map((one) => (
        <p key={one.code} class="finding">
          <WarnIcon />
          <span>{word("of", { name: say(one.name), words: t("n_orders", { n: one.orders }) })}</span>
        </p>
      ))}
      <Figures result={result} />
      <Chart days={result.days} measure={name} />
      <div class="sum-tables">
        <SumTable
          title={t("by_tier")}
          name="by-tier"
          hasOrders
          rows={result.tiers.map((part) => ({
            key: `${part.sold_tier?.code} ${part.scheme_tier?.code}`,
            name: tierWords(part.sold_tier, part.scheme_tier),
            ...asRow(part),
          }))}
        />
        <SumTable
          title={t("by_payer")}
          name="by-payer"
          hasOrders={false}
          rows={result.total.payers.map((part) => ({
            key: `${part.code} ${part.kind}`,
            name: `${payerWords(part)} · ${t(`kind_${part.kind}`)}`,
            orders: null,
            sold: part.sold_fen,
            scheme: part.scheme_fen,
            difference: part.difference_fen,
          }))}
        />
      </div>
      <SumTable
        title={t("by_day")}
        name="by-day"
        hasOrders
        rows={result.days.map((part) => ({ key: part.date, name: part.date, ...asRow(part) }))}
      />
    </>
  );
}

function Shown() {
  const of = job.value;
  if (of === null || of.id !== shownJob.value) return <p class="blank">{t("backtest_blank")}</p>;
  return (
    <>
      <h2 class="result-head">
        {schemeWords(of)} <small>{`${of.from_date} – ${of.until_date}`}</small>
        <span class={`mark mark-job-${of.state}`} data-testid="job-state" data-state={of.state}>
          {t(`job_${of.state}`)}
        </span>
      </h2>
      {!isOver(of) && <Progress of={of} />}
      {of.error !== null && (
        <p class="finding finding-error" role="alert">
          <WarnIcon />
          {say(of.error.name)}
        </p>
      )}
      {of.result !== null && of.result.days.length === 0 && <p class="blank">{t("no_orders")}</p>}
      {of.result !== null && of.result.days.length > 0 && <Result result={of.result} />}
    </>
  );
}

export function BacktestPage() {
  return (
    <div class="try backtest" data-testid="backtest">
      <div class="try-form">
        <Ask />
        <JobList />
      </div>
      <div class="try-answer">
        <Shown />
      </div>
    </div>
  );
}
