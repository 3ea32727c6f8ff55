// What the page to write SPARQL takes of CodeMirror 6; `make vendor` bundles it.
export { EditorState } from "@codemirror/state";
export { EditorView, drawSelection, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
export { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
export {
  HighlightStyle,
  StreamLanguage,
  bracketMatching,
  syntaxHighlighting,
} from "@codemirror/language";
export { setDiagnostics } from "@codemirror/lint";
export { sparql } from "@codemirror/legacy-modes/mode/sparql";
export { tags } from "@lezer/highlight";
