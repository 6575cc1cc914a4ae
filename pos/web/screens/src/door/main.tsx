// The door: a browser becomes a device of ours, and a person shows who they are.

import "../common/tokens.css";
import "../common/base.css";
import "../common/door.css";
import { render } from "preact";
import { Head, LanguageButton } from "../common/Head";
import { doorWord } from "../common/doorWords";
import { lookWhoIsSignedOn, signedOn } from "../common/session";
import { SignOn } from "../common/SignOn";
import { Enrol } from "./Enrol";
import { NewPassword, Password } from "./Password";
import { doorTo, nextPage } from "./way";

function goOn(): void {
  if (signedOn.peek()?.must_change_password !== true) location.assign(nextPage(location.search));
}

function SignOnPage() {
  const known = signedOn.value;
  if (known === null) return null;
  if (known.must_change_password) return <NewPassword />;
  const isAway = known.device === null || new URLSearchParams(location.search).has("away");
  return (
    <>
      {isAway ? <Password onDone={goOn} /> : <SignOn onDone={goOn} />}
      <nav class="door-links">
        <a href={doorTo("/enrol", location.search)} data-testid="to-enrol">
          {doorWord("to_enrol")}
        </a>
        {!isAway && (
          <a href={`${doorTo("/sign-on", location.search)}&away=1`} data-testid="to-password">
            {doorWord("to_password")}
          </a>
        )}
      </nav>
    </>
  );
}

function Door({ tills }: { tills: string[] }) {
  const isEnrolment = location.pathname === "/enrol";
  return (
    <div class="door-page">
      <Head title={doorWord(isEnrolment ? "enrol" : "sign_on")}>
        <span class="head-gap" />
        <LanguageButton />
      </Head>
      <main class="door-main">{isEnrolment ? <Enrol demoTills={tills} /> : <SignOnPage />}</main>
    </div>
  );
}

const app = document.getElementById("app");
if (app !== null) {
  const tills = (app.dataset["tills"] ?? "").split(" ").filter((code) => code !== "");
  render(<Door tills={tills} />, app);
  lookWhoIsSignedOn().catch(() => location.reload());
}
