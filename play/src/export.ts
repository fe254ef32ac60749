/**
 * Files of what is shown. Most are written by the compiler; PNG is drawn by the browser, and so is
 * PDF where the compiler runs in it.
 */
import { h, save } from "./dom";
import { writePdf } from "./pdf";
import { isRefused } from "./protocol";
import type { Session } from "./session";

export const FORMATS: readonly [format: string, label: string][] = [
  ["svg", "Picture, SVG"],
  ["png", "Picture, PNG"],
  ["pdf", "Picture, PDF"],
  ["tex", "Picture, TikZ"],
  ["latex", "Objective, LaTeX"],
  ["python", "Model, PyTorch"],
  ["sgm", "Spec, .sgm"],
];
const PIXELS = 4;

/** Write a file and offer it; says why where it cannot be written. */
export async function exportAs(session: Session, format: string, shapes: string): Promise<string> {
  const drawn = format === "png" || (format === "pdf" && !session.transport.writesPdf);
  const written = drawn ? "svg" : format;
  const found = await session.ask("export", { format: written, shapes });
  if (!found) return "There are errors: mend them first.";
  if (isRefused(found)) return [found.message, found.cure].filter(Boolean).join(": ");
  if (drawn) {
    const name = found.name.replace(/svg$/, format);
    save(name, await (format === "png" ? pixels : pages)(found.text ?? ""));
    return `${name} is saved.`;
  }
  const parts = found.base64 === null ? found.text ?? "" : bytes(found.base64);
  save(found.name, new Blob([parts as BlobPart], { type: found.type }));
  return `${found.name} is saved.`;
}

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** An SVG as PDF: it is laid out where nobody sees it. */
async function pages(svg: string): Promise<Blob> {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const place = h("div", { class: "sr-only", "aria-hidden": "true" });
  const picture = document.importNode(parsed, true) as unknown as SVGSVGElement;
  place.append(picture);
  document.body.append(place);
  try {
    return new Blob([writePdf(picture) as BlobPart], { type: "application/pdf" });
  } finally {
    place.remove();
  }
}

/** An SVG as PNG, four pixels a point. */
async function pixels(svg: string): Promise<Blob> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    image.src = url;
    await image.decode();
    const [, , width, height] = (/viewBox="([^"]*)"/.exec(svg)?.[1] ?? "0 0 1 1").split(/\s+/).map(Number);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round((width ?? 1) * PIXELS);
    canvas.height = Math.round((height ?? 1) * PIXELS);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no PNG was made"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
