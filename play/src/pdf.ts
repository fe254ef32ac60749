/**
 * The picture → PDF, where no server writes it. All is drawn by lines and curves: letters are
 * outlines, each where the browser has put it, so the file needs no font and shows every script. What
 * the letters say stands beside them, for search, copies and screen readers.
 */
import { Letters } from "./letters";

const RED = "#cc0000";

const n = (value: number): string => String(Math.round(value * 1000) / 1000);

/** Draw a picture whose SVG is a part of the document, for the browser to lay out its letters. */
export function writePdf(svg: SVGSVGElement): Uint8Array {
  const [, , width = 1, height = 1] = (svg.getAttribute("viewBox") ?? "").split(/\s+/).map(Number);
  const lines = [`1 0 0 -1 0 ${n(height)} cm`, "1 J 1 j"];
  const known = new Letters();
  for (const shape of svg.querySelectorAll<SVGElement>("circle, path, polygon, rect:not(.paper), text")) {
    if (!shape.classList.contains("grip")) lines.push(...drawn(shape, known));
  }
  return assemble(width, height, lines.join("\n"));
}

function colour(value: string | null): string | null {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(value ?? "");
  return found && found.slice(1).map((part) => n(parseInt(part, 16) / 255)).join(" ");
}

function drawn(shape: SVGElement, known: Letters): string[] {
  if (shape instanceof SVGTextElement) return letters(shape, known);
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
    return box(value("x"), value("y"), value("width"), value("height"), value("rx"));
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

/** The part of a quarter's radius by which a curve's handles make it round. */
const ROUND = 0.5523;

/** A rectangle whose corners are quarters of a circle. */
function box(x: number, y: number, width: number, height: number, r: number): string[] {
  const [right, bottom, k] = [x + width, y + height, r * (1 - ROUND)];
  const step = (sign: string, ...at: number[]): string => `${at.map(n).join(" ")} ${sign}`;
  return [
    step("m", x + r, y),
    step("l", right - r, y),
    step("c", right - k, y, right, y + k, right, y + r),
    step("l", right, bottom - r),
    step("c", right, bottom - k, right - k, bottom, right - r, bottom),
    step("l", x + r, bottom),
    step("c", x + k, bottom, x, bottom - k, x, bottom - r),
    step("l", x, y + r),
    step("c", x, y + k, x + k, y, x + r, y),
    "h",
  ];
}

function circle(x: number, y: number, r: number): string[] {
  const k = r * ROUND;
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

function letters(text: SVGTextElement, known: Letters): string[] {
  const said = [...(text.textContent ?? "")].flatMap((letter) => letter.split("")).map(unit).join("");
  const lines = [`/Span << /ActualText <FEFF${said}> >> BDC`, `${colour(text.getAttribute("fill")) ?? colour(RED)!} rg`];
  let at = 0;
  for (const node of text.childNodes) {
    const { fontFamily, fontSize, fontStyle, fontWeight } = getComputedStyle(node instanceof Element ? node : text);
    for (const { segment: letter } of new Intl.Segmenter().segment(node.textContent ?? "")) {
      const place = text.getStartPositionOfChar(at);
      at += letter.length;
      const size = parseFloat(fontSize);
      const corners = known.of(letter, `${fontStyle} ${fontWeight}`, fontFamily);
      const steps = corners.flatMap((outline) => [
        ...outline.map(([x, y], i) => `${n(place.x + size * x)} ${n(place.y + size * y)} ${i ? "l" : "m"}`),
        "h",
      ]);
      if (steps.length) lines.push(...steps, "f");
    }
  }
  return [...lines, "EMC"];
}

/** A UTF-16 unit as PDF has it. */
const unit = (letter: string): string => letter.charCodeAt(0).toString(16).padStart(4, "0");

function assemble(width: number, height: number, content: string): Uint8Array {
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${n(width)} ${n(height)}] /Contents 4 0 R /Resources << >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
  let file = "%PDF-1.5\n";
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
