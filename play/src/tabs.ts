/** The tabs below the picture; what a tab shows is asked when somebody looks at it. */
import { fill, h } from "./dom";
import { isRefused } from "./protocol";
import type { Session } from "./session";
import { showReceipt, showSource, showSteps } from "./views/asides";
import { showAtlas } from "./views/atlas";
import { proofOf } from "./views/proof";

const NAMES = ["Objective", "Derivation", "Proof", "PyTorch", "Map", "Train"] as const;
type Name = (typeof NAMES)[number];
/** What stands in a tab by itself, and needs no question. */
const ALONE: readonly Name[] = ["Objective", "Train"];

export class Tabs {
  readonly element = h("section", { class: "tabs", "aria-label": "Views" });
  /** Shapes for nodes that have none, as somebody typed them. */
  shapes = "";
  #shown: Name = "Objective";
  #buttons: HTMLButtonElement[];
  #panels: Map<Name, HTMLElement>;
  #names: readonly Name[];
  #asked = new Map<Name, string>();

  constructor(
    readonly session: Session,
    objective: HTMLElement,
    readonly write: (text: string) => void,
    training: HTMLElement | null = null,
  ) {
    this.#names = training ? NAMES : NAMES.filter((name) => name !== "Train");
    const alone: Partial<Record<Name, HTMLElement | null>> = { Objective: objective, Train: training };
    this.#panels = new Map(this.#names.map((name) => [name, panel(name, alone[name] ?? null)]));
    this.#buttons = this.#names.map((name) =>
      h("button", { role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => this.show(name) }, name),
    );
    const list = h("div", { role: "tablist", "aria-label": "Views" }, ...this.#buttons);
    list.addEventListener("keydown", (event) => this.#key(event));
    this.element.append(list, ...this.#panels.values());
    this.#mark();
    session.onSettled.on(() => void this.#refresh());
  }

  show(name: Name): void {
    this.#shown = name;
    this.#mark();
    void this.#refresh();
  }

  #mark(): void {
    for (const [at, button] of this.#buttons.entries()) {
      const on = this.#names[at] === this.#shown;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
    }
    for (const [name, panel] of this.#panels) panel.hidden = name !== this.#shown;
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const count = this.#names.length;
    const at = (this.#names.indexOf(this.#shown) + step + count) % count;
    this.show(this.#names[at]!);
    this.#buttons[at]?.focus();
  }

  async #refresh(): Promise<void> {
    const name = this.#shown;
    const panel = this.#panels.get(name)!;
    const key = `${this.shapes}\n${this.session.text}`;
    if (ALONE.includes(name) || this.#asked.get(name) === key || !this.session.fresh) return;
    this.#asked.set(name, key);
    try {
      await this.#ask(name, panel);
    } catch (why) {
      fill(panel, h("p", { class: "note" }, (why as Error).message));
    }
  }

  async #ask(name: Name, panel: HTMLElement): Promise<void> {
    const { session } = this;
    if (name === "Derivation") {
      const steps = await session.ask("steps");
      if (steps) showSteps(panel, steps);
    } else if (name === "Proof") {
      const players = await session.ask("receipt");
      const { desk } = session.transport;
      if (players) showReceipt(panel, players, desk ? proofOf(desk, session.text) : null);
    } else if (name === "PyTorch") {
      const source = await session.ask("source", { shapes: this.shapes });
      if (!source) return;
      showSource(panel, source, this.shapes, (shapes) => {
        this.shapes = shapes;
        void this.#refresh();
      });
    } else {
      const atlas = await session.ask("atlas");
      if (isRefused(atlas)) fill(panel, h("p", { class: "note" }, atlas.message));
      else if (atlas) showAtlas(panel, atlas, this.write);
    }
  }
}

function panel(name: Name, content: HTMLElement | null): HTMLElement {
  const labels = { id: `panel-${name}`, "aria-labelledby": `tab-${name}` };
  return h("div", { role: "tabpanel", ...labels, tabindex: "0", hidden: name !== "Objective" }, content);
}
