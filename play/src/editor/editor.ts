/** The editor: the text is the truth, and everything else on the page follows it. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, toggleComment } from "@codemirror/commands";
import { forEachDiagnostic, lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  Decoration,
  drawSelection,
  EditorView,
  hoverTooltip,
  keymap,
  lineNumbers,
  type DecorationSet,
} from "@codemirror/view";
import { h } from "../dom";
import { lit, litBy, NOTHING, type Lit } from "../lit";
import type { FactorPlace, Finding, Hint, NodePlace } from "../protocol";
import { showHints } from "./hints";
import { look, sgm } from "./language";
import { markdown } from "./markdown";
import { change } from "./rename";

const light = StateEffect.define<{ from: number; kind: string }[]>();

const lights = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(set, transaction) {
    let next = set.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(light)) continue;
      next = Decoration.set(
        effect.value.map(({ from, kind }) => Decoration.line({ class: kind }).range(from)),
        true,
      );
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** What the editor asks the service about a place. */
export interface Helper {
  complete(text: string, offset: number, asked: boolean): Promise<CompletionResult | null>;
  hover(text: string, offset: number): Promise<{ span: [number, number]; text: string } | null>;
}

export class Editor {
  readonly view: EditorView;
  #nodes: NodePlace[] = [];
  #factors: FactorPlace[] = [];

  constructor(
    parent: HTMLElement,
    readonly changed: (text: string) => void,
    helper: Helper,
    extra: Extension = [],
  ) {
    const complete = (context: CompletionContext): Promise<CompletionResult | null> =>
      helper.complete(context.state.doc.toString(), context.pos, context.explicit);
    this.view = new EditorView({
      parent,
      state: EditorState.create({
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          closeBrackets(),
          sgm,
          look,
          lights,
          lintGutter(),
          autocompletion({ override: [complete], activateOnTypingDelay: 60, icons: false }),
          hoverTooltip((view, pos) => this.#hover(view, pos, helper)),
          keymap.of([
            { key: "Mod-/", run: toggleComment },
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...lintKeymap,
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            "aria-label": "Spec",
            spellcheck: "false",
            autocapitalize: "off",
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) this.changed(update.state.doc.toString());
            else if (update.selectionSet && update.view.hasFocus) this.#point(update.state.selection.main.head);
          }),
          EditorView.domEventHandlers({
            pointermove: (event, view) => {
              const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
              this.#point(at);
            },
            pointerleave: () => lit.tell(NOTHING),
            blur: () => lit.tell(NOTHING),
          }),
          extra,
        ],
      }),
    });
    lit.on((on) => this.#light(on));
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Write another text, as one change that can be undone; the cursor stays in its line. */
  write(text: string): void {
    const old = this.text;
    if (old === text) return;
    const [from, to, insert] = changed(old, text);
    this.view.dispatch({ changes: { from, to, insert }, userEvent: "input" });
  }

  /** Underline what findings are about; cures that are certain become actions. */
  mark(findings: Finding[]): void {
    const length = this.view.state.doc.length;
    const within = (at: number): number => Math.max(0, Math.min(at, length));
    const diagnostics = findings.map((finding): Diagnostic => ({
      from: within(finding.span[0]),
      to: within(Math.max(finding.span[1], finding.span[0] + 1)),
      severity: finding.severity,
      source: finding.code,
      message: finding.message,
      renderMessage: () =>
        h(
          "div",
          { class: "finding" },
          h("p", {}, h("b", {}, finding.message)),
          finding.cause && h("p", {}, finding.cause),
          finding.cure && h("p", { class: "cure" }, finding.cure),
        ),
      actions: finding.fix.length
        ? [{ name: "Fix", apply: (view) => apply(view, finding) }]
        : [],
    }));
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  /** Show what the text leaves unsaid. */
  hint(found: Hint[]): void {
    showHints(this.view, found);
  }

  /** Where nodes and arrows stand, so that lines and picture light up together. */
  place(nodes: NodePlace[], factors: FactorPlace[]): void {
    this.#nodes = nodes;
    this.#factors = factors;
  }

  #last = "";

  #point(at: number | null): void {
    const inside = ({ span: [from, to] }: { span: [number, number] }): boolean =>
      at !== null && from <= at && at <= to;
    const factors = this.#factors.filter(inside).map((factor) => factor.index);
    const node = this.#nodes.find(inside);
    const key = `${factors.join()}|${node?.name ?? ""}`;
    if (key === this.#last) return;
    this.#last = key;
    lit.tell(factors.length ? litBy.factors(factors) : node ? litBy.node(node.name) : NOTHING);
  }

  #light(on: Lit): void {
    if (on === NOTHING) this.#last = "";
    const lines = new Map<number, string>();
    const { doc } = this.view.state;
    const add = (at: number, kind: string): void => {
      if (at <= doc.length) lines.set(doc.lineAt(at).from, kind);
    };
    for (const factor of this.#factors) {
      if (on.along.includes(factor.index)) add(factor.span[0], "half-lit-line");
    }
    for (const factor of this.#factors) {
      if (on.factors.includes(factor.index)) add(factor.span[0], "lit-line");
    }
    for (const node of this.#nodes) if (on.nodes.includes(node.name)) add(node.span[0], "lit-line");
    const effect = light.of([...lines].map(([from, kind]) => ({ from, kind })));
    queueMicrotask(() => this.view.dispatch({ effects: effect }));
  }

  async #hover(view: EditorView, pos: number, helper: Helper) {
    let isFound = false;
    forEachDiagnostic(view.state, (_, from, to) => (isFound ||= from <= pos && pos <= to));
    const found = isFound ? null : await helper.hover(view.state.doc.toString(), pos);
    if (!found) return null;
    return {
      pos: found.span[0],
      end: found.span[1],
      create: () => ({ dom: h("div", { class: "hover" }, ...markdown(found.text)) }),
    };
  }
}

function apply(view: EditorView, finding: Finding): void {
  const length = view.state.doc.length;
  if (finding.fix.some(({ span }) => span[1] > length)) return;
  view.dispatch({
    changes: finding.fix.map(change),
    userEvent: "input.fix",
  });
  view.focus();
}

/** The smallest stretch in which two texts differ: from, to, and what stands there now. */
export function changed(old: string, now: string): [number, number, string] {
  let from = 0;
  while (from < old.length && from < now.length && old[from] === now[from]) from++;
  let [end, nowEnd] = [old.length, now.length];
  while (end > from && nowEnd > from && old[end - 1] === now[nowEnd - 1]) {
    end--;
    nowEnd--;
  }
  return [from, end, now.slice(from, nowEnd)];
}
