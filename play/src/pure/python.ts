/** Python → pieces with the class of each, for reading; whatever is in it, the text stays the same. */
const PIECES =
  /("""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(#[^\n]*)|\b(class|def|return|import|from|as|with|for|in|if|else|elif|not|and|or|is|None|True|False|self|lambda|yield|raise|assert|while|pass)\b|(\b\d[\d_.e-]*\b)/g;
const KINDS = ["string", "comment", "keyword", "number"] as const;

export type Piece = [kind: (typeof KINDS)[number] | "", text: string];

export function colour(source: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const found of source.matchAll(PIECES)) {
    if (found.index > done) pieces.push(["", source.slice(done, found.index)]);
    const kind = KINDS[found.slice(1).findIndex((group) => group !== undefined)] ?? "";
    pieces.push([kind, found[0]]);
    done = found.index + found[0].length;
  }
  if (done < source.length) pieces.push(["", source.slice(done)]);
  return pieces;
}
