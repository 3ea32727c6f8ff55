// The form of filters: a search, and a choice for each way to tell claims apart.

import { h } from "./dom.js";

const NAMES = {
  actor: "Actor",
  certainty: "Certainty",
  hedge: "Hedge",
  evidence: "Evidence",
  section: "Section",
  standing: "Standing",
};

export function filters(choices, act) {
  const selects = Object.entries(NAMES).map(([name, label]) => {
    const options = choices[name].map(([value, text]) => h("option", { value }, text));
    const onchange = (event) => act.filter(name, event.target.value);
    const select = h("select", { name, onchange }, h("option", { value: "" }, "any"), options);
    return [name, select, h("label", {}, `${label} `, select)];
  });
  const clear = h("button", { type: "button", onclick: () => act.clear() }, "Clear");
  return {
    element: h("div", { class: "map-filters" }, selects.map(([, , label]) => label), clear),
    show: (filter) => selects.forEach(([name, select]) => (select.value = filter[name] ?? "")),
  };
}
