// The TextMate grammar, by the engine that VS Code has: each word of a spec has the scope it should.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import path from "node:path";
import test from "node:test";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const here = path.dirname(fileURLToPath(import.meta.url));
const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
await oniguruma.loadWASM(readFileSync(wasm).buffer);
const file = path.join(here, "../syntaxes/sgm.tmLanguage.json");
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () => textmate.parseRawGrammar(readFileSync(file, "utf8"), file),
});
const grammar = await registry.loadGrammar("source.sgm");

/** The words of a line with the last part of their scopes. */
function coloured(line) {
  return grammar
    .tokenizeLine(line, textmate.INITIAL)
    .tokens.map((t) => [line.slice(t.startIndex, t.endIndex), t.scopes.at(-1)])
    .filter(([word]) => word.trim())
    .map(([word, scope]) => `${word} ${scope.replace(/\.sgm$/, "")}`);
}

const LINES = {
  'model GAN "a title"  # a remark': [
    "model keyword.control",
    "GAN variable.other",
    '"a title" string.quoted.double',
    "# a remark comment.line.number-sign",
  ],
  "visible x : unit[28] ~ data": [
    "visible keyword.control",
    "x variable.other",
    ": keyword.operator",
    "unit storage.type",
    "[ punctuation.section",
    "28 constant.numeric",
    "] punctuation.section",
    "~ keyword.operator",
    "data keyword.other",
  ],
  "z ..|> x = G[θ]": [
    "z variable.other",
    "..|> keyword.operator.arrow",
    "x variable.other",
    "= keyword.operator",
    "G variable.other",
    "[ punctuation.section",
    "θ variable.parameter.group",
    "] punctuation.section",
  ],
  "x -!> y ~ D[φ] {loss = hinge, penalty = 10}": [
    "x variable.other",
    "-!> keyword.operator.arrow.red",
    "y variable.other",
    "~ keyword.operator",
    "D variable.other",
    "[ punctuation.section",
    "φ variable.parameter.group",
    "] punctuation.section",
    "{ punctuation.section",
    "loss entity.other.attribute-name",
    "= keyword.operator",
    "hinge variable.other",
    ", punctuation.separator",
    "penalty entity.other.attribute-name",
    "= keyword.operator",
    "10 constant.numeric",
    "} punctuation.section",
  ],
  "latent z[t] : real[d] ~ Normal(0, -1.5e-3) for t in 1..T": [
    "latent keyword.control",
    "z variable.other",
    "[ punctuation.section",
    "t variable.parameter.group",
    "] punctuation.section",
    ": keyword.operator",
    "real storage.type",
    "[ punctuation.section",
    "d variable.parameter.group",
    "] punctuation.section",
    "~ keyword.operator",
    "Normal support.class.family",
    "( punctuation.section",
    "0 constant.numeric",
    ", punctuation.separator",
    "-1.5e-3 constant.numeric",
    ") punctuation.section",
    "for keyword.other",
    "t variable.other",
    "in keyword.other",
    "1 constant.numeric",
    ".. keyword.operator",
    "T variable.other",
  ],
  "net G = mlp(128, act = leaky)": [
    "net keyword.control",
    "G variable.other",
    "= keyword.operator",
    "mlp support.function.constructor",
    "( punctuation.section",
    "128 constant.numeric",
    ", punctuation.separator",
    "act entity.other.attribute-name",
    "= keyword.operator",
    "leaky variable.other",
    ") punctuation.section",
  ],
};

for (const [line, expected] of Object.entries(LINES)) {
  test(line, () => assert.deepEqual(coloured(line), expected));
}

test("every shipped spec is coloured, word for word", () => {
  const specs = path.join(here, "../../../specs");
  const files = readdirSync(specs, { recursive: true }).filter((name) => name.endsWith(".sgm"));
  assert.ok(files.length > 20);
  for (const name of files) {
    for (const line of readFileSync(path.join(specs, name), "utf8").split("\n")) {
      const plain = grammar
        .tokenizeLine(line, textmate.INITIAL)
        .tokens.filter((t) => t.scopes.length < 2)
        .map((t) => line.slice(t.startIndex, t.endIndex));
      assert.deepEqual(plain.filter((word) => word.trim()), [], `${name}: ${line}`);
    }
  }
});
