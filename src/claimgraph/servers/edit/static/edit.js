// The page: shows what the file says, sends what people do, and tells what came of it.

import * as api from "./api.js";
import { by, plural } from "./dom.js";
import * as forms from "./forms.js";
import * as links from "./links.js";
import { Margin } from "./margin.js";
import { textOf } from "./text.js";
import { Source } from "./yaml.js";

const TYPING = 500; // milliseconds without a key before what is typed is checked
const LOOKING = 2000; // and between two looks whether the file has changed
const MOST_UNDO = 50;

const text = textOf({ onPlace: (start, end) => placed(start, end) });
const margin = new Margin(text, { edit, argue, link, remove, show, back });
const source = new Source(by("yaml"), { onEdit: typed, onSave: saved });
const before = [];
let state = null;
let choices = null;
let checking = null;
let timer = null;
let changing = 0;
let last = Promise.resolve();

// ── What is shown ───────────────────────────────────────────────────────────────────────────────

function tell(message) {
  by("status").textContent = message;
}

function render(next) {
  const dirty = source.changed;
  state = next;
  document.title = `${state.slug} – claimgraph edit`;
  by("title").textContent = state.slug;
  text.render(state);
  text.mark(state.claims);
  margin.render(state);
  if (!dirty) source.show(state.yaml);
  // Without its text nothing can be marked up: the file is mended as YAML.
  if (state.findings.length) {
    margin.found(state.findings);
    open(true);
  }
  buttons();
}

function buttons() {
  const dirty = source.changed;
  by("undo").disabled = !before.length;
  by("save").disabled = by("discard").disabled = !dirty;
  by("source-state").textContent = dirty ? "Not saved" : "";
}

function summary(findings) {
  const marked = state.sentences.filter((one) =>
    text.spans.some((span) => span.start < one.end && one.start < span.end),
  );
  const count = (severity) => findings?.filter((one) => one.severity === severity).length;
  const told = findings
    ? `${plural(count("violation"), "violation")}, ${plural(count("warning"), "warning")}`
    : "checking …";
  const covered = `${marked.length} of ${plural(state.sentences.length, "sentence")} with a claim`;
  by("summary").textContent = `${covered} · ${told}`;
  return told;
}

// ── Checking ────────────────────────────────────────────────────────────────────────────────────

async function check(written, note = "") {
  checking?.abort();
  const mine = (checking = new AbortController());
  by("summary").setAttribute("aria-busy", "true");
  try {
    const { findings } = await api.findings(written, mine.signal);
    if (mine !== checking) return;
    margin.found([...state.findings, ...findings]);
    source.found(findings);
    const told = summary(findings);
    tell(`${note} ${told}.`.trim());
    by("summary").setAttribute("aria-busy", "false");
  } catch (error) {
    if (error.name !== "AbortError" && mine === checking) tell(error.message);
  }
}

function typed(written) {
  buttons();
  clearTimeout(timer);
  timer = setTimeout(() => check(written), TYPING);
}

// ── Changing ────────────────────────────────────────────────────────────────────────────────────

// Sends a change when those before it are written.
function change(...wanted) {
  const mine = last.then(() => write(...wanted));
  last = mine.catch(() => {});
  return mine;
}

// Writes a change; where the file is another by now, shows that and throws what to tell.
async function write(action, more, note, undoing = false) {
  if (source.changed && (action !== "save" || undoing)) {
    throw new Error("The YAML has changes that are not saved: save or discard them first.");
  }
  const old = state.yaml;
  changing++;
  try {
    const next = await api.change(state.digest, action, more);
    if (!undoing && next.yaml !== old) {
      before.push(old);
      before.splice(0, before.length - MOST_UNDO);
    }
    // What was typed while it was on its way stays.
    if (action === "save" && !undoing) source.saved = more.text;
    render(next);
    summary(null);
    tell(note);
    check(state.yaml, note);
  } catch (error) {
    if (error instanceof api.Conflict) elsewhere(error.state);
    throw error;
  } finally {
    changing--;
  }
}

// Shows the file as somebody else has written it.
function elsewhere(next) {
  before.length = 0;
  const stale = source.changed;
  render(next);
  summary(null);
  const note = stale
    ? "The file was changed by another program. Your YAML is not saved: Save puts it in the place of the file, Discard changes shows the file."
    : "The file was changed by another program: the page shows it as it is now.";
  tell(note);
  check(source.text, note);
}

async function tried(work) {
  try {
    await work();
  } catch (error) {
    tell(error.message);
  }
}

async function saved() {
  if (!source.changed) return;
  await tried(() => change("save", { text: source.text }, "Saved."));
  buttons();
}

function discarded() {
  source.show(state.yaml);
  buttons();
  check(state.yaml, "Changes discarded.");
}

async function undo() {
  if (!before.length) return;
  await tried(async () => {
    await change("save", { text: before.at(-1) }, "Undone.", true);
    before.pop();
  });
  buttons();
}

// ── Claims and arguments ────────────────────────────────────────────────────────────────────────

