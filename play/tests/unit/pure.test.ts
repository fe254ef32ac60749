import { describe, expect, it } from "vitest";
import { outlines, simplified, type Outline } from "../../src/pure/contours";
import { changes, readDifference } from "../../src/pure/difference";
import { betweenPoints, pairArrows, readCorners } from "../../src/pure/motion";
import { colour } from "../../src/pure/python";
import { factorInWords, partInWords, pictureInWords } from "../../src/pure/spoken";
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
    for (const fragment of ["", "#", "#other=1"]) expect(await fromFragment(fragment)).toBeNull();
    const whole = await toFragment("z -> x = G[θ]\n".repeat(9));
    for (const fragment of ["#spec=", "#spec=%%%", "#spec=AAAA", whole.slice(0, -4)]) {
      await expect(fromFragment(fragment)).rejects.toThrow("cannot be read");
    }
    const stream = new Blob(["x".repeat(LONGEST + 1)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const packed = btoa(String.fromCharCode(...new Uint8Array(await new Response(stream).arrayBuffer())));
    const larger = `#spec=${packed.replaceAll("+", "-").replaceAll("/", "_")}`;
    await expect(fromFragment(larger)).rejects.toThrow("more than 200,000 letters");
    await expect(toFragment("x".repeat(LONGEST + 1))).rejects.toThrow("at most 200,000 letters");
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

describe("contours", () => {
  const area = (outline: Outline): number =>
    outline.reduce((sum, [x, y], i) => {
      const [u, v] = outline[(i + 1) % outline.length]!;
      return sum + (x * v - u * y) / 2;
    }, 0);
  /** A ring with soft edges, as a browser draws one. */
  const [side, outer, inner] = [90, 40, 20];
  const grey = Uint8Array.from({ length: side * side }, (_, at) => {
    const radius = Math.hypot((at % side) - 45, Math.floor(at / side) - 45);
    const share = Math.min(Math.max(outer - radius + 0.5, 0), 1) * Math.min(Math.max(radius - inner + 0.5, 0), 1);
    return Math.round(255 * share);
  });

  it("follows both edges of a ring, one around and one back", () => {
    const found = outlines(grey, side, side).map(area).sort((a, b) => a - b);
    expect(found).toHaveLength(2);
    expect(Math.sign(found[0]!)).not.toBe(Math.sign(found[1]!));
    const sizes = found.map(Math.abs).sort((a, b) => a - b);
    expect(sizes[0]! / (Math.PI * inner ** 2)).toBeCloseTo(1, 2);
    expect(sizes[1]! / (Math.PI * outer ** 2)).toBeCloseTo(1, 2);
  });

  it("needs few corners, and stays where it was", () => {
    for (const outline of outlines(grey, side, side)) {
      const few = simplified(outline, 0.3);
      expect(few.length).toBeLessThan(outline.length / 4);
      expect(area(few) / area(outline)).toBeCloseTo(1, 1);
      for (const [x, y] of few) expect(outline).toContainEqual([x, y]);
    }
  });

  it("keeps two dark corners apart that meet in a point, and sees nothing in white", () => {
    const crossed = Uint8Array.from({ length: 16 }, (_, at) => (at === 5 || at === 10 ? 255 : 0));
    expect(outlines(crossed, 4, 4)).toHaveLength(2);
    expect(outlines(new Uint8Array(16), 4, 4)).toEqual([]);
  });
});

describe("in words", () => {
  const span: [number, number] = [0, 0];
  const arrow = (parents: string[], child: string, style: string) => ({ index: 0, span, arrow_span: span, text: "", parents, child, arrow: style });

  it("says what is drawn", () => {
    expect(factorInWords(arrow(["z", "c", "y"], "x", "..|>"))).toBe("from z, c and y to x, inferred, deterministic");
    expect(partInWords(" z ", "latent z : real[8]")).toBe("z: latent z : real[8]");
    const nodes = [{ name: "x", span, name_span: span, role: "visible" }];
    expect(pictureInWords({ svg: "", nodes, factors: [] })).toBe("Circles: x, visible. Arrows: none.");
  });
});
