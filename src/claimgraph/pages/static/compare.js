// Sets two articles or two claims side by side: fetches their pages and takes what these say. Nothing of
// a page is run; the policy of the site allows its own scripts alone.
"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const [form, status, place] = ["compare", "compared-status", "compared"].map(by);
  const GROUPS = ["Articles", "Claims"];
  const entries = window.claimgraphIndex
    .map(([path, name, , , , , group]) => ({ path, name, group }))
    .filter((one) => GROUPS.includes(one.group));
  const known = new Map(entries.map((one) => [one.path, one]));
  const asked = new URLSearchParams(location.search);
  const chosen = Object.fromEntries(["a", "b"].map((name) => [name, known.get(asked.get(name))]));

  const element = (tag, properties, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties ?? {})) made.setAttribute(name, value);
    made.append(...children.flat().filter((one) => one !== null && one !== undefined));
    return made;
  };

  // ── What to compare ─────────────────────────────────────────────────────────────────────────────

  const titleOf = (path) =>
    entries
      .filter((one) => one.group === "Articles" && path.startsWith(one.path.replace(/index$/, "")))
      .sort((one, other) => other.path.length - one.path.length)[0]?.name ?? "Without an article";

  // Claims stand under their articles; beside one that is chosen only its own kind is offered.
  const fill = (select, current, kind) => {
    const offered = entries.filter((one) => !kind || one.group === kind);
    const sets = new Map();
    for (const one of offered) {
      const title = one.group === "Articles" ? "Articles" : `Claims: ${titleOf(one.path)}`;
      sets.set(title, [...(sets.get(title) ?? []), one]);
    }
    select.replaceChildren(
      new Option("choose", ""),
      ...[...sets].map(([label, ones]) => {
        ones.sort((one, other) => one.name.localeCompare(other.name));
        return element("optgroup", { label }, ones.map((one) => new Option(one.name, one.path)));
      }),
    );
    select.value = current?.path ?? "";
  };
  fill(by("a"), chosen.a);
  fill(by("b"), chosen.b, chosen.a?.group);
  by("a").addEventListener("change", () => {
    const kept = known.get(by("b").value);
    const kind = known.get(by("a").value)?.group;
    fill(by("b"), !kind || kept?.group === kind ? kept : undefined, kind);
  });
  form.hidden = false;

  // ── What their pages say ────────────────────────────────────────────────────────────────────────

  async function fetched({ path }) {
    const address = new URL(`${path}.html`, document.baseURI);
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${path}: the page cannot be read (${answer.status})`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Links lead on from where the page lies; names of places would stand here twice.
    for (const one of page.querySelectorAll("[href]")) {
      const link = one.getAttribute("href");
      if (/^[^#]/.test(link)) one.setAttribute("href", new URL(link, address));
    }
    for (const one of page.querySelectorAll("[id], [aria-labelledby]")) {
      if (one.id) one.dataset.was = one.id;
      for (const name of ["id", "aria-labelledby"]) one.removeAttribute(name);
    }
    return { page, address };
  }

  const taken = (page, selector) => {
    const found = page.querySelector(selector);
    return found ? document.importNode(found, true) : null;
  };

  const heading = ({ page, address }) =>
    element("h2", {}, element("a", { href: address }, page.querySelector("h1").textContent.trim()));

  const beside = (...columns) =>
    element("div", { class: "compared" }, columns.map((one) => element("section", {}, one)));

  const part = (page, name) => {
    const found = page.querySelector(`[data-was="${name}"]`)?.parentNode;
    if (!found) return null;
    const made = document.importNode(found, true);
    const old = made.querySelector("h2");
    old.replaceWith(element("h3", {}, old.textContent));
    return made;
  };

  const claim = (shown) => [
    heading(shown),
    taken(shown.page, ".lead"),
    taken(shown.page, "dl.strip"),
    ...["h-support", "h-against", "h-evidence", "h-passages"].map((name) => part(shown.page, name)),
  ];

  // ── Articles ────────────────────────────────────────────────────────────────────────────────────

  const claimsOf = ({ page }) => [...page.querySelectorAll('[data-was="every-claim"] li')];

  const counted = (items, name) => {
    const counts = new Map();
    for (const { dataset } of items) {
      const value = dataset[name] || "not recorded";
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  };

  const table = (title, names, name, [one, other]) => {
    const counts = [counted(one, name), counted(other, name)];
    const values = [...new Set(counts.flatMap((each) => [...each.keys()]))].sort();
    const head = [title, ...names].map((text) => element("th", { scope: "col" }, text));
    const rows = values.map((value) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, value),
        counts.map((each) => element("td", {}, String(each.get(value) ?? 0))),
      ),
    );
    const made = element("table", {}, element("thead", {}, element("tr", {}, head)), element("tbody", {}, rows));
    return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, made);
  };

  const common = (title, [one, other]) => {
    const both = [...one.keys()].filter((key) => other.has(key)).map((key) => one.get(key));
    const list = both.length
      ? element("ul", { class: "plain" }, both.map((each) => element("li", {}, each)))
      : element("p", { class: "none" }, "None.");
    return [element("h2", {}, `${title} `, element("span", { class: "count" }, String(both.length))), list];
  };

  // A source is the same by its page, or by its name: articles describe their own.
  const sources = ({ page }) => {
    const links = [...page.querySelectorAll('[data-was="h-sources"] ~ ul a')];
    return new Map(links.map((one) => [one.textContent.trim().toLowerCase(), document.importNode(one, true)]));
  };

  // Pages name the actors of a claim without their links: a name that one actor alone has leads there.
  const pagesOf = (name) => window.claimgraphIndex.filter((one) => one[6] === "Actors" && one[1] === name);

  const actor = (name) => {
    const [page, other] = pagesOf(name);
    return page && !other ? element("a", { href: `${page[0]}.html` }, name) : name;
  };

  const actors = (items) =>
    new Map(items.flatMap((item) => JSON.parse(item.dataset.actors || "[]")).map((name) => [name, actor(name)]));

  const articles = (both) => {
    const lists = both.map(claimsOf);
    const names = both.map(({ page }) => page.querySelector("h1").textContent.trim());
    const column = (shown) => {
      const theses = [...shown.page.querySelectorAll(".thesis")].map((one) => {
        const made = document.importNode(one, true);
        const old = made.querySelector("h2");
        old.replaceWith(element("h3", { class: "kicker" }, old.textContent));
        return made;
      });
      return [heading(shown), taken(shown.page, ".byline"), theses, taken(shown.page, ".counts")].flat();
    };
    return [
      beside(...both.map(column)),
      element("h2", {}, "Claims"),
      table("By kind", names, "kind", lists),
      table("By certainty", names, "certainty", lists),
      table("By standing", names, "standing", lists),
      ...common("Sources in common", both.map(sources)),
      ...common("Actors in common", lists.map(actors)),
    ];
  };

  // ── Beginning ───────────────────────────────────────────────────────────────────────────────────

  async function compare({ a, b }) {
    status.textContent = "Reading both pages …";
    try {
      const both = await Promise.all([fetched(a), fetched(b)]);
      const shown = a.group === "Articles" ? articles(both) : [beside(...both.map(claim))];
      place.replaceChildren(...shown);
      status.textContent = "";
      document.title = `${a.name} | ${b.name} · claimgraph`;
    } catch (error) {
      const reason = location.protocol === "file:" ? "pages opened as files may not read each other" : error.message;
      status.textContent = `They cannot be shown side by side: ${reason}. Open both:`;
      const link = (one) => element("li", {}, element("a", { href: `${one.path}.html` }, one.name));
      place.replaceChildren(element("ul", { class: "plain" }, [a, b].map(link)));
    }
  }

  const missing = ["a", "b"].filter((name) => asked.get(name) && !chosen[name]);
  if (missing.length) status.textContent = `There is no such article or claim here: ${missing.map((name) => asked.get(name)).join(", ")}.`;
  else if (chosen.a && chosen.b && chosen.a.group !== chosen.b.group) status.textContent = "An article and a claim cannot be compared: choose two of a kind.";
  else if (chosen.a && chosen.b) compare(chosen);
  else status.textContent = chosen.a ? "Choose what to compare it with." : "Choose two articles or two claims.";
})();
