// What the page has to do, each as somebody does it. A scenario begins with a page that is open.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import axe from "axe-core";
import { GAN, PLATE } from "./page.mjs";

/** Press a key until something can be seen; completion and lint wait a moment before they show. */
const shown = (page, selector) => page.waitForSelector(selector, { timeout: 10_000 });

export async function typeAGanWithCompletion(at) {
  const { page } = at;
  await at.write("");
  const pick = async (typed, label, after = "") => {
    await page.keyboard.type(typed, { delay: 20 });
    const item = page.locator(".cm-tooltip-autocomplete li", { hasText: label }).first();
    await item.waitFor({ timeout: 10_000 });
    await item.click();
    await page.keyboard.type(after);
  };
  await pick("mod", "model", " GAN\n");
  await page.keyboard.press("Escape");
  await pick("vis", "visible", " x : unit ~ ");
  await pick("dat", "data", "\n");
  await page.keyboard.type("latent z : real[8] ~ ");
  await pick("Nor", "Normal");
  await page.keyboard.press("Escape");
  const line = (await at.text()).split("\n").at(-1);
  if (!line.includes("(0, 1)")) await page.keyboard.type(line.endsWith(")") ? "" : "(0, 1)");
  await page.keyboard.press("End");
  for (const row of ["", "indicator y : {fake, real}", "z ..|> x = G[θ]", "x -!> y ~ D[φ]", "net G = mlp(32)"]) {
    await page.keyboard.insertText(row);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
  }
  await page.keyboard.insertText("net D = ");
  await pick("ml", "mlp");
  await page.keyboard.press("Escape");
  await page.keyboard.press("End");
  if (!(await at.text()).split("\n").at(-1).includes("(")) await page.keyboard.insertText("(32)");
  await at.settled();
  assert.deepEqual(await at.players(), ["φ", "θ"], await at.text());
  await at.waitForBadge("This is GAN");
}

export async function mendAnErrorByItsFix(at) {
  const { page } = at;
  await at.write(GAN);
  await at.write(GAN.replace("visible x : unit", "visible x : unti"));
  await page.waitForSelector(".cm-lintRange-error", { timeout: 10_000 });
  assert(await page.isVisible(".notice"), "what is shown is said to be old");
  assert.equal((await at.arrows()).length, 2, "the picture stays");
  const mark = await at.centre(".cm-lintRange-error");
  await page.mouse.move(mark.x, mark.y);
  const fix = page.locator(".cm-tooltip .cm-diagnosticAction").first();
  await fix.waitFor({ timeout: 10_000 });
  await fix.click();
  await at.settled();
  assert.equal(await at.errors(), 0);
  assert.match(await at.text(), /visible x : unit ~ data/);
}

export async function renameWhereverItIsNamed(at) {
  const { page } = at;
  await at.write(GAN.replace("x -!> y ~ D[φ]", "x -!> y ~ D[phi]"));
  const ask = async (line, along) => {
    await page.mouse.move(2, 2);
    await page.locator(".cm-tooltip-hover").waitFor({ state: "detached" });
    await page.locator(".cm-line", { hasText: line }).click();
    await page.keyboard.press("Home");
    for (let step = 0; step < along; step++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("F2");
    await shown(page, ".rename input:focus");
  };
  await ask("latent z", 7);
  assert.equal(await page.inputValue(".rename input"), "z");
  await page.keyboard.type("x");
  await page.keyboard.press("Enter");
  await shown(page, ".rename [aria-invalid]");
  assert.match(await page.textContent(".rename .note"), /has a node called `x`.*such as `x2`/);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("code");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".rename", { state: "detached" });
  await at.settled();
  assert.match(await at.text(), /latent code : [\s\S]*code \.\.\|> x/);
  // One click writes the other spelling of a Greek name.
  await ask("D[phi]", 12);
  await page.click(".rename .pill");
  await at.settled();
  assert.match(await at.text(), /D\[φ\]/);
}

