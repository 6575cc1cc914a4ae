// Who is there? People as tiles, then a PIN on the screen's own keys; or a staff card on the till's reader.

import { useEffect, useState } from "preact/hooks";
import { doorWord, roleWord } from "./doorWords";
import { BackspaceIcon, CardIcon, LockIcon, WarnIcon } from "./icons";
import { sentence } from "./problem";
import { type Person, peopleHere, signedOn, signOnByCard, signOnByPin } from "./session";
import { word } from "./words";

const MOST_DIGITS = 6;
const FEWEST_DIGITS = 4;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export function SignOn({ onDone }: { onDone?: () => void }) {
  const [people, setPeople] = useState<Person[] | null>(null);
  const [person, setPerson] = useState<Person | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  useEffect(() => {
    peopleHere().then(setPeople, (caught: unknown) => setFault(sentence(caught)));
  }, []);

  async function attempt(work: () => Promise<void>): Promise<boolean> {
    setBusy(true);
    setFault(null);
    try {
      await work();
      onDone?.();
      return true;
    } catch (caught) {
      setFault(sentence(caught));
      return false;
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class="door">
      <h1 class="door-title">
        <LockIcon /> {doorWord("sign_on")}
      </h1>
      {person === null ? (
        <People
          people={people}
          isBusy={isBusy}
          fault={fault}
          onChoose={(one) => {
            setFault(null);
            setPerson(one);
          }}
          onCard={() => void attempt(signOnByCard)}
        />
      ) : (
        <Pin
          person={person}
          fault={fault}
          isBusy={isBusy}
          onPin={(pin) => attempt(() => signOnByPin(person.code, pin))}
          onBack={() => {
            setFault(null);
            setPerson(null);
          }}
        />
      )}
    </div>
  );
}

function Fault({ fault }: { fault: string | null }) {
  return (
    <div role="alert">
      {fault !== null && (
        <p class="notice" data-testid="sign-on-problem">
          <WarnIcon />
          <span>{fault}</span>
        </p>
      )}
    </div>
  );
}

function People({
  people,
  isBusy,
  fault,
  onChoose,
  onCard,
}: {
  people: Person[] | null;
  isBusy: boolean;
  fault: string | null;
  onChoose: (person: Person) => void;
  onCard: () => void;
}) {
  const isTill = signedOn.value?.device?.kind === "till";
  return (
    <>
      <p class="door-ask">{people?.length === 0 ? doorWord("nobody") : doorWord("who_are_you")}</p>
      <Fault fault={fault} />
      <div class="door-people">
        {people?.map((one) => (
          <button
            type="button"
            class="door-person"
            key={one.code}
            data-testid={`person-${one.code}`}
            onClick={() => onChoose(one)}
          >
            <b>{one.name}</b>
            <span>
              {one.code} · {one.roles.map(roleWord).join("、")}
            </span>
          </button>
        ))}
      </div>
      {isTill && (
        <button type="button" class="wide door-card" data-testid="sign-on-card" disabled={isBusy} onClick={onCard}>
          <CardIcon />
          <span>
            <b>{isBusy ? doorWord("waiting_for_card") : doorWord("use_card")}</b>
            <small>{doorWord("use_card_hint")}</small>
          </span>
        </button>
      )}
    </>
  );
}

function Pin({
  person,
  fault,
  isBusy,
  onPin,
  onBack,
}: {
  person: Person;
  fault: string | null;
  isBusy: boolean;
  onPin: (pin: string) => Promise<boolean>;
  onBack: () => void;
}) {
  const [pin, setPin] = useState("");
  const isWhole = pin.length >= FEWEST_DIGITS;

  function add(digit: string): void {
    setPin((typed) => (typed.length < MOST_DIGITS ? typed + digit : typed));
  }

  async function go(): Promise<void> {
    if (!isWhole || isBusy) return;
    // Right or wrong, it is not kept.
    setPin("");
    await onPin(pin);
  }

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (/^\d$/.test(event.key)) add(event.key);
      else if (event.key === "Backspace") setPin((typed) => typed.slice(0, -1));
      else if (event.key === "Enter") void go();
      else return;
      event.preventDefault();
    }
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });

  return (
    <div class="door-pin">
      <p class="door-ask">
        <b data-testid="pin-of">{person.name}</b> {doorWord("enter_pin")}
      </p>
      <p class="door-dots" role="status" aria-label={doorWord("pin_digits", { count: pin.length })}>
        {Array.from({ length: MOST_DIGITS }, (_, place) => (
          <span key={place} class={place < pin.length ? "dot dot-full" : "dot"} />
        ))}
      </p>
      <Fault fault={fault} />
      <div class="numbers door-keys" role="group">
        {KEYS.map((key) => (
          <button type="button" class="key" key={key} data-testid={`pin-${key}`} onClick={() => add(key)}>
            {key}
          </button>
        ))}
        <button type="button" class="key" onClick={() => setPin("")}>
          {word("clear")}
        </button>
        <button type="button" class="key" data-testid="pin-0" onClick={() => add("0")}>
          0
        </button>
        <button
          type="button"
          class="key"
          aria-label={word("backspace")}
          onClick={() => setPin((typed) => typed.slice(0, -1))}
        >
          <BackspaceIcon />
        </button>
      </div>
      <button
        type="button"
        class="primary door-go"
        data-testid="pin-go"
        disabled={!isWhole || isBusy}
        onClick={() => void go()}
      >
        {doorWord("go")}
      </button>
      <button type="button" class="wide" data-testid="pin-back" onClick={onBack}>
        {doorWord("other_person")}
      </button>
    </div>
  );
}
