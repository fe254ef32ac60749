// Two builds of one page. `vite build` makes `dist/`, which asks the `sgm play` that serves it;
// `vite build --mode static` makes `build/page`, which runs the compiler in the browser.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const grammar = readFileSync(new URL("../grammar/schematic.lark", import.meta.url), "utf8");
const keywords = [...new Set([...grammar.matchAll(/"([a-z]+)"/g)].map((found) => found[1]))];

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => ({
  base: "./",
  define: {
    __KEYWORDS__: JSON.stringify(keywords),
  },
  resolve: {
    alias: {
      "#transport": here(`src/transport/${mode === "static" ? "worker" : "http"}.ts`),
      "style-mod": here("src/editor/styles.ts"),
    },
  },
  worker: {
    format: "es",
    rollupOptions: { output: { entryFileNames: "assets/[name].js", chunkFileNames: "assets/[name].js" } },
  },
  build: {
    target: "es2022",
    outDir: mode === "static" ? "../build/page" : "dist",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      output: {
        entryFileNames: "assets/[name].js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
      },
    },
  },
}));