export async function hintsActionsAndTheLayout(at) {
  const { page } = at;
  await at.write(GAN.replace("latent z : real[8] ~", "latent   z:real[ 8 ]~"));
  const hints = await page.$$eval(".cm-line .hint", (found) => found.map((each) => each.dataset.label));
  assert.deepEqual(hints, ["trained by θ", "trained by φ"]);
  await page.click(".cm-content");
  await page.keyboard.press("Shift+Alt+F");
  await page.waitForFunction(() => document.querySelector(".cm-content").textContent.includes("z : real[8] ~ Normal"));
  await at.settled();
  await page.keyboard.press("Control+.");
  await page.locator(".menu button", { hasText: "Rewrite: add code z" }).click();
  await at.waitForBadge("This is InfoGAN");
  // At an error, the certain cure comes first.
  await at.write(GAN.replace("visible x : unit", "visible x : unti"));
  await page.locator(".cm-line", { hasText: "unti" }).click();
  await page.keyboard.press("Home");
  for (let step = 0; step < 13; step++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Control+.");
  await shown(page, ".menu button:focus");
  assert.match(await page.textContent(".menu button"), /^Fix: write `unit` instead of `unti`/);
  await page.keyboard.press("Enter");
  await at.settled();
  assert.equal(await at.errors(), 0);
}

export async function walkFromGanToVaeByClicks(at) {
  const { page } = at;
  await at.write(GAN);
  await page.waitForSelector('nav option[value="vae"]', { state: "attached" });
  await page.selectOption('select[aria-label^="Walk"]', "vae");
  await page.waitForSelector(".stations li");
  const stations = await page.$$eval(".stations li", (found) => found.length);
  assert(stations > 3, "the way has several steps");
  for (let at = 1; at < stations; at++) await page.click(".slide-head .next");
  await at.settled();
  await at.waitForBadge("This is VAE");
  assert.deepEqual(await at.players(), ["θ,η"]);
  await page.keyboard.press("ArrowLeft");
  await at.settled();
  assert.notEqual(await at.badge(), "This is VAE");
  await page.keyboard.press("ArrowRight");
  await at.waitForBadge("This is VAE");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".stations").count(), 0);
}

export async function swapInfoganToAae(at) {
  const { page } = at;
  await page.click(".zoo-button");
  await page.fill('.zoo input[type="search"]', "infogan");
  await page.click('.card[data-name="infogan"]');
  await at.settled();
  await at.waitForBadge("This is InfoGAN");
  await page.click('[data-rewrite="swap x <-> z"]');
  await at.settled();
  await at.waitForBadge("This is AAE");
  assert((await page.$$('.difference [data-change="+"], .difference [data-change="~"]')).length > 0);
}

export async function drawAnArrowWithTheMouse(at) {
  const { page } = at;
  await at.write(GAN);
  const [from, to] = [await at.centre('.picture g[data-node="x"] circle'), await at.centre('.picture g[data-node="z"] circle')];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, from.y - 20, { steps: 4 });
  await shown(page, ".picture .rubber");
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await page.locator(".menu button", { hasText: "Generates, with a density" }).click();
  await at.waitForBadge("This is InfoGAN");
  assert.match(await at.text(), /x ->\s+z ~ \w+\[\S+\]/);
  // An arrow changes its style, and goes, by clicks.
  const index = (await at.arrows()).findIndex((arrow) => arrow.startsWith("x  z"));
  const grip = await at.grip(index);
  await page.mouse.click(grip.x, grip.y);
  await page.locator(".menu button", { hasText: "Delete" }).click();
  await at.waitForBadge("This is GAN");
  assert.equal((await at.arrows()).length, 2);
}

export async function fingersDraw(at, open) {
  const other = await open(null, { hasTouch: true, viewport: { width: 390, height: 844 } });
  const { page } = other;
  await page.locator(".picture").scrollIntoViewIfNeeded();
  for (const node of ["x", "z"]) {
    const { x, y } = await other.centre(`.picture g[data-node="${node}"] circle`);
    await page.touchscreen.tap(x, y);
  }
  // The menu lies where the finger was, and waits for another tap.
  await shown(page, ".menu");
  await page.waitForTimeout(400);
  await page.locator(".menu button", { hasText: "Generates, with a density" }).tap();
  await other.waitForBadge("This is InfoGAN");
  await page.context().close();
}

export async function nothingIsDrawnIntoAnotherText(at) {
  const { page } = at;
  await at.write(GAN);
  await at.write(GAN.replace("z ..|> x = G[θ]\n", "").replace("unit", "unti"));
  const before = await at.text();
  const grip = await at.grip(0);
  await page.mouse.click(grip.x, grip.y);
  await page.locator(".menu button", { hasText: "Delete" }).click();
  await page.waitForFunction(() => /mend the errors/.test(document.querySelector(".status").textContent));
  assert.equal(await at.text(), before, "the first arrow of this text is not the first of the picture");
}

export async function everythingLightsUp(at) {
  const { page } = at;
  await at.write(GAN);
  const grip = await at.grip(1);
  await page.mouse.move(grip.x, grip.y);
  await page.waitForSelector('.picture g.lit[data-factor="1"]');
  const lines = await page.$$eval(".lit-line", (found) => found.map((each) => each.textContent));
  assert.deepEqual(lines, ["x -!> y ~ D[φ]"]);
  assert.equal(await page.locator('.terms [data-shine="strong"]').count(), 3);
  await page.hover(".terms li >> nth=1");
  assert.equal(await page.locator('.picture g.half[data-factor="0"]').count(), 1);
  const line = page.locator(".cm-line", { hasText: "z ..|> x" });
  await line.hover({ position: { x: 30, y: 8 } });
  await page.waitForSelector('.picture g.lit[data-factor="0"]');
}

