/** Places of a map, in rows by how many rewrites lead there, each near those that lead to it. */
import type { Atlas } from "../protocol";

export const SIZE = { width: 104, height: 34 };
const GAP = { x: 18, y: 46 };
const MARGIN = 16;

export interface Placed {
  width: number;
  height: number;
  places: { x: number; y: number }[];
}

export function placeAtlas(atlas: Atlas): Placed {
  const rows: number[][] = [];
  atlas.places.forEach((place, at) => (rows[place.depth] ??= []).push(at));
  const order = new Map<number, number>();
  const step = SIZE.width + GAP.x;
  const widest = Math.max(1, ...rows.map((row) => row?.length ?? 0));
  const width = widest * step - GAP.x + 2 * MARGIN;
  const places: Placed["places"] = [];
  rows.forEach((row, depth) => {
    const pull = (at: number): number => {
      const near = atlas.roads.flatMap(({ from, to }) =>
        from === at ? [order.get(to)] : to === at ? [order.get(from)] : [],
      );
      const known = near.filter((x): x is number => x !== undefined);
      return known.length ? known.reduce((sum, x) => sum + x, 0) / known.length : width / 2;
    };
    const sorted = row.map((at) => ({ at, pull: pull(at) })).sort((a, b) => a.pull - b.pull);
    const left = (width - (sorted.length * step - GAP.x)) / 2 + SIZE.width / 2;
    sorted.forEach(({ at }, i) => {
      const x = left + i * step;
      order.set(at, x);
      places[at] = { x, y: MARGIN + SIZE.height / 2 + depth * (SIZE.height + GAP.y) };
    });
  });
  const height = rows.length * (SIZE.height + GAP.y) - GAP.y + 2 * MARGIN;
  return { width, height, places };
}
