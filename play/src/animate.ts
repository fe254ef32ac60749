/** The old picture turns into the new one: circles travel, arrows bend and turn, the rest fades. */
import {
  between,
  betweenPoints,
  cornersOf,
  eased,
  pairArrows,
  pathOf,
  readCorners,
  type Point,
} from "./pure/motion";

const DURATION = 700;
const SAMPLES = 32;
const ARROWS = "g[data-factor]";

type Frame = (share: number) => void;

/** Whether whoever looks wants to see motion. */
export function wantsMotion(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Play the way from one picture to another, which stands in the document already. */
export function animate(old: SVGSVGElement, now: SVGSVGElement): void {
  const frames = [viewBoxes(old, now), ...circles(old, now), ...arrows(old, now)];
  const begun = performance.now();
  const draw = (time: number): void => {
    const share = Math.min(1, Math.max(0, (time - begun) / DURATION));
    for (const frame of frames) frame(eased(share));
    if (share < 1 && now.isConnected) requestAnimationFrame(draw);
    else now.querySelectorAll(".ghost").forEach((ghost) => ghost.remove());
  };
  draw(begun);
  requestAnimationFrame(draw);
}

const box = (svg: SVGSVGElement): number[] =>
  (svg.getAttribute("viewBox") ?? "0 0 1 1").split(/\s+/).map(Number);

function viewBoxes(old: SVGSVGElement, now: SVGSVGElement): Frame {
  const [from, to] = [box(old), box(now)];
  return (share) =>
    now.setAttribute("viewBox", to.map((end, i) => between(from[i] ?? end, end, share)).join(" "));
}

function* circles(old: SVGSVGElement, now: SVGSVGElement): Generator<Frame> {
  for (const group of now.querySelectorAll<SVGGElement>("g[data-node]")) {
    const name = CSS.escape(group.dataset["node"] ?? "");
    const before = old.querySelector<SVGGElement>(`g[data-node="${name}"]`);
    if (!before) {
      yield (share) => void (group.style.opacity = fades(share));
      continue;
    }
    const [from, to] = [centre(before), centre(group)];
    yield (share) => moved(group, (from.x - to.x) * (1 - share), (from.y - to.y) * (1 - share));
  }
  yield* ghosts(old, now, "g[data-node]", (group) => {
    const name = CSS.escape(group.dataset["node"] ?? "");
    return now.querySelector(`g[data-node="${name}"]`) !== null;
  });
}

function moved(group: SVGGElement, x: number, y: number): void {
  if (x || y) group.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
  else group.removeAttribute("transform");
}

function centre(group: SVGGElement): Point {
  const circle = group.querySelector("circle");
  return { x: Number(circle?.getAttribute("cx")), y: Number(circle?.getAttribute("cy")) };
}

function* arrows(old: SVGSVGElement, now: SVGSVGElement): Generator<Frame> {
  const before = [...old.querySelectorAll<SVGGElement>(ARROWS)];
  const after = [...now.querySelectorAll<SVGGElement>(ARROWS)];
  const pairs = pairArrows(before.map(ends), after.map(ends));
  const kept = new Set(pairs.map((pair) => before[pair.old]));
  const found = new Set(pairs.map((pair) => pair.new));
  for (const pair of pairs) yield bent(before[pair.old]!, after[pair.new]!, pair.reversed);
  for (const [at, group] of after.entries()) {
    if (!found.has(at)) yield (share) => void (group.style.opacity = fades(share));
  }
  yield* ghosts(old, now, ARROWS, (group) => kept.has(group));
}

const ends = (group: SVGGElement): { tail: string; head: string } => ({
  tail: group.dataset["tail"] ?? "",
  head: group.dataset["head"] ?? "",
});

/** Opacity of what comes: nothing during the first third. */
const fades = (share: number): string => (share < 1 ? String(Math.max(0, share * 1.5 - 0.5)) : "");

/** What the new picture lacks fades out. */
function* ghosts(
  old: SVGSVGElement,
  now: SVGSVGElement,
  groups: string,
  stays: (group: SVGGElement) => boolean,
): Generator<Frame> {
  for (const group of old.querySelectorAll<SVGGElement>(groups)) {
    if (stays(group)) continue;
    const ghost = group.cloneNode(true) as SVGGElement;
    ghost.removeAttribute("id");
    ghost.removeAttribute("tabindex");
    ghost.setAttribute("class", "ghost");
    now.append(ghost);
    yield (share) => void (ghost.style.opacity = String(Math.max(0, 1 - share * 1.6)));
  }
}

function sampled(path: SVGPathElement, reversed: boolean): Point[] {
  const length = path.getTotalLength();
  return Array.from({ length: SAMPLES + 1 }, (_, i) => {
    const share = reversed ? 1 - i / SAMPLES : i / SAMPLES;
    const { x, y } = path.getPointAtLength(length * share);
    return { x, y };
  });
}

/** An arrow between places: its line bends, its head travels, its new label comes. */
function bent(before: SVGGElement, after: SVGGElement, reversed: boolean): Frame {
  const [oldLine, line] = [before.querySelector("path"), after.querySelector("path")];
  const [oldHead, head] = [before.querySelector("polygon"), after.querySelector("polygon")];
  const label = after.querySelector("text");
  if (!oldLine || !line) return () => {};
  const [from, to] = [sampled(oldLine, reversed), sampled(line, false)];
  const d = line.getAttribute("d") ?? "";
  const corners = head?.getAttribute("points") ?? "";
  const [fromHead, toHead] = [
    readCorners(oldHead?.getAttribute("points") ?? corners),
    readCorners(corners),
  ];
  const relabelled = label?.textContent !== before.querySelector("text")?.textContent;
  return (share) => {
    const over = share >= 1;
    const shown = over ? d : pathOf(betweenPoints(from, to, share));
    for (const each of after.querySelectorAll("path")) each.setAttribute("d", shown);
    head?.setAttribute(
      "points",
      over ? corners : cornersOf(betweenPoints(fromHead, toHead, share)),
    );
    if (label) label.style.opacity = relabelled || reversed ? fades(share) : "";
  };
}
