/** Buttons for the rewrites that apply, what the last one has changed, and walks step by step. */
import { h, fill } from "../dom";
import { isRefused, type PathStep, type Rewrite } from "../protocol";
import type { Session } from "../session";
import { differenceOf } from "./difference";

export class RewritesView {
  readonly element = h("section", { class: "rewrites", "aria-label": "Rewrites" });
  #buttons = h("div", { class: "row" });
  #refused = h("details", { class: "refused", hidden: true });
  #untried = h("details", { class: "refused untried", hidden: true });
  #told = h("div", { class: "told" });
  #walk: { start: string; steps: PathStep[]; at: number } | null = null;
  #written = "";

  constructor(
    readonly session: Session,
    readonly write: (text: string) => void,
    readonly say: (what: string) => void,
  ) {
    this.element.append(this.#told, this.#buttons, this.#refused, this.#untried);
    this.#untried.addEventListener("toggle", () => this.#list());
    session.onRewrites.on((rewrites) => this.#show(rewrites));
    session.onText.on((text) => {
      if (text !== this.#written) this.#forget();
    });
    addEventListener("keydown", (event) => this.#key(event));
  }

  /** Whether a walk is on the screen. */
  get walking(): boolean {
    return this.#walk !== null;
  }

  #forget(): void {
    this.#walk = null;
    fill(this.#told);
    document.body.classList.remove("walking");
  }

  #show(rewrites: Rewrite[]): void {
    const applying = rewrites.filter((rewrite) => rewrite.applies);
    const others = rewrites.filter((rewrite) => rewrite.applies === false);
    const untried = rewrites.length - applying.length - others.length;
    const focused = (document.activeElement as HTMLElement | null)?.dataset["rewrite"];
    fill(
      this.#buttons,
      h("span", { class: "label" }, "Rewrite"),
      ...applying.map((rewrite) => this.#button(rewrite)),
      !applying.length && h("span", { class: "note" }, untried ? "None of those that were tried applies." : "None applies to this drawing."),
    );
    fill(
      this.#refused,
      h("summary", {}, `${others.length} that ${others.length === 1 ? "does" : "do"} not apply`),
      h("ul", {}, ...others.map((each) => h("li", {}, h("code", {}, each.words), ": ", each.why))),
    );
    this.#refused.hidden = !others.length;
    this.#untried.hidden = !untried;
    this.#untried.open = false;
    fill(this.#untried, h("summary", {}, "Some that are not tried, since the drawing is large"));
    if (focused) this.element.querySelector<HTMLElement>(`[data-rewrite="${CSS.escape(focused)}"]`)?.focus();
  }

  #button(rewrite: Rewrite): HTMLElement {
    const { words, sentence } = rewrite;
    return h("button", { class: "pill", title: sentence, "data-rewrite": words, onclick: () => void this.#apply(words) }, words);
  }

  /** The rewrites that are not tried: there are many, so they are listed when somebody asks. */
  #list(): void {
    if (!this.#untried.open || this.#untried.childElementCount > 1) return;
    const untried = this.session.rewrites.filter(({ applies }) => applies === null);
    this.#untried.append(h("div", { class: "row" }, ...untried.map((rewrite) => this.#button(rewrite))));
  }

  async #apply(words: string): Promise<void> {
    let done;
    try {
      done = await this.session.edit("rewritten", { rewrites: words });
    } catch (why) {
      return this.say((why as Error).message);
    }
    if (!done) return;
    if (isRefused(done)) {
      this.say([done.message, done.cause, done.cure].filter(Boolean).join(". "));
      return;
    }
    const before = this.session.text;
    this.#write(done.text);
    fill(
      this.#told,
      h(
        "div",
        { class: "told-head" },
        h("b", {}, words),
        h("span", {}, done.known ? `this is ${done.name} now` : "what changes in the objective"),
        h("button", { class: "pill", onclick: () => { this.write(before); } }, "Undo"),
        done.back && h("span", { class: "note" }, "back: ", h("code", {}, done.back)),
      ),
      differenceOf(done.difference),
    );
  }

  #write(text: string): void {
    this.#written = text;
    this.write(text);
  }

  /** Walk from the text to a spec of the zoo, a rewrite a slide. */
  async walkTo(name: string): Promise<void> {
    this.say(`Looking for a way to ${name} …`);
    const found = await this.session.ask("path", { goal: name });
    if (isRefused(found)) return this.say([found.message, found.cure].filter(Boolean).join(". "));
    if (!found) return this.say(`No way of rewrites leads to ${name}.`);
    if (!found.steps.length) return this.say(`This is ${name} already.`);
    this.#walk = { start: this.session.text, steps: found.steps, at: 0 };
    document.body.classList.add("walking");
    this.#slide();
    this.#told.querySelector<HTMLElement>(".next")?.focus();
    this.say(`${found.steps.length} steps lead to ${name}. Go on with the arrow keys.`);
  }

  #go(by: number): void {
    const walk = this.#walk;
    if (!walk) return;
    const at = walk.at + by;
    if (at < 0 || at > walk.steps.length) return;
    walk.at = at;
    this.#write(at ? walk.steps[at - 1]!.text : walk.start);
    this.#slide();
    const step = at ? walk.steps[at - 1]! : null;
    this.say(step ? `Step ${at} of ${walk.steps.length}: ${step.words}, ${step.sentence}.` : "The start.");
    this.#told.querySelector<HTMLElement>(by > 0 && at < walk.steps.length ? ".next" : ".back")?.focus();
  }

  #slide(): void {
    const walk = this.#walk;
    if (!walk) return;
    const { steps, at } = walk;
    const step = at ? steps[at - 1] : undefined;
    const ahead = steps[at];
    fill(
      this.#told,
      h(
        "div",
        { class: "slide-head" },
        h("button", { class: "pill back", disabled: at === 0, "aria-label": "The step before", onclick: () => this.#go(-1) }, "←"),
        h(
          "ol",
          { class: "stations", "aria-label": "The way" },
          ...["start", ...steps.map((each) => each.name)].map((name, i) =>
            h("li", { "aria-current": i === at ? "step" : undefined }, i ? name : h("span", {}, "start")),
          ),
        ),
        h(
          "button",
          { class: "pill next", disabled: !ahead, "aria-label": "The next step", onclick: () => this.#go(1) },
          ahead ? `${ahead.words} →` : "→",
        ),
        h("button", { class: "quiet", "aria-label": "End the walk", onclick: () => this.#forget() }, "✕"),
      ),
      step && h("p", {}, h("b", {}, step.words), `: ${step.sentence}. `, step.known && `This is ${step.name}.`),
      step ? differenceOf(step.difference) : h("p", { class: "note" }, `Next: ${ahead?.sentence ?? ""}.`),
    );
  }

  #key(event: KeyboardEvent): void {
    const inText = (event.target as Element | null)?.closest?.(".cm-editor, input, select, dialog, [role=tab]");
    if (!this.#walk || inText || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowRight") this.#go(1);
    else if (event.key === "ArrowLeft") this.#go(-1);
    else if (event.key === "Escape") this.#forget();
    else return;
    event.preventDefault();
  }
}
