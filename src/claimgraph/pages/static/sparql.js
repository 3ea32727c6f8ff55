// The SPARQL page: an editor, the answer of the endpoint beside it, a link and files of both.

import { shown } from "./sparql-answer.js";
import { Code } from "./sparql-code.js";

const RESULTS = {
  "application/sparql-results+json": ["json", "JSON"],
  "application/sparql-results+xml": ["xml", "XML"],
  "text/csv": ["csv", "CSV"],
  "text/tab-separated-values": ["tsv", "TSV"],
};
const GRAPHS = {
  "text/turtle": ["ttl", "Turtle"],
  "application/n-triples": ["nt", "N-Triples"],
  "application/rdf+xml": ["rdf", "RDF/XML"],
  "application/ld+json": ["jsonld", "JSON-LD"],
};
const get = (id) => document.getElementById(id);
const [form, query, status, answer, share, files] = [
  "query-form", "query", "status", "answer", "share", "files",
].map(get);

const ask = (accept) =>
  fetch(form.action, {
    method: "POST",
    headers: { Accept: accept },
    body: new URLSearchParams({ query: query.value }),
  });

// ── Errors at their place ──────────────────────────────────────────────────────────────────────

/** Return where an endpoint's refusal points to, in words of people; null where it points nowhere. */
const fault = (line) => {
  const place = /error at (\d+):(\d+)(?:: expected one of (.*?))?(?:: mend the query)?$/.exec(line);
  if (!place) return null;
  const expected = place[3] ?? "";
  const undeclared = expected.includes("Prefix not found");
  const unbound = expected.includes("variable that is unbound");
  const words = expected.match(/\b[A-Z]{2,}(?:_[A-Z]+)*\b(?=,|$)|"[^"]+"/g) ?? [];
  const instead = words.length ? `; one may write ${words.slice(0, 6).join(", ")}` : "";
  const says = undeclared
    ? "this prefix is not declared"
    : unbound
      ? "SELECT has a variable that is neither grouped nor aggregated"
      : `not expected here${instead}`;
  return { line: Number(place[1]), column: Number(place[2]), before: undeclared, says };
};

// ── The answer ─────────────────────────────────────────────────────────────────────────────────

const run = async () => {
  status.textContent = "Asking …";
  answer.replaceChildren();
  files.hidden = true;
  code.mark(null);
  link();
  history.replaceState(null, "", share.href);
  try {
    const reply = await ask("application/sparql-results+json, text/turtle;q=0.9");
    const text = await reply.text();
    if (!reply.ok) {
      const wrong = fault(text.trim());
      const column = code.mark(wrong);
      status.textContent = wrong ? `Line ${wrong.line}, column ${column}: ${wrong.says}.` : text.trim();
      return;
    }
    const type = reply.headers.get("Content-Type") || "";
    const [content, told] = shown(text, type, form.dataset.root, form.elements.view.value === "table");
    status.textContent = told || "Answered.";
    answer.replaceChildren(content);
    offer(type.startsWith("text/turtle") ? GRAPHS : RESULTS);
  } catch (error) {
    status.textContent = `The server does not answer (${error.message}).`;
  }
};

// ── Files of the answer ────────────────────────────────────────────────────────────────────────

const offer = (formats) => {
  files.hidden = false;
  files.replaceChildren("Download: ");
  for (const [accept, [suffix, name]] of Object.entries(formats)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => download(accept, suffix));
    files.append(button, " ");
  }
};

const download = async (accept, suffix) => {
  const reply = await ask(accept);
  if (!reply.ok) {
    status.textContent = (await reply.text()).trim();
    return;
  }
  const address = URL.createObjectURL(await reply.blob());
  const leading = document.createElement("a");
  leading.href = address;
  leading.download = `answer.${suffix}`;
  leading.click();
  URL.revokeObjectURL(address);
};

// ── The query in the address ───────────────────────────────────────────────────────────────────

const link = () => {
  share.href = `${location.pathname}#query=${encodeURIComponent(query.value)}`;
};
const given = new URLSearchParams(location.hash.slice(1)).get("query");
if (given) query.value = given;

const code = new Code(query, JSON.parse(get("vocabulary").textContent), {
  label: "Query", onRun: run, onEdit: link,
});
document.querySelector('label[for="query"]').addEventListener("click", () => code.focus());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
for (const choice of form.elements.view) {
  choice.addEventListener("change", () => answer.firstChild && run());
}
link();
