// Why a language server did not start, and what helps: from what it was and what it said.

export const INSTALL = "pip install 'schematic[lsp]'";

/** How an attempt to start ended: the error of the system, or what the program said before it went. */
export interface Attempt {
  command: string[];
  error: string; // such as `ENOENT`; empty where the program started
  said: string; // on standard error
}

/** One message: what happened, and the cure. */
export function reason({ command, error, said }: Attempt): string {
  const words = `\`${command.join(" ")}\``;
  if (error === "ENOENT") {
    return (
      `there is no program \`${command[0] ?? ""}\`. Install it with: ${INSTALL}, or say in the setting ` +
      "schematic.command where it is, such as /home/me/project/.venv/bin/sgm."
    );
  }
  if (error === "EACCES") {
    return `${words} may not be run. Say in the setting schematic.command which program is \`sgm\`.`;
  }
  if (error) return `${words} could not be started: ${error}.`;
  if (/pygls/.test(said)) {
    return `${words} lacks what the language server needs. Install it, where this \`sgm\` is, with: ${INSTALL}`;
  }
  if (/invalid choice|no such command|no command|unrecognized arguments/i.test(said)) {
    return `${words} is too old, or is another program: it knows no \`lsp\`. Bring it up to date with: ${INSTALL} --upgrade`;
  }
  const last = said.trim().split("\n").slice(-3).join(" ").trim();
  return `${words} stopped before it answered${last ? `; it said: ${last}` : " and said nothing"}. The output has all of it.`;
}
