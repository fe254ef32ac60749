/** The picture: it lights up, can be drawn in, and moves from one model to the next. */
import { animate, wantsMotion } from "../animate";
import { h } from "../dom";
import { lit, litBy, NOTHING, type Lit } from "../lit";
import type { Picture } from "../protocol";
import { factorInWords, partInWords, pictureInWords } from "../pure/spoken";

/** What somebody does in the picture. */
export interface Gestures {
  connect(tail: string, head: string, at: DOMRect): void;
  arrow(factor: number, at: DOMRect): void;
  node(name: string, at: DOMRect): void;
}

const FACTORS = (group: SVGGElement): number[] =>
  (group.dataset["factor"] ?? "").split(/\s+/).filter(Boolean).map(Number);
const NAMES = (group: SVGGElement): string[] =>
  (group.dataset["node"] ?? "").split(/\s+/).filter(Boolean);
const SVG = "http://www.w3.org/2000/svg";
/** What ends a drag: it is let go, or the browser takes the finger for something else. */
const ENDS = ["pointerup", "pointercancel"] as const;

/** What a circle or an arrow is called by a screen reader: its letters, and what they mean. */
function inWords(group: SVGGElement, { factors }: Picture): string {
  const letters = [...group.querySelectorAll("text")].map((text) => text.textContent ?? "").join(" ");
  const title = group.querySelector("title")?.textContent ?? "";
  const arrows = FACTORS(group).flatMap((at) => factors.filter(({ index }) => index === at).map(factorInWords));
  return partInWords(letters, [title, ...arrows].join("; "));
}

export class PictureView {
  readonly element = h("div", {
    class: "picture",
    role: "group",
    "aria-label": "The picture: click two circles to draw an arrow, or an arrow to change it",
  });
  #svg: SVGSVGElement | null = null;
  #chosen: SVGGElement | null = null;
  #rubber: SVGLineElement | null = null;
  #picture: Picture | null = null;

