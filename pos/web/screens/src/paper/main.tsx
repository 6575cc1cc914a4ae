// The paper screen: the virtual printers of a demo, what they printed, and what still waits for them.

import "../common/tokens.css";
import "../common/base.css";
import "./paper.css";
import { render } from "preact";
import { Guarded, LockButton } from "../common/Guarded";
import { timeOf } from "../common/clock";
import { Clock, Head, LanguageButton, NetworkChip } from "../common/Head";
import { CheckIcon, InfoIcon, WaitIcon, WarnIcon } from "../common/icons";
import { ProblemBox } from "../common/ProblemBox";
import { Printers } from "./Printers";
import { Roll } from "./Roll";
import { problem, reach, tray } from "./state";
import type { Job } from "./wire";
import { t, wordFor } from "./words";

function JobMark({ state }: { state: string }) {
  if (state === "printed") return <CheckIcon />;
  return state === "queued" || state === "sending" ? <WaitIcon /> : <WarnIcon />;
}

function JobRow({ job }: { job: Job }) {
  return (
    <li class={`job job-${job.state}`} data-testid={`job-${job.number}`} data-state={job.state}>
      <JobMark state={job.state} />
      <span class="job-what">
        <b>{job.number}</b>
        <small>
          {job.printer} · {timeOf(job.created_at)} · {t("attempts", { n: job.attempts })}
          {job.error !== null && ` · ${job.error}`}
        </small>
      </span>
      <span class="job-state">{wordFor("job", job.state)}</span>
    </li>
  );
}

function PaperScreen() {
  const shown = tray.value;
  return (
    <div class="paper-screen">
      <Head title={t("paper")}>
        <span class="head-gap" />
        <NetworkChip reach={reach.value} />
        <LanguageButton />
        <LockButton />
        <Clock />
      </Head>
      <aside class="banner" aria-label={t("about")}>
        <InfoIcon />
        {t("banner")}
      </aside>
      <aside class="paper-side" aria-label={t("printers")}>
        <ProblemBox problem={problem} />
        <h2>{t("printers")}</h2>
        <Printers />
        <h2>{t("outbox")}</h2>
        <ul class="jobs">
          {shown?.jobs.length === 0 && <li class="hint">{t("no_job")}</li>}
          {shown?.jobs.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ul>
      </aside>
      <main class="paper-main">
        <h2>{t("papers")}</h2>
        {shown === null && <p class="hint">{t("joining")}</p>}
        {shown?.papers.length === 0 && <p class="hint">{t("no_paper")}</p>}
        <ul class="rolls">
          {shown?.papers.map((paper) => (
            <Roll key={paper.id} paper={paper} />
          ))}
        </ul>
      </main>
    </div>
  );
}

const app = document.getElementById("app");
if (app !== null) render(
    <Guarded>
      <PaperScreen />
    </Guarded>,
    app,
  );
