/** The file that `sgm play` edits: every change is written, and nobody's change is written over. */
import { Changed, type Desk } from "./desk";
import { fill, h } from "./dom";

const PAUSE = 400;

export class EditedFile {
  /** The name, whether it is saved, and a choice where somebody else has changed it. */
  readonly element = h("span", { class: "file" });
  #digest = "";
  #saved = "";
  #timer = 0;
  #busy = false;

  constructor(
    readonly desk: Desk,
    readonly name: string,
    readonly text: () => string,
    readonly write: (text: string) => void,
  ) {
    addEventListener("beforeunload", (event) => {
      if (this.#digest && this.text() !== this.#saved) event.preventDefault();
    });
  }

  /** The text on the disk. */
  async read(): Promise<string> {
    const found = await this.desk.read();
    this.#digest = found.digest;
    this.#saved = found.text;
    this.#say("saved");
    return found.text;
  }

  /** The text has changed: write it when typing pauses. */
  changed(): void {
    if (!this.#digest || this.text() === this.#saved) return;
    this.#say("…");
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#save(), PAUSE);
  }

  async #save(): Promise<void> {
    if (this.#busy) return this.changed();
    this.#busy = true;
    const text = this.text();
    try {
      this.#digest = (await this.desk.write(text, this.#digest)).digest;
      this.#saved = text;
      this.#say("saved");
    } catch (why) {
      if (why instanceof Changed) this.#choose();
      else this.#say(`not saved: ${(why as Error).message}`);
    } finally {
      this.#busy = false;
    }
    if (this.text() !== text && this.#saved === text) this.changed();
  }

  #say(what: string): void {
    fill(this.element, h("b", {}, this.name), ` ${what}`);
  }

  #choose(): void {
    const take = async (): Promise<void> => this.write(await this.read());
    const over = async (): Promise<void> => {
      this.#digest = (await this.desk.read()).digest;
      await this.#save();
    };
    fill(
      this.element,
      h("b", {}, this.name),
      " has changed on the disk ",
      h("button", { class: "pill", onclick: () => void take() }, "Take that"),
      h("button", { class: "pill", onclick: () => void over() }, "Write over it"),
    );
  }
}
