// Searches what search-index.js holds: [path, name, kind, text, other names] of each page.
"use strict";
(() => {
  const MOST = 100;
  const form = document.getElementById("search");
  const input = document.getElementById("q");
  const found = document.getElementById("found");
  const results = document.getElementById("results");

  // Case and accents make no difference.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const entries = window.claimgraphIndex.map((entry) => ({
    entry,
    name: plain(entry[1]),
    all: plain(entry.slice(1).join("\n")),
  }));

  const rank = (one, words) =>
    words.every((word) => one.name.includes(word)) ? (one.name.startsWith(words[0]) ? 0 : 1) : 2;

  const item = ([path, name, kind, text]) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${path}.html`;
    const label = document.createElement("bdi");
    label.textContent = name;
    link.append(label);
    const what = document.createElement("span");
    what.className = "tag";
    what.textContent = kind;
    line.append(link, " ", what);
    if (text) {
      const more = document.createElement("p");
      more.className = "note";
      more.dir = "auto";
      more.textContent = text;
      line.append(more);
    }
    return line;
  };

  const search = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    const hits = words.length
      ? entries.filter((one) => words.every((word) => one.all.includes(word)))
      : [];
    hits.sort((a, b) => rank(a, words) - rank(b, words) || (a.name < b.name ? -1 : 1));
    results.replaceChildren(...hits.slice(0, MOST).map((one) => item(one.entry)));
    const shown = hits.length > MOST ? `, the first ${MOST} are shown` : "";
    found.textContent = words.length
      ? `${hits.length} ${hits.length === 1 ? "page" : "pages"}${shown}`
      : "";
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  input.addEventListener("input", search);
  input.value = new URLSearchParams(location.search).get("q") || "";
  search();
})();
