// The left side: handing a file in, and the latest lists.

import { FileIcon, WaitIcon } from "../common/icons";
import { standing } from "./lists";
import { handIn, lists, sending, show, shownId } from "./state";
import { t } from "./words";

function takeFile(files: FileList | null | undefined): void {
  const file = files?.[0];
  if (file !== undefined && sending.peek() === null) void handIn(file);
}

function Drop() {
  const name = sending.value;
  return (
    <label
      class="drop"
      data-testid="drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        takeFile(event.dataTransfer?.files);
      }}
    >
      {name === null ? <FileIcon /> : <WaitIcon />}
      <b>{name === null ? t("choose") : t("sending", { name })}</b>
      <small>{t("choose_hint")}</small>
      <input
        type="file"
        class="unseen"
        accept=".csv,.txt,.tsv,.xlsx"
        data-testid="list-file"
        disabled={name !== null}
        onChange={(event) => {
          takeFile(event.currentTarget.files);
          // The same file, once it is mended, can be chosen again.
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}

export function HandIn() {
  return (
    <aside class="hand-in">
      <Drop />
      <p class="hint">{t("needs")}</p>
      <p class="hint">{t("promise")}</p>
      <a class="plain-link" href="/api/member-lists/template.csv" download data-testid="template">
        {t("template")}
      </a>
      <h2>{t("lists")}</h2>
      {lists.value.length === 0 && <p class="hint">{t("no_list")}</p>}
      <ul class="list-list">
        {lists.value.map((list) => (
          <li key={list.id}>
            <button
              type="button"
              aria-pressed={shownId.value === list.id}
              data-testid={`list-${list.id}`}
              onClick={() => show(list.id)}
            >
              <span>{list.file_name}</span>
              <small class={`mark mark-${list.state}`}>{t(standing(list))}</small>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
