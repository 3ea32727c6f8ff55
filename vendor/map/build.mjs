// Bundles what the map of the pages takes of others: a script for each, since dagre is loaded only
// when something is unfolded. They set a global, for pages that are opened as files load no modules.
// Usage: node build.mjs FOLDER

import { build } from "esbuild";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { licences } from "../licences.mjs";

const folder = process.argv[2];
const scripts = {
  panzoom: 'import Panzoom from "@panzoom/panzoom"; globalThis.Panzoom = Panzoom;',
  dagre: 'import { Graph, layout } from "@dagrejs/dagre"; globalThis.dagre = { Graph, layout };',
};
for (const [name, contents] of Object.entries(scripts)) {
  const made = await build({
    stdin: { contents, resolveDir: "." },
    bundle: true,
    charset: "utf8",
    format: "iife",
    legalComments: "none",
    metafile: true,
    minify: true,
    outfile: join(folder, `${name}.js`),
    target: "es2022",
  });
  await writeFile(join(folder, `${name}.LICENSE.txt`), await licences(made.metafile));
}
