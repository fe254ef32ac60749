/** Short trainings side by side: losses as curves, and samples that move towards the data. */
import type { Desk, Hello, Modes, Shown, Told } from "../desk";
import { h, fill } from "../dom";
import type { Session } from "../session";

const SIDE = 300;
/** Data that show what a model does; the others follow. */
const FIRST = ["ring", "moons", "digits"];
const COLOURS = ["var(--red)", "var(--number)", "var(--group)", "var(--string)"];
const SVG = "http://www.w3.org/2000/svg";

export class TrainingView {
  readonly element = h("div", { class: "training" });
  #runs = h("div", { class: "runs" });
  #running = new Set<AbortController>();
  #seed = 0;

  constructor(
    readonly session: Session,
    readonly desk: Desk,
    hello: Hello,
    readonly write: (text: string) => void,
  ) {
    const sets = [...FIRST.filter((name) => hello.data.includes(name)), ...hello.data.filter((name) => !FIRST.includes(name))];
    const data = h("select", { id: "train-data" }, ...sets.map((name) => h("option", { value: name }, name)));
    const steps = h("input", { id: "train-steps", type: "number", required: true, min: "1", max: String(hello.limits.steps), value: "2000" });
    const form = h(
      "form",
      {
        class: "shapes",
        onsubmit: (event) => {
          event.preventDefault();
          this.#train({ text: session.text, data: data.value, steps: Number(steps.value) }, `${this.#name()} on ${data.value}`);
        },
      },
      h("label", { for: "train-data" }, "Data"),
      data,
      h("label", { for: "train-steps" }, "Steps"),
      steps,
      h("button", { class: "go" }, "Train"),
      h("button", { type: "button", class: "pair", onclick: () => this.#trainPair(hello.pair) }, "A GAN beside a VAE"),
    );
    this.element.append(
      h("p", { class: "lead" }, `A short run on this machine, at most ${hello.limits.seconds} seconds. Train one model, open another and train it too: the last two stay side by side.`),
      form,
      this.#runs,
    );
    addEventListener("pagehide", () => this.#running.forEach((run) => run.abort()));
  }

  #name(): string {
    return this.session.known ?? /^model\s+(\S+)/m.exec(this.session.text)?.[1] ?? "model";
  }

  /** Both models of the pair from the beginning; each time with another seed. */
  #trainPair({ data, steps, batch, models }: Hello["pair"]): void {
    const seed = this.#seed++;
    for (const { name, text } of models) {
      this.#train({ text, data, steps, batch, seed }, `${name} on ${data}, seed ${seed}`, () => this.write(text));
    }
  }

  #train(body: Record<string, string | number>, title: string, open?: () => void): void {
    while (this.#runs.children.length > 1) this.#runs.firstElementChild?.dispatchEvent(new Event("leave"));
    const stop = new AbortController();
    const run = new Run(title, () => stop.abort(), open);
    run.element.addEventListener("leave", () => {
      stop.abort();
      run.element.remove();
    });
    this.#runs.append(run.element);
    void this.#follow(run, body, stop);
  }

  async #follow(run: Run, body: Record<string, string | number>, stop: AbortController): Promise<void> {
    this.#running.add(stop);
    try {
      await this.desk.stream("train", body, (event) => run.take(event), stop.signal);
      run.end("");
    } catch (why) {
      run.end(stop.signal.aborted ? "stopped" : (why as Error).message);
    } finally {
      this.#running.delete(stop);
    }
  }
}

class Run {
  readonly element: HTMLElement;
  #canvas = h("canvas", { width: String(2 * SIDE), height: String(2 * SIDE), role: "img" });
  #curves = document.createElementNS(SVG, "svg");
  #legend = h("p", { class: "legend" });
  #modes = h("p", { class: "modes", hidden: true });
  #said = h("p", { class: "note", "aria-live": "polite" }, "starting …");
  #stop: HTMLButtonElement;
  #data: Shown | null = null;
  #losses = new Map<string, [number, number][]>();
  #steps = 1;
  #over = false;

