/** Short trainings on embedded data: of this spec, and of another one beside it. */
import { h } from "../dom";
import type { Session } from "../session";
import type { ShippedGroups } from "./shipped";
import { LossPlot, SamplePlot } from "./plot";
import type { Hello, MachineEvent, Server } from "./server";

const DATA = ["ring", "moons", "digits"];

/** A training that runs, or has run. */
class Running {
  readonly element: HTMLElement;
  readonly #samples = new SamplePlot();
  readonly #status = h("p", { class: "note", role: "status" }, "Starting …");
  readonly #abort = new AbortController();
  readonly #stop = h("button", { onclick: () => this.stop() }, "Stop");
  #losses: LossPlot | null = null;
  #steps = 0;

  constructor(
    readonly server: Server,
    readonly title: string,
  ) {
    this.#samples.canvas.setAttribute("aria-label", `Samples of ${title}`);
    this.element = h("section", { class: "training", "aria-label": `Training of ${title}` }, h("h3", {}, title), this.#samples.canvas, this.#status, this.#stop);
  }

  stop(): void {
    this.#abort.abort();
  }

  async run(body: object): Promise<void> {
    try {
      for await (const event of this.server.events("train", body, this.#abort.signal)) this.#take(event);
    } catch (why) {
      this.#status.textContent = this.#abort.signal.aborted ? "Stopped." : (why as Error).message;
    }
    this.#stop.hidden = true;
  }

  #take(event: MachineEvent): void {
    if (event.type === "start") {
      this.#steps = event.steps;
      this.#losses = new LossPlot(event.steps);
      this.#losses.canvas.setAttribute("aria-label", `Losses of ${this.title}`);
      this.#status.before(this.#losses.canvas);
      this.#status.title = event.line;
    } else if (event.type === "data") this.#samples.data = event;
    else if (event.type === "samples") this.#samples.show(event);
    else if (event.type === "loss") {
      this.#losses?.add(event.step, event.losses);
      this.#status.textContent = `Step ${event.step} of ${this.#steps}`;
    } else if (event.type === "end") this.#status.textContent = `Step ${event.step}: ${event.why}.`;
    else if (event.type === "error") this.#status.textContent = [event.message, event.cure].filter(Boolean).join(". ");
  }
}

export function trainPanel(server: Server, session: Session, hello: Hello, shipped: ShippedGroups): HTMLElement {
  const rest = hello.data.filter((name) => !DATA.includes(name));
  const data = h("select", { id: "train-data" }, ...[...DATA, ...rest].map((name) => h("option", {}, name)));
  const steps = h("input", { id: "train-steps", type: "number", min: "1", max: String(hello.limits.steps), value: "2000" });
  const beside = h("select", { id: "train-beside" }, h("option", { value: "" }, "nothing"), ...shipped.options());
  const runs = h("div", { class: "trainings" });
  let running: Running[] = [];

  const start = (): void => {
    for (const each of running) each.stop();
    const texts: [string, string][] = [["This spec", session.text]];
    const other = beside.value && shipped.text(beside.value);
    if (other) texts.push([beside.value, other]);
    running = texts.map(([title]) => new Running(server, title));
    runs.replaceChildren(...running.map((each) => each.element));
    const asked = { data: data.value, steps: Number(steps.value) };
    texts.forEach(([title, text], at) => void running[at]!.run({ ...asked, text, name: `${title}.sgm` }));
  };
  const form = h(
    "form",
    { class: "shapes", onsubmit: (event) => { event.preventDefault(); start(); } },
    h("label", { for: "train-data" }, "Data"),
    data,
    h("label", { for: "train-steps" }, "Steps"),
    steps,
    h("label", { for: "train-beside" }, "Beside it"),
    beside,
    h("button", {}, "Train"),
  );
  const lead = `A short training on this machine, of at most ${hello.limits.seconds} seconds. Grey: the data; red: samples.`;
  return h("div", {}, h("p", { class: "lead" }, lead), form, runs);
}
