/** What the editor asks at a place of the text: names that fit there, and what stands there. */
import type { Completion, CompletionResult } from "@codemirror/autocomplete";
import type { Session } from "../session";
import type { Helper } from "./editor";

export function helper(session: Session): Helper {
  return {
    async complete(text, offset) {
      const found = await session.transport.ask("completion", text, { offset }).catch(() => null);
      if (!found?.length) return null;
      const from = Math.min(...found.map((each) => each.span[0]));
      const options = found.map(
        (each): Completion => ({
          label: each.label,
          detail: each.detail,
          apply: each.text,
          type: each.kind,
        }),
      );
      return { from, options, validFor: /^[\p{L}\p{N}_-]*$/u } satisfies CompletionResult;
    },
    async hover(text, offset) {
      return session.transport.ask("hover", text, { offset }).catch(() => null);
    },
  };
}
