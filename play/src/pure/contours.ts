/** A picture of grey → the outlines of what is dark in it: polygons between the pixels' middles. */

export type Outline = [x: number, y: number][];

const HALF = 127.5;
/** The sides of a cell that an outline crosses, from where to where, with what is dark on its left. */
const T = 0;
const R = 1;
const B = 2;
const L = 3;
const CROSSED: readonly (readonly [number, number][])[] = [
  [], [[L, T]], [[T, R]], [[L, R]], [[R, B]], [[L, T], [R, B]], [[T, B]], [[L, B]],
  [[B, L]], [[B, T]], [[T, R], [B, L]], [[B, R]], [[R, L]], [[R, T]], [[T, L]], [],
];

/**
 * The outlines of a grey picture, closed, whose border is light.
 *
 * Corners lie where the grey, taken as linear between two pixels, passes one half.
 */
export function outlines(grey: ArrayLike<number>, width: number, height: number): Outline[] {
  const next = new Map<number, number>();
  const side = (x: number, y: number, which: number): number =>
    which === T ? 2 * (y * width + x) : which === B ? 2 * ((y + 1) * width + x) : 2 * (y * width + x + (which === R ? 1 : 0)) + 1;
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const at = y * width + x;
      const corners = [at, at + 1, at + 1 + width, at + width];
      const kind = corners.reduce((sum, corner, bit) => sum + (grey[corner]! > HALF ? 1 << bit : 0), 0);
      for (const [from, to] of CROSSED[kind]!) next.set(side(x, y, from), side(x, y, to));
    }
  }
  const place = (edge: number): [number, number] => {
    const at = edge >> 1;
    const [x, y] = [at % width, Math.floor(at / width)];
    const other = edge % 2 ? at + width : at + 1;
    const share = (HALF - grey[at]!) / (grey[other]! - grey[at]!);
    return edge % 2 ? [x, y + share] : [x + share, y];
  };
  const found: Outline[] = [];
  for (const [first] of next) {
    const outline: Outline = [];
    for (let edge: number | undefined = first; edge !== undefined && next.has(edge); ) {
      outline.push(place(edge));
      const after: number = next.get(edge)!;
      next.delete(edge);
      edge = after;
    }
    if (outline.length > 2) found.push(outline);
  }
  return found;
}

/** The same outline with fewer corners, none of which was farther off than `tolerance`. */
export function simplified(outline: Outline, tolerance: number): Outline {
  const far = outline.reduce((best, corner, i) => (distance(corner, outline[0]!) > distance(outline[best]!, outline[0]!) ? i : best), 0);
  const halves = [outline.slice(0, far + 1), [...outline.slice(far), outline[0]!]];
  return halves.flatMap((half) => thinned(half, tolerance).slice(0, -1));
}

function thinned(line: Outline, tolerance: number): Outline {
  const [first, last] = [line[0]!, line.at(-1)!];
  let [at, most] = [0, tolerance];
  for (let i = 1; i < line.length - 1; i++) {
    const off = beside(line[i]!, first, last);
    if (off > most) [at, most] = [i, off];
  }
  if (!at) return [first, last];
  return [...thinned(line.slice(0, at + 1), tolerance).slice(0, -1), ...thinned(line.slice(at), tolerance)];
}

const distance = ([x, y]: [number, number], [u, v]: [number, number]): number => Math.hypot(x - u, y - v);

/** How far a point is from the line through two others. */
function beside(point: [number, number], from: [number, number], to: [number, number]): number {
  const length = distance(from, to);
  if (!length) return distance(point, from);
  return Math.abs((to[0] - from[0]) * (from[1] - point[1]) - (from[0] - point[0]) * (to[1] - from[1])) / length;
}
