/** What can be done to the text at the cursor: buttons above it, and the keys of an editor. */
import { Prec, type Extension } from "@codemirror/state";
import { keymap, type EditorView } from "@codemirror/view";
import { h } from "../dom";
import type { Action } from "../protocol";
import type { Session } from "../session";
import { openMenu } from "../views/menu";
import { changed } from "./editor";
import { hints } from "./hints";
import { change, rename, renaming } from "./rename";

/** A tool: what its button says, the keys as people know them, as the editor knows them, and what it does. */
type Tool = readonly [label: string, keys: string, key: string, does: (view: EditorView) => Promise<void>];

/** What an action is called in the menu that offers it. */
const KINDS: Record<string, string> = { quickfix: "Fix: ", "source.fixAll": "Fix: " };

export class Tools {
  readonly element = h("div", { class: "tools", role: "toolbar", "aria-label": "Text" });
  /** The keys, and what the tools show in the text. */
  readonly extension: Extension;

  constructor(
    readonly session: Session,
    readonly say: (what: string) => void,
    view: () => EditorView,
  ) {
    const { transport } = session;
    const tools: Tool[] = [
      ["Rename", "F2", "F2", (on) => rename(on, (text, offset, to) => transport.ask("rename", text, { offset, to }), say)],
      ["Change …", "Ctrl+.", "Mod-.", (on) => this.#offer(on)],
      ["Lay out", "Shift+Alt+F", "Shift-Alt-f", (on) => this.#layOut(on)],
    ];
    const run = (does: Tool[3]) => (on: EditorView): boolean => {
      void does(on).catch((why: Error) => say(`The compiler did not answer: ${why.message}`));
      return true;
    };
    this.element.append(
      ...tools.map(([label, keys, , does]) =>
        h("button", { class: "pill", title: keys, "aria-keyshortcuts": keys.replace("Ctrl", "Control"), onclick: () => run(does)(view()) }, label),
      ),
    );
    const keys = tools.map(([, , key, does]) => ({ key, run: run(does), preventDefault: true }));
    this.extension = [Prec.high(keymap.of(keys)), hints, renaming];
  }

  /** A menu of the certain cures at the cursor, and of the rewrites that apply. */
  async #offer(view: EditorView): Promise<void> {
    const text = view.state.doc.toString();
    const offset = view.state.selection.main.head;
    const found = await this.session.transport.ask("actions", text, { offset });
    if (view.state.doc.toString() !== text) return;
    if (!found.length) return this.say("Nothing is offered here: no finding has a certain cure, and no rewrite applies.");
    const at = view.coordsAtPos(offset) ?? view.dom.getBoundingClientRect();
    view.focus();
    openMenu(
      new DOMRect(at.left, at.top, 0, at.bottom - at.top),
      "What can be done here",
      found.map((action) => ({ label: titled(action), act: () => this.#take(view, text, action) })),
    );
  }

  #take(view: EditorView, text: string, action: Action): void {
    if (view.state.doc.toString() !== text) return this.say("The text has changed meanwhile.");
    view.dispatch({ changes: smallest(text, action), userEvent: "input.action" });
    this.say(`Done: ${action.title}.`);
  }

  async #layOut(view: EditorView): Promise<void> {
    const text = view.state.doc.toString();
    const laid = await this.session.transport.ask("formatting", text);
    if (laid === null) return this.say("A line does not parse: mend it first.");
    if (view.state.doc.toString() !== text) return;
    if (laid === text) return this.say("The text is laid out already.");
    const [from, to, insert] = changed(text, laid);
    view.dispatch({ changes: { from, to, insert }, userEvent: "input.layout" });
    this.say("Laid out as `sgm fmt` does.");
  }
}

function titled({ title, kind }: Action): string {
  const named = `${KINDS[kind] ?? ""}${title}`;
  return named.charAt(0).toUpperCase() + named.slice(1);
}

/** The changes of an action; one that writes the whole text anew becomes the stretch that differs. */
function smallest(text: string, { edits }: Action): ReturnType<typeof change>[] {
  const [whole] = edits;
  if (edits.length !== 1 || !whole || whole.span[1] - whole.span[0] < text.length) return edits.map(change);
  const [from, to, insert] = changed(text, whole.text);
  return [{ from, to, insert }];
}
