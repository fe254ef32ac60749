// The page that `sgm play` serves, in a headless Chromium: `node tests/browser/play.mjs`.
// CHROMIUM names the browser, and PYTHON an interpreter that has the package.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { GAN } from "./page.mjs";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sgm-play-"));
const file = join(folder, "mine.sgm");
const onDisk = () => readFileSync(file, "utf8");
writeFileSync(file, GAN);

const server = spawn(process.env.PYTHON ?? "python", ["-m", "schematic", "play", file, "--no-browser"], {
  env: { ...process.env, PYTHONPATH: ROOT },
  cwd: folder,
});
const ended = new Promise((resolve) => server.on("exit", resolve));
const address = await Promise.race([
  new Promise((resolve) => server.stdout.once("data", (data) => resolve(String(data).trim()))),
  ended.then((status) => Promise.reject(new Error(`sgm play ended with status ${status}`))),
]);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  const until = (check, about, seconds = 10) => page.waitForFunction(check, about, { timeout: 1000 * seconds });
  const editor = (text) => until((t) => document.querySelector(".cm-content").textContent.includes(t), text);
  const append = async (text) => {
    await page.click(".cm-content");
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText(text);
    await page.keyboard.press("Escape");
  };
  const written = async (text) => {
    for (let tries = 0; tries < 50 && !onDisk().includes(text); tries++) await page.waitForTimeout(100);
    assert(onDisk().includes(text), `the file has no ${text}`);
  };

  await page.goto(address);
  await page.waitForSelector(".picture g.edge", { timeout: 30_000 });
  assert.equal(await page.textContent(".file"), "mine.sgm saved");

  await append("# of the page\n");
  await written("# of the page");
  writeFileSync(file, GAN.replaceAll("32", "48"));
  await editor("mlp(48)");

  await append("# mine\n");
  writeFileSync(file, GAN.replaceAll("32", "24"));
  await page.waitForSelector("text=Write over it");
  await append("# typed while it is asked\n");
  await page.waitForTimeout(600);
  await page.click("text=Write over it");
  await written("# typed while it is asked");
  await written("# mine");
  assert(onDisk().includes("mlp(48)"));

  await page.click("#tab-Train");
  await page.fill("#train-steps", "");
  await page.click("#panel-Train form button");
  assert.equal(await page.locator(".run").count(), 0, "nothing is trained for no number of steps");
  await page.fill("#train-steps", "60");
  for (const count of [1, 2]) {
    await page.click("#panel-Train form button");
    await until((n) => document.querySelectorAll(".run").length === n, count);
  }
  const noted = (texts, seconds) =>
    until((wanted) => [...document.querySelectorAll(".run .note")].map((note) => note.textContent).join() === wanted, texts, seconds);
  await noted("done, 60 steps,done, 60 steps", 90);
  assert.match(await page.textContent(".run .modes"), /^\d of 8 modes found, \d+ % of the samples on one$/);

  await page.fill("#train-steps", "20000");
  await page.click("#panel-Train form button");
  await until(() => /step/.test(document.querySelector(".run:last-child .legend").textContent), null, 60);
  await page.click(".run:last-child button:has-text('Stop')");
  await noted("done, 60 steps,stopped");

  // The pair begins side by side; it is stopped before it has taken long.
  await page.click(".pair");
  await until(() => [...document.querySelectorAll(".run b")].map((b) => b.textContent).join() === "GAN on ring, seed 0,VAE on ring, seed 0");
  for (const run of [0, 1]) await page.click(`.run:nth-child(${run + 1}) button:has-text("Stop")`);
  await noted("stopped,stopped");

  await page.click("#tab-Proof");
  await page.click("text=Prove it now");
  await until(() => document.querySelector("#panel-Proof [role=status]").textContent === "Every row passes.", null, 90);
  assert((await page.$$("#panel-Proof .receipt [data-verdict=pass]")).length > 10);
  assert.deepEqual(faults, []);
  console.log("ok    a file is edited, trained and proved");
} finally {
  await browser.close();
  server.kill("SIGINT");
  assert.equal(await ended, 0);
  rmSync(folder, { recursive: true });
}
