/** What the text leaves unsaid, shown in it as if it were written: shapes that follow, who trains. */
import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";
import { h } from "../dom";
import type { Hint } from "../protocol";

/** A hint's letters are drawn by the style sheet: they are no text that could be copied or searched. */
class Shown extends WidgetType {
  constructor(readonly hint: Hint) {
    super();
  }

  override eq(other: Shown): boolean {
    return other.hint.label === this.hint.label && other.hint.why === this.hint.why;
  }

  toDOM(): HTMLElement {
    const { label, why } = this.hint;
    return h("span", { class: "hint", "data-label": label.trim(), title: why, "aria-hidden": "true" });
  }
}

const told = StateEffect.define<Hint[]>();

const shown = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(set, transaction) {
    let next = set.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(told)) continue;
      next = Decoration.set(
        effect.value.map((hint) => Decoration.widget({ widget: new Shown(hint), side: 1 }).range(hint.span[0])),
        true,
      );
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const hints: Extension = shown;

/** Show the hints of the text as it stands. */
export function showHints(view: EditorView, found: Hint[]): void {
  const { length } = view.state.doc;
  view.dispatch({ effects: told.of(found.filter(({ span }) => span[0] <= length)) });
}
