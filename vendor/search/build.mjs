// Bundles MiniSearch, with which the search page finds: a script that sets a global, for pages that
// are opened as files load no modules. Usage: node build.mjs FOLDER

import { build } from "esbuild";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { licences } from "../licences.mjs";

const folder = process.argv[2];
const made = await build({
  stdin: {
    contents: 'import MiniSearch from "minisearch"; globalThis.MiniSearch = MiniSearch;',
    resolveDir: ".",
  },
  bundle: true,
  charset: "utf8",
  format: "iife",
  legalComments: "none",
  metafile: true,
  minify: true,
  outfile: join(folder, "minisearch.js"),
  target: "es2022",
});
await writeFile(join(folder, "minisearch.LICENSE.txt"), await licences(made.metafile));
