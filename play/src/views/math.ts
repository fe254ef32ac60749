/** LaTeX → MathML. */
import temml from "temml";
import { h } from "../dom";

const MACROS = {};
/** LaTeX with more letters is not typeset: the browser would be busy for seconds with each key. */
const LONGEST = 6_000;
const SHOWN = 600;

/** A formula; where it cannot be typeset, its text. */
export function formula(latex: string, text: string, display = true): HTMLElement {
  const place = h("span", { class: display ? "formula display" : "formula" });
  if (latex.length > LONGEST) {
    const rest = Math.max(0, text.length - SHOWN).toLocaleString("en");
    place.textContent = `${text.slice(0, SHOWN)} … and ${rest} letters more, which Export writes`;
    return place;
  }
  try {
    temml.render(latex, place, { displayMode: display, throwOnError: true, macros: MACROS });
    place.querySelector("math")?.setAttribute("aria-label", text);
  } catch {
    place.textContent = text;
  }
  return place;
}
