// Bundles the extension into dist/, with the licences of what is in the bundle.

import { build } from "esbuild";
import { copyFile, writeFile } from "node:fs/promises";
import { licences } from "../../vendor/licences.mjs";

const made = await build({
  entryPoints: ["extension.js"],
  bundle: true,
  external: ["vscode"],
  format: "cjs",
  legalComments: "none",
  metafile: true,
  minify: true,
  outfile: "dist/extension.js",
  platform: "node",
  target: "node20",
});
await writeFile("dist/LICENSES.txt", await licences(made.metafile));
await copyFile("../../LICENSE", "LICENSE");
