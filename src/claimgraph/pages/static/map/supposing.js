// What if: what can be switched off, and what then stands otherwise, by the weighing in weighing.js.

import { differences } from "./causes.js";
import { h } from "./dom.js";
import { framework, weigh } from "./weighing.js";

export function supposing(graph) {
  const frame = framework(graph);
  const before = weigh(graph, frame);
  const standings = (weighed) => new Map(frame.claims.map((one, node) => [one.id, weighed.standings[node]]));
  return {
    before: standings(before),
    // What stands otherwise without what a state has off.
    outcome(state) {
      const off = [...state.off];
      const places = (ids) => ids.map((id) => graph.thing.get(id)).filter((place) => place !== undefined);
      const supposed = { without: [...off, ...places(off)], doubted: places([...state.doubt]) };
      const after = weigh(graph, frame, supposed);
      return { after: standings(after), changes: differences(graph, frame, before, after) };
    },
  };
}

// One list for each kind of thing: each thing is in one list only, with all that can be supposed of it.
const GROUPS = [
  ["Sources", "source"],
  ["Whose word counts", "speaker"],
  ["Kinds of evidence", "kind"],
];

// The lists to choose from. `act.suppose(list, id)` switches one off or on; of a speaker
// `act.trust(id, how)` says whether the word counts ("") or is doubted ("doubt") or left out ("off").
export function offChoices(graph, act) {
  const shows = [];
  const resting = new Set(
    graph.claims.flatMap(({ basis }) => [
      ...((basis?.word && basis.authors) || []),
      ...(basis?.grounds ?? []).flatMap((one) => one.things ?? []),
    ]),
  );
  const box = (id, label) => {
    const input = h("input", { type: "checkbox", onchange: () => act.suppose("off", id) });
    shows.push((state) => (input.checked = state.off.has(id)));
    return h("li", {}, h("label", {}, input, " ", label));
  };
  const choice = (id, label, place) => {
    const ways = [["", "counts"], ["doubt", "doubted"], ...(resting.has(place) ? [["off", "left out"]] : [])];
    const select = h(
      "select",
      { onchange: (event) => act.trust(id, event.target.value) },
      ways.map(([value, text]) => h("option", { value }, text)),
    );
    shows.push((state) => (select.value = state.off.has(id) ? "off" : state.doubt.has(id) ? "doubt" : ""));
    return h("li", {}, h("label", {}, label, " ", select));
  };
  const group = ([legend, kind]) => {
    const items = graph.things
      .map((thing, place) => ({ thing, place }))
      .filter(({ thing, place }) => thing.kinds?.includes(kind) && (resting.has(place) || kind === "speaker"))
      .sort((a, b) => a.thing.label.localeCompare(b.thing.label, "en"))
      .map(({ thing, place }) => {
        const label = h("bdi", { lang: thing.lang || null }, thing.label);
        return kind === "speaker" ? choice(thing.id, label, place) : box(thing.id, label);
      });
    const unnamed = kind === "source" && graph.thing.has("unnamed");
    const all = unnamed ? [box("unnamed", "All unnamed sources"), ...items] : items;
    if (!all.length) return null;
    const inner = h("ul", { class: "choices" }, all);
    const summary = h("summary", {}, `${legend} (${items.length})`);
    return h("details", { class: "map-group", open: kind === "source" }, summary, fieldset(legend, inner));
  };
  return {
    element: h("div", { class: "map-choices" }, GROUPS.map(group)),
    show: (state) => shows.forEach((one) => one(state)),
  };
}

const fieldset = (legend, inner) =>
  h("fieldset", {}, h("legend", { class: "unseen" }, legend), inner);
