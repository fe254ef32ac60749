/** The picture in words, for who hears it. */
import type { FactorPlace, NodePlace, Picture } from "../protocol";

const KINDS: Record<string, string> = {
  "->": "generated, with a density",
  "-|>": "generated, deterministic",
  "..>": "inferred, with a density",
  "..|>": "inferred, deterministic",
  "-!>": "its label generated, adversarial",
  "..!>": "its label inferred, adversarial",
};

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** An arrow: from where to where, and what it means. */
export function factorInWords({ parents, child, arrow }: FactorPlace): string {
  const from = parents.length ? `from ${listed(parents)} ` : "";
  return `${from}to ${child}, ${KINDS[arrow] ?? arrow}`;
}

const nodeInWords = ({ name, role }: NodePlace): string => `${name}, ${role}`;

/** The whole drawing, a sentence for its nodes and one for its arrows. */
export function pictureInWords({ nodes, factors }: Picture): string {
  const circles = nodes.map(nodeInWords).join("; ");
  const arrows = factors.map(factorInWords).join("; ");
  return `Circles: ${circles}. Arrows: ${arrows || "none"}.`;
}

/** A circle or an arrow of the picture: the letters that stand at it, then what it is. */
export function partInWords(letters: string, said: string): string {
  return letters.trim() ? `${letters.trim()}: ${said}` : said;
}
