/** A small menu at a place in the picture: the styles of an arrow, and what else can be done. */
import { h } from "../dom";

export interface Item {
  label: string;
  act: () => void;
  picture?: string;
  current?: boolean;
  danger?: boolean;
}

export const STYLES: readonly [arrow: string, label: string][] = [
  ["->", "Generates, with a density"],
  ["-|>", "Generates, deterministic"],
  ["..>", "Infers, with a density"],
  ["..|>", "Infers, deterministic"],
  ["-!>", "Generates a label, adversarial"],
  ["..!>", "Infers a label, adversarial"],
];

let close: (() => void) | null = null;

/** Open a menu below a place; it closes when something is chosen, and gives the focus back. */
export function openMenu(at: DOMRect, title: string, items: Item[]): void {
  close?.();
  const before = document.activeElement as (HTMLElement | SVGElement) | null;
  const buttons = items.map((item) =>
    h(
      "button",
      {
        role: "menuitem",
        class: item.danger ? "danger" : "",
        "aria-current": item.current ? "true" : undefined,
        onclick: () => {
          shut();
          item.act();
        },
      },
      item.picture !== undefined && arrow(item.picture),
      item.label,
    ),
  );
  const menu = h("div", { class: "menu", role: "menu", "aria-label": title }, h("p", {}, title), ...buttons);
  const away = (event: PointerEvent): void => {
    if (!menu.contains(event.target as Node)) shut();
  };
  const shut = (): void => {
    menu.remove();
    removeEventListener("pointerdown", away, true);
    close = null;
    before?.focus({ preventScroll: true });
  };
  menu.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) buttons[(here + step + buttons.length) % buttons.length]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") shut();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.body.append(menu);
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(at.left + at.width / 2 - width / 2, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(at.bottom + 8, innerHeight - height - 8))}px`;
  (buttons.find((_, i) => items[i]?.current) ?? buttons[0])?.focus({ preventScroll: true });
  addEventListener("pointerdown", away, true);
  close = shut;
}

/** The arrow of the language as it is drawn. */
function arrow(style: string): SVGSVGElement {
  const dashed = style.startsWith("..");
  const hollow = style.includes("|");
  const place = document.createElement("div");
  place.innerHTML = `<svg class="arrow${style.includes("!") ? " red" : ""}" viewBox="0 0 44 12" aria-hidden="true"><path d="M1 6H33"${dashed ? ' stroke-dasharray="5 3"' : ""}/><path class="${hollow ? "hollow" : "filled"}" d="M33 2 43 6 33 10z"/></svg>`;
  return place.firstElementChild as SVGSVGElement;
}
