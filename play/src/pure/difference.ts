/** Lines of `difference` → rows: what changes in the objective of each player. */

export interface Row {
  /** Added, removed, changed, or as before. */
  change: "+" | "-" | "~" | " ";
  /** Whether it names a player; otherwise it is a summand of the player before it. */
  player: boolean;
  text: string;
}

const SUMMAND = /^ {2}([+\-~ ]) (.*)$/;
const PLAYER = /^([+\-~ ]) (.*)$/;

export function readDifference(lines: readonly string[]): Row[] {
  return lines.map((line) => {
    const summand = SUMMAND.exec(line);
    const found = summand ?? PLAYER.exec(line) ?? ["", " ", line];
    return { change: found[1] as Row["change"], player: !summand, text: found[2] ?? "" };
  });
}

/** Whether anything changes. */
export function changes(rows: readonly Row[]): boolean {
  return rows.some((row) => row.change !== " ");
}
