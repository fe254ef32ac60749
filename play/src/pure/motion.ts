/** Two pictures → the arrows and circles that both have, and what lies between them. */

export interface End {
  tail: string;
  head: string;
}

export interface Point {
  x: number;
  y: number;
}

/** An arrow of the old picture, one of the new, and whether it points the other way there. */
export interface Pair {
  old: number;
  new: number;
  reversed: boolean;
}

/** Pair arrows between the same nodes: first those that keep their direction, then the turned. */
export function pairArrows(before: readonly End[], after: readonly End[]): Pair[] {
  const pairs: Pair[] = [];
  const taken = new Set<number>();
  const left = new Set(after.keys());
  for (const reversed of [false, true]) {
    for (const at of [...left]) {
      const end = after[at]!;
      const old = before.findIndex(
        (b, i) =>
          !taken.has(i) &&
          (reversed
            ? b.tail === end.head && b.head === end.tail
            : b.tail === end.tail && b.head === end.head),
      );
      if (old < 0) continue;
      taken.add(old);
      left.delete(at);
      pairs.push({ old, new: at, reversed });
    }
  }
  return pairs;
}

export function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

export function betweenPoints(from: Point[], to: Point[], share: number): Point[] {
  return to.map((point, at) => {
    const start = from[at] ?? point;
    return { x: between(start.x, point.x, share), y: between(start.y, point.y, share) };
  });
}

/** Slow at both ends. */
export function eased(share: number): number {
  return share < 0.5 ? 4 * share ** 3 : 1 - (-2 * share + 2) ** 3 / 2;
}

const rounded = (value: number): string => value.toFixed(2);

/** Points as the `d` of a path. */
export function pathOf(points: readonly Point[]): string {
  return `M${points.map((point) => `${rounded(point.x)},${rounded(point.y)}`).join("L")}`;
}

/** Points as the `points` of a polygon. */
export function cornersOf(points: readonly Point[]): string {
  return points.map((point) => `${rounded(point.x)},${rounded(point.y)}`).join(" ");
}

/** The corners that the `points` of a polygon say. */
export function readCorners(points: string): Point[] {
  const numbers = (points.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  return Array.from({ length: numbers.length >> 1 }, (_, i) => ({
    x: numbers[2 * i]!,
    y: numbers[2 * i + 1]!,
  }));
}
