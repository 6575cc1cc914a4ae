// The kitchen's screen: what is on today's menus, how much of it is left, and what is sold out.

import "../common/tokens.css";
import "../common/base.css";
import "./kitchen.css";
import { render } from "preact";
import { Guarded } from "../common/Guarded";
import { LetterKeys } from "../common/Keys";
import { say } from "../common/language";
import { Header } from "./Header";
import { Library } from "./Library";
import { PortionsSheet } from "./PortionsSheet";
import { ask, connect, isSearching, items, menu, period, sheet, typed } from "./state";
import { Today } from "./Today";
import { t } from "./words";

function PlannedSheet({ id }: { id: number }) {
  const item = items.value.find((one) => one.id === id);
  if (item === undefined) return null;
  return (
    <PortionsSheet
      title={t("plan_of", { dish: say(item.name) })}
      confirm={t("set_planned")}
      initial={item.planned_portions}
      onChosen={(planned_portions) => ask({ kind: "planned", item: id, planned_portions })}
    />
  );
}

function Sheets() {
  const opened = sheet.value;
  if (opened === null) return null;
  if (opened.kind === "planned") return <PlannedSheet id={opened.item} />;
  const { dish } = opened;
  const meal = menu.value?.meal_periods.find((one) => one.code === period.value);
  return (
    <PortionsSheet
      title={t("add_title", { dish: say(dish.name), period: meal === undefined ? "" : say(meal.name) })}
      confirm={t("add")}
      initial={null}
      onChosen={(planned_portions) =>
        ask({ kind: "add", period: period.value, dish_code: dish.code, planned_portions })
      }
    />
  );
}

function Kitchen() {
  return (
    <div class="kitchen">
      <Header />
      <Today />
      <Library />
      {isSearching.value && (
        <LetterKeys
          value={typed.value}
          onType={(value) => {
            typed.value = value;
          }}
          onDone={() => {
            isSearching.value = false;
            typed.value = "";
          }}
        />
      )}
      <Sheets />
    </div>
  );
}

const app = document.getElementById("app");
if (app !== null) {
  render(
    <Guarded>
      <Kitchen />
    </Guarded>,
    app,
  );
  connect();
}