async function claim() {
  const { selection } = text;
  if (!selection) {
    tell("No words are selected: select some, or press s in the text for a sentence.");
    by("text").focus();
    return;
  }
  const { start, end } = selection;
  const markers = state.sentences
    .flatMap((one) => one.markers)
    .filter((one) => start <= one.start && one.end <= end);
  await forms.claim({
    quote: text.words(start, end),
    hedges: markers.map((one) => text.words(one.start, one.end)),
    certainty: markers[0]?.certainty,
    choices,
    // Evidence has fields of its own there.
    keys: choices.keys.filter(({ name }) => name !== "evidence"),
    send: (values) => change("add-claim", { start, end, values }, `Claim added: ${values.label}.`),
  });
  by("text").focus();
  text.select(start, end);
}

async function edit(one) {
  await forms.claim({
    claim: one,
    quote: one.places.map(([start, end]) => text.words(start, end)).join(" … "),
    choices,
    keys: choices.keys,
    send: (values, lines) => change("change-claim", { name: one.name, values, lines }, "Claim changed."),
  });
  margin.focus(one.name);
}

async function argue(known) {
  if (state.claims.length < 2) {
    tell("An argument needs two claims: make them first.");
    return;
  }
  await forms.argument({
    ...known,
    state,
    choices,
    send: (values) => change("add-argument", values, "Argument added."),
  });
  if (known.premises?.length) margin.focus(known.premises[0]);
}

// Proposals are made of what is saved, and decisions are written beside the file, not in it.
async function link(one) {
  tell("Looking in the other articles …");
  await tried(async () => {
    const found = await api.candidates(one.name);
    tell(`${plural(found.candidates.length, "claim")} proposed.`);
    await links.decide({ claim: one, ...found, send: (decided) => api.link({ claim: one.name, ...decided }), tell });
  });
  margin.focus(one.name);
}

// What is accepted changes the file, and others that speak of the same: it is shown as it is then.
async function registry() {
  if (source.changed) {
    tell("The YAML has changes that are not saved: save or discard them first.");
    return;
  }
  tell("Looking in the registry …");
  await tried(async () => {
    const { entries } = await api.entries();
    tell(`${entries.length === 1 ? "1 entry" : `${entries.length} entries`} proposed.`);
    await links.entries({ entries, send: api.entry, tell });
    if ((await api.digest()) === state.digest) return;
    before.length = 0;
    render(await api.state());
    summary(null);
    await check(state.yaml, "Written.");
  });
  by("registry").focus();
}

async function remove(kind, name, label) {
  const cards = [...by("claims").children];
  const at = cards.findIndex((card) => card.dataset.name === name);
  await tried(() => change("remove", { kind, name }, `Removed: ${label}. Undo brings it back.`));
  if (kind === "claim") {
    const next = by("claims").children[Math.min(at, by("claims").children.length - 1)];
    if (next) margin.focus(next.dataset.name);
    else by("text").focus();
  } else {
    by("undo").focus();
  }
}

function show(finding) {
  open(true);
  source.go(finding.line);
}

function back(one) {
  by("text").focus();
  if (one.places.length) text.select(...one.places[0]);
}

function placed(start, end) {
  const [name] = text.claimsAt(start, end);
  if (name) margin.choose(name);
}

// ── Keys and buttons ────────────────────────────────────────────────────────────────────────────

function open(wanted) {
  by("source").hidden = !wanted;
  by("toggle").setAttribute("aria-expanded", wanted);
  document.body.classList.toggle("beside", wanted);
  if (wanted) source.view.requestMeasure();
  margin.align();
}

by("text").addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const done = {
    c: claim,
    s: () => text.sentence(1),
    S: () => text.sentence(-1),
    a: () => argue({}),
    "?": forms.help,
    Enter: () => {
      const { start, end } = text.last ?? { start: 0, end: 0 };
      const [name] = text.claimsAt(start, end);
      if (name) margin.focus(name);
      else tell("There is no claim here.");
    },
  }[event.key];
  if (!done) return;
  event.preventDefault();
  done();
});

by("text").addEventListener("click", () => {
  const { start, end } = text.last ?? { start: 0, end: 0 };
  if (start === end) placed(start, end);
});
by("new-claim").addEventListener("click", claim);
by("new-argument").addEventListener("click", () => argue({}));
by("registry").addEventListener("click", registry);
by("undo").addEventListener("click", undo);
by("help").addEventListener("click", forms.help);
by("toggle").addEventListener("click", () => open(by("source").hidden));
by("save").addEventListener("click", saved);
by("discard").addEventListener("click", discarded);
addEventListener("beforeunload", (event) => source.changed && event.preventDefault());

// Looks whether another program has written the file; the page's own writes do not count.
async function look() {
  const seen = state;
  const quiet = () => !changing && state === seen && !by("dialog").open;
  if (document.hidden || !quiet()) return;
  try {
    if ((await api.digest()) === seen.digest || !quiet()) return;
    const next = await api.state();
    if (quiet()) elsewhere(next);
  } catch (error) {
    tell(error.message);
  }
}

await tried(async () => {
  [state, choices] = await Promise.all([api.state(), api.choices()]);
  source.saved = source.text;
  render(state);
  summary(null);
  await check(state.yaml);
  setInterval(look, LOOKING);
});
