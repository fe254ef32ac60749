/** What a screen reader says of changes: the latest of each kind, when typing rests. */
import { h } from "./dom";

const REST = 900;

export class Announcer {
  readonly element = h("p", { class: "sr-only", role: "status", "aria-live": "polite" });
  #waiting = new Map<string, string>();
  #timer = 0;

  /** Say something of a kind, in place of what waits of that kind. */
  tell(kind: string, what: string): void {
    this.#waiting.delete(kind);
    if (what) this.#waiting.set(kind, what);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#speak(), REST);
  }

  #speak(): void {
    this.element.textContent = [...this.#waiting.values()].join(" ");
    this.#waiting.clear();
  }
}
