// The article's text: shown in paragraphs, marked where it has claims, selected by mouse or keys.
//
// The text is an editable element that takes no input, so that every way of selecting words that
// the system knows works in it, with caret and screen reader. Marks are custom highlights (CSS
// Custom Highlight API): they leave the text in one piece, however many of them overlap.

import { by, h } from "./dom.js";

const LEVELS = 4;

export class Text {
  constructor(root, { onPlace }) {
    this.root = root;
    this.onPlace = onPlace;
    this.shown = null;
    this.last = null;
    this.spans = [];
    // Nothing is typed here; what a method of input would still put in is taken out again.
    root.addEventListener("beforeinput", (event) => event.preventDefault());
    root.addEventListener("dragstart", (event) => event.preventDefault());
    root.addEventListener("drop", (event) => event.preventDefault());
    root.addEventListener("compositionend", () => {
      this.render(this.shown, true);
      this.mark(this.shown.claims);
    });
    document.addEventListener("selectionchange", () => this.#selected());
  }

  render(state, again = false) {
    const same = this.shown && this.shown.text === state.text;
    this.shown = state;
    if (same && !again) return;
    this.#units(state.text);
    this.paragraphs = state.paragraphs.map(({ start, end, heading }) => {
      const [from, to] = [this.#unit(start), this.#unit(end)];
      const shown = h(heading ? "div" : "p", { dir: "auto", class: heading && "heading" });
      shown.append(state.text.slice(from, to));
      return { from, to, shown, node: shown.firstChild };
    });
    this.root.replaceChildren(...this.paragraphs.map(({ shown }) => shown));
    this.last = null;
  }

  // ── Code points, of which positions are counted, and UTF-16, of which a browser's texts are ──

  #units(text) {
    this.toUnit = this.toPoint = null;
    if (!/[\ud800-\udbff]/.test(text)) return;
    this.toUnit = [];
    this.toPoint = [];
    let unit = 0;
    for (const character of text) {
      for (let each = 0; each < character.length; each++) this.toPoint.push(this.toUnit.length);
      this.toUnit.push(unit);
      unit += character.length;
    }
    this.toPoint.push(this.toUnit.length);
    this.toUnit.push(unit);
  }

  #unit(point) {
    return this.toUnit ? this.toUnit[Math.min(point, this.toUnit.length - 1)] : point;
  }

  #point(unit) {
    return this.toPoint ? this.toPoint[Math.min(unit, this.toPoint.length - 1)] : unit;
  }

  // ── Places ────────────────────────────────────────────────────────────────────────────────────

  range(start, end) {
    const made = document.createRange();
    made.setStart(...this.#boundary(this.#unit(start), false));
    made.setEnd(...this.#boundary(this.#unit(end), true));
    return made;
  }

  #boundary(unit, ends) {
    const inside = this.paragraphs.filter(({ from, to }) => (ends ? from < unit : from <= unit));
    const { from, to, node } = inside.at(-1) ?? this.paragraphs[0];
    return [node, Math.min(Math.max(unit - from, 0), to - from)];
  }

  #offset(node, offset) {
    const found = this.paragraphs.find(({ shown }) => shown.contains(node));
    if (found) {
      const inside = node === found.node ? offset : offset ? found.to - found.from : 0;
      return found.from + inside;
    }
    const next = this.paragraphs[offset];
    return next ? next.from : this.paragraphs.at(-1).to;
  }

  words(start, end) {
    return this.shown.text.slice(this.#unit(start), this.#unit(end));
  }

  // ── Selecting ─────────────────────────────────────────────────────────────────────────────────

  #selected() {
    if (this.#read()) this.onPlace(this.last.start, this.last.end);
  }

  // Notes what is selected now; the browser tells of it only a moment later.
  #read() {
    const selection = document.getSelection();
    if (!this.paragraphs || !selection.rangeCount) return false;
    const range = selection.getRangeAt(0);
    if (!this.root.contains(range.startContainer) || !this.root.contains(range.endContainer)) {
      return false;
    }
    const start = this.#point(this.#offset(range.startContainer, range.startOffset));
    const end = this.#point(this.#offset(range.endContainer, range.endOffset));
    this.last = { start, end };
    return true;
  }

  // The selected words, if there are any.
  get selection() {
    this.#read();
    return this.last && this.words(this.last.start, this.last.end).trim() ? this.last : null;
  }

  select(start, end) {
    const selection = document.getSelection();
    const range = this.range(start, end);
    selection.setBaseAndExtent(
      range.startContainer,
      range.startOffset,
      range.endContainer,
      range.endOffset,
    );
    this.last = { start, end };
    const parent = range.startContainer.parentElement;
    const { top, bottom } = range.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) parent.scrollIntoView({ block: "center" });
  }

  // The sentence at the caret; where one is selected already, the next or the one before it.
  sentence(step = 1) {
    this.#read();
    const { sentences } = this.shown;
    if (!sentences.length) return null;
    const { start, end } = this.last ?? { start: 0, end: 0 };
    const at = sentences.findIndex((one) => one.start === start && one.end === end);
    const here =
      at >= 0 ? at + step : sentences.findIndex((one) => one.end > start || one === sentences.at(-1));
    const found = sentences[Math.min(Math.max(here, 0), sentences.length - 1)];
    this.select(found.start, found.end);
    return found;
  }

  // ── Marks ─────────────────────────────────────────────────────────────────────────────────────

  // Spans in order of their places; those that overlap have different levels.
  mark(claims) {
    const known = new Map();
    for (const claim of claims) {
      for (const [start, end] of claim.places) {
        const key = `${start} ${end}`;
        if (!known.has(key)) known.set(key, { start, end, claims: [] });
        known.get(key).claims.push(claim.name);
      }
    }
    this.spans = [...known.values()].sort((a, b) => a.start - b.start || b.end - a.end);
    const ends = [];
    for (const span of this.spans) {
      const free = ends.findIndex((end) => end <= span.start);
      span.level = free < 0 ? ends.length : free;
      ends[span.level] = span.end;
    }
    const levels = Array.from({ length: LEVELS }, () => []);
    for (const span of this.spans) levels[span.level % LEVELS].push(this.range(span.start, span.end));
    levels.forEach((ranges, level) => highlight(`claim-${level}`, ranges, level));
  }

  active(places) {
    highlight("active", places.map(([start, end]) => this.range(start, end)), LEVELS);
  }

  // The names of the claims around a place, those of the shortest spans first.
  claimsAt(start, end = start) {
    return this.spans
      .filter((span) => span.start <= start && end <= span.end)
      .sort((a, b) => a.end - a.start - (b.end - b.start))
      .flatMap((span) => span.claims);
  }

  top([start, end]) {
    const rectangle = this.range(start, end).getClientRects()[0];
    return rectangle ? rectangle.top + window.scrollY : 0;
  }
}

function highlight(name, ranges, priority) {
  if (!globalThis.CSS?.highlights) return; // an old browser: cards still quote their passages
  const made = new Highlight(...ranges);
  made.priority = priority;
  CSS.highlights.set(name, made);
}

export const textOf = (hooks) => new Text(by("text"), hooks);
