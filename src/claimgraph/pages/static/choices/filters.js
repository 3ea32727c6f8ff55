// Filters lists of claims by kind, certainty, standing, actor and section: all lists of a page by one
// form (`?certainty=reported&actor=…`).

import { chooser } from "./form.js";

const values = {
  kind: (item) => [item.dataset.kind],
  certainty: (item) => [item.dataset.certainty],
  standing: (item) => [item.dataset.standing],
  actor: (item) => JSON.parse(item.dataset.actors || "[]"),
  // An article's own list has the section where a claim is first made.
  section: (item) => [(item.closest("[data-group][data-section]") ?? item).dataset.section],
};

function begin(lists) {
  const claims = lists.flatMap((list) => [...list.querySelectorAll("li")]).map((item) => ({
    item,
    ...Object.fromEntries(Object.entries(values).map(([name, of]) => [name, of(item)])),
  }));
  const { form, status, select, begin } = chooser("Filter the claims");
  const selects = {};
  for (const name of Object.keys(values)) {
    const options = [...new Set(claims.flatMap((one) => one[name]).filter(Boolean))];
    if (options.every((option) => claims.every((one) => one[name].includes(option)))) continue;
    // Sections stay in the order of the article.
    if (name !== "section") options.sort((a, b) => a.localeCompare(b));
    selects[name] = select(name, "any", options.map((option) => [option, option]));
  }
  // Of one claim there is nothing to choose.
  if (!form.children.length || claims.length < 2) return;

  const groups = lists.flatMap((list) => [...list.querySelectorAll("[data-group]")]).map((group) => {
    const count = group.querySelector(".count");
    return { group, count, whole: count.textContent };
  });
  begin(lists[0], () => {
    const wanted = Object.entries(selects).filter(([, select]) => select.value);
    let shown = 0;
    for (const one of claims) {
      one.item.hidden = !wanted.every(([name, select]) => one[name].includes(select.value));
      shown += !one.item.hidden;
    }
    for (const { group, count, whole } of groups) {
      const left = group.querySelectorAll("li:not([hidden])").length;
      group.hidden = !left;
      // A long list counts more than it shows.
      count.textContent = wanted.length ? left : whole;
    }
    status.textContent = wanted.length ? `${shown} of ${claims.length} claims` : "";
  });
  if (Object.values(selects).some((select) => select.value)) form.scrollIntoView();
}

const lists = [...document.querySelectorAll("[data-filtered]")];
if (lists.length) begin(lists);
