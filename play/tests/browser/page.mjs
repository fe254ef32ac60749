// The page as somebody uses it: what tests do with it and see of it.
import assert from "node:assert/strict";

export const GAN = `model GAN

visible x : unit ~ data
latent z : real[8] ~ Normal(0, 1)
indicator y : {fake, real}

z ..|> x = G[θ]
x -!> y ~ D[φ]

net G = mlp(32)
net D = mlp(32)
`;

export const PLATE = `model Chain

visible x    : real[2] ~ data
latent  z[t] : real[2] for t in 1..5
latent  z[6] : real[2] ~ Normal(0, 1)

z[1]   ->  x      ~ Normal(U[1][θ], 0.5)
z[t]   ->  z[t-1] ~ Normal(U[t][θ], 0.5) for t in 2..6
x      ..> z[1]   ~ Normal(E[1][η], 0.5)
z[t-1] ..> z[t]   ~ Normal(E[t][η], 0.5) for t in 2..6

net U[t] = mlp(8) for t in 1..6
net E[t] = mlp(8) for t in 1..6
`;

export class Page {
  constructor(page) {
    this.page = page;
  }

  /** Open an address, and wait for the first objective. */
  async open(address) {
    await this.page.goto(address);
    await this.page.waitForSelector(".player-block", { timeout: 90_000 });
    await this.settled();
  }

  /** Wait until the compiler has said all about the text as it stands. */
  async settled() {
    await this.page.waitForFunction(
      () => !document.querySelector("main[aria-busy], body[aria-busy]"),
      undefined,
      { timeout: 30_000 },
    );
  }

  async text() {
    return this.page.$$eval(".cm-line", (lines) => lines.map((line) => line.textContent).join("\n"));
  }

  /** Write a whole text in place of what stands there. */
  async write(text) {
    await this.page.click(".cm-content");
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.press("Delete");
    await this.page.keyboard.insertText(text);
    await this.page.keyboard.press("Escape");
    await this.settled();
  }

  async players() {
    return this.page.$$eval(".objective .player", (found) => found.map((each) => each.textContent));
  }

  async arrows() {
    return this.page.$$eval(".picture g.edge", (found) =>
      found.map((each) => `${each.dataset.tail} ${[...each.classList].filter((c) => !["edge", "lit", "half"].includes(c)).join(" ")} ${each.dataset.head}`),
    );
  }

  async badge() {
    return (await this.page.isVisible(".badge")) ? this.page.textContent(".badge") : "";
  }

  async waitForBadge(words) {
    await this.page.waitForFunction(
      (wanted) => {
        const badge = document.querySelector(".badge");
        return !badge.hidden && badge.textContent === wanted;
      },
      words,
      { timeout: 15_000 },
    );
  }

  async status() {
    return this.page.textContent(".status");
  }

  async errors() {
    return this.page.$$eval(".cm-lintRange-error", (found) => found.length);
  }

  /** Where an arrow can be taken hold of: the middle of its line, in pixels of the window. */
  async grip(factor) {
    return this.page.$eval(`.picture g[data-factor="${factor}"] .grip`, (path) => {
      const middle = path.getPointAtLength(path.getTotalLength() / 2);
      const at = new DOMPoint(middle.x, middle.y).matrixTransform(path.getScreenCTM());
      return { x: at.x, y: at.y };
    });
  }

  async centre(selector) {
    const box = await (await this.page.$(selector)).boundingBox();
    assert(box, selector);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
}
