/** The file that `sgm play` edits: every change is written, and nobody's change is written over. */
import { Changed, type Desk } from "./desk";
import { fill, h } from "./dom";

const PAUSE = 400;
/** How often it is looked whether somebody else has changed the file. */
const LOOK = 1000;

export class EditedFile {
  /** The name, whether it is saved, and a choice where somebody else has changed it. */
  readonly element = h("span", { class: "file" });
  #digest = "";
  #saved = "";
  #timer = 0;
  #busy = false;
  #paused = false;
  /** Whether the file on the disk is another one, and which is kept has not been said. */
  #open = false;

  constructor(
    readonly desk: Desk,
    readonly name: string,
    readonly text: () => string,
    readonly write: (text: string) => void,
  ) {
    addEventListener("beforeunload", (event) => {
      if (this.#digest && !this.#paused && this.text() !== this.#saved) event.preventDefault();
    });
    setInterval(() => void this.#look(), LOOK);
  }

  /** The text on the disk. */
  async read(): Promise<string> {
    const found = await this.desk.read();
    this.#digest = found.digest;
    this.#saved = found.text;
    this.#paused = this.#open = false;
    this.#say("saved");
    return found.text;
  }

  /** Something else comes into the editor, which shall not be written into the file unasked. */
  pause(): void {
    if (!this.#digest) return;
    this.#paused = true;
    clearTimeout(this.#timer);
    const keep = async (): Promise<void> => {
      this.#paused = false;
      this.changed();
    };
    this.#offer("is as it was", ["Back to it", () => this.#back()], ["Write this into it", keep]);
  }

  async #back(): Promise<void> {
    this.write(await this.read());
  }

  /** The text has changed: write it when typing pauses. */
  changed(): void {
    if (!this.#digest || this.#paused || this.#open) return; // a choice that is open stays
    if (this.text() === this.#saved) return this.#say("saved");
    this.#say("…");
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#save(), PAUSE);
  }

  /** Read the file again where somebody else has changed it, and nothing here would be lost. */
  async #look(): Promise<void> {
    if (!this.#digest || this.#busy || this.#paused || this.#open || document.hidden) return;
    const before = this.#digest;
    try {
      const found = await this.desk.read();
      if (found.digest === before || this.#digest !== before || this.#busy) return;
      if (this.text() !== this.#saved) return this.#choose();
      await this.#back();
      this.#say("has changed on the disk, and is read again");
    } catch (why) {
      this.#say(`cannot be read: ${(why as Error).message}`);
    }
  }

  async #save(): Promise<void> {
    if (this.#open) return;
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
    this.#open = true;
    const over = async (): Promise<void> => {
      this.#digest = (await this.desk.read()).digest;
      this.#open = false;
      await this.#save();
    };
    this.#offer("has changed on the disk", ["Take that", () => this.#back()], ["Write over it", over]);
  }

  /** Choices; one that fails says why, and all of them stay. */
  #offer(what: string, ...choices: [label: string, act: () => Promise<void>][]): void {
    const tried = (act: () => Promise<void>) => (): void =>
      void act().catch((why: Error) => this.#offer(why.message, ...choices));
    const buttons = choices.map(([label, act]) => h("button", { class: "pill", onclick: tried(act) }, label));
    fill(this.element, h("b", {}, this.name), ` ${what} `, ...buttons);
  }
}
