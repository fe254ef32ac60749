/**
 * The editor's own styles, without a `<style>` element, which the page's policy forbids: they go
 * into a sheet that is made by script, below all rules of the page (`@layer editor`). The build puts
 * this file in the place of the package `style-mod`.
 */
import { StyleModule as Package, type StyleSpec } from "../../node_modules/style-mod/src/style-mod.js";

/** What the package takes for a shadow root, whose sheets it constructs; it is the document. */
const ROOT = {
  get ownerDocument() {
    return document;
  },
  get adoptedStyleSheets() {
    return document.adoptedStyleSheets;
  },
  set adoptedStyleSheets(sheets: CSSStyleSheet[]) {
    document.adoptedStyleSheets = sheets;
  },
} as unknown as ShadowRoot;

export class StyleModule extends Package {
  declare rules: string[];

  constructor(spec: Record<string, StyleSpec>, options?: { finish?(selector: string): string }) {
    super(spec, options);
    this.rules = this.rules.map((rule) => `@layer editor{${rule}}`);
  }

  static override mount(_root: Document | ShadowRoot, modules: StyleModule | readonly StyleModule[]): void {
    Package.mount(ROOT, modules);
  }
}
