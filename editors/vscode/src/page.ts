// What the pane shows, as HTML without scripts. Nothing of a spec is taken for HTML.

import temml from "temml";

/** What a player maximises or minimises. */
export interface Formula {
  player: string;
  says: string;
  latex: string;
  text: string;
}

export interface View {
  version: number;
  name: string;
  picture: string;
  objective: string;
  formulas: Formula[];
  findings: string[];
}

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
const STYLE = `
  body { padding: 1rem; }
  img { max-width: 100%; }
  img.old { opacity: 0.4; }
  dt { font-weight: bold; margin-top: 0.8rem; }
  dd { margin: 0.3rem 0 0 0; overflow-x: auto; }
  math { font-size: 1.1em; }
  pre { font-family: var(--vscode-editor-font-family); white-space: pre-wrap; }
  li { color: var(--vscode-errorForeground); }
`;

/** The page: the picture as an image, in which nothing runs; the objective; the findings. */
export function page(view: View, last: View | undefined): string {
  const shown = view.picture ? view : last;
  const image = shown
    ? `<img class="${view.picture ? "new" : "old"}" alt="the picture of ${escaped(shown.name)}" ` +
      `src="data:image/svg+xml;base64,${Buffer.from(shown.picture, "utf8").toString("base64")}">`
    : "";
  const findings = view.findings.map((line) => `<li>${escaped(line)}</li>`).join("");
  const objective = view.objective ? `<pre>${hanging(view.objective)}</pre>` : "";
  return whole(view.name, `${image}<ul>${findings}</ul><dl>${formulas(view.formulas)}</dl>${objective}`);
}

/** A page that only says something, as there is nothing to show. */
export function note(words: string): string {
  return whole("Schematic", `<p>${escaped(words)}</p>`);
}

function whole(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escaped(title)}</title><style>${STYLE}</style></head>
<body>${body}</body></html>`;
}

/** A player after the other, each formula as MathML; what cannot be set is shown as text. */
function formulas(all: Formula[]): string {
  return all
    .map(({ player, says, latex, text }) => `<dt>${escaped(player)} ${escaped(says)}</dt><dd>${set(latex, text)}</dd>`)
    .join("");
}

function set(latex: string, text: string): string {
  try {
    return temml.renderToString(latex, { displayMode: false, throwOnError: true, trust: false });
  } catch {
    return escaped(text);
  }
}

/** Lines that are cut anew at the width of the pane: what goes on stands under what began, right of its label. */
function hanging(text: string): string {
  const lines = text.replace(/(?<=\S)\n(?: {12,}|(?=\S))/g, " ").split("\n");
  return lines
    .map((line) => {
      const [label] = /^ *(?:\S+ {2,})?/.exec(line) ?? [""];
      return `<div style="margin-left: ${label.length}ch; text-indent: -${label.length}ch">${escaped(line) || " "}</div>`;
    })
    .join("");
}

function escaped(text: string): string {
  const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}