  constructor(readonly gestures: Gestures) {
    this.element.addEventListener("keydown", (event) => this.#key(event));
    lit.on((on) => this.#light(on));
  }

  /** Show a picture; where the drawing has changed it moves there. */
  show(picture: Picture): void {
    if (picture.svg === this.#picture?.svg) {
      this.#picture = picture;
      return;
    }
    this.#picture = picture;
    const parsed = new DOMParser().parseFromString(picture.svg, "image/svg+xml").documentElement;
    const svg = document.importNode(parsed, true) as unknown as SVGSVGElement;
    const old = this.#svg;
    const focused = old?.contains(document.activeElement) ? document.activeElement?.id : "";
    this.#prepare(svg, picture);
    this.element.replaceChildren(svg);
    this.#svg = svg;
    this.#chosen = null;
    if (old && wantsMotion()) animate(old, svg);
    if (focused) svg.querySelector<SVGGElement>(`#${CSS.escape(focused)}`)?.focus();
  }

  #prepare(svg: SVGSVGElement, picture: Picture): void {
    const [, , width, height] = (svg.getAttribute("viewBox") ?? "0 0 1 1").split(/\s+/).map(Number);
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    svg.style.setProperty("--natural", `${(width ?? 1) * 2.5}px`);
    svg.style.setProperty("--ratio", String((width ?? 1) / (height ?? 1)));
    const description = document.createElementNS(SVG, "desc");
    description.id = "picture-in-words";
    description.textContent = pictureInWords(picture);
    svg.querySelector(":scope > title")?.after(description);
    svg.setAttribute("aria-describedby", description.id);
    for (const group of svg.querySelectorAll<SVGGElement>("g[data-factor], g[data-node]")) {
      group.setAttribute("tabindex", "0");
      group.setAttribute("role", "button");
      group.setAttribute("aria-label", inWords(group, picture));
      group.append(...group.querySelectorAll("title")); // its letters are read before it
      const line = group.querySelector("path");
      if (line) {
        const wide = line.cloneNode() as SVGPathElement;
        wide.setAttribute("class", "grip");
        for (const name of ["stroke", "stroke-dasharray", "fill"]) wide.removeAttribute(name);
        group.append(wide);
      }
      const shining = "factor" in group.dataset ? () => litBy.factors(FACTORS(group)) : () => litBy.node(NAMES(group)[0] ?? "");
      group.addEventListener("pointerenter", () => lit.tell(shining()));
      group.addEventListener("focus", () => lit.tell(shining()));
      group.addEventListener("pointerleave", () => lit.tell(NOTHING));
      group.addEventListener("blur", () => lit.tell(NOTHING));
      group.addEventListener("pointerdown", (event) => this.#press(group, event));
      group.addEventListener("click", () => this.#act(group));
    }
  }

  /** The beginning of a click, which acts when it is over, or of an arrow that is dragged. */
  #press(group: SVGGElement, event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    group.focus();
    if (!("node" in group.dataset)) return;
    const drag = (move: PointerEvent): void => this.#stretch(group, move);
    const release = (up: PointerEvent): void => {
      removeEventListener("pointermove", drag);
      for (const end of ENDS) removeEventListener(end, release);
      this.#rubber?.remove();
      this.#rubber = null;
      const under = up.type === "pointerup" ? document.elementFromPoint(up.clientX, up.clientY) : null;
      const target = under?.closest<SVGGElement>("g[data-node]") ?? null;
      if (!target || target === group) return;
      this.#choose(group);
      this.#act(target);
    };
    addEventListener("pointermove", drag);
    for (const end of ENDS) addEventListener(end, release);
  }

  #stretch(from: SVGGElement, event: PointerEvent): void {
    const svg = this.#svg;
    const turned = svg?.getScreenCTM()?.inverse();
    if (!svg || !turned) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(turned);
    const circle = from.querySelector("circle");
    if (!this.#rubber) {
      this.#rubber = document.createElementNS(SVG, "line");
      this.#rubber.setAttribute("class", "rubber");
      this.#rubber.setAttribute("x1", circle?.getAttribute("cx") ?? "0");
      this.#rubber.setAttribute("y1", circle?.getAttribute("cy") ?? "0");
      svg.append(this.#rubber);
    }
    this.#rubber.setAttribute("x2", String(at.x));
    this.#rubber.setAttribute("y2", String(at.y));
  }

  #key(event: KeyboardEvent): void {
    const group = (event.target as Element).closest<SVGGElement>("g[data-node], g[data-factor]");
    if (event.key === "Escape") this.#choose(null);
    if (!group || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    this.#act(group);
  }

  /** A click: the first circle is chosen, the second ends an arrow; an arrow opens its menu. */
  #act(group: SVGGElement): void {
    const at = group.getBoundingClientRect();
    if ("factor" in group.dataset) {
      this.#choose(null);
      this.gestures.arrow(FACTORS(group)[0] ?? 0, at);
      return;
    }
    const name = NAMES(group)[0] ?? "";
    const chosen = this.#chosen;
    if (!chosen) {
      this.#choose(group);
      this.gestures.node(name, at);
      return;
    }
    this.#choose(null);
    if (chosen !== group) this.gestures.connect(NAMES(chosen)[0] ?? "", name, at);
  }

  #choose(group: SVGGElement | null): void {
    this.#chosen?.classList.remove("chosen");
    this.#chosen = group;
    group?.classList.add("chosen");
  }

  #light(on: Lit): void {
    const svg = this.#svg;
    if (!svg) return;
    const any = on.factors.length + on.along.length + on.nodes.length > 0;
    svg.classList.toggle("dimmed", any && on.nodes.length === 0);
    for (const group of svg.querySelectorAll<SVGGElement>("g[data-factor], g[data-node]")) {
      const factors = FACTORS(group);
      const strong = factors.some((f) => on.factors.includes(f));
      const named = NAMES(group).some((name) => on.nodes.includes(name));
      group.classList.toggle("lit", strong || named);
      group.classList.toggle("half", !strong && factors.some((f) => on.along.includes(f)));
    }
  }
}
