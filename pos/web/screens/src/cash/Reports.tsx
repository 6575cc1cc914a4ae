// The Z-reports, the newest first; each with its paper as it was printed.

import { useState } from "preact/hooks";
import { Drawing } from "../common/Drawing";
import { priced } from "../common/money";
import { Sheet } from "../common/Sheet";
import { newId } from "../common/uuid";
import { fetchOlder, older, send, show, shown } from "./state";
import type { Cash, Report } from "./wire";
import { t } from "./words";

function Difference({ report }: { report: Report }) {
  const fen = report.figures.cash.over_short_fen;
  if (!report.is_counted) return <b class="is-off">{t("uncounted")}</b>;
  if (fen === 0) return <span class="is-even">{t("even")}</span>;
  return (
    <b class="is-off">
      {t(fen > 0 ? "over" : "short")} {priced(Math.abs(fen))}
    </b>
  );
}

function Row({ report }: { report: Report }) {
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          class="report-name"
          data-testid={`report-${report.name}`}
          onClick={() => void show(report)}
        >
          {report.name}
        </button>
      </th>
      <td>{report.business_date}</td>
      <td>{report.cashier}</td>
      <td>
        {report.figures.sales.count} · {priced(report.figures.sales.total_fen)}
      </td>
      <td>
        <Difference report={report} />
      </td>
      <td>{priced(report.figures.cash.handed_over_fen)}</td>
    </tr>
  );
}

export function Reports({ cash }: { cash: Cash }) {
  const reports = [...cash.reports, ...older.value];
  return (
    <section class="reports">
      <h2>{t("reports")}</h2>
      {reports.length === 0 && <p class="hint">{t("no_reports")}</p>}
      <table class="office-table">
        <thead>
          <tr>
            <th>{t("report_name")}</th>
            <th>{t("date")}</th>
            <th>{t("cashier")}</th>
            <th>{t("sales")}</th>
            <th>{t("difference")}</th>
            <th>{t("handed_over")}</th>
          </tr>
        </thead>
        <tbody>
          {reports.map((report) => (
            <Row key={report.id} report={report} />
          ))}
        </tbody>
      </table>
      {reports.length > 0 && (
        <button type="button" class="wide" data-testid="older" onClick={() => void fetchOlder()}>
          {t("older")}
        </button>
      )}
    </section>
  );
}

export function PaperSheet({ report }: { report: Report & { svg: string } }) {
  const [id] = useState(newId);
  const [isPrinted, setPrinted] = useState(false);
  const reprint = async (): Promise<void> => {
    const what = `reports/${encodeURIComponent(report.till)}/${report.number}/reprint`;
    if (await send(what, { id })) setPrinted(true);
  };
  return (
    <Sheet
      title={report.name}
      name="report"
      onClose={() => {
        shown.value = null;
      }}
    >
      {report.reason !== "" && <p>{t("closed_by", { by: report.closed_by, reason: report.reason })}</p>}
      <button
        type="button"
        class="wide"
        data-testid="reprint"
        disabled={isPrinted}
        onClick={() => void reprint()}
      >
        {t(isPrinted ? "reprinted" : "reprint")}
      </button>
      <Drawing svg={report.svg} name="report-paper" />
    </Sheet>
  );
}
