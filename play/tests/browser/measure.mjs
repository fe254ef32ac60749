// How long the page takes: to its first objective, and from a key to a new objective and picture.
// Run as: node tests/browser/measure.mjs [ADDRESS]; without one, the static site is served.
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { GAN, Page } from "./page.mjs";
import { serve } from "./site.mjs";

const site = process.argv[2] ? null : await serve(fileURLToPath(new URL("../../../build/page", import.meta.url)));
const address = process.argv[2] ?? site.address;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const page = await (await browser.newContext()).newPage();
const at = new Page(page);
await page.goto(address);
await page.waitForSelector(".player-block", { timeout: 90_000 });
console.log(`first objective: ${Math.round(await page.evaluate(() => performance.getEntriesByName("objective")[0].startTime))} ms`);
await at.settled();
await at.write(GAN);
const waits = { objective: [], picture: [] };
for (let turn = 0; turn < 20; turn++) {
  // The group of D gets another letter, which picture and objective show.
  await page.locator(".cm-line", { hasText: "x -!> y" }).click();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Backspace");
  await at.settled();
  await page.evaluate(() => performance.clearMarks());
  await page.keyboard.insertText(turn % 2 ? "φ" : "ψ");
  await at.settled();
  const found = await page.evaluate(() =>
    Object.fromEntries(performance.getEntriesByType("mark").map(({ name, startTime }) => [name, startTime])),
  );
  if (!("picture" in found)) continue;
  waits.objective.push(found.objective - found.text);
  waits.picture.push(found.picture - found.text);
}
for (const [what, times] of Object.entries(waits)) {
  console.log(`${what} after a key: median ${Math.round(median(times))} ms of ${times.length}, most ${Math.round(Math.max(...times))} ms`);
}
console.log(`load: ${loadavg().map((load) => load.toFixed(1)).join(" ")}`);
await browser.close();
site?.close();
