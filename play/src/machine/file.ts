/** The file that is edited: written a moment after each edit, and read again where it has changed. */
import { h } from "../dom";
import type { Session } from "../session";
import { RefusedError, type Server, type Version } from "./server";

const WRITE_AFTER = 500;
const LOOK_EVERY = 1000;

export class FileOnDisk {
  readonly element = h("p", { class: "notice conflict", role: "alert", hidden: true });
  #known: Version;
  #timer = 0;
  #writing = false;

  constructor(
    readonly server: Server,
    readonly session: Session,
    first: Version,
    readonly write: (text: string) => void,
    readonly say: (what: string) => void,
  ) {
    this.#known = first;
    session.onText.on(() => this.#later());
    setInterval(() => void this.#look(), LOOK_EVERY);
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#save(), WRITE_AFTER);
  }

  get #edited(): boolean {
    return this.session.text !== this.#known.text;
  }

  async #save(): Promise<void> {
    if (this.#writing || !this.#edited || !this.element.hidden) return;
    this.#writing = true;
    try {
      const { digest } = this.#known;
      this.#known = await this.server.json<Version>("PUT", "file", { text: this.session.text, digest });
      this.say(`${this.#known.name} is written.`);
    } catch (why) {
      if (why instanceof RefusedError && why.status === 409) await this.#ask();
      else this.say(`${this.#known.name} is not written: ${(why as Error).message}`);
    } finally {
      this.#writing = false;
    }
    if (this.#edited) this.#later();
  }

  /** Whether somebody else has written the file. */
  async #look(): Promise<void> {
    if (this.#writing || document.hidden || !this.element.hidden) return;
    try {
      const found = await this.server.json<Version>("GET", "file");
      if (found.digest === this.#known.digest || this.#writing) return;
      if (this.#edited) await this.#ask();
      else this.#take(found);
    } catch (why) {
      this.say(`${this.#known.name} cannot be read: ${(why as Error).message}`);
    }
  }

  #take(found: Version): void {
    this.#known = found;
    this.element.hidden = true;
    this.write(found.text);
    this.say(`${found.name} has changed on the disk, and is read again.`);
  }

  /** Both texts have changed: which is kept, only the user can say. */
  async #ask(): Promise<void> {
    const found = await this.server.json<Version>("GET", "file");
    const keep = (): void => {
      this.#known = { ...found, text: found.text };
      this.element.hidden = true;
      this.#later();
    };
    this.element.replaceChildren(
      `${found.name} has changed on the disk, and here too. `,
      h("button", { onclick: () => this.#take(found) }, "Take the disk's"),
      " ",
      h("button", { onclick: keep }, "Keep mine"),
    );
    this.element.hidden = false;
  }
}