  constructor(
    readonly title: string,
    stop: () => void,
    open?: () => void,
  ) {
    this.#stop = h("button", { class: "pill", onclick: stop }, "Stop");
    const spec = open && h("button", { class: "pill", onclick: open }, "Open its spec");
    this.#curves.setAttribute("viewBox", "0 0 300 90");
    this.#curves.setAttribute("class", "curves");
    this.#curves.setAttribute("aria-hidden", "true");
    this.element = h(
      "section",
      { class: "run", "aria-label": title },
      h("div", { class: "told-head" }, h("b", {}, title), h("span", { class: "row" }, spec, this.#stop)),
      this.#canvas,
      this.#modes,
      this.#legend,
      this.#curves,
      this.#said,
    );
  }

  take(event: Told): void {
    if (event.type === "start") {
      this.#steps = event.steps;
      this.#said.textContent = event.line;
    } else if (event.type === "data") {
      this.#data = event;
      this.#draw(null, 0);
    } else if (event.type === "samples") {
      this.#draw(event, event.step);
      if (event.modes) this.#count(event.modes);
    } else if (event.type === "loss") this.#loss(event.step, event.losses);
    else if (event.type === "end") this.end(event.why === "done" ? `done, ${event.step} steps` : `${event.why}, ${event.step} steps`);
    else if (event.type === "error") this.end([event.message, event.cure].filter(Boolean).join(": "));
  }

  /** Say why it is over; what is said first stays. */
  end(why: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#stop.remove();
    if (why) this.#said.textContent = why;
  }

  /** Which modes are found: where 2 samples in 1,000 lie on one, as `sgm evaluate` counts. */
  #count({ found, of, share }: Modes): void {
    this.#modes.hidden = false;
    fill(this.#modes, h("b", {}, `${found} of ${of} modes`), ` found, ${(100 * share).toFixed(0)} % of the samples on one`);
  }

  #loss(step: number, losses: Record<string, number>): void {
    for (const [player, value] of Object.entries(losses)) {
      if (!this.#losses.has(player)) this.#losses.set(player, []);
      this.#losses.get(player)!.push([step, value]);
    }
    const all = [...this.#losses.values()].flat().map(([, value]) => value).filter(Number.isFinite);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const x = (at: number): number => 4 + (292 * at) / this.#steps;
    const y = (value: number): number => 84 - (78 * (value - low)) / (high - low || 1);
    this.#curves.replaceChildren(
      ...[...this.#losses.values()].map((curve, i) => {
        const line = document.createElementNS(SVG, "polyline");
        line.setAttribute("points", curve.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" "));
        line.style.stroke = COLOURS[i % COLOURS.length]!;
        return line;
      }),
    );
    fill(
      this.#legend,
      h("span", {}, `step ${step}`),
      ...[...this.#losses].map(([player, curve], i) => {
        const each = h("span", {}, `${player} ${curve.at(-1)![1].toFixed(3)}`);
        each.style.color = COLOURS[i % COLOURS.length]!;
        return each;
      }),
    );
  }

  #draw(samples: (Shown & { step?: number }) | null, step: number): void {
    const context = this.#canvas.getContext("2d")!;
    const style = getComputedStyle(this.element);
    context.clearRect(0, 0, 2 * SIDE, 2 * SIDE);
    this.#canvas.setAttribute("aria-label", `${this.title}: samples after ${step} steps`);
    if (samples?.kind === "images") return images(context, samples);
    if (this.#data?.kind === "images") return images(context, this.#data);
    const data = this.#data?.kind === "points" ? this.#data.points : [];
    const extent = 1.15 * Math.max(1e-6, ...data.flat().map(Math.abs));
    points(context, data, extent, style.getPropertyValue("--faint"), 3.2, 0.35);
    if (samples) points(context, samples.points, extent, style.getPropertyValue("--red"), 4, 0.85);
  }
}

function points(
  context: CanvasRenderingContext2D,
  places: [number, number][],
  extent: number,
  colour: string,
  radius: number,
  opacity: number,
): void {
  context.fillStyle = colour;
  context.globalAlpha = opacity;
  for (const [x, y] of places) {
    context.beginPath();
    context.arc(SIDE + (SIDE * x) / extent, SIDE - (SIDE * y) / extent, radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** Images in a square, as large as they fit. */
function images(context: CanvasRenderingContext2D, shown: Shown & { kind: "images" }): void {
  const { count, channels, height, width } = shown;
  const bytes = Uint8Array.from(atob(shown.pixels), (letter) => letter.charCodeAt(0));
  const columns = Math.ceil(Math.sqrt(count));
  const sheet = new OffscreenCanvas(columns * width, Math.ceil(count / columns) * height);
  const paper = sheet.getContext("2d")!;
  for (let n = 0; n < count; n++) {
    const image = paper.createImageData(width, height);
    for (let at = 0; at < width * height; at++) {
      for (let c = 0; c < 3; c++) {
        image.data[4 * at + c] = bytes[(n * channels + Math.min(c, channels - 1)) * width * height + at]!;
      }
      image.data[4 * at + 3] = 255;
    }
    paper.putImageData(image, (n % columns) * width, Math.floor(n / columns) * height);
  }
  context.imageSmoothingEnabled = false;
  const scale = (2 * SIDE) / Math.max(sheet.width, sheet.height);
  context.drawImage(sheet, 0, 0, sheet.width * scale, sheet.height * scale);
}
