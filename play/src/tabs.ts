/** The tabs below the picture; what a tab shows is asked when somebody looks at it. */
import { type Child, fill, h } from "./dom";
import { isRefused } from "./protocol";
import type { Session } from "./session";
import { showReceipt, showSource, showSteps } from "./views/asides";
import { showAtlas } from "./views/atlas";

const NAMES = ["Objective", "Derivation", "Proof", "PyTorch", "Map"] as const;
type Name = string;

export class Tabs {
  readonly element = h("section", { class: "tabs", "aria-label": "Views" });
  /** Shapes for nodes that have none, as somebody typed them. */
  shapes = "";
  readonly #names: Name[] = [...NAMES];
  readonly #list = h("div", { role: "tablist", "aria-label": "Views" });
  #shown: Name = "Objective";
  #buttons: HTMLButtonElement[];
  #panels: Map<Name, HTMLElement>;
  #asked = new Map<Name, string>();

  constructor(
    readonly session: Session,
    objective: HTMLElement,
    readonly write: (text: string) => void,
  ) {
    this.#panels = new Map(NAMES.map((name) => [name, panelOf(name, name === "Objective" && objective)]));
    this.#buttons = NAMES.map((name) => this.#button(name));
    this.#list.append(...this.#buttons);
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    this.element.append(this.#list, ...this.#panels.values());
    this.#mark();
    session.onSettled.on(() => void this.#refresh());
  }

  /** One tab more, which shows what it has without being asked. */
  add(name: Name, content: HTMLElement): void {
    const panel = panelOf(name, content);
    const button = this.#button(name);
    this.#names.push(name);
    this.#buttons.push(button);
    this.#panels.set(name, panel);
    this.#list.append(button);
    this.element.append(panel);
    this.#mark();
  }

  #button(name: Name): HTMLButtonElement {
    return h("button", { role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => this.show(name) }, name);
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
    const at = (this.#names.indexOf(this.#shown) + step + this.#names.length) % this.#names.length;
    this.show(this.#names[at]!);
    this.#buttons[at]?.focus();
  }

  async #refresh(): Promise<void> {
    const name = this.#shown;
    const panel = this.#panels.get(name)!;
    const key = `${this.shapes}\n${this.session.text}`;
    if (name === "Objective" || this.#asked.get(name) === key || !this.session.fresh) return;
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
      if (players) showReceipt(panel, players);
    } else if (name === "PyTorch") {
      const source = await session.ask("source", { shapes: this.shapes });
      if (!source) return;
      showSource(panel, source, this.shapes, (shapes) => {
        this.shapes = shapes;
        void this.#refresh();
      });
    } else if (name === "Map") {
      const atlas = await session.ask("atlas");
      if (isRefused(atlas)) fill(panel, h("p", { class: "note" }, atlas.message));
      else if (atlas) showAtlas(panel, atlas, this.write);
    }
  }
}

function panelOf(name: Name, content: Child): HTMLElement {
  return h("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: "0", hidden: true }, content);
}
