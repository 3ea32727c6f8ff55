// Runs the extension in a folder that its package was unpacked into, and tells what it did, as JSON.
// Usage: node drive.cjs '{"extension": …, "project": …, "commands": […], "files": {…}}'
// The commands are put into the settings one after the other; files are opened after the last.

const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");
const { minimatch } = require("../../../editors/vscode/node_modules/minimatch");
const { made } = require("./stub.cjs");

const { extension, project, commands, files } = JSON.parse(process.argv[2]);
const PATH = "claimgraph.path";
const { vscode, seen, open, set } = made(project, { [PATH]: commands[0] }, minimatch);
const load = Module._load;
Module._load = (name, ...more) => (name === "vscode" ? vscode : load(name, ...more));

async function until(what, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (let value; Date.now() < end; await new Promise((done) => setTimeout(done, 50)))
    if ((value = what())) return value;
  throw new Error(`nothing in ${seconds} s: ${what}`);
}

/** Open a file and wait for what the server finds in it. */
async function opened(name, language) {
  const file = join(project, name);
  const document = open(file, language, readFileSync(file, "utf8"));
  const findings = await until(() => seen.diagnostics[document.uri.toString()]);
  return [document, findings.map(({ code, message }) => [code?.value ?? code, message])];
}

/** Say what the extension does for files that it serves. */
async function served() {
  const told = { findings: {}, served: {} };
  let capture;
  for (const [name, language] of Object.entries(files)) {
    const [document, findings] = await opened(name, language);
    told.findings[name] = findings;
    capture ??= document;
  }
  const lines = capture.getText().split("\n");
  const line = lines.findIndex((one) => one.includes("pupils-cross]"));
  const at = new vscode.Position(line, lines[line].indexOf("pupils-cross") + 3);
  const token = new vscode.CancellationTokenSource().token;
  const { provider, selector } = await until(() => seen.providers.Hover?.[0]);
  told.hover = (await provider.provideHover(capture, at, token)).contents.value;
  for (const name of ["capture.yaml", "capture.yml", "other.yaml"]) {
    const uri = vscode.Uri.file(join(project, "data/ferry", name));
    told.served[name] = vscode.languages.match(selector, { uri, languageId: "yaml" }) > 0;
  }
  return { ...told, providers: Object.keys(seen.providers) };
}

async function main() {
  const { main } = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
  const { activate, deactivate } = require(join(extension, main));
  await activate({ subscriptions: [] });
  for (const command of commands.slice(1)) set(PATH, command);
  const told = Object.keys(files).length ? await served() : {};
  await deactivate();
  return { ...told, errors: seen.errors, commands: Object.keys(seen.commands) };
}

main().then(
  (told) => process.stdout.write(JSON.stringify(told)),
  (error) => {
    process.stderr.write(`${error.stack}\n${JSON.stringify(seen.errors)}\n`);
    process.exitCode = 1;
  },
);
