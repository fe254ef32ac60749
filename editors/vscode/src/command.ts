// Which program is the language server: the setting, else the environment in the folder, else the path.

import { existsSync } from "node:fs";
import path from "node:path";

const INSIDE = [".venv/bin/sgm", ".venv/Scripts/sgm.exe", "venv/bin/sgm", "venv/Scripts/sgm.exe"];

/** What starts it. Folders count only if they are trusted, as a program in them is run. */
export function commandOf(
  setting: string[],
  folders: string[],
  exists: (file: string) => boolean = existsSync,
): string[] {
  const [first] = folders;
  if (setting.length > 0) {
    return setting.map((word) => (first ? word.replaceAll("${workspaceFolder}", first) : word));
  }
  const here = folders.flatMap((folder) => INSIDE.map((file) => path.join(folder, file)));
  return [here.find(exists) ?? "sgm", "lsp"];
}
