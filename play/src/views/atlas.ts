/** The atlas: what rewrites make of this drawing, as a map to walk on. */
import { h, fill } from "../dom";
import type { Atlas } from "../protocol";
import { placeAtlas, SIZE } from "../pure/atlas";

const SVG = "http://www.w3.org/2000/svg";

function s(tag: string, attributes: Record<string, string>, ...children: (Node | string)[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** What a place is called: its name in the zoo, or its number. */
const called = (atlas: Atlas, at: number): string => atlas.places[at]?.name ?? `(${at})`;

export function showAtlas(place: HTMLElement, atlas: Atlas, go: (text: string) => void): void {
  const map = placeAtlas(atlas);
  const svg = s("svg", {
    viewBox: `0 0 ${map.width} ${map.height}`,
    class: "atlas",
    role: "group",
    "aria-label": "Map of rewrites",
  });
  svg.style.maxWidth = `${map.width}px`;
  const roads = new Map<string, string[]>();
  for (const { from, to, words } of atlas.roads) {
    const key = [Math.min(from, to), Math.max(from, to)].join();
    roads.set(key, [...(roads.get(key) ?? []), words]);
  }
  for (const [key, words] of roads) {
    const [from, to] = key.split(",").map((at) => map.places[Number(at)]!) as [Place, Place];
    const bend = from.y === to.y ? 26 : 0;
    const middle = (from.y + to.y) / 2;
    const d = bend
      ? `M${from.x},${from.y + SIZE.height / 2}Q${(from.x + to.x) / 2},${from.y + SIZE.height / 2 + bend} ${to.x},${to.y + SIZE.height / 2}`
      : `M${from.x},${from.y}C${from.x},${middle} ${to.x},${middle} ${to.x},${to.y}`;
    const road = s("g", { class: "road", "data-ends": key });
    road.append(s("path", { d }), s("title", {}, [...new Set(words)].join("\n")));
    svg.append(road);
  }
  atlas.places.forEach((stop, at) => {
    const { x, y } = map.places[at]!;
    const button = s("g", {
      class: `place${stop.name ? " known" : ""}${at === 0 ? " here" : ""}`,
      transform: `translate(${x} ${y})`,
      tabindex: "0",
      role: "button",
      "aria-label": `${called(atlas, at)}: ${stop.chain.join(", then ") || "here"}`,
      "data-place": stop.name ?? "",
    });
    button.append(
      s("rect", { x: String(-SIZE.width / 2), y: String(-SIZE.height / 2), width: String(SIZE.width), height: String(SIZE.height), rx: "8" }),
      s("text", {}, called(atlas, at)),
      s("title", {}, stop.chain.join(" | ") || "here"),
    );
    const walk = (): void => {
      if (at) go(stop.text);
    };
    button.addEventListener("click", walk);
    button.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Enter" && (event as KeyboardEvent).key !== " ") return;
      event.preventDefault();
      walk();
    });
    const light = (on: boolean) => (): void => {
      for (const road of svg.querySelectorAll<SVGElement>(".road")) {
        const ends = (road.dataset["ends"] ?? "").split(",").map(Number);
        road.classList.toggle("lit", on && ends.includes(at));
      }
      said.textContent = on && stop.chain.length ? stop.chain.join(" | ") : "";
    };
    for (const begin of ["pointerenter", "focus"]) button.addEventListener(begin, light(true));
    for (const end of ["pointerleave", "blur"]) button.addEventListener(end, light(false));
    svg.append(button);
  });
  const said = h("p", { class: "note chain", "aria-live": "off" });
  fill(
    place,
    h("p", { class: "lead" }, "Every place is a drawing, every road a rewrite. Click a place to walk there."),
    h("div", { class: "scroll" }, svg),
    said,
    !atlas.whole && h("p", { class: "note" }, "The map is cut: there is more than it shows."),
  );
}

type Place = { x: number; y: number };
