// The bundle that VS Code loads, with the parts of VS Code that it asks for when it begins.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import test from "node:test";
import { compiled } from "./compiled.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));

test("the bundle is there and small", () => {
  const { size } = statSync(path.join(here, "../dist/extension.js"));
  assert.ok(size > 50_000 && size < 1_000_000, `${size} bytes`);
});

test("nothing of a spec is taken for HTML, and a text with errors keeps the last picture", () => {
  const { page } = compiled("page.ts");
  const view = {
    version: 1,
    name: '<b>"a"</b>',
    picture: "<svg/>",
    objective: "p(x) < 1 & <script>",
    formulas: [
      { player: "θ<b>", says: "maximises", latex: "\\mathbb{E}_{p(z)}\\log p(x|z)", text: "E" },
      { player: "φ", says: "minimises", latex: "\\nonsense{", text: "a < b" },
      { player: "φ", says: "minimises", latex: "\\text{<script>}", text: "" },
    ],
    findings: ["error[SGM101] unexpected `<img>`"],
  };
  const html = page(view, undefined);
  assert.ok(!html.includes("<script>") && !html.includes("<b>") && !html.includes("`<img>`"));
  assert.ok(html.includes(Buffer.from("<svg/>").toString("base64")));
  assert.match(html, /<dt>θ&lt;b&gt; maximises<\/dt><dd><math[^>]*>.*<mi>log<\/mi>/s);
  assert.ok(html.includes("<dd>a &lt; b</dd>"));
  const broken = { ...view, picture: "" };
  assert.ok(page(broken, view).includes('class="old"'));
  assert.ok(!page(broken, undefined).includes("data:image"));
});

test("a line of the objective that is too long goes on under what began, right of its label", () => {
  const objective = `GAN\n\nx is\nmade\n\nθ trains G\n    maximises  E [ a\n${" ".repeat(15)}+ b ]\n    loss       < 1`;
  const view = { version: 1, name: "", picture: "", objective, formulas: [], findings: [] };
  const html = compiled("page.ts").page(view, undefined);
  const hangs = (text) => `<div style="margin-left: 15ch; text-indent: -15ch">${text}</div>`;
  assert.ok(html.includes(">x is made</div>"));
  assert.ok(html.includes(hangs("    maximises  E [ a + b ]") + hangs("    loss       &lt; 1")));
});

test("what is only said is said without signs of HTML", () => {
  const html = compiled("page.ts").note("a < b");
  assert.ok(html.includes("<p>a &lt; b</p>") && html.includes("default-src 'none'"));
});