export async function everyTabAnswers(at) {
  const { page } = at;
  await at.write(GAN);
  await page.click("#tab-Derivation");
  await shown(page, "#panel-Derivation .steps li");
  await page.click("#tab-Proof");
  await shown(page, "#panel-Proof .proof li");
  await page.click("#tab-PyTorch");
  for (const [shapes, why] of [["x=two", /x=two is not a shape/], ["z=3", /z is real\[8\] here/]]) {
    await page.fill("#shapes", shapes);
    await page.press("#shapes", "Enter");
    await page.waitForFunction((wanted) => document.querySelector("#shapes")?.value === wanted && document.querySelector("#panel-PyTorch .note"), shapes);
    await page.waitForFunction((wanted) => new RegExp(wanted).test(document.querySelector("#panel-PyTorch .note")?.textContent), why.source);
    assert.equal(await page.evaluate(() => document.activeElement.id), "shapes");
  }
  await page.fill("#shapes", "x=2");
  await page.press("#shapes", "Enter");
  await shown(page, "#panel-PyTorch .python .keyword");
  assert.match(await page.textContent(".python"), /class GAN/);
  await page.click("#tab-Map");
  await page.click('#panel-Map .place[data-place="infogan"]');
  await at.settled();
  await at.waitForBadge("This is InfoGAN");
  await page.click("#tab-Objective");
}

const SIGNS = {
  svg: /^<svg [\s\S]*<\/svg>\s*$/,
  png: /^\x89PNG\r\n\x1a\n/,
  pdf: /^%PDF-/,
  tex: /\\begin\{tikzpicture\}/,
  latex: /\\mathbb\{E\}/,
  python: /import torch/,
  sgm: /^model GAN/,
};

export async function exportEachFormat(at) {
  const { page } = at;
  await at.write(GAN);
  await page.click("#tab-PyTorch");
  await page.fill("#shapes", "x=2");
  await page.press("#shapes", "Enter");
  await page.click("#tab-Objective");
  const formats = await page.$$eval('select[aria-label="Export"] option[value]:not([value=""])', (found) => found.map((each) => each.value));
  assert.deepEqual(formats.sort(), Object.keys(SIGNS).sort());
  for (const format of formats) {
    const [file] = await Promise.all([
      page.waitForEvent("download", { timeout: 20_000 }),
      page.selectOption('select[aria-label="Export"]', format),
    ]);
    const content = await readFile(await file.path());
    assert.match(content.toString("latin1"), SIGNS[format], format);
    assert(content.length > 90, format);
  }
  // The letters of PDF are drawn, whatever their script: no font is needed or missing.
  await at.write(GAN.replaceAll(/\bz\b/g, "шум").replaceAll(/\bx\b/g, "画像"));
  const [file] = await Promise.all([
    page.waitForEvent("download", { timeout: 20_000 }),
    page.selectOption('select[aria-label="Export"]', "pdf"),
  ]);
  const drawn = (await readFile(await file.path())).toString("latin1");
  assert(!drawn.includes("/Font"));
  const said = [..."画像"].map((letter) => letter.charCodeAt(0).toString(16).padStart(4, "0")).join("");
  assert(drawn.includes(`/ActualText <FEFF${said}>`));
  const letters = drawn.split("/ActualText").slice(1).map((part) => part.split("EMC")[0]);
  assert(letters.length > 4 && letters.every((part) => (part.match(/ l$/gm) ?? []).length > 10));
  if (process.env.KEEP) await file.saveAs(`${process.env.KEEP}/names.pdf`);
}

export async function exportAPlate(at) {
  const { page } = at;
  await at.write(PLATE);
  const [file] = await Promise.all([
    page.waitForEvent("download", { timeout: 20_000 }),
    page.selectOption('select[aria-label="Export"]', "pdf"),
  ]);
  if (process.env.KEEP) await file.saveAs(`${process.env.KEEP}/plate.pdf`);
  const shapes = (await readFile(await file.path())).toString("latin1").split(/^q$/m);
  const signs = (shape) => (shape.match(/(?<= )[mlc]$/gm) ?? []).join("");
  assert(shapes.map(signs).some((all) => all.startsWith("mlclclclc")), "a plate has round corners");
}

