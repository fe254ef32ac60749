/** The little Markdown that hovers and pages of codes use → elements; nothing in it becomes HTML. */
import { h } from "../dom";

export function markdown(text: string): HTMLElement[] {
  const blocks: HTMLElement[] = [];
  for (const part of text.split(/(```[\s\S]*?```)/)) {
    const fenced = /^```\w*\n?([\s\S]*?)\n?```$/.exec(part);
    if (fenced) blocks.push(h("pre", {}, fenced[1] ?? ""));
    else for (const paragraph of part.split(/\n\s*\n/)) if (paragraph.trim()) blocks.push(block(paragraph.trim()));
  }
  return blocks;
}

function block(text: string): HTMLElement {
  const lines = text.split("\n");
  if (lines.every((line) => /^\s*[-*] /.test(line))) {
    return h("ul", {}, ...lines.map((line) => h("li", {}, ...inline(line.replace(/^\s*[-*] /, "")))));
  }
  if (lines.every((line) => line.startsWith("    "))) {
    return h("pre", {}, lines.map((line) => line.slice(4)).join("\n"));
  }
  const heading = /^#+ (.*)$/.exec(text);
  return heading ? h("h4", {}, ...inline(heading[1] ?? "")) : h("p", {}, ...inline(lines.join(" ")));
}

function inline(text: string): (HTMLElement | string)[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith("`") && part.length > 2) return h("code", {}, part.slice(1, -1));
    if (part.startsWith("**") && part.length > 4) return h("b", {}, part.slice(2, -2));
    return part;
  });
}
