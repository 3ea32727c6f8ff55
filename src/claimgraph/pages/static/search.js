// Searches what search-index.js holds: [path, name, kind, text, other names, hedges, group] of each
// page. Words are found from their beginning or anywhere within; only if nothing has them, words
// like them are. The address holds what is searched, so that a link shows the same.
"use strict";
(() => {
  const MOST = 100;
  const NAMES = ["path", "name", "kind", "text", "also", "hedges", "group"];
  const by = (id) => document.getElementById(id);
  const [form, input, choice, found, results] = ["search", "q", "kind", "found", "results"].map(by);

  // Case and accents make no difference.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const entries = window.claimgraphIndex.map((values, id) => {
    const entry = Object.fromEntries(NAMES.map((name, place) => [name, values[place]]));
    const all = plain([entry.name, entry.text, entry.also, entry.hedges, entry.kind].join("\n"));
    return { id, all, ...entry };
  });
  const searched = new MiniSearch({
    fields: ["name", "also", "hedges", "text", "kind"],
    processTerm: plain,
    searchOptions: {
      boost: { name: 4, also: 3, hedges: 2 },
      combineWith: "AND",
      prefix: true,
    },
  });
  searched.addAll(entries);
  for (const name of [...new Set(entries.map((one) => one.group))].sort()) {
    choice.append(new Option(name));
  }

  const chosen = (some) => some.filter((one) => !choice.value || one.group === choice.value);

  // One slip in a short word, two in a longer one; words of three letters are too much like others.
  const slips = (word) => (word.length < 4 ? false : word.length < 6 ? 1 : 2);

  const hits = (text) => {
    const ranked = (options) => chosen(searched.search(text, options).map((one) => entries[one.id]));
    const exact = ranked();
    const words = plain(text).split(/\s+/).filter(Boolean);
    const known = new Set(exact);
    const within = chosen(entries).filter(
      (one) => !known.has(one) && words.every((word) => one.all.includes(word)),
    );
    const all = [...exact, ...within];
    return all.length ? [all, false] : [ranked({ fuzzy: slips }), true];
  };

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const item = (one) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${one.path}.html`;
    link.append(element("bdi", "", one.name));
    line.append(link, " ", element("span", "tag", one.kind));
    if (one.hedges) line.append(" ", element("span", "tag hedged", `“${one.hedges}”`));
    for (const text of [one.text, one.also && `Also called ${one.also}`]) {
      if (!text) continue;
      const more = element("p", "note", text);
      more.dir = "auto";
      line.append(more);
    }
    return line;
  };

  const search = () => {
    const text = input.value.trim();
    const [some, alike] = text ? hits(text) : [[], false];
    results.replaceChildren(...some.slice(0, MOST).map(item));
    const shown = some.length > MOST ? `, the first ${MOST} are shown` : "";
    const count = `${some.length} ${some.length === 1 ? "result" : "results"}${shown}`;
    const similar = alike && some.length ? " with similar words: nothing has these" : "";
    found.textContent = text ? count + similar : "";
  };

  const remember = () => {
    const state = new URLSearchParams();
    if (input.value.trim()) state.set("q", input.value.trim());
    if (choice.value) state.set("kind", choice.value);
    const query = state.size ? `?${state}` : location.pathname;
    // A page opened as a file may not change its address in every browser.
    try {
      history.replaceState(null, "", query);
    } catch {}
  };

  const asked = () => {
    search();
    remember();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    asked();
  });
  input.addEventListener("input", asked);
  choice.addEventListener("change", asked);
  const state = new URLSearchParams(location.search);
  input.value = state.get("q") || "";
  choice.value = state.get("kind") || "";
  if (choice.selectedIndex < 0) choice.value = "";
  search();
})();