export async function shareIntoASecondPage(at, open) {
  const { page } = at;
  await at.write(GAN.replace("model GAN", 'model Mine "θ, 数"'));
  await page.click("nav button:has-text('Share')");
  const address = await page.inputValue("#share-address");
  const frame = await page.inputValue("#share-frame");
  await page.click(".share .done");
  const other = await open(address);
  assert.equal((await other.text()).trim(), (await at.text()).trim());
  assert.deepEqual(await other.players(), ["φ", "θ"]);
  // The other page becomes a frame: the same address, embedded.
  const source = /src="([^"]*)"/.exec(frame)[1];
  assert.match(source, /\?embed#spec=/);
  await other.open(source);
  assert(await other.page.isVisible(".whole"));
  assert.equal(await other.page.locator("nav").count(), 0);
  assert.equal((await other.arrows()).length, 2);
  // An address of which a part is missing says so, and shows the spec that a new page shows.
  await other.page.context().close();
  const damaged = await open(address.slice(0, -9));
  assert.match(await damaged.page.textContent(".damaged"), /cannot be read/);
  assert.equal(await damaged.badge(), "This is GAN");
  await damaged.page.context().close();
}

export async function keyboardOnly(at) {
  const { page } = at;
  await at.write(GAN);
  await page.evaluate(() => document.activeElement.blur());
  // Tab leaves the editor's text only by Escape and Tab, and reaches the picture.
  await page.focus('.picture g[data-node="x"]');
  await page.keyboard.press("Enter");
  assert.match(await at.status(), /x is chosen/);
  await page.focus('.picture g[data-node="z"]');
  await page.keyboard.press(" ");
  await shown(page, ".menu");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await at.settled();
  await at.waitForBadge("This is InfoGAN");
  await page.focus('[data-rewrite="swap x <-> z"]');
  await page.keyboard.press("Enter");
  await at.settled();
  await at.waitForBadge("This is AAE");
  await page.focus('[role="tab"][aria-selected="true"]');
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.getAttribute("#tab-Derivation", "aria-selected"), "true");
  await page.keyboard.press("ArrowLeft");
  // A list opens before anything is chosen from it, and only what is chosen acts.
  const saved = page.waitForEvent("download", { timeout: 20_000 });
  await page.focus('select[aria-label="Export"]');
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Enter"]) {
    await page.keyboard.press(key);
    await page.waitForTimeout(100);
  }
  assert.match((await saved).suggestedFilename(), /\.png$/);
  const reached = new Set();
  await page.focus(".zoo-button");
  for (let step = 0; step < 12; step++) {
    reached.add(await page.evaluate(() => document.activeElement.className || document.activeElement.tagName));
    await page.keyboard.press("Tab");
  }
  assert([...reached].some((name) => name.includes("cm-content")), [...reached].join());
}

export async function nothingIsTooWide(at) {
  const { page } = at;
  await page.setViewportSize({ width: 390, height: 844 });
  await at.write(GAN);
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert(widths[0] <= widths[1], `the page is ${widths[0]} px wide`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** What axe finds that keeps somebody from something. */
async function barriers(page, where, rules, within = "html") {
  const found = await page.evaluate(
    async ([only, place]) => (await window.axe.run(place, { resultTypes: ["violations"], ...(only && { runOnly: only }) })).violations,
    [rules, within],
  );
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${where}: ${id}: ${html.slice(0, 160)} ${failureSummary}`));
}

export async function nobodyIsKeptOut(at) {
  const { page } = at;
  await page.evaluate(axe.source);
  await at.write(GAN);
  const tabs = await page.$$eval('[role="tab"]', (found) => found.map((each) => each.id));
  const found = [];
  for (const [look, scheme, width, rules] of [
    ["light", "light", 1280, null],
    ["dark", "dark", 1280, ["color-contrast"]],
    ["390 px", "light", 390, null],
  ]) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 844 });
    for (const tab of tabs) {
      await page.click(`#${tab}`);
      await page.waitForFunction((id) => document.getElementById(id).childElementCount > 0, tab.replace("tab", "panel"));
      const within = tab === tabs[0] ? "html" : `#${tab.replace("tab", "panel")}`;
      found.push(...(await barriers(page, `${tab}, ${look}`, rules, within)));
    }
    await page.click("#tab-Objective");
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.focus('.picture g[data-factor="1"]');
  await page.keyboard.press("Enter");
  found.push(...(await barriers(page, "the menu of an arrow", null, ".menu")));
  await page.keyboard.press("Escape");
  await page.click(".zoo-button");
  found.push(...(await barriers(page, "the zoo", null, ".zoo")));
  await page.keyboard.press("Escape");
  await page.click(".cm-content");
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("End");
  await page.keyboard.press("F2");
  await shown(page, ".rename");
  found.push(...(await barriers(page, "another name", null, ".cm-editor")));
  await page.keyboard.press("Escape");
  assert.deepEqual(found, []);
}
