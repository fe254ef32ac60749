/** What the editor asks at a place of the text: what may be written there, and what stands there. */
import { snippet, type Completion, type CompletionResult } from "@codemirror/autocomplete";
import { h } from "../dom";
import type { Item } from "../protocol";
import type { Session } from "../session";
import type { Helper } from "./editor";
import { markdown } from "./markdown";

export function helper({ transport }: Session): Helper {
  return {
    async complete(text, offset, asked): Promise<CompletionResult | null> {
      const found = await transport.ask("completion", text, { offset }).catch(() => null);
      if (!found?.items.length) return null;
      const [from, to] = found.span;
      if (from === offset && !asked && !/[\s[({,:~=]$/.test(text.slice(0, offset))) return null;
      const items = [...found.items].sort((a, b) => (a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : 0));
      return { from, to, options: items.map(option), validFor: /^[\p{L}\p{N}_-]*$/u };
    },
    hover: (text, offset) => transport.ask("hover", text, { offset }).catch(() => null),
  };
}

function option(item: Item, at: number): Completion {
  const written = item.insert || item.label;
  return {
    label: item.search || item.label,
    displayLabel: item.label,
    detail: item.detail,
    type: item.kind,
    boost: Math.max(-99, 50 - at),
    apply: item.snippet ? snippet(written) : written,
    info: item.documentation ? () => h("div", { class: "hover" }, ...markdown(item.documentation)) : undefined,
  };
}
