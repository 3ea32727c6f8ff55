// Filters the list of an article's claims by kind, certainty, actor and section. The address holds
// what is chosen (`?certainty=reported&actor=…`), so that a link shows the same list.
"use strict";
(() => {
  const list = document.getElementById("every-claim");
  if (!list) return;
  const values = {
    kind: (item) => [item.dataset.kind],
    certainty: (item) => [item.dataset.certainty],
    actor: (item) => JSON.parse(item.dataset.actors || "[]"),
    section: (item) => [item.closest("[data-section]").dataset.section],
  };
  const claims = [...list.querySelectorAll("li")].map((item) => ({
    item,
    ...Object.fromEntries(Object.entries(values).map(([name, of]) => [name, of(item)])),
  }));
  const chosen = new URLSearchParams(location.search);
  const form = document.createElement("form");
  form.className = "asking filters";
  form.setAttribute("aria-label", "Filter the claims");
  const selects = {};
  for (const name of Object.keys(values)) {
    const options = [...new Set(claims.flatMap((one) => one[name]).filter(Boolean))];
    if (options.every((option) => claims.every((one) => one[name].includes(option)))) continue;
    // Sections stay in the order of the article.
    if (name !== "section") options.sort((a, b) => a.localeCompare(b));
    const label = document.createElement("label");
    label.textContent = name[0].toUpperCase() + name.slice(1);
    const select = document.createElement("select");
    select.name = name;
    select.append(new Option("any", ""), ...options.map((option) => new Option(option)));
    select.value = options.includes(chosen.get(name)) ? chosen.get(name) : "";
    label.append(select);
    form.append(label);
    selects[name] = select;
  }
  if (!form.children.length) return;
  const status = document.createElement("p");
  status.className = "note";
  status.setAttribute("role", "status");
  list.before(form, status);

  const show = () => {
    const wanted = Object.entries(selects).filter(([, select]) => select.value);
    let shown = 0;
    for (const one of claims) {
      one.item.hidden = !wanted.every(([name, select]) => one[name].includes(select.value));
      shown += !one.item.hidden;
    }
    for (const section of list.querySelectorAll("[data-section]")) {
      const count = section.querySelectorAll("li:not([hidden])").length;
      section.hidden = !count;
      section.querySelector(".count").textContent = count;
    }
    status.textContent = wanted.length ? `${shown} of ${claims.length} claims` : "";
  };

  form.addEventListener("change", () => {
    show();
    const state = new URLSearchParams(location.search);
    for (const [name, select] of Object.entries(selects)) {
      if (select.value) state.set(name, select.value);
      else state.delete(name);
    }
    // A page opened as a file may not change its address in every browser.
    try {
      const query = state.size ? `?${state}` : location.pathname;
      history.replaceState(history.state, "", query + location.hash);
    } catch {}
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
  if (Object.values(selects).some((select) => select.value)) form.scrollIntoView();
})();
