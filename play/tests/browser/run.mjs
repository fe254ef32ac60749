// The page in a headless Chromium, without a network: `node tests/browser/run.mjs [WORD]`.
// CHROMIUM names the browser; the site must have been built (`npm run site`).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { Page } from "./page.mjs";
import * as scenarios from "./scenarios.mjs";
import { serve } from "./site.mjs";

const SITE = fileURLToPath(new URL("../../../build/page", import.meta.url));
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** Of the whole site, as it is sent. */
const LARGEST = 10e6;
const QUIET = ["quic", "gpu"].map((name) => `--disable-${name}`);
const ALONE = ["background-networking", "component-update", "sync"].map((name) => `--disable-${name}`);

if (!existsSync(`${SITE}/python/schematic.zip`)) throw new Error("build the site first: npm run site");
const files = readdirSync(SITE, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const size = files.reduce((sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name))).length, 0);
console.log(`${(size / 1e6).toFixed(2)} MB gzipped`);
if (size > LARGEST) throw new Error(`the site has more than ${LARGEST / 1e6} MB`);
const site = await serve(SITE);
const browser = await chromium.launch({
  executablePath: BROWSER,
  args: ["--no-sandbox", "--no-first-run", ...QUIET, ...ALONE],
});
const faults = [];

async function open(address, look = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, reducedMotion: "reduce", ...look });
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(site.address) || url.startsWith("blob:") || url.startsWith("data:")) return route.continue();
    faults.push(`asks the network: ${url}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (said) => said.type() === "error" && faults.push(said.text()));
  const at = new Page(page);
  await at.open(address ?? site.address);
  return at;
}

const wanted = process.argv[2] ?? "";
let failed = 0;
try {
  const begun = performance.now();
  const at = await open(site.address);
  console.log(`first objective and picture after ${Math.round(performance.now() - begun)} ms`);
  for (const [name, play] of Object.entries(scenarios)) {
    if (!name.toLowerCase().includes(wanted.toLowerCase())) continue;
    const start = performance.now();
    faults.length = 0;
    try {
      await play(at, open);
      if (faults.length) throw new Error(faults.join("\n"));
      console.log(`ok    ${name} (${Math.round(performance.now() - start)} ms)`);
    } catch (error) {
      failed++;
      console.log(`FAIL  ${name}\n${error.stack}\n--- the text\n${await at.text()}\n--- ${await at.status()}`);
    }
  }
} finally {
  await browser.close();
  site.close();
}
process.exitCode = failed ? 1 : 0;
