// Starts `claimgraph lsp` for the files of a project and lets VS Code talk to it.

const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { commands, window, workspace } = require("vscode");
const { CloseAction, LanguageClient } = require("vscode-languageclient/node");

const SELECTOR = [
  { scheme: "file", language: "turtle" },
  { scheme: "file", language: "sparql", pattern: "**/*.rq" },
  { scheme: "file", pattern: "**/capture.{yaml,yml}" },
];
const PATH = "claimgraph.path";

let client;

/** The server's process, once it runs; rejects if there is no such command. */
function spawned(command, cwd) {
  return new Promise((resolve, reject) => {
    const server = spawn(command, ["lsp"], { cwd });
    server.once("spawn", () => resolve(server));
    server.once("error", reject);
  });
}

/** The command of the settings, and the folder it is started in. */
function configured() {
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath;
  const path = workspace.getConfiguration().get(PATH)?.trim() || "claimgraph";
  return { command: path.replaceAll("${workspaceFolder}", folder ?? "."), cwd: folder };
}

async function tell(line) {
  const settings = "Open Settings";
  if ((await window.showErrorMessage(line, settings)) === settings) {
    await commands.executeCommand("workbench.action.openSettings", PATH);
  }
}

/** A client that leaves it to whoever starts it to say why it does not start. */
class Client extends LanguageClient {
  starting = true;

  error(message, data, notify) {
    super.error(message, data, this.starting ? false : notify);
  }
}

async function start() {
  const { command, cwd } = configured();
  let server;
  try {
    server = await spawned(command, cwd);
  } catch (error) {
    const why = error.code === "ENOENT" ? "was not found" : `cannot be started (${error.code})`;
    void tell(`${command} ${why}: pip install 'claimgraph[lsp,fast]', or set ${PATH} to where it is`);
    return;
  }
  let said = "";
  server.stderr.on("data", (data) => (said = (said + data).slice(-2000)));
  const ended = once(server, "close");
  const connected = async () => (client ? spawned(command, cwd) : server);
  const started = new Client("claimgraph", "claimgraph", connected, {
    documentSelector: SELECTOR,
    errorHandler: {
      error: (...about) => usual.error(...about),
      closed: () =>
        started.starting ? { action: CloseAction.DoNotRestart, handled: true } : usual.closed(),
    },
    initializationFailedHandler: () => false,
  });
  const usual = started.createDefaultErrorHandler();
  try {
    await started.start();
    started.starting = false;
    client = started;
  } catch (error) {
    server.kill();
    await ended;
    void tell(said.trim().split("\n").at(-1) || `${command} lsp does not serve (${error.message}): see ${PATH}`);
  }
}

async function stop() {
  const one = client;
  client = undefined;
  if (one?.needsStop()) await one.stop();
}

// One after the other: two servers at once would both publish what they find.
let turn = Promise.resolve();
const next = (...some) => (turn = some.reduce((done, does) => done.then(does), turn));
const restart = () => next(stop, start);

exports.activate = (context) => {
  context.subscriptions.push(
    commands.registerCommand("claimgraph.restart", restart),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(PATH) && restart()),
  );
  return next(start);
};

exports.deactivate = () => next(stop);
