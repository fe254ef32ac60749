// node pyodide.mjs PYODIDE PACKAGES: runs front_end.py under the Python of a Pyodide.
// PYODIDE is the folder of the npm package, PACKAGES one with Lark and networkx. Started in the
// root of the project; prints what front_end.py prints.
import { pathToFileURL } from "node:url";

const [home, packages] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${home}/pyodide.mjs`));
const python = await loadPyodide({ stdout: console.log, stderr: console.error });
const mount = (place, folder) => {
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, place);
};
mount("/project", process.cwd());
mount("/packages", packages);
python.runPython(`
import os, runpy, sys

sys.dont_write_bytecode = True
sys.path[:0] = ["/project", "/packages"]
os.chdir("/project")
runpy.run_module("tests.pythons.front_end", run_name="__main__")
print()
`);
