/** What the pointer or the cursor is on: the picture, the text and the objective all show it. */
import { Signal } from "./events";
import type { Term } from "./protocol";

/** Arrows by their numbers and nodes by their names; those along which it was made are dimmer. */
export interface Lit {
  factors: readonly number[];
  along: readonly number[];
  nodes: readonly string[];
}

export const NOTHING: Lit = { factors: [], along: [], nodes: [] };
export const lit = new Signal<Lit>();

export const litBy = {
  factors: (factors: readonly number[]): Lit => ({ ...NOTHING, factors }),
  node: (name: string): Lit => ({ ...NOTHING, nodes: [name] }),
  term: (term: Term): Lit => ({ factors: term.factors, along: term.along, nodes: [] }),
};

/** How strongly a term shines: it comes from what is lit, reads what that made, or neither. */
export function shine(term: Term, on: Lit): "strong" | "weak" | "" {
  const from = (places: readonly number[]): boolean => on.factors.some((f) => places.includes(f));
  if (from(term.factors)) return "strong";
  if (from(term.along) || on.nodes.some((name) => term.nodes.includes(name))) return "weak";
  return "";
}
