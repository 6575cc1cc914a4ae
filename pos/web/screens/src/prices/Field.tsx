// One field of the form, and what is wrong with a row of them.

import { WarnIcon } from "../common/icons";
import { faultsWithin, placeOf } from "./faults";
import { faults } from "./state";
import { faultWords } from "./words";

interface FieldProps {
  label: string;
  value: string;
  /** The code of the rule, "" outside the rules, and the field as the server names it. */
  rule: string;
  field: string;
  name: string;
  type?: "text" | "date";
  isNumber?: boolean;
  look?: string;
  onTyped: (value: string) => void;
}

export function Field(props: FieldProps) {
  const fault = faults.value.get(placeOf(props.rule, props.field));
  const shared = {
    class: `field-input ${props.look ?? ""} ${props.isNumber === true ? "is-number" : ""}`,
    "aria-label": props.label,
    "aria-invalid": fault !== undefined,
    title: fault === undefined ? props.label : faultWords(fault),
    "data-testid": props.name,
    value: props.value,
    onInput: (event: { currentTarget: HTMLInputElement }) => props.onTyped(event.currentTarget.value),
  };
  if (props.type === "date") return <input type="date" {...shared} />;
  const keys = props.isNumber === true ? "decimal" : "text";
  return <input type="text" inputMode={keys} autocomplete="off" spellcheck={false} {...shared} />;
}

/** All that is wrong in a row, under it, in words. */
export function RowFaults({ rule, field, isExact }: { rule: string; field: string; isExact?: boolean }) {
  const found = faultsWithin(faults.value, rule, field).filter(([at]) => isExact !== true || at === field);
  if (found.length === 0) return null;
  return (
    <p class="row-faults" role="alert" data-testid={`fault-${rule}-${field}`} data-code={found[0]?.[1].code}>
      <WarnIcon />
      <span>{found.map(([, fault]) => faultWords(fault)).join("；")}</span>
    </p>
  );
}

/** Whether something is wrong at one of these fields of a rule. */
export function isWrong(rule: string, ...fields: string[]): boolean {
  return fields.some((field) => faultsWithin(faults.value, rule, field).length > 0);
}
