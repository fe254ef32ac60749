/** A letter, as the browser draws it → its outlines. No font leaves the browser, and each will do. */
import { outlines, simplified, type Outline } from "./pure/contours";

/** Pixels of an em, and how far an outline may be off. */
const EM = 240;
const TOLERANCE = 0.3;
const MARGIN = EM / 2;

/** The outlines of letters about the point where each begins on its line, an em being 1. */
export class Letters {
  #known = new Map<string, Outline[]>();
  #paper = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })!;

  /** The outlines of a letter, in a font without its size: `italic 400`, `Times, serif`. */
  of(letter: string, style: string, family: string): Outline[] {
    const key = `${style} ${EM}px ${family}`;
    const found = this.#known.get(key + letter) ?? this.#trace(letter, key);
    this.#known.set(key + letter, found);
    return found;
  }

  #trace(letter: string, font: string): Outline[] {
    const paper = this.#paper;
    paper.font = font;
    const width = Math.ceil(paper.measureText(letter).width + 2 * MARGIN);
    const height = 2 * EM + MARGIN;
    Object.assign(paper.canvas, { width, height });
    paper.font = font; // a canvas of another size has forgotten it
    const base = EM + MARGIN;
    paper.fillText(letter, MARGIN, base);
    const { data } = paper.getImageData(0, 0, width, height);
    const grey = Uint8Array.from({ length: width * height }, (_, at) => data[4 * at + 3]!);
    // Pixels are compared at their middles.
    return outlines(grey, width, height).map((outline) =>
      simplified(outline, TOLERANCE).map(([x, y]) => [(x + 0.5 - MARGIN) / EM, (y + 0.5 - base) / EM]),
    );
  }
}
