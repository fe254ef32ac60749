/** A block a player: what it maximises, what that means, and its terms, which light up. */
import { h, fill } from "../dom";
import { lit, litBy, NOTHING, shine } from "../lit";
import type { Objective, Player, Term } from "../protocol";
import { reachable } from "../scrolling";
import { formula } from "./math";

/** More nets than this are counted, not named. */
const MOST_NETS = 24;

export class ObjectiveView {
  readonly element = h("div", { class: "objective" });
  #terms: [Term, HTMLElement][] = [];
  #latest = "";
  #words = "";

  constructor() {
    lit.on((on) => {
      for (const [term, row] of this.#terms) row.dataset["shine"] = shine(term, on);
    });
  }

  /** What each player maximises, in a line that can be heard. */
  inWords(): string {
    return this.#words;
  }

  show(objective: Objective): void {
    const told = JSON.stringify(objective);
    if (told === this.#latest) return;
    this.#latest = told;
    this.#terms = [];
    this.#words = objective.players.map(({ name, maximises }) => `${name} maximises ${maximises.text}.`).join(" ");
    fill(
      this.element,
      h("p", { class: "reading" }, objective.reading),
      ...objective.players.map((player) => this.#player(player)),
      draws(objective),
    );
  }

  #player(player: Player): HTMLElement {
    const unnamed = player.nets.length - MOST_NETS;
    const nets = player.nets.slice(0, MOST_NETS).join(", ") + (unnamed > 0 ? ` and ${unnamed} more nets` : "");
    const often = player.steps > 1 ? `, ${player.steps} steps for one of everyone else’s` : "";
    const heading = h("h3", {}, h("b", { class: "player" }, player.name), ` trains ${nets}${often}`);
    return h(
      "section",
      { class: "player-block", "aria-label": `${player.name} trains ${nets}` },
      heading,
      h(
        "dl",
        {},
        ...said("maximises", formula(player.maximises.latex, player.maximises.text), more(player)),
        ...minimised(player),
        ...said("loss", h("code", {}, player.loss), more(player)),
      ),
      h("ul", { class: "terms" }, ...player.terms.map((term) => this.#term(term)), more(player, "li")),
      notes(player),
    );
  }

  #term(term: Term): HTMLElement {
    const how = [term.estimator, term.reaches && `reaches ${term.reaches}`].filter(Boolean);
    const row = h(
      "li",
      { tabindex: "0" },
      reachable(formula(term.latex, term.text, false)),
      h("span", { class: "how" }, how.join("; ")),
    );
    const shining = (): void => lit.tell(litBy.term(term));
    row.addEventListener("pointerenter", shining);
    row.addEventListener("focus", shining);
    row.addEventListener("pointerleave", () => lit.tell(NOTHING));
    row.addEventListener("blur", () => lit.tell(NOTHING));
    this.#terms.push([term, row]);
    return row;
  }
}

/** How many terms are not shown, and where they are. */
function more({ more: count }: Player, tag: "li" | "p" = "p"): HTMLElement | null {
  if (!count) return null;
  const terms = count === 1 ? "term" : "terms";
  return h(tag, { class: "note" }, `… and ${count.toLocaleString("en")} more ${terms}, which Export writes`);
}

function said(word: string, ...what: (Node | null)[]): HTMLElement[] {
  return [h("dt", {}, word), reachable(h("dd", {}, ...what))];
}

function minimised(player: Player): HTMLElement[] {
  const form = player.minimises;
  if (!form) return player.no_form ? said("form", h("p", { class: "note" }, player.no_form)) : [];
  const where = form.where.map((each) => formula(each.latex, `${each.symbol} ∝ ${each.text}`));
  const note = [form.note, form.source && `[${form.source}]`].filter(Boolean).join(" ");
  return [
    ...said("minimises", formula(form.latex, form.text), h("p", { class: "note" }, note)),
    ...(where.length ? said("where", ...where) : []),
  ];
}

function notes(player: Player): HTMLElement | null {
  const lines = [...player.cuts, ...player.after, ...player.constants];
  return lines.length
    ? h("ul", { class: "notes" }, ...lines.map((line) => h("li", {}, line)))
    : null;
}

function draws(objective: Objective): HTMLElement {
  const rows = objective.draws.map((draw) =>
    h("tr", {}, h("th", { scope: "row" }, draw.name), h("td", {}, draw.law), h("td", {}, draw.origin)),
  );
  return h(
    "details",
    { class: "draws" },
    h("summary", {}, "What is drawn, once a batch"),
    h("table", {}, h("tbody", {}, ...rows)),
  );
}
