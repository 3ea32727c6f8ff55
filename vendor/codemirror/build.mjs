// Bundles what entry.js takes of CodeMirror, and gathers the licences of what is in the bundle.
// Usage: node build.mjs FOLDER

import { build } from "esbuild";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { licences } from "../licences.mjs";

const folder = process.argv[2];
const made = await build({
  entryPoints: ["entry.js"],
  bundle: true,
  charset: "utf8",
  format: "esm",
  legalComments: "none",
  metafile: true,
  minify: true,
  outfile: join(folder, "codemirror.js"),
  target: "es2022",
});
await writeFile(join(folder, "codemirror.LICENSE.txt"), await licences(made.metafile));
