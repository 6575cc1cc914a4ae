// The last orders of this till, and others of the site by number: each with what became of it.

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { timeOf } from "../common/clock";
import { NumberKeys } from "../common/Keys";
import { priced } from "../common/money";
import { ProblemBox } from "../common/ProblemBox";
import { Sheet } from "../common/Sheet";
import { RefundPane } from "./RefundPane";
import { choose, chosen, findOrders, type ListedOrder, orders } from "./returning";
import { sheet } from "./state";
import { t } from "./words";

const problem = signal<Error | null>(null);

async function attempt(work: () => Promise<void>): Promise<void> {
  problem.value = null;
  try {
    await work();
  } catch (caught) {
    if (!(caught instanceof Error)) throw caught;
    problem.value = caught;
  }
}

function close(): void {
  sheet.value = null;
  chosen.value = null;
  orders.value = null;
  problem.value = null;
}

function Row({ order }: { order: ListedOrder }) {
  return (
    <li>
      <button
        type="button"
        class="order-row"
        data-testid={`order-${order.number}`}
        onClick={() => void attempt(() => choose(order.id))}
      >
        <b>{order.number}</b>
        <span>{timeOf(order.at)}</span>
        <span class="order-total">{priced(order.total_fen)}</span>
        <span class={`order-state order-${order.state}`}>{t(`state_${order.state}`)}</span>
      </button>
    </li>
  );
}

export function LastOrders() {
  const [number, setNumber] = useState("");
  useEffect(() => {
    void attempt(() => findOrders(number));
  }, [number]);
  const picked = chosen.value;
  const back = () => {
    chosen.value = null;
    void attempt(() => findOrders(number));
  };
  return (
    <Sheet title={picked === null ? t("last_orders") : picked.number} name="orders" onClose={close}>
      <ProblemBox problem={problem} />
      {picked !== null ? (
        <RefundPane key={picked.id} order={picked} onBack={back} />
      ) : (
        <div class="orders">
          <ul class="orders-list">
            {orders.value?.length === 0 && <li class="hint">{t("orders_none")}</li>}
            {orders.value?.map((order) => (
              <Row key={order.id} order={order} />
            ))}
          </ul>
          <div class="orders-find">
            <label class="field">
              <span>{t("orders_find")}</span>
              <input
                inputMode="none"
                autocomplete="off"
                placeholder={t("orders_find_hint")}
                data-testid="orders-find"
                value={number}
                onInput={(event) => setNumber(event.currentTarget.value.trim())}
              />
            </label>
            <NumberKeys value={number} extra="00" onType={setNumber} />
          </div>
        </div>
      )}
    </Sheet>
  );
}
