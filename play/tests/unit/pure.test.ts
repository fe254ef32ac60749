import { describe, expect, it } from "vitest";
import { changes, readDifference } from "../../src/pure/difference";
import { betweenPoints, pairArrows, readCorners } from "../../src/pure/motion";
import { colour } from "../../src/pure/python";
import { fromFragment, LONGEST, toFragment } from "../../src/pure/share";
import { placeAtlas } from "../../src/pure/atlas";

describe("share", () => {
  it("gives back what it was given, letters of all planes too", async () => {
    for (const text of ["", "z -> x = G[θ]\n", "𝒳 \u0000 – ".repeat(400)]) {
      const fragment = await toFragment(text);
      expect(fragment).toMatch(/^#spec=[\w-]*$/);
      expect(await fromFragment(fragment)).toBe(text);
    }
  });

  it("reads nothing from what is none, or too large", async () => {
    for (const fragment of ["", "#", "#spec=", "#spec=%%%", "#spec=AAAA", "#other=1"]) {
      expect(await fromFragment(fragment)).toBeNull();
    }
    expect(await fromFragment(await toFragment("x".repeat(LONGEST + 1)))).toBeNull();
  });
});

describe("difference", () => {
  it("tells players from summands, and what changes from what stays", () => {
    const rows = readDifference(["  θ → θ,η minimises", "    softplus(−D(x_fake))", "  + −log q(z|x_fake)"]);
    expect(rows.map((row) => [row.change, row.player, row.text])).toEqual([
      [" ", true, "  θ → θ,η minimises".trim()],
      [" ", false, "softplus(−D(x_fake))"],
      ["+", false, "−log q(z|x_fake)"],
    ]);
    expect(changes(rows)).toBe(true);
    expect(changes(rows.slice(0, 2))).toBe(false);
    expect(readDifference(["- φ minimises"])[0]).toEqual({ change: "-", player: true, text: "φ minimises" });
  });
});

describe("motion", () => {
  it("pairs arrows that stay before those that turn, and each once", () => {
    const [zx, xz, xy] = [
      { tail: "z", head: "x" },
      { tail: "x", head: "z" },
      { tail: "x", head: "y" },
    ];
    expect(pairArrows([zx, xy], [xz, xy])).toEqual([
      { old: 1, new: 1, reversed: false },
      { old: 0, new: 0, reversed: true },
    ]);
    expect(pairArrows([zx], [zx, zx])).toEqual([{ old: 0, new: 0, reversed: false }]);
    expect(pairArrows([], [zx])).toEqual([]);
  });

  it("reads corners, and goes half the way at one half", () => {
    const corners = readCorners("1,2 -3.5,4");
    expect(corners).toEqual([{ x: 1, y: 2 }, { x: -3.5, y: 4 }]);
    expect(betweenPoints(corners, [{ x: 3, y: 2 }, { x: -3.5, y: 8 }], 0.5)).toEqual([
      { x: 2, y: 2 },
      { x: -3.5, y: 6 },
    ]);
  });
});

describe("python", () => {
  it("loses no letter", () => {
    const source = 'def f(x: int) -> str:\n    """A "word"."""\n    return "a#b" + str(1.5e-3)  # not "this"\n';
    const pieces = colour(source);
    expect(pieces.map(([, text]) => text).join("")).toBe(source);
    expect(pieces).toContainEqual(["string", '"a#b"']);
    expect(pieces).toContainEqual(["comment", '# not "this"']);
  });
});

describe("atlas", () => {
  it("gives every place a place of its own, deeper ones lower", () => {
    const place = (depth: number) => ({ name: null, text: "", depth, chain: [] });
    const { places, width } = placeAtlas({
      places: [place(0), place(1), place(1), place(2)],
      roads: [{ from: 0, to: 1, words: "" }, { from: 0, to: 2, words: "" }, { from: 2, to: 3, words: "" }],
      whole: true,
    });
    expect(new Set(places.map(({ x, y }) => `${x},${y}`)).size).toBe(4);
    expect(places[3]!.y).toBeGreaterThan(places[1]!.y);
    for (const { x } of places) expect(x).toBeLessThan(width);
  });
});
