/**
 * The picture → PDF, where no server writes it. Shapes are vectors; letters are those of the fonts
 * that every reader of PDF has (Times and Symbol), each where the browser has put it.
 */

const RED = "#cc0000";
const GREEK = "abgdezhqiklmnxoprstufcyw";
const GREEK_LETTERS = "αβγδεζηθικλμνξοπρστυφχψω";
/** Signs beyond Latin-1 that Times has in the encoding of PDF. */
const TIMES: Record<string, number> = { "…": 0x85, "–": 0x96, "—": 0x97, "‘": 0x91, "’": 0x92, "•": 0x95 };
const SYMBOL: Record<string, number> = { "−": 0x2d, "∞": 0xa5, "∼": 0x7e, "≤": 0xa3, "≥": 0xb3, "∝": 0xb5 };

/** A letter that these fonts lack. */
export class NoGlyph extends Error {
  constructor(letter: string) {
    super(`PDF from the browser has no letter ${letter}; save SVG, or use \`sgm render\``);
  }
}

/** The font and the code of a letter. */
function glyph(letter: string, italic: boolean): [font: string, code: number] {
  const lower = letter.toLowerCase();
  const greek = GREEK_LETTERS.indexOf(lower === "ς" ? "σ" : lower);
  if (greek >= 0) {
    const code = GREEK.charCodeAt(greek);
    return ["S", letter === lower ? code : code - 32];
  }
  if (letter in SYMBOL) return ["S", SYMBOL[letter]!];
  const code = TIMES[letter] ?? letter.codePointAt(0)!;
  if (code > 255) throw new NoGlyph(letter);
  return [italic ? "I" : "R", code];
}

const n = (value: number): string => String(Math.round(value * 1000) / 1000);

/** Draw a picture whose SVG is a part of the document, for the browser to lay out its letters. */
export function writePdf(svg: SVGSVGElement): Uint8Array {
  const [, , width = 1, height = 1] = (svg.getAttribute("viewBox") ?? "").split(/\s+/).map(Number);
  const lines = [`1 0 0 -1 0 ${n(height)} cm`, "1 J 1 j"];
  for (const shape of svg.querySelectorAll<SVGElement>("circle, path, polygon, rect:not(.paper), text")) {
    if (!shape.classList.contains("grip")) lines.push(...drawn(shape));
  }
  return assemble(width, height, lines.join("\n"));
}

function colour(value: string | null): string | null {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(value ?? "");
  return found && found.slice(1).map((part) => n(parseInt(part, 16) / 255)).join(" ");
}

function drawn(shape: SVGElement): string[] {
  if (shape instanceof SVGTextElement) return letters(shape);
  const [fill, stroke] = [colour(shape.getAttribute("fill")), colour(shape.getAttribute("stroke"))];
  const dashes = shape.getAttribute("stroke-dasharray")?.replaceAll(",", " ") ?? "";
  const paint = fill && stroke ? "B" : fill ? "f" : stroke ? "S" : "n";
  return [
    "q",
    `${n(Number(shape.getAttribute("stroke-width") ?? 1))} w [${dashes}] 0 d`,
    ...(fill ? [`${fill} rg`] : []),
    ...(stroke ? [`${stroke} RG`] : []),
    ...outline(shape),
    `${paint} Q`,
  ];
}

function outline(shape: SVGElement): string[] {
  const value = (name: string): number => Number(shape.getAttribute(name) ?? 0);
  const numbers = (text: string): number[] => (text.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  if (shape instanceof SVGCircleElement) return circle(value("cx"), value("cy"), value("r"));
  if (shape instanceof SVGRectElement) {
    return [[value("x"), value("y"), value("width"), value("height")].map(n).join(" ") + " re"];
  }
  if (shape instanceof SVGPolygonElement) {
    const corners = numbers(shape.getAttribute("points") ?? "");
    const steps = corners.flatMap((x, i) =>
      i % 2 ? [] : [`${n(x)} ${n(corners[i + 1]!)} ${i ? "l" : "m"}`],
    );
    return [...steps, "h"];
  }
  return [...(shape.getAttribute("d") ?? "").matchAll(/([MLCZ])([^MLCZ]*)/g)].flatMap(
    ([, command, rest]) => {
      const at = numbers(rest ?? "").map(n);
      const size = command === "C" ? 6 : 2;
      if (command === "Z") return ["h"];
      return Array.from({ length: at.length / size }, (_, i) =>
        `${at.slice(i * size, (i + 1) * size).join(" ")} ${{ M: "m", L: "l", C: "c" }[command!]}`,
      );
    },
  );
}

function circle(x: number, y: number, r: number): string[] {
  const k = r * 0.5523;
  const curve = (...at: number[]): string => `${at.map(n).join(" ")} c`;
  return [
    `${n(x + r)} ${n(y)} m`,
    curve(x + r, y + k, x + k, y + r, x, y + r),
    curve(x - k, y + r, x - r, y + k, x - r, y),
    curve(x - r, y - k, x - k, y - r, x, y - r),
    curve(x + k, y - r, x + r, y - k, x + r, y),
    "h",
  ];
}

function letters(text: SVGTextElement): string[] {
  const lines: string[] = [];
  let at = 0;
  const ink = colour(text.getAttribute("fill")) ?? colour(RED)!;
  const pieces = [...text.childNodes].map((node) => [node, node instanceof Element ? node : text] as const);
  for (const [node, styled] of pieces) {
    const size = Number(styled.getAttribute("font-size") ?? text.getAttribute("font-size") ?? 13);
    const italic = styled.getAttribute("font-style") === "italic";
    for (const letter of node.textContent ?? "") {
      const place = text.getStartPositionOfChar(at);
      at += letter.length;
      if (letter === " ") continue;
      const [font, code] = glyph(letter, italic);
      const byte = code.toString(16).padStart(2, "0");
      lines.push(
        `BT ${ink} rg /${font} ${n(size)} Tf 1 0 0 -1 ${n(place.x)} ${n(place.y)} Tm <${byte}> Tj ET`,
      );
    }
  }
  return lines;
}

function assemble(width: number, height: number, content: string): Uint8Array {
  const font = (name: string, encoding: string): string =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name}${encoding} >>`;
  const latin = " /Encoding /WinAnsiEncoding";
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${n(width)} ${n(height)}] /Contents 4 0 R /Resources << /Font << /R 5 0 R /I 6 0 R /S 7 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    font("Times-Roman", latin),
    font("Times-Italic", latin),
    font("Symbol", ""),
  ];
  let file = "%PDF-1.4\n";
  const places = objects.map((object, i) => {
    const place = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const start = file.length;
  const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(file, (letter) => letter.charCodeAt(0));
}
