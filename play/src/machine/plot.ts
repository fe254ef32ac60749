/** Losses as lines, and samples as points or images, on a canvas. */
import type { Shown } from "./server";

const SIDE = 220;

/** A sharp 2D canvas of some size, in pixels of CSS. */
export function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const scale = window.devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.style.width = `${width}px`;
  canvas.style.maxWidth = "100%";
  canvas.setAttribute("role", "img");
  canvas.getContext("2d")!.scale(scale, scale);
  return canvas;
}

function ink(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Samples over the data that they are to look like. */
export class SamplePlot {
  readonly canvas = canvasOf(SIDE, SIDE);
  #data: Shown | null = null;

  /** The data, in whose range everything is drawn. */
  set data(shown: Shown) {
    this.#data = shown;
    this.show(null);
  }

  show(shown: Shown | null): void {
    const context = this.canvas.getContext("2d")!;
    context.clearRect(0, 0, SIDE, SIDE);
    if (shown?.kind === "images") images(context, shown);
    else {
      const frame = range(this.#data ?? shown);
      dots(context, this.#data, frame, ink("--faint"), 0.35);
      dots(context, shown, frame, ink("--draw-red"), 0.8);
    }
  }
}

interface Frame {
  x: number;
  y: number;
  reach: number;
}

/** The middle of some points, and how far they and a quarter more reach. */
function range(shown: Shown | null): Frame {
  if (shown?.kind !== "points" || !shown.points.length) return { x: 0, y: 0, reach: 1 };
  const [xs, ys] = [0, 1].map((axis) => shown.points.map((point) => point[axis]!)) as [number[], number[]];
  const middle = (of: number[]): [number, number] => [(Math.min(...of) + Math.max(...of)) / 2, Math.max(...of) - Math.min(...of)];
  const [[x, wide], [y, high]] = [middle(xs), middle(ys)];
  return { x, y, reach: 0.625 * Math.max(wide, high, 1e-6) };
}

function dots(context: CanvasRenderingContext2D, shown: Shown | null, frame: Frame, colour: string, alpha: number): void {
  if (shown?.kind !== "points") return;
  context.fillStyle = colour;
  context.globalAlpha = alpha;
  const at = (value: number, middle: number): number => ((value - middle) / frame.reach / 2 + 0.5) * SIDE;
  for (const [x, y] of shown.points) context.fillRect(at(x, frame.x) - 1.25, SIDE - at(y, frame.y) - 1.25, 2.5, 2.5);
  context.globalAlpha = 1;
}

function images(context: CanvasRenderingContext2D, shown: Shown & { kind: "images" }): void {
  const { count, channels, height, width } = shown;
  const bytes = Uint8Array.from(atob(shown.pixels), (letter) => letter.charCodeAt(0));
  const across = Math.ceil(Math.sqrt(count));
  const cell = SIDE / across;
  const one = new OffscreenCanvas(width, height);
  const pen = one.getContext("2d")!;
  context.imageSmoothingEnabled = false;
  for (let at = 0; at < count; at++) {
    const picture = pen.createImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        const from = at * channels + (channels >= 3 ? channel : 0);
        picture.data[4 * pixel + channel] = bytes[from * width * height + pixel] ?? 0;
      }
      picture.data[4 * pixel + 3] = 255;
    }
    pen.putImageData(picture, 0, 0);
    const [x, y] = [(at % across) * cell, Math.floor(at / across) * cell];
    context.drawImage(one, x + 0.5, y + 0.5, cell - 1, cell - 1);
  }
}

const COLOURS = ["--number", "--red", "--string", "--group"];

/** The losses of all players over the steps. */
export class LossPlot {
  readonly canvas = canvasOf(SIDE, 110);
  #lines = new Map<string, [number, number][]>();

  constructor(readonly steps: number) {}

  add(step: number, losses: Record<string, number | null>): void {
    for (const [player, loss] of Object.entries(losses)) {
      if (!this.#lines.has(player)) this.#lines.set(player, []);
      if (loss !== null) this.#lines.get(player)!.push([step, loss]);
    }
    this.#draw();
  }

  #draw(): void {
    const context = this.canvas.getContext("2d")!;
    context.clearRect(0, 0, SIDE, 110);
    const values = [...this.#lines.values()].flat().map(([, loss]) => loss);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    context.font = "11px sans-serif";
    let number = 0;
    for (const [player, points] of this.#lines) {
      const colour = ink(COLOURS[number % COLOURS.length]!);
      const last = points.at(-1)?.[1];
      context.fillStyle = context.strokeStyle = colour;
      context.fillText(`${player} ${last === undefined ? "" : last.toPrecision(3)}`, 2 + number * 74, 10);
      context.beginPath();
      for (const [step, loss] of points) context.lineTo((step / this.steps) * SIDE, 106 - ((loss - low) / (high - low || 1)) * 88);
      context.stroke();
      number++;
    }
  }
}
