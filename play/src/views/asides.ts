/** The derivation, the proof and the source: what a tab shows when somebody opens it. */
import { h, fill } from "../dom";
import { isRefused, type PlayerProof, type Refused, type Source, type Step } from "../protocol";
import { colour } from "../pure/python";

const PARTS: Record<string, string> = {
  roots: "Where sampling begins",
  inferred: "What is sampled along the dashed arrows",
};

/** `1 roots` → what it is about. */
function title(rule: string): string {
  const word = rule.replace(/^\d+\s*/, "");
  return PARTS[word] ?? word.charAt(0).toUpperCase() + word.slice(1);
}

export function showSteps(place: HTMLElement, steps: Step[]): void {
  const groups: { rule: string; texts: string[] }[] = [];
  for (const { rule, text } of steps) {
    const last = groups.at(-1);
    if (last?.rule === rule) last.texts.push(text);
    else groups.push({ rule, texts: [text] });
  }
  fill(
    place,
    h("p", { class: "lead" }, "One rule for every model: sample along the dashed arrows, score along the solid ones, and match every inferred node to its own law. Here is how it goes for this drawing."),
    h(
      "ol",
      { class: "steps" },
      ...groups.map(({ rule, texts }) =>
        h("li", {}, h("h3", {}, title(rule)), ...texts.map((text) => h("p", {}, ...coded(text)))),
      ),
    ),
  );
}

/** Text with code between backticks. */
function coded(text: string): (Node | string)[] {
  return text.split("`").map((part, at) => (at % 2 ? h("code", {}, part) : part));
}

export function showReceipt(place: HTMLElement, players: PlayerProof[], prove: HTMLElement | null): void {
  fill(
    place,
    h(
      "p",
      { class: "lead" },
      "What ",
      h("code", {}, "sgm verify"),
      " proves of this drawing: both sides of each line are enumerated on small finite spaces, in float64, and compared with their gradients and with the emitted PyTorch.",
    ),
    prove,
    ...players.map(({ name, rows }) =>
      h(
        "section",
        { class: "player-block" },
        h("h3", {}, h("b", { class: "player" }, name)),
        h(
          "ul",
          { class: "proof" },
          ...rows.map((row) =>
            h("li", {}, h("span", {}, row.identity.replace(`${name}: `, "")), row.source && h("cite", {}, row.source)),
          ),
        ),
      ),
    ),
  );
}

/** The emitted source, or a form for the shapes without which it cannot be written, and why not. */
export function showSource(
  place: HTMLElement,
  answer: Source | Refused,
  shapes: string,
  give: (shapes: string) => void,
): void {
  const source = isRefused(answer) ? { text: "", missing: [] } : answer;
  const input = h("input", {
    id: "shapes",
    value: shapes,
    placeholder: source.missing.map((m) => `${m.node}=1,28,28`).join("; ") || "x=1,28,28",
    autocomplete: "off",
    spellcheck: "false",
  });
  const form = h(
    "form",
    { class: "shapes", onsubmit: (event) => { event.preventDefault(); give(input.value); } },
    h("label", { for: "shapes" }, "Shapes"),
    input,
    h("button", {}, "Write"),
  );
  const why = isRefused(answer) ? [answer] : source.missing;
  const missing = why.map(({ message, cure }) => h("p", { class: "note", role: "status" }, ...coded([message, cure].filter(Boolean).join(": ")), "."));
  const code = h("pre", { class: "python", tabindex: "0", "aria-label": "PyTorch" });
  for (const [kind, text] of colour(source.text)) {
    code.append(kind ? h("span", { class: kind }, text) : text);
  }
  const had = place.querySelector("form")?.contains(document.activeElement);
  fill(place, form, ...missing, source.text ? code : null);
  if (had) input.focus();
}
