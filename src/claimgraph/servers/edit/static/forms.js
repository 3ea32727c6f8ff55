// The dialogs: a claim, an argument, the keys.

import { by, h, said } from "./dom.js";

const dialog = by("dialog");

// Opens a form and resolves when it has been sent or left. `send` throws what is to be told in it.
export function opened(title, body, label, send) {
  return new Promise((resolve) => {
    const problem = h("p", { class: "problem", role: "alert" });
    const submit = h("button", { class: "main" }, label);
    const form = h(
      "form",
      { method: "dialog", novalidate: true },
      h("h2", { id: "dialog-title" }, title),
      ...body,
      problem,
      h(
        "div",
        { class: "actions" },
        send && submit,
        h("button", { type: "button", onclick: () => dialog.close() }, send ? "Cancel" : "Close"),
      ),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!send) return;
      problem.textContent = "";
      submit.disabled = true;
      try {
        await send(form);
        dialog.close();
      } catch (error) {
        problem.textContent = error.message;
      } finally {
        submit.disabled = false;
      }
    });
    form.addEventListener("keydown", (event) => {
      if (send && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    dialog.replaceChildren(form);
    dialog.addEventListener("close", () => resolve(), { once: true });
    dialog.showModal();
    (form.querySelector("[autofocus]") ?? form.querySelector("input, select, button")).focus();
  });
}

// ── Fields ──────────────────────────────────────────────────────────────────────────────────────

let number = 0;

export function field(label, control, hint) {
  const id = `field-${++number}`;
  control.id = id;
  const help = hint && h("span", { class: "hint", id: `${id}-hint` }, hint);
  if (help) control.setAttribute("aria-describedby", help.id);
  return h("p", { class: "field" }, h("label", { for: id }, label), help, control);
}

export const line = (name, value = "", more = {}) => h("input", { name, value, dir: "auto", autocomplete: "off", ...more });

function lines(name, value = "", rows = 1) {
  const made = h("textarea", { name, rows, dir: "auto" });
  made.value = value;
  return made;
}

// A list of words to choose one of, each with its definition beside it.
function radios(title, name, choices, value) {
  return h(
    "fieldset",
    { class: "radios" },
    h("legend", {}, title),
    choices.map((one) => {
      const id = `${name}-${one.value}`;
      return h(
        "div",
        {},
        h("input", {
          type: "radio", id, name, value: one.value, checked: one.value === value,
          "aria-describedby": `${id}-means`,
        }),
        h("label", { for: id }, one.label),
        h("span", { class: "means", id: `${id}-means` }, one.definition),
      );
    }),
  );
}

// A longer list, which shows the definition of what is chosen.
function list(label, name, choices, value = "") {
  const select = h(
    "select",
    { name },
    h("option", { value: "" }, "—"),
    choices.map((one) => h("option", { value: one.value, title: one.definition }, one.label)),
  );
  select.value = value;
  const means = h("span", { class: "means", id: `means-${++number}`, "aria-live": "polite" });
  const explain = () =>
    (means.textContent = choices.find((one) => one.value === select.value)?.definition ?? "");
  select.addEventListener("change", explain);
  explain();
  const made = field(label, select);
  select.setAttribute("aria-describedby", means.id);
  made.append(means);
  return made;
}

const parts = (text, by = /[;\n]/) => text.split(by).map((one) => one.trim()).filter(Boolean);
const oneOrMore = (found) => (found.length > 1 ? found : found[0]);

// How a certainty is written with its marker words: reported, "reportedly".
function certainty(word, hedges) {
  const quoted = hedges.map((one) => (one.includes('"') ? `“${one}”` : `"${one}"`));
  return [word, ...quoted].join(", ");
}

// What some claims need besides, by the choice that calls for it.
const CALLED_FOR = {
  addressee: ["Addressee", "Who ought to do it: an actor.", ["normative"]],
  condition: ["Condition", "What has to hold for it.", ["predictive", "conditional"]],
  horizon: ["Horizon", "By when it is to come true.", ["predictive"]],
};

function calledFor(form, held, actors) {
  const made = Object.entries(CALLED_FOR).map(([name, [label, hint, by]]) => {
    const known = name === "addressee" && h("datalist", { id: "actors" }, actors.map(({ value }) => h("option", { value })));
    const one = field(label, line(name, held[name] ?? "", known ? { list: "actors" } : {}), hint);
    if (known) one.append(known);
    one.dataset.by = by.join(" ");
    return one;
  });
  const update = () => {
    const chosen = [...form.querySelectorAll(":checked")].map((one) => one.value);
    for (const one of made) one.hidden = !one.dataset.by.split(" ").some((by) => chosen.includes(by));
  };
  form.addEventListener("change", update);
  update();
  return made;
}

// ── A claim ─────────────────────────────────────────────────────────────────────────────────────

export function claim({ claim, quote, hedges = [], certainty: sure = "asserted", choices, keys, send }) {
  const held = claim ?? { label: "", says: "", kind: "factual", certainty: [sure], hedges };
  const marks = held.hedges.join("; ");
  const pair = h(
    "div",
    { class: "pair" },
    radios("Kind", "kind", choices["kind of claim"], held.kind),
    radios("Certainty", "certainty", choices.certainty, held.certainty[0]),
  );
  const body = [
    quote && h("blockquote", {}, said(quote)),
    field("Label", line("label", held.label, { maxlength: 80, required: true, autofocus: true }), "What a person would call it, up to 80 characters."),
    field("Says", lines("says", held.says, 2), "The claim restated in your own words."),
    pair,
    ...calledFor(pair, held, choices.actors),
    field("Marker words", line("hedges", marks), "The words that make it less than flat, such as reportedly; several with a semicolon."),
    h(
      "p",
      { class: "check" },
      h("input", { type: "checkbox", id: "thesis", name: "thesis", checked: held.thesis }),
      h("label", { for: "thesis" }, "The thesis: the article sets out to defend it"),
    ),
    !claim && source(choices),
    more(keys, held.lines),
  ];
  return opened(claim ? "Edit claim" : "New claim", body, claim ? "Save" : "Add claim", async (form) => {
    const data = new FormData(form);
    const value = (name) => (data.get(name) ?? "").trim();
    if (!value("label")) {
      form.elements.label.focus();
      throw new Error("The claim has no label: say in a few words what it claims.");
    }
    const made = {
      label: value("label"),
      says: value("says"),
      kind: value("kind"),
      certainty: certainty(value("certainty"), parts(value("hedges"))),
      thesis: data.get("thesis") ? true : "",
    };
    for (const name of Object.keys(CALLED_FOR)) {
      made[name] = form.elements[name].closest(".field").hidden ? (held[name] ?? "") : value(name);
    }
    if (claim) {
      const before = { ...held, certainty: certainty(held.certainty[0] ?? "", held.hedges), thesis: held.thesis ? true : "" };
      const fresh = Object.entries(made).filter(([key, one]) => one !== before[key]);
      const now = keys.map(({ name }) => [name, parts(value(name), "\n")]);
      const changed = now.filter(([name, some]) => some.join("\n") !== (held.lines[name] ?? []).join("\n"));
      await send(
        Object.fromEntries(fresh.map(([key, one]) => [key, one === "" ? null : one])),
        Object.fromEntries(changed),
      );
      return;
    }
    for (const { name } of keys) made[name] = oneOrMore(parts(value(name)));
    if (value("source-title") || value("evidence-kind")) {
      made.evidence = [{ kind: value("evidence-kind"), source: cleaned({ title: value("source-title"), kind: value("source-kind") }) }];
    }
    await send(cleaned(made));
  });
}

const cleaned = (made) =>
  Object.fromEntries(Object.entries(made).filter(([, one]) => one !== "" && one !== undefined));

function source(choices) {
  return h(
    "details",
    {},
    h("summary", {}, "Where it comes from"),
    list("Kind of evidence", "evidence-kind", choices["evidence-kind"]),
    field("Source", line("source-title"), "Its title, or what it is: a letter to the council."),
    list("Kind of source", "source-kind", choices["kind of source"]),
  );
}

// The keys whose values are lines; open where a claim has any.
function more(keys, held = {}) {
  return h(
    "details",
    { open: keys.some(({ name }) => held[name]?.length) },
    h("summary", {}, "More: who, what about, evidence, figures, dates"),
    keys.map(({ name, says, example }) => {
      const some = held[name] ?? [];
      return field(
        name,
        lines(name, some.join("\n"), Math.max(1, some.length)),
        `${says} ${example ? `For example ${example}; ` : ""}one a line.`,
      );
    }),
  );
}

// ── An argument ─────────────────────────────────────────────────────────────────────────────────

export function argument({ premises = [], conclusion = "", state, choices, send }) {
  const option = (one) => h("option", { value: one.name, dir: "auto" }, one.label || one.name);
  const select = h("select", { name: "conclusion", autofocus: true });
  const ways = [
    { value: "for", label: "for", definition: "The premises support the claim." },
    { value: "against", label: "against", definition: "The premises oppose the claim." },
    { value: "undercut", label: "undercut", definition: "The premises question a step: an argument, not a claim." },
  ];
  const way = radios("They speak", "way", ways, "for");
  const fill = (undercuts) => {
    const before = select.value || conclusion;
    select.replaceChildren(...(undercuts ? state.arguments : state.claims).map(option));
    if (before) select.value = before;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
  };
  way.addEventListener("change", (event) => fill(event.target.value === "undercut"));
  fill(false);
  if (!conclusion) {
    const others = state.claims.filter((one) => !premises.includes(one.name));
    select.value = (others.find((one) => one.thesis) ?? others[0]).name;
  }
  const chosen = h(
    "fieldset",
    { class: "premises" },
    h("legend", {}, "Premises, which work together"),
    state.claims.map((one) =>
      h(
        "div",
        {},
        h("input", { type: "checkbox", name: "premises", value: one.name, id: `premise-${one.name}`, checked: premises.includes(one.name) }),
        h("label", { for: `premise-${one.name}` }, said(one.label || one.name)),
      ),
    ),
  );
  // No claim is a premise of itself.
  const apart = () => {
    for (const box of chosen.querySelectorAll("input")) box.disabled = box.value === select.value;
  };
  select.addEventListener("change", apart);
  way.addEventListener("change", apart);
  apart();
  const body = [
    field("Conclusion", select, "The claim, or the argument, that they speak for or against."),
    way,
    chosen,
    list("Scheme", "scheme", choices["argument-scheme"]),
    h(
      "p",
      { class: "check" },
      h("input", { type: "checkbox", id: "explicit", name: "explicit" }),
      h("label", { for: "explicit" }, "The article takes the step itself"),
    ),
  ];
  return opened("New argument", body, "Add argument", async (form) => {
    const data = new FormData(form);
    const from = data.getAll("premises");
    if (!from.length) throw new Error("An argument needs a premise: choose a claim other than its conclusion.");
    await send({
      premises: from,
      conclusion: data.get("conclusion"),
      way: data.get("way"),
      scheme: data.get("scheme"),
      explicit: Boolean(data.get("explicit")),
    });
  });
}

// ── The keys ────────────────────────────────────────────────────────────────────────────────────

const KEYS = {
  "In the text": [
    ["s", "select the sentence at the caret, or the next one"],
    ["Shift+S", "select the sentence before"],
    ["arrows", "move the caret; with Shift, select"],
    ["c", "make a claim of the selected words"],
    ["Enter", "go to the claim at the caret"],
  ],
  "On a claim": [
    ["↑ ↓", "go to another claim"],
    ["e, Enter", "edit it"],
    ["a", "make it a premise of an argument"],
    ["l", "link it with claims of other articles"],
    ["Delete", "remove it"],
    ["Esc", "go back to the text"],
  ],
  "In a form": [
    ["Ctrl+Enter", "send it"],
    ["Esc", "leave it"],
  ],
  "In the YAML": [["Ctrl+S", "save it"]],
};

export function help() {
  const body = Object.entries(KEYS).map(([where, keys]) => [
    h("h3", {}, where),
    h("dl", { class: "keys" }, keys.map(([key, does]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, does)))),
  ]);
  return opened("Keys", body.flat(), "", null);
}
