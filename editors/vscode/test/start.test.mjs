// Which program is started, and what is said where that fails.

import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { compiled } from "./compiled.mjs";

const { commandOf } = compiled("command.ts");
const { reason } = compiled("reasons.ts");
const command = ["sgm", "lsp"];

test("the setting goes first, then the environment in a folder, then the path", () => {
  const inside = path.join("/b", ".venv/bin/sgm");
  const there = (file) => file === inside;
  assert.deepEqual(commandOf(["${workspaceFolder}/x", "lsp"], ["/a", "/b"], there), ["/a/x", "lsp"]);
  assert.deepEqual(commandOf(["${workspaceFolder}/x"], [], there), ["${workspaceFolder}/x"]);
  assert.deepEqual(commandOf([], ["/a", "/b"], there), [inside, "lsp"]);
  assert.deepEqual(commandOf([], ["/a"], there), command);
  assert.deepEqual(commandOf([], [], () => true), command);
});

test("each way not to start has its cure", () => {
  const said = (error, words = "") => reason({ command, error, said: words });
  assert.match(said("ENOENT"), /no program `sgm`\. Install it with: pip install 'schematic\[lsp\]', or say/);
  assert.match(said("EACCES"), /may not be run/);
  assert.match(said("", "error: the language server needs pygls"), /lacks .* pip install 'schematic\[lsp\]'/);
  assert.match(said("", "sgm: error: argument COMMAND: invalid choice: 'lsp'"), /too old.*--upgrade/);
  assert.match(said("", "Traceback\n  x\nImportError: no y"), /it said: .*ImportError: no y\. The output/);
  assert.match(said(""), /said nothing/);
});
