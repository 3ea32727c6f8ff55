// Bundles what each page takes of CodeMirror, and gathers the licences of what is in the bundle.
// Usage: node build.mjs FOLDER [FOLDER]; the first is that of the editing page, the second that of
// the pages that are served (the same, if there is one only).

import { build } from "esbuild";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { licences } from "../licences.mjs";

const [editing, served = editing] = process.argv.slice(2);
for (const [entry, folder, name] of [
  ["entry.js", editing, "codemirror"],
  ["sparql.js", served, "sparql-editor"],
]) {
  const made = await build({
    entryPoints: [entry],
    bundle: true,
    charset: "utf8",
    format: "esm",
    legalComments: "none",
    metafile: true,
    minify: true,
    outfile: join(folder, `${name}.js`),
    target: "es2022",
  });
  await writeFile(join(folder, `${name}.LICENSE.txt`), await licences(made.metafile));
}
