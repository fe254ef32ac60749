/** What a rewrite changes in the objective: added, removed and changed summands, a player each. */
import { h } from "../dom";
import { changes, readDifference } from "../pure/difference";

const WORDS = { "+": "added", "-": "removed", "~": "changed", " ": "" } as const;

export function differenceOf(lines: readonly string[]): HTMLElement {
  const rows = readDifference(lines);
  if (!changes(rows)) return h("p", { class: "note" }, "No loss changes.");
  const items = rows.map((row) =>
    h(
      "li",
      { class: row.player ? "of-player" : "", "data-change": row.change },
      row.change !== " " && h("span", { class: "sr-only" }, `${WORDS[row.change]}: `),
      row.text,
    ),
  );
  return h("ul", { class: "difference", "aria-label": "What changes in the objective" }, ...items);
}
