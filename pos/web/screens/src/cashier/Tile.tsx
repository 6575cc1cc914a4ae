// One dish of the menu. A sold-out dish keeps its place, so that hands find the others without looking.

import { useComputed } from "@preact/signals";
import { say } from "../common/language";
import { yuan } from "../common/money";
import type { MenuItem } from "../common/wire";
import { isFrozen, tapDish } from "./selling";
import { quantities } from "./state";
import { t } from "./words";

const FEW = 10;
const USUAL_UNIT = "份";

function Stock({ item }: { item: MenuItem }) {
  const { portions_left } = item;
  if (isGone(item)) return <span class="stamp">{t("sold_out")}</span>;
  if (portions_left === null || portions_left > FEW) return null;
  return <span class="left">{t("left", { n: portions_left })}</span>;
}

function isGone(item: MenuItem): boolean {
  return item.is_sold_out || item.portions_left === 0;
}

export function Tile({ item }: { item: MenuItem }) {
  const quantity = useComputed(() => quantities.value.get(item.id) ?? 0);
  const isChosen = quantity.value > 0;
  return (
    <button
      type="button"
      class={`tile cat cat-${item.category} ${isChosen ? "is-chosen" : ""} ${isGone(item) ? "is-gone" : ""}`}
      data-testid={`tile-${item.dish_code}`}
      disabled={isGone(item)}
      aria-disabled={isFrozen.value}
      onClick={() => tapDish(item)}
    >
      <span class="tile-name">{say(item.name)}</span>
      <span class="tile-price">
        <small>¥</small>
        {yuan(item.price_fen)}
        {item.unit !== USUAL_UNIT && <small>/{item.unit}</small>}
      </span>
      <Stock item={item} />
      {isChosen && <span class="tile-count">{quantity.value}</span>}
    </button>
  );
}
