/** The look of the language while it is typed; its keywords are those of the grammar. */
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

const KEYWORD = new RegExp(`^(?:${__KEYWORDS__.join("|")})(?![\\p{L}\\p{N}_])`, "u");
const NAME = /^[\p{L}_][\p{L}\p{N}_]*/u;
const NUMBER = /^(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?/;

interface State {
  /** What the next name is: a kind of value behind a colon, a group in brackets. */
  next: "typeName" | "group" | "";
}

export const sgm = StreamLanguage.define<State>({
  name: "sgm",
  startState: () => ({ next: "" }),
  token(stream, state) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return "comment";
    if (stream.match(/^"[^"]*"?/)) return "string";
    if (stream.match(/^(?:-!>|\.\.!>)/)) return "redArrow";
    if (stream.match(/^(?:<->|->|\.\.>|-\|>|\.\.\|>)/)) return "arrow";
    if (stream.sol() || state.next === "") {
      if (stream.match(KEYWORD)) return "keyword";
    }
    if (stream.match(NUMBER)) return "number";
    if (stream.match(NAME)) {
      const kind = state.next;
      state.next = "";
      return kind || "variableName";
    }
    const letter = stream.next();
    state.next = letter === ":" ? "typeName" : letter === "[" ? "group" : "";
    return "punctuation";
  },
  tokenTable: {
    arrow: tags.operator,
    redArrow: tags.special(tags.operator),
    group: tags.special(tags.variableName),
  },
  languageData: { commentTokens: { line: "#" } },
});

export const look = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.keyword, color: "var(--keyword)" },
    { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
    { tag: tags.string, color: "var(--string)" },
    { tag: tags.number, color: "var(--number)" },
    { tag: tags.typeName, color: "var(--type)" },
    { tag: tags.operator, color: "var(--ink)", fontWeight: "600" },
    { tag: tags.special(tags.operator), color: "var(--red)", fontWeight: "600" },
    { tag: tags.special(tags.variableName), color: "var(--group)" },
    { tag: tags.punctuation, color: "var(--soft)" },
  ]),
);
