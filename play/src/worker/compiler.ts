/**
 * The compiler under Pyodide. It takes questions as JSON and gives back answers as JSON; what a spec
 * says is data for it, and never code. Everything it loads lies beside the page.
 */
import type { Viz } from "@viz-js/viz";
import type { PyodideAPI } from "pyodide";
import type { PyCallable } from "pyodide/ffi";
import type { Said } from "../transport/worker";

/** The folder of the page, in which this worker lies in `assets/`. */
const HOME = new URL(/* @vite-ignore */ "../", import.meta.url);
const say = (said: Said): void => self.postMessage(said);
const at = (path: string): string => new URL(path, HOME).href;

async function bytes(path: string): Promise<Uint8Array> {
  const response = await fetch(at(path));
  if (!response.ok) throw new Error(`${path}: ${response.statusText || response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

const PREPARE = `
import gc, json, sys

gc.set_threshold(200_000, *gc.get_threshold()[1:])  # as the commands do: nearly all that is made is kept

sys.path.insert(0, "/schematic.zip")

from schematic.service import Service

service = Service(engine=lay_out)

def answer(request):
    return json.dumps(service.answer(json.loads(request)), ensure_ascii=False)

answer
`;

async function start(): Promise<PyCallable> {
  say({ kind: "doing", what: "Loading Python" });
  const entry = (await import(/* @vite-ignore */ at("pyodide/pyodide.mjs"))) as {
    loadPyodide: (options: object) => Promise<PyodideAPI>;
  };
  const [python, zip] = await Promise.all([
    entry.loadPyodide({ indexURL: at("pyodide/") }),
    bytes("python/schematic.zip"),
  ]);
  say({ kind: "doing", what: "Loading the compiler" });
  python.FS.writeFile("/schematic.zip", zip);
  python.globals.set("lay_out", (dot: string) =>
    viz!.renderString(dot, { format: "plain", engine: "dot" }),
  );
  return python.runPython(PREPARE) as PyCallable;
}

/** Graphviz, which only pictures need: it is loaded when the compiler has begun. */
let viz: Viz | null = null;
const WITHOUT_PICTURES = ["findings", "objective"];

async function loadGraphviz(): Promise<void> {
  viz = await (await import("@viz-js/viz")).instance();
}

const ready = start();
let drawing: Promise<void> | null = null;
ready.then(
  () => say({ kind: "ready" }),
  (why: Error) => say({ kind: "failed", why: why.message }),
);

self.addEventListener("message", async ({ data }: MessageEvent<{ id: number; json: string }>) => {
  try {
    const answer = await ready;
    const { question } = JSON.parse(data.json) as { question: string };
    if (!WITHOUT_PICTURES.includes(question)) await (drawing ??= loadGraphviz());
    say({ kind: "answer", id: data.id, json: answer(data.json) as string });
  } catch (why) {
    say({ kind: "error", id: data.id, why: (why as Error).message });
  }
});
