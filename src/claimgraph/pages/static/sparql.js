// The SPARQL page: asks the endpoint beside it, shows the answer, offers terms, makes a link.
"use strict";
(() => {
  const MOST = 8;
  const get = (id) => document.getElementById(id);
  const [form, query, terms, status, answer, share] = [
    "query-form", "query", "terms", "status", "answer", "share",
  ].map(get);
  const vocabulary = JSON.parse(get("vocabulary").textContent);
  const make = (tag, text) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // ── The answer ─────────────────────────────────────────────────────────────────────────────

  const shown = (term) => {
    if (!term) return make("span", "");
    const isLink = term.type === "uri" && /^https?:/.test(term.value);
    const made = make(isLink ? "a" : "bdi", term.type === "bnode" ? `_:${term.value}` : term.value);
    // What has a page here is led there, wherever its IRI would lead.
    const own = isLink && term.value.startsWith(form.dataset.root);
    if (isLink) made.href = own ? term.value.slice(form.dataset.root.length) || "." : term.value;
    if (term["xml:lang"]) made.lang = term["xml:lang"];
    return made;
  };

  const row = (cells, kind) => {
    const made = make("tr");
    for (const content of cells) {
      const cell = make(kind);
      if (kind === "th") cell.scope = "col";
      cell.append(content);
      made.append(cell);
    }
    return made;
  };

  const table = ({ head, results }) => {
    const made = make("table");
    const [top, body] = [make("thead"), make("tbody")];
    top.append(row(head.vars, "th"));
    for (const one of results.bindings) {
      body.append(row(head.vars.map((name) => shown(one[name])), "td"));
    }
    made.append(top, body);
    return made;
  };

  const show = (text, type) => {
    const wantsTable = form.elements.view.value === "table";
    if (!type.includes("json")) return [make("pre", text), ""];
    const found = JSON.parse(text);
    if (!found.results) return [make("pre", String(found.boolean)), ""];
    const count = found.results.bindings.length;
    const told = `${count} row${count === 1 ? "" : "s"}`;
    return [wantsTable ? table(found) : make("pre", JSON.stringify(found, null, 2)), told];
  };

  const run = async () => {
    status.textContent = "Asking …";
    answer.replaceChildren();
    try {
      const reply = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/sparql-results+json, text/turtle;q=0.9" },
        body: new URLSearchParams({ query: query.value }),
      });
      const text = await reply.text();
      if (!reply.ok) {
        status.textContent = text.trim();
        return;
      }
      const [content, told] = show(text, reply.headers.get("Content-Type") || "");
      status.textContent = told || "Answered.";
      answer.replaceChildren(content);
    } catch (error) {
      status.textContent = `The server does not answer (${error.message}).`;
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  for (const choice of form.elements.view) {
    choice.addEventListener("change", () => answer.firstChild && run());
  }

  // ── A link to the query ────────────────────────────────────────────────────────────────────

  const link = () => {
    share.href = `${location.pathname}#query=${encodeURIComponent(query.value)}`;
  };
  const given = new URLSearchParams(location.hash.slice(1)).get("query");
  if (given) query.value = given;

  // ── Terms of the vocabulary ────────────────────────────────────────────────────────────────

  const begun = () => /[\w-]+:[\w-]*$/.exec(query.value.slice(0, query.selectionStart));

  const take = (term) => {
    const start = begun()?.index ?? query.selectionStart;
    query.setRangeText(`${term} `, start, query.selectionStart, "end");
    query.focus();
    offer();
  };

  const offer = () => {
    link();
    const word = begun()?.[0];
    const fitting = word ? vocabulary.filter(([name]) => name.startsWith(word)) : [];
    terms.replaceChildren(
      ...fitting.slice(0, MOST).map(([name, label]) => {
        const item = make("li");
        const button = make("button", name);
        button.type = "button";
        button.title = label;
        button.addEventListener("click", () => take(name));
        item.append(button);
        return item;
      }),
    );
  };

  query.addEventListener("input", offer);
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  link();
})();
