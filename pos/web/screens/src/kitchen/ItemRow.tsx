// One dish of today's menu: what was planned, what went, and the switch to sell no more of it.

import { BinIcon, UndoIcon, WaitIcon } from "../common/icons";
import { say } from "../common/language";
import { priced } from "../common/money";
import { ask, now, sheet, takeBack } from "./state";
import { type ShownItem, stepped } from "./wishes";
import { t } from "./words";

const STEPS_DOWN = [-10, -5];
const STEPS_UP = [5, 10];
const FEW = 10;

function signed(step: number): string {
  return step < 0 ? `−${-step}` : `+${step}`;
}

function Steps({ item, steps }: { item: ShownItem; steps: number[] }) {
  return (
    <>
      {steps.map((step) => (
        <button
          type="button"
          key={step}
          aria-label={t("plan_step", { dish: say(item.name), step: signed(step) })}
          data-testid={`step${step}-${item.dish_code}`}
          onClick={() => ask({ kind: "planned", item: item.id, planned_portions: stepped(item, step) })}
        >
          {signed(step)}
        </button>
      ))}
    </>
  );
}

function Plan({ item }: { item: ShownItem }) {
  return (
    <span class="plan" role="group">
      <Steps item={item} steps={STEPS_DOWN} />
      <button
        type="button"
        class="plan-number"
        data-testid={`planned-${item.dish_code}`}
        onClick={() => {
          sheet.value = { kind: "planned", item: item.id };
        }}
      >
        <span class="unseen">{t("plan_of", { dish: say(item.name) })}</span>
        <small>{t("planned")}</small>
        <b>{item.planned_portions ?? t("unlimited")}</b>
      </button>
      <Steps item={item} steps={STEPS_UP} />
    </span>
  );
}

function Figure({ label, value, isBad }: { label: string; value: number | string; isBad?: boolean }) {
  return (
    <span class={`figure ${isBad === true ? "is-bad" : ""}`}>
      <small>{label}</small>
      <b>{value}</b>
    </span>
  );
}

function SoldOutSwitch({ item }: { item: ShownItem }) {
  return (
    <button
      type="button"
      class="switch"
      aria-pressed={item.is_sold_out}
      data-testid={`sold-out-${item.dish_code}`}
      onClick={() => ask({ kind: "sold_out", item: item.id, is_sold_out: !item.is_sold_out })}
    >
      {item.is_sold_out ? (
        <>
          <small>{t("is_sold_out")}</small>
          <b>{t("back_on")}</b>
        </>
      ) : (
        <b>{t("sold_out")}</b>
      )}
    </button>
  );
}

function Leaving({ item, leaves_at }: { item: ShownItem; leaves_at: number }) {
  const left_s = Math.ceil((leaves_at - now.value) / 1_000);
  return (
    <>
      <span class="leaving">{left_s > 0 ? t("leaves", { s: left_s }) : t("leaving")}</span>
      <button
        type="button"
        class="wide"
        data-testid={`undo-${item.dish_code}`}
        onClick={() => takeBack({ kind: "remove", item: item.id })}
      >
        <UndoIcon />
        {t("undo")}
      </button>
    </>
  );
}

function Controls({ item }: { item: ShownItem }) {
  const { portions_left } = item;
  return (
    <>
      <Figure label={t("sold")} value={item.sold_portions} />
      <Figure
        label={t(portions_left === 0 ? "none_left" : "left")}
        value={portions_left ?? "–"}
        isBad={portions_left !== null && portions_left <= FEW}
      />
      <Plan item={item} />
      <SoldOutSwitch item={item} />
      <button
        type="button"
        class="square square-bad"
        aria-label={t("remove", { dish: say(item.name) })}
        data-testid={`remove-${item.dish_code}`}
        onClick={() => ask({ kind: "remove", item: item.id })}
      >
        <BinIcon />
      </button>
    </>
  );
}

export function ItemRow({ item }: { item: ShownItem }) {
  const isOff = item.is_sold_out || item.leaves_at !== null;
  return (
    <li
      class={`item cat cat-${item.category} ${isOff ? "is-off" : ""}`}
      data-testid={`item-${item.dish_code}`}
      data-pending={item.isPending}
    >
      <span class="item-name">
        <b>{say(item.name)}</b>
        <small>
          {priced(item.price_fen)}/{item.unit}
          {item.isPending && (
            <span class="item-pending">
              <WaitIcon />
              {t("pending")}
            </span>
          )}
        </small>
      </span>
      {item.leaves_at === null ? (
        <Controls item={item} />
      ) : (
        <Leaving item={item} leaves_at={item.leaves_at} />
      )}
    </li>
  );
}
