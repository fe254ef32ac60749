// A source file without VS Code in it → what it exports.

import { buildSync } from "esbuild";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import path from "node:path";

const here = path.dirname(fileURLToPath(import.meta.url));

export function compiled(file, given = {}) {
  const built = buildSync({
    entryPoints: [path.join(here, "../src", file)],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    external: Object.keys(given),
  });
  const module = { exports: {} };
  const require = createRequire(import.meta.url);
  new Function("module", "require", built.outputFiles[0].text)(module, (name) => given[name] ?? require(name));
  return module.exports;
}
