// The licences of the packages that a bundle has code of, as one text; packages with the same
// licence together.

import { readFile, readdir } from "node:fs/promises";

/** Return the text, given what esbuild tells of a bundle; packages are those of node_modules here. */
export async function licences(metafile) {
  const used = Object.values(metafile.outputs)[0].inputs;
  const names = Object.keys(used)
    .filter((file) => used[file].bytesInOutput)
    .map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
    .filter(Boolean);
  const packages = new Map();
  for (const name of [...new Set(names)].sort()) {
    const folder = `node_modules/${name}`;
    const { version } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
    const file = (await readdir(folder)).find((one) => /^(mit-)?licen[cs]e/i.test(one));
    const licence = (await readFile(`${folder}/${file}`, "utf8")).trim();
    packages.set(licence, [...(packages.get(licence) ?? []), `${name} ${version}`]);
  }
  const texts = [...packages].map(([licence, names]) => `${names.join("\n")}\n\n${licence}\n`);
  return texts.join(`\n${"-".repeat(72)}\n\n`);
}
