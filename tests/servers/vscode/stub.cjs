// As much of VS Code's API as an extension with a language client needs, without a window. What the
// extension does to it is kept: messages, diagnostics, providers, commands, files it watches.

const { EventEmitter: Emitter } = require("node:events");
const { fileURLToPath, pathToFileURL } = require("node:url");

const nothing = { dispose() {} };

class EventEmitter {
  #emitter = new Emitter().setMaxListeners(0);
  event = (listener, self) => {
    const heard = (value) => listener.call(self, value);
    this.#emitter.on("event", heard);
    return { dispose: () => this.#emitter.off("event", heard) };
  };
  fire = (value) => this.#emitter.emit("event", value);
  dispose() {}
}

class Uri {
  constructor(text) {
    const { protocol, pathname } = new URL(text);
    Object.assign(this, { text, scheme: protocol.slice(0, -1), path: decodeURIComponent(pathname) });
    this.authority = this.query = this.fragment = "";
    this.fsPath = this.scheme === "file" ? fileURLToPath(text) : this.path;
  }
  static parse = (text) => new Uri(text);
  static file = (path) => new Uri(pathToFileURL(path).href);
  toString() {
    return this.text;
  }
}

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}

class Range {
  constructor(...at) {
    [this.start, this.end] =
      at.length === 2 ? at : [new Position(at[0], at[1]), new Position(at[2], at[3])];
  }
}

class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}

class Hover {
  constructor(contents, range) {
    Object.assign(this, { contents, range });
  }
}

class MarkdownString {
  constructor(value = "") {
    this.value = value;
  }
  appendMarkdown(more) {
    this.value += more;
    return this;
  }
}

class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  static Empty = new CodeActionKind("");
  append = (more) => new CodeActionKind(this.value ? `${this.value}.${more}` : more);
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => nothing };
  cancel() {}
  dispose() {}
}

/** Everything else of a part of the API: events that never come, other functions that do nothing. */
function rest(known) {
  const lacking = (name) =>
    /^[A-Z]/.test(name) ? class { dispose() {} } : () => ({ ...nothing });
  return new Proxy(known, {
    get: (of, name) => (name in of || typeof name === "symbol" ? of[name] : (of[name] = lacking(name))),
    has: () => true,
  });
}

/** Return the API, and what is done to it, given a folder and settings that may be changed. */
exports.made = (folder, settings, matches) => {
  const opened = new EventEmitter();
  const configured = new EventEmitter();
  const seen = { errors: [], diagnostics: {}, providers: {}, commands: {}, executed: [] };
  const documents = [];
  const registered = (kind) => (selector, provider) => {
    (seen.providers[kind] ??= []).push({ selector, provider });
    return nothing;
  };
  const say = async (line) => void seen.errors.push(line);

  const workspace = rest({
    workspaceFolders: [{ uri: Uri.file(folder), name: "project", index: 0 }],
    textDocuments: documents,
    notebookDocuments: [],
    onDidOpenTextDocument: opened.event,
    onDidChangeConfiguration: configured.event,
    getWorkspaceFolder: () => workspace.workspaceFolders[0],
    getConfiguration: (section) => ({
      get: (name, usual) => settings[section ? `${section}.${name}` : name] ?? usual,
      has: () => true,
      inspect: () => undefined,
    }),
    createFileSystemWatcher: () =>
      rest({ onDidCreate: () => nothing, onDidChange: () => nothing, onDidDelete: () => nothing }),
  });
  const window = rest({
    tabGroups: rest({ all: [] }),
    visibleTextEditors: [],
    activeTextEditor: undefined,
    createOutputChannel: (name) => rest({ name, logLevel: 3, show() {}, dispose() {} }),
    showErrorMessage: say,
    showWarningMessage: say,
  });
  const languages = rest({
    match: (selector, document) =>
      selector.some(
        ({ scheme, language, pattern }) =>
          (!scheme || scheme === document.uri.scheme) &&
          (!language || language === document.languageId) &&
          (!pattern || matches(document.uri.fsPath, pattern)),
      )
        ? 10
        : 0,
    createDiagnosticCollection: () =>
      rest({
        set: (uri, some) => (seen.diagnostics[uri.toString()] = some),
        delete: (uri) => delete seen.diagnostics[uri.toString()],
        clear: () => (seen.diagnostics = {}),
      }),
    ...Object.fromEntries(
      ["Hover", "CompletionItem", "Definition", "Reference", "Rename", "CodeActions"].map((kind) => [
        `register${kind}Provider`,
        registered(kind),
      ]),
    ),
  });
  const commands = rest({
    registerCommand(name, does) {
      seen.commands[name] = does;
      return nothing;
    },
    executeCommand: async (...told) => void seen.executed.push(told),
  });
  const vscode = rest({
    ...{ workspace, window, languages, commands, Uri, Position, Range, Diagnostic, EventEmitter },
    ...{ CancellationTokenSource, CodeActionKind, Hover, MarkdownString },
    env: rest({ appName: "stub", language: "en" }),
    version: "1.91.0",
  });

  /** Open a file as VS Code does; the language is that of its name. */
  function open(path, languageId, text) {
    const document = rest({ uri: Uri.file(path), languageId, version: 1, isClosed: false });
    Object.assign(document, { getText: () => text, isDirty: false, lineCount: 1 });
    documents.push(document);
    opened.fire(document);
    return document;
  }

  /** Change a setting. */
  function set(name, value) {
    settings[name] = value;
    configured.fire({ affectsConfiguration: (some) => name.startsWith(some) });
  }
  return { vscode, seen, open, set };
};
