// The editor of the SPARQL page: CodeMirror in a shadow tree, whose style needs no inline style.

import {
  EditorState, EditorView, HighlightStyle, StreamLanguage, autocompletion, bracketMatching, closeBrackets,
  completionKeymap, defaultKeymap, drawSelection, highlightSpecialChars, history, historyKeymap, keymap,
  lineNumbers, setDiagnostics, sparql, syntaxHighlighting, tags,
} from "./sparql-editor.js";

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--cg-ink)", fontWeight: "bold" },
  { tag: [tags.atom, tags.string], color: "var(--cg-link)" },
  { tag: tags.variableName, color: "var(--cg-support)" },
  { tag: [tags.comment, tags.meta], color: "var(--cg-muted)" },
  { tag: [tags.bracket, tags.operator], color: "var(--cg-muted)" },
]);
const THEME = EditorView.theme({
  "&": {
    maxHeight: "70vh", color: "var(--cg-ink)", backgroundColor: "var(--cg-paper)",
    border: "1px solid var(--cg-muted)", fontSize: "0.875rem",
  },
  "&.cm-focused": { outline: "3px solid var(--cg-link)" },
  ".cm-scroller": { overflow: "auto", minHeight: "16rem", fontFamily: 'ui-monospace, Menlo, Consolas, "Liberation Mono", monospace' },
  ".cm-gutters": {
    color: "var(--cg-muted)", backgroundColor: "var(--cg-wash)", borderRight: "1px solid var(--cg-rule)",
  },
  ".cm-cursor": { borderLeftColor: "var(--cg-ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--cg-link) 30%, transparent)",
  },
  ".cm-tooltip": { color: "var(--cg-ink)", backgroundColor: "var(--cg-wash)", border: "1px solid var(--cg-rule)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--cg-paper)", backgroundColor: "var(--cg-link)" },
  // In place of a picture in a data: address, which the page's policy refuses.
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--cg-oppose)" },
  ".cm-completionDetail": { fontStyle: "normal" },
});
const WORDS = (
  "ASK BASE BIND BY CONSTRUCT COUNT DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING LIMIT MINUS " +
  "NAMED NOT OFFSET OPTIONAL ORDER PREFIX REGEX SELECT UNION VALUES WHERE"
).split(" ");

// Writes what is typed over a selection: Chromium would keep its colours by an inline style, which
// the page's policy refuses. Brackets go around a selection.
const replaced = (event, view) => {
  const isPlain = event.inputType === "insertText" && event.data && !/^[([{'"]$/.test(event.data);
  if (!isPlain || event.isComposing || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  return true;
};

/** An editor in place of a text area, which always holds the same text. */
export class Code {
  constructor(area, { prefixes, terms }, { label, onRun, onEdit }) {
    this.area = area;
    this.prefixes = prefixes;
    this.terms = terms;
    this.place = document.createElement("div");
    area.before(this.place);
    area.hidden = true;
    const root = this.place.attachShadow({ mode: "open" });
    const extensions = [
      lineNumbers(),
      history(),
      drawSelection(),
      highlightSpecialChars(),
      bracketMatching(),
      closeBrackets(),
      EditorView.lineWrapping,
      StreamLanguage.define(sparql),
      syntaxHighlighting(COLOURS),
      autocompletion({ override: [(context) => this.#offered(context)], icons: false }),
      THEME,
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
      EditorView.domEventHandlers({ beforeinput: replaced }),
      keymap.of([
        { key: "Mod-Enter", run: () => (onRun(), true) },
        ...completionKeymap,
        ...defaultKeymap,
        ...historyKeymap,
      ]),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        area.value = update.state.doc.toString();
        onEdit();
      }),
    ];
    this.view = new EditorView({
      parent: root, root, state: EditorState.create({ doc: area.value, extensions }),
    });
  }

  focus() {
    this.view.focus();
  }

  // Marks the word at a line and column, which count from 1 and by code points, or nothing; tells
  // the column at which it begins.
  mark(fault) {
    const { doc } = this.view.state;
    const marks = [];
    let column = fault?.column;
    if (fault && fault.line <= doc.lines) {
      const line = doc.line(fault.line);
      const at = [...line.text].slice(0, fault.column - 1).join("").length;
      // An error is told where the parser stopped: at a word, or behind the one that is wrong.
      const next = /^[^\s.;,{}()]+/.exec(line.text.slice(at));
      const last = /[^\s.;,{}()]+\s*$/.exec(line.text.slice(0, at));
      const behind = fault.before || !next;
      const from = line.from + (behind && last ? last.index : at);
      const to = behind ? line.from + at : from + next[0].length;
      column = [...line.text.slice(0, from - line.from)].length + 1;
      marks.push({ from, to: Math.max(from, to), severity: "error", message: fault.says });
      this.view.dispatch({ effects: EditorView.scrollIntoView(from, { y: "nearest" }) });
    }
    this.view.dispatch(setDiagnostics(this.view.state, marks));
    return column;
  }

  #offered(context) {
    const declaring = context.matchBefore(/^\s*PREFIX\s+[\w-]*/i);
    if (declaring) {
      const from = declaring.from + /^\s*PREFIX\s+/i.exec(declaring.text)[0].length;
      const options = Object.entries(this.prefixes).map(([name, space]) => ({
        label: `${name}:`, detail: space, apply: `${name}: <${space}>`,
      }));
      return { from, options };
    }
    const word = context.matchBefore(/[?$]?[\w-]*:?[\w-]*/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const text = this.view.state.doc.toString();
    if (word.text.includes(":")) {
      const options = this.terms.map(([name, label]) => ({
        label: name, detail: label, apply: (view, _, from, to) => this.#take(view, name, from, to),
      }));
      return { from: word.from, options, validFor: /^[\w-]*:[\w-]*$/ };
    }
    const variables = new Set(text.match(/[?$]\w+/g) ?? []);
    variables.delete(word.text);
    const options = [
      ...[...variables].map((label) => ({ label, type: "variable" })),
      ...Object.entries(this.prefixes).map(([name, detail]) => ({ label: `${name}:`, detail })),
      ...WORDS.map((label) => ({ label })),
    ];
    return { from: word.from, options, validFor: /^[?$]?[\w-]*$/ };
  }

  // Writes a term, and declares its prefix where the query does not.
  #take(view, name, from, to) {
    const prefix = name.slice(0, name.indexOf(":"));
    const declared = new RegExp(`^\\s*PREFIX\\s+${prefix}:`, "im").test(view.state.doc.toString());
    const line = declared ? "" : `PREFIX ${prefix}: <${this.prefixes[prefix]}>\n`;
    const changes = [{ from, to, insert: name }];
    if (line) changes.unshift({ from: 0, insert: line });
    view.dispatch({ changes, selection: { anchor: from + line.length + name.length } });
  }
}
