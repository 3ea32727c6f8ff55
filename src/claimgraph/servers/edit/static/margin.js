// The claims beside the text: a card for each, level with its passage, with what is found there.

import { by, h, plural, said } from "./dom.js";

const WAYS = { for: "Supported by", against: "Opposed by", undercut: "Undercut by" };
const GAP = 8;
const WIDE = matchMedia("(min-width: 48rem)");

export class Margin {
  constructor(text, hooks) {
    this.text = text;
    this.hooks = hooks;
    this.list = by("claims");
    this.current = null;
    this.state = null;
    this.findings = [];
    this.list.addEventListener("focusin", (event) => this.#entered(event.target));
    this.list.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.align()).observe(by("text"));
    new ResizeObserver(() => this.align()).observe(document.body);
    WIDE.addEventListener("change", () => this.align());
  }

  // ── Cards ─────────────────────────────────────────────────────────────────────────────────────

  render(state) {
    this.state = state;
    const within = this.list.contains(document.activeElement) && document.activeElement;
    const focused = within && within.closest("[data-name]")?.dataset.name;
    const claims = [...state.claims].sort((a, b) => first(a) - first(b));
    this.labels = new Map(
      [...state.claims, ...state.arguments].map((one) => [one.name, one.label || one.name]),
    );
    this.list.replaceChildren(...claims.map((claim) => this.#card(claim)));
    this.found(this.findings);
    if (focused) this.focus(focused);
  }

  #card(claim) {
    const { hooks } = this;
    const id = `claim-${claim.name}`;
    const facts = [claim.kind, ...claim.certainty.map((one) => one.replaceAll("-", " "))];
    const quote = claim.places.map(([start, end]) => this.text.words(start, end)).join(" … ");
    const button = (label, act) =>
      h("button", { type: "button", "aria-label": `${label}: ${claim.label}`, onclick: act }, label);
    const card = h(
      "li",
      { class: claim.name === this.current ? "card current" : "card", "data-name": claim.name, draggable: "true" },
      h(
        "div",
        { class: "head", tabindex: "0", role: "group", "aria-labelledby": id, "aria-describedby": "card-help" },
        h("h3", { id }, claim.thesis ? h("span", { class: "tag" }, "thesis") : null, said(claim.label || claim.name)),
        h("p", { class: "facts" }, facts.filter(Boolean).join(" · "), ...claim.hedges.flatMap((one) => [" · ", said(`“${one}”`, "i")])),
        claim.says ? said(claim.says, "p") : null,
        claim.places.length
          ? h("p", { class: "quote" }, said(short(quote), "q"))
          : h("p", { class: "quote" }, "Its words are not found in the text."),
      ),
      this.#arguments(claim.name),
      h("ul", { class: "findings" }),
      h(
        "div",
        { class: "actions" },
        button("Edit", () => hooks.edit(claim)),
        button("Argue", () => hooks.argue({ premises: [claim.name] })),
        button("Link", () => hooks.link(claim)),
        button("Remove", () => hooks.remove("claim", claim.name, claim.label)),
      ),
    );
    card.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/plain", claim.name);
      event.dataTransfer.effectAllowed = "link";
      this.dragged = claim.name;
    });
    card.addEventListener("dragend", () => (this.dragged = null));
    card.addEventListener("dragover", (event) => {
      if (!this.dragged || this.dragged === claim.name) return;
      event.preventDefault();
      card.classList.add("target");
    });
    card.addEventListener("dragleave", () => card.classList.remove("target"));
    card.addEventListener("drop", (event) => {
      event.preventDefault();
      card.classList.remove("target");
      if (this.dragged) hooks.argue({ premises: [this.dragged], conclusion: claim.name });
    });
    return card;
  }

  #arguments(name) {
    const own = this.state.arguments.filter((one) => one.conclusion.includes(name));
    if (!own.length) return null;
    return h(
      "ul",
      { class: "arguments" },
      own.map((one) =>
        h(
          "li",
          { class: one.way, "data-name": one.name },
          h("span", { class: "way" }, WAYS[one.way] ?? "Argument"),
          " ",
          one.premises.flatMap((premise, at) => [
            at ? " and " : "",
            h(
              "button",
              { type: "button", class: "link", onclick: () => this.focus(premise) },
              said(this.labels.get(premise) ?? premise),
            ),
          ]),
          one.scheme.length ? h("span", { class: "facts" }, ` (${one.scheme.join(", ").replaceAll("-", " ")})`) : null,
          " ",
          h(
            "button",
            {
              type: "button",
              class: "link",
              "aria-label": `Remove argument: ${one.label}`,
              onclick: () => this.hooks.remove("argument", one.name, one.label),
            },
            "Remove",
          ),
          h("ul", { class: "findings" }),
          this.#arguments(one.name),
        ),
      ),
    );
  }

  // ── Findings ──────────────────────────────────────────────────────────────────────────────────

  found(findings) {
    this.findings = findings;
    for (const list of this.list.querySelectorAll(".findings")) list.replaceChildren();
    const elsewhere = [];
    for (const finding of findings) {
      const place = this.#place(finding);
      if (place) place.append(item(finding, null, finding.kind !== "claim"));
      else elsewhere.push(finding);
    }
    for (const list of this.list.querySelectorAll(".findings")) {
      list.hidden = !list.childElementCount;
      const rest = list.querySelectorAll(":scope > .warning, :scope > .info").length;
      if (rest) list.append(h("li", { class: "rest" }, plural(rest, "warning")));
    }
    const panel = by("elsewhere");
    panel.hidden = !elsewhere.length;
    panel.querySelector("summary").textContent = `${plural(elsewhere.length, "finding")} elsewhere`;
    panel.querySelector("ul").replaceChildren(
      ...elsewhere.map((finding) => item(finding, () => this.hooks.show(finding))),
    );
    this.align();
  }

  #place({ kind, name }) {
    if (kind === "claim" || kind === "argument") return this.#findingsOf(name);
    const claim = kind === "passage" && this.state.claims.find((one) => one.passages.includes(name));
    return claim ? this.#findingsOf(claim.name) : null;
  }

  #findingsOf(name) {
    const owner = this.list.querySelector(`[data-name="${CSS.escape(name)}"]`);
    return owner?.querySelector(":scope > .findings");
  }

  // ── Where cards stand ─────────────────────────────────────────────────────────────────────────

  // Each level with its passage; the current one exactly, others as near as they have room.
  align() {
    const cards = [...this.list.children];
    if (!WIDE.matches || !this.state) {
      for (const card of cards) card.style.top = "";
      this.list.style.height = "";
      return;
    }
    const zero = this.list.getBoundingClientRect().top + window.scrollY;
    const claims = new Map(this.state.claims.map((one) => [one.name, one]));
    const heights = cards.map((card) => card.offsetHeight + GAP);
    let last = 0;
    const wanted = cards.map((card) => {
      const { places } = claims.get(card.dataset.name);
      last = places.length ? Math.max(this.text.top(places[0]) - zero, 0) : last;
      return last;
    });
    const tops = [...wanted];
    const fixed = cards.findIndex((card) => card.dataset.name === this.current);
    for (let at = fixed + 1 || 1; at < tops.length; at++) {
      tops[at] = Math.max(wanted[at], tops[at - 1] + heights[at - 1]);
    }
    if (fixed > 0) {
      for (let at = 1; at < fixed; at++) tops[at] = Math.max(wanted[at], tops[at - 1] + heights[at - 1]);
      for (let at = fixed - 1; at >= 0; at--) tops[at] = Math.min(tops[at], tops[at + 1] - heights[at]);
    }
    const down = Math.max(0, -Math.min(0, ...tops));
    cards.forEach((card, at) => (card.style.top = `${tops[at] + down}px`));
    const ends = tops.map((top, at) => top + down + heights[at]);
    this.list.style.height = `${Math.max(0, ...ends)}px`;
  }

  // ── Keys ──────────────────────────────────────────────────────────────────────────────────────

  focus(name) {
    const card = this.list.querySelector(`.card[data-name="${CSS.escape(name)}"] .head`);
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest" });
  }

  #entered(target) {
    const name = target.closest(".card")?.dataset.name;
    if (name) this.choose(name);
  }

  choose(name) {
    if (this.current === name) return;
    this.current = name;
    const claim = this.state.claims.find((one) => one.name === name);
    for (const card of this.list.children) {
      card.classList.toggle("current", card.dataset.name === name);
    }
    this.text.active(claim?.places ?? []);
    this.align();
  }

  #key(event) {
    const head = event.target.closest(".head");
    if (!head || event.ctrlKey || event.metaKey || event.altKey) return;
    const { name } = head.closest(".card").dataset;
    const claim = this.state.claims.find((one) => one.name === name);
    const heads = [...this.list.querySelectorAll(".head")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) heads[heads.indexOf(head) + step]?.focus();
    else if (event.key === "e" || event.key === "Enter") this.hooks.edit(claim);
    else if (event.key === "a") this.hooks.argue({ premises: [name] });
    else if (event.key === "l") this.hooks.link(claim);
    else if (event.key === "Delete") this.hooks.remove("claim", name, claim.label);
    else if (event.key === "Escape") this.hooks.back(claim);
    else return;
    event.preventDefault();
  }
}

function item(finding, show, names = true) {
  const { severity, subject, message, hint, rule, line } = finding;
  return h(
    "li",
    { class: severity },
    h("b", {}, severity),
    " ",
    said(names && subject ? `${subject} ${message}` : message),
    show && line
      ? [" ", h("button", { type: "button", class: "link", onclick: show }, `line ${line}`)]
      : null,
    hint ? said(`${hint}${rule ? ` [${rule}]` : ""}`, "p") : null,
  );
}

const first = (claim) => claim.places[0]?.[0] ?? Infinity;

function short(words) {
  return words.length > 120 ? `${words.slice(0, 60).trimEnd()} … ${words.slice(-50).trimStart()}` : words;
}
