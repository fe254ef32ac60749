/** The proof itself, where a machine with PyTorch does it: row by row, as it is known. */
import type { Desk, Told } from "../desk";
import { h } from "../dom";

const SIGNS: Record<string, string> = { pass: "✓", fail: "✗" };

/** The proof that runs: it ends when another text takes its place, since nobody sees it then. */
let running: AbortController | null = null;

export function proofOf(desk: Desk, text: string): HTMLElement {
  running?.abort();
  const rows = h("ul", { class: "proof receipt" });
  const said = h("p", { class: "note", role: "status" });
  const stop = h("button", { class: "pill", hidden: true }, "Stop");
  const begin = h("button", { class: "go" }, "Prove it now");
  const told = (event: Told): void => {
    if (event.type === "row") {
      const deviation = event.deviation === null ? "" : event.deviation.toExponential(1);
      rows.append(
        h(
          "li",
          { "data-verdict": event.verdict },
          h("b", {}, SIGNS[event.verdict] ?? "–", h("span", { class: "sr-only" }, ` ${event.verdict}`)),
          h("span", {}, event.identity),
          h("cite", {}, [event.source, deviation].filter(Boolean).join(" · ")),
        ),
      );
    } else if (event.type === "end") said.textContent = event.passed ? "Every row passes." : "Not every row passes.";
    else if (event.type === "error") said.textContent = [event.message, event.cure].filter(Boolean).join(": ");
  };
  begin.addEventListener("click", async () => {
    const ending = (running = new AbortController());
    stop.onclick = () => ending.abort();
    rows.replaceChildren();
    said.textContent = "enumerating …";
    begin.disabled = true;
    stop.hidden = false;
    try {
      await desk.stream("verify", { text }, told, ending.signal);
    } catch (why) {
      said.textContent = ending.signal.aborted ? "stopped" : (why as Error).message;
    }
    begin.disabled = false;
    stop.hidden = true;
  });
  return h("div", { class: "prove" }, h("div", { class: "row" }, begin, stop, said), rows);
}
