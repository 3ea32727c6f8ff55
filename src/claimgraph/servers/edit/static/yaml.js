// The file itself, in CodeMirror. It stands in a shadow tree, whose style needs no inline style.

import {
  EditorState, EditorView, HighlightStyle, defaultKeymap, drawSelection, highlightSpecialChars,
  history, historyKeymap, indentUnit, keymap, lineNumbers, lintGutter, lintKeymap, setDiagnostics,
  syntaxHighlighting, tags, yaml,
} from "./codemirror.js";

const COLOURS = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--cg-link)" },
  { tag: tags.comment, color: "var(--cg-muted)", fontStyle: "italic" },
  { tag: [tags.string, tags.content], color: "var(--cg-ink)" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--cg-muted)" },
]);

const THEME = EditorView.theme({
  "&": { maxHeight: "max(20rem, 100vh - 11rem)", color: "var(--cg-ink)", backgroundColor: "var(--cg-paper)", fontSize: "0.8125rem" },
  "&.cm-focused": { outline: "3px solid var(--cg-link)" },
  ".cm-scroller": { overflow: "auto", fontFamily: 'ui-monospace, Menlo, Consolas, "Liberation Mono", monospace' },
  ".cm-gutters": {
    color: "var(--cg-muted)", backgroundColor: "var(--cg-wash)", borderRight: "1px solid var(--cg-rule)",
  },
  ".cm-cursor": { borderLeftColor: "var(--cg-ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--cg-link) 30%, transparent)",
  },
  ".cm-tooltip, .cm-panels": {
    color: "var(--cg-ink)", backgroundColor: "var(--cg-wash)", border: "1px solid var(--cg-rule)",
  },
});

export class Source {
  constructor(parent, { onEdit, onSave }) {
    this.onEdit = onEdit;
    this.saved = "";
    const root = parent.attachShadow({ mode: "open" });
    this.extensions = [
      lineNumbers(),
      history(),
      drawSelection(),
      highlightSpecialChars(),
      EditorView.lineWrapping,
      indentUnit.of("  "),
      yaml(),
      syntaxHighlighting(COLOURS),
      lintGutter(),
      THEME,
      EditorView.contentAttributes.of({ "aria-label": "YAML of the capture", tabindex: "0", spellcheck: "false" }),
      keymap.of([
        { key: "Mod-s", run: () => (onSave(), true) },
        ...defaultKeymap,
        ...historyKeymap,
        ...lintKeymap,
      ]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !this.setting) this.onEdit(this.text);
      }),
    ];
    this.view = new EditorView({ parent: root, root, state: this.#state("") });
  }

  #state(doc) {
    return EditorState.create({ doc, extensions: this.extensions });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  get changed() {
    return this.text !== this.saved;
  }

  // Shows another text, with the caret and the history of edits kept.
  show(text) {
    const plain = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
    this.saved = plain;
    if (plain === this.text) return;
    this.setting = true;
    const from = common(plain, this.text);
    const back = common([...plain.slice(from)].reverse(), [...this.text.slice(from)].reverse());
    const old = [...this.text.slice(from)];
    const gone = old.slice(0, old.length - back).join("").length;
    const fresh = [...plain.slice(from)];
    const insert = fresh.slice(0, fresh.length - back).join("");
    this.view.dispatch({ changes: { from, to: from + gone, insert } });
    this.setting = false;
  }

  // Marks where findings are; their columns count code points.
  found(findings) {
    const { doc } = this.view.state;
    const made = findings
      .filter((one) => one.line && one.line <= doc.lines)
      .map((one) => {
        const line = doc.line(one.line);
        const unit = (column) => [...line.text].slice(0, column - 1).join("").length;
        const from = line.from + unit(one.column);
        return {
          from,
          to: Math.max(from, line.from + unit(one.to)),
          severity: { violation: "error", warning: "warning" }[one.severity] ?? "info",
          message: [`${one.subject} ${one.message}`.trim(), one.hint].filter(Boolean).join(". "),
          source: one.rule,
        };
      });
    this.view.dispatch(setDiagnostics(this.view.state, made));
  }

  go(line) {
    const { doc } = this.view.state;
    const at = doc.line(Math.min(line, doc.lines)).from;
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.view.focus();
  }
}

function common(a, b) {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}
