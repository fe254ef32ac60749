// The sources of `dist/` → one hash, which stands in `dist/sources.sha256`. The project's tests take
// it again, so that a bundle which is older than its sources is noticed where there is no Node.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const ALONE = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];
const OUTSIDE = ["grammar/schematic.lark", "specs/gan.sgm"];
const digest = (content) => createHash("sha256").update(content).digest("hex");

const inside = ["src", "public"].flatMap((folder) =>
  readdirSync(`${root}play/${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length)),
);
const paths = [...inside, ...ALONE.map((name) => `play/${name}`), ...OUTSIDE].sort();
const lines = paths.map((path) => `${digest(readFileSync(root + path))}  ${path}\n`);
writeFileSync(`${root}play/dist/sources.sha256`, `${digest(lines.join(""))}\n`);
