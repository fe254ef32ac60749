/** Another name for what stands at the cursor, wherever it is named: a field in its place. */
import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { EditorView, showTooltip, type Tooltip } from "@codemirror/view";
import { h } from "../dom";
import type { Edit, Renaming } from "../protocol";

/** Renames what stands at a place of a text. */
export type Ask = (text: string, offset: number, to: string) => Promise<Renaming>;

const WORD = /[\p{L}\p{N}_]/u;

/** The word at a place, or the one that ends there. */
export function wordAt(text: string, offset: number): [from: number, to: number] {
  let [from, to] = [offset, offset];
  while (from > 0 && WORD.test(text[from - 1]!)) from--;
  while (to < text.length && WORD.test(text[to]!)) to++;
  return [from, to];
}

const ask = StateEffect.define<Tooltip | null>();

const field = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) if (effect.is(ask)) return effect.value;
    return transaction.docChanged ? null : tooltip;
  },
  provide: (from) => showTooltip.from(from),
});

export const renaming: Extension = field;

/** Open the field for the name at the cursor; says why where there is none. */
export async function rename(view: EditorView, service: Ask, say: (what: string) => void): Promise<void> {
  const text = view.state.doc.toString();
  const offset = view.state.selection.main.head;
  const [from, to] = wordAt(text, offset);
  const found = await service(text, offset, text.slice(from, to));
  const here = found.edits.find(({ span }) => span[0] <= offset && offset <= span[1]);
  if (!here) return say([found.refusal || "No name stands here", found.cure].filter(Boolean).join(": "));
  if (view.state.doc.toString() !== text) return;
  const [start, end] = here.span;
  const create = (): { dom: HTMLElement; mount: () => void } => {
    const { form, input } = fieldOf(view, service, say, { text, offset, found, old: text.slice(start, end) });
    return { dom: form, mount: () => input.select() };
  };
  view.dispatch({ effects: ask.of({ pos: start, create, above: false }) });
}

interface At {
  text: string;
  offset: number;
  found: Renaming;
  old: string;
}

function fieldOf(
  view: EditorView,
  service: Ask,
  say: (what: string) => void,
  { text, offset, found, old }: At,
): { form: HTMLFormElement; input: HTMLInputElement } {
  const places = `${found.edits.length} place${found.edits.length === 1 ? "" : "s"}`;
  const input = h("input", { value: old, "aria-label": `New name for ${old}`, "aria-describedby": "rename-said", spellcheck: "false", autocomplete: "off" });
  const said = h("p", { class: "note", id: "rename-said", role: "status" }, `${places}; Enter renames, Esc leaves it`);
  const other = found.other
    ? h("button", { type: "button", class: "pill", title: "The other spelling of this name" }, found.other)
    : null;
  const form = h("form", { class: "rename" }, h("div", { class: "row" }, input, other), said);
  const close = (): void => {
    view.dispatch({ effects: ask.of(null) });
    view.focus();
  };
  const take = async (): Promise<void> => {
    const name = input.value.trim();
    if (name === old) return close();
    const done = await service(text, offset, name);
    if (view.state.doc.toString() !== text) return close();
    if (!done.edits.length) {
      said.textContent = [done.refusal, done.cure].filter(Boolean).join(": ");
      input.setAttribute("aria-invalid", "true");
      return;
    }
    close();
    view.dispatch({ changes: done.edits.map(change), userEvent: "input.rename" });
    say(`${old} is ${name} now, in ${places}.`);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void take();
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
  });
  other?.addEventListener("click", () => {
    input.value = found.other;
    void take();
  });
  input.addEventListener("input", () => input.removeAttribute("aria-invalid"));
  return { form, input };
}

/** An edit of the service as a change of the editor. */
export function change({ span: [from, to], text }: Edit): { from: number; to: number; insert: string } {
  return { from, to, insert: text };
}
