// The static site in build/page: the page, Pyodide, and the compiler with what it imports.
// PYTHON names the Python in which Schematic is installed; `make page` sets it.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const site = here("../../build/page/");
const run = (program, ...args) => execFileSync(program, args, { stdio: "inherit", cwd: here("..") });

run(here("../node_modules/.bin/vite"), "build", "--mode", "static", "--logLevel", "warn");
mkdirSync(`${site}pyodide`, { recursive: true });
for (const name of ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"]) {
  copyFileSync(here(`../node_modules/pyodide/${name}`), `${site}pyodide/${name}`);
}
run(process.env.PYTHON ?? "python3", "tools/pack.py", `${site}python`);
run(process.execPath, "tools/precompile.mjs", `${site}python/schematic.zip`, `${site}pyodide/python_stdlib.zip`);
