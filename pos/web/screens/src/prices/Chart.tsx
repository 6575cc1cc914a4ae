// The days of a back-test: what was, and what would have been, beside each other.

import { yuan } from "../common/money";
import type { DayPart, SumName } from "./backtests";
import { type Frame, heightAt, labelledOf, scaleOf, slotsOf } from "./chart";
import { t } from "./words";

const WIDTH = 760;
const HEIGHT = 232;
const FRAME: Frame = { left: 72, top: 12, width: WIDTH - 80, height: HEIGHT - 42 };
const MOST_BARS = 40;
const MOST_DATES = 14;

interface Drawn {
  days: DayPart[];
  sold: number[];
  scheme: number[];
}

function Axis({ drawn }: { drawn: Drawn }) {
  const scale = scaleOf([...drawn.sold, ...drawn.scheme]);
  const slots = slotsOf(drawn.days.length, FRAME);
  const labelled = labelledOf(drawn.days.length, MOST_DATES);
  return (
    <>
      {scale.ticks.map((tick) => {
        const y = heightAt(tick, scale, FRAME);
        return (
          <g key={tick}>
            <line class="chart-grid" x1={FRAME.left} x2={FRAME.left + FRAME.width} y1={y} y2={y} />
            <text class="chart-tick" x={FRAME.left - 8} y={y + 4} text-anchor="end">
              {yuan(tick)}
            </text>
          </g>
        );
      })}
      {drawn.days.map((day, place) =>
        labelled.has(place) ? (
          <text
            key={day.date}
            class="chart-tick"
            x={slots[place]?.middle ?? 0}
            y={HEIGHT - 10}
            text-anchor="middle"
          >
            {day.date.slice(5)}
          </text>
        ) : null,
      )}
    </>
  );
}

function Bars({ drawn }: { drawn: Drawn }) {
  const scale = scaleOf([...drawn.sold, ...drawn.scheme]);
  const bottom = FRAME.top + FRAME.height;
  return (
    <>
      {slotsOf(drawn.days.length, FRAME).map(({ middle, width }, place) => {
        const bar = Math.min(width * 0.38, 34);
        const sold = heightAt(drawn.sold[place] ?? 0, scale, FRAME);
        const scheme = heightAt(drawn.scheme[place] ?? 0, scale, FRAME);
        const day = drawn.days[place];
        return (
          <g key={day?.date}>
            <title>
              {[
                day?.date,
                `${t("as_sold")} ${yuan(drawn.sold[place] ?? 0)}`,
                `${t("under_scheme")} ${yuan(drawn.scheme[place] ?? 0)}`,
              ].join(" · ")}
            </title>
            <rect class="chart-sold" x={middle - bar - 1} width={bar} y={sold} height={bottom - sold} />
            <rect class="chart-scheme" x={middle + 1} width={bar} y={scheme} height={bottom - scheme} />
          </g>
        );
      })}
    </>
  );
}

function Lines({ drawn }: { drawn: Drawn }) {
  const scale = scaleOf([...drawn.sold, ...drawn.scheme]);
  const slots = slotsOf(drawn.days.length, FRAME);
  const points = (values: number[]) =>
    values.map((value, place) => `${slots[place]?.middle ?? 0},${heightAt(value, scale, FRAME)}`).join(" ");
  return (
    <>
      <polyline class="chart-sold-line" points={points(drawn.sold)} />
      <polyline class="chart-scheme-line" points={points(drawn.scheme)} />
    </>
  );
}

export function Chart({ days, measure }: { days: DayPart[]; measure: SumName }) {
  const drawn = {
    days,
    sold: days.map((day) => day.sold[measure]),
    scheme: days.map((day) => day.scheme[measure]),
  };
  const title = t("chart_title", { measure: t(`sum_${measure}`) });
  const last = days.at(-1)?.date ?? "";
  return (
    <figure class="chart">
      <figcaption>
        <b>{title}</b>
        <span class="legend legend-sold">{t("as_sold")}</span>
        <span class="legend legend-scheme">{t("under_scheme")}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-labelledby="chart-title chart-desc"
        data-testid="chart"
      >
        <title id="chart-title">{title}</title>
        <desc id="chart-desc">
          {t("chart_desc", { from: days[0]?.date ?? "", until: last, n: days.length })}
        </desc>
        <Axis drawn={drawn} />
        {days.length <= MOST_BARS ? <Bars drawn={drawn} /> : <Lines drawn={drawn} />}
      </svg>
    </figure>
  );
}
