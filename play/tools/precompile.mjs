// A zip of Python files → the same with bytecode of Pyodide's own Python in place of the sources, so
// that nothing is compiled while somebody waits. Sources that the compiler reads as text stay beside
// theirs; parts of the standard library that it never imports are left out.
// Run as: node tools/precompile.mjs ZIP…
import { readFileSync, writeFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const python = await loadPyodide();
python.runPython(`
import io, importlib._bootstrap_external as external, importlib.util, zipfile

LEFT_OUT = {
    "_pyrepl", "cProfile.py", "curses", "dbm", "doctest.py", "ensurepip", "ftplib.py", "idlelib", "imaplib.py",
    "lib2to3", "mailbox.py", "mimetypes.py", "modulefinder.py", "multiprocessing", "netrc.py", "optparse.py",
    "pdb.py", "pickletools.py", "plistlib.py", "poplib.py", "profile.py", "profiling", "pstats.py", "pyclbr.py",
    "pydoc.py", "pydoc_data", "shelve.py", "smtplib.py", "socketserver.py", "sqlite3", "tarfile.py", "tkinter",
    "trace.py", "turtle.py", "turtledemo", "unittest", "venv", "wave.py", "webbrowser.py", "wsgiref", "xml",
    "xmlrpc", "zoneinfo",
}
CODECS = ("aliases", "ascii", "cp437", "idna", "latin_1", "raw_unicode_escape", "undefined",
    "unicode_escape", "utf_8", "utf_16", "utf_16_le", "utf_16_be", "punycode", "__init__")
NEW_YEAR = (1980, 1, 1, 0, 0, 0)

def entry(name):
    info = zipfile.ZipInfo(name, NEW_YEAR)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info

def is_left_out(name):
    first, _, rest = name.partition("/")
    codec = first == "encodings" and rest.removesuffix(".py") not in CODECS
    return first in LEFT_OUT or codec or name.endswith("/")

def bytecode(name, source):
    """The compiler's docstrings are pages that it shows, and nobody reads those of the library."""
    own = name.startswith("schematic/")
    code = compile(source, name, "exec", dont_inherit=True, optimize=0 if own else 2)
    return external._code_to_hash_pyc(code, importlib.util.source_hash(source), checked=False)

def is_read(name, content):
    """Whether the compiler reads a source as text: kernels, and the pages of findings."""
    return name.startswith("schematic/emit/") or b"\\n@page(" in content

def precompile(content):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as old:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
            for name in old.namelist():
                if is_left_out(name):
                    continue
                content = old.read(name)
                if name.endswith(".py"):
                    new.writestr(entry(name + "c"), bytecode(name, content))
                if not name.endswith(".py") or is_read(name, content):
                    new.writestr(entry(name), content)
    return out.getvalue()
`);
const precompile = python.globals.get("precompile");
for (const path of process.argv.slice(2)) {
  const made = precompile(new Uint8Array(readFileSync(path)));
  writeFileSync(path, made.toJs());
}
