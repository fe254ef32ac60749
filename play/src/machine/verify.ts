/** The receipt of `sgm verify`, row by row as it is proved. */
import { h } from "../dom";
import type { Session } from "../session";
import type { MachineEvent, Server } from "./server";

export function verifyPanel(server: Server, session: Session): HTMLElement {
  const rows = h("tbody");
  const status = h("p", { class: "note", role: "status" });
  const head = h("tr", {}, ...["Identity", "Source", "Off by", "At most", ""].map((name) => h("th", { scope: "col" }, name)));
  const table = h("table", { class: "rows", hidden: true }, h("thead", {}, head), rows);
  let abort: AbortController | null = null;

  const take = (event: MachineEvent): void => {
    if (event.type === "row") {
      const [off, most] = [event.deviation, event.tolerance].map((value) => (value === null ? "" : value.toExponential(1)));
      const cells = [event.identity, event.source, off, most, event.verdict + (event.note && event.verdict !== "pass" ? `: ${event.note}` : "")];
      rows.append(h("tr", { class: event.verdict.replace(" ", "-") }, ...cells.map((cell) => h("td", {}, cell ?? ""))));
    } else if (event.type === "end") status.textContent = event.passed ? "Proved." : "Not proved: look at the rows that fail.";
    else if (event.type === "error") status.textContent = [event.message, event.cure].filter(Boolean).join(". ");
  };
  const prove = async (): Promise<void> => {
    abort?.abort();
    const mine = (abort = new AbortController());
    rows.replaceChildren();
    table.hidden = false;
    stop.hidden = false;
    status.textContent = "Proving …";
    try {
      for await (const event of server.events("verify", { text: session.text, name: "page.sgm" }, mine.signal)) take(event);
    } catch (why) {
      status.textContent = mine.signal.aborted ? "Stopped." : (why as Error).message;
    }
    if (mine === abort) stop.hidden = true;
  };
  const stop = h("button", { hidden: true, onclick: () => abort?.abort() }, "Stop");
  return h(
    "div",
    {},
    h("p", { class: "lead" }, "Both sides of each identity are enumerated on small spaces, in float64, and compared with the emitted PyTorch."),
    h("p", {}, h("button", { onclick: () => void prove() }, "Prove"), " ", stop),
    table,
    status,
  );
}
