// Bundles what entry.js takes of CodeMirror, and gathers the licences of what is in the bundle.
// Usage: node build.mjs FOLDER

import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

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
const used = Object.values(made.metafile.outputs)[0].inputs;
const names = Object.keys(used)
  .filter((file) => used[file].bytesInOutput)
  .map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
  .filter(Boolean);
const packages = new Map();
for (const name of [...new Set(names)].sort()) {
  const { version } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
  const licence = (await readFile(`node_modules/${name}/LICENSE`, "utf8")).trim();
  packages.set(licence, [...(packages.get(licence) ?? []), `${name} ${version}`]);
}
const told = [...packages].map(([licence, of]) => `${of.join("\n")}\n\n${licence}\n`);
await writeFile(join(folder, "codemirror.LICENSE.txt"), told.join(`\n${"-".repeat(72)}\n\n`));
