/** LaTeX → MathML. */
import temml from "temml";
import { h } from "../dom";

const MACROS = {};

/** A formula; where it cannot be typeset, its text. */
export function formula(latex: string, text: string, display = true): HTMLElement {
  const place = h("span", { class: display ? "formula display" : "formula" });
  try {
    temml.render(latex, place, { displayMode: display, throwOnError: true, macros: MACROS });
    place.querySelector("math")?.setAttribute("aria-label", text);
  } catch {
    place.textContent = text;
  }
  return place;
}
