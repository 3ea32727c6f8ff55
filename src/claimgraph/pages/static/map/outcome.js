// Tells what follows from what is switched off: what falls apart from what only weakens.

import { h, named, plural } from "./dom.js";
import { inWords } from "./weighing.js";

// Each change is of one sort, the first that fits.
const SORTS = [
  ["Falls", "falls", "fall", (one) => one.fallen],
  ["Weaker, still accepted", "is weaker", "are weaker", ({ before, after }) => after.grade && after.grade < before.grade],
  ["Firmer, or accepted only now", "is firmer", "are firmer", ({ before, after }) => after.grade > before.grade],
  ["Not accepted before either, for another reason now", "changes otherwise", "change otherwise", () => true],
];

const sorted = (changes) => {
  const lists = SORTS.map(() => []);
  for (const one of changes) lists[SORTS.findIndex(([, , , fits]) => fits(one))].push(one);
  return SORTS.map(([title, is, are], place) => ({ title, is, are, list: lists[place] }));
};

// So many things are named that are switched off.
const NAMED = 3;

// What is supposed, by name, as the beginning of a sentence; nothing where nothing is supposed.
export function supposed(graph, state) {
  const parts = [["without", state.off], ["doubting", state.doubt]].filter(([, ids]) => ids.size);
  const listed = ([word, ids]) => {
    const names = [...ids].slice(0, NAMED).map((id) => nameOf(graph, id));
    const more = ids.size > NAMED ? ` and ${ids.size - NAMED} more` : "";
    return [`${word} `, names.flatMap((name, place) => (place ? [", ", name] : [name])), more];
  };
  const said = parts.flatMap((part, place) => (place ? ["; ", listed(part)] : [listed(part)])).flat(Infinity);
  if (!said.length) return [];
  return [said[0][0].toUpperCase() + said[0].slice(1), ...said.slice(1), ": "];
}

function nameOf(graph, id) {
  if (id === "unnamed") return "all unnamed sources";
  const { label, lang } = graph.byId.get(id) ?? graph.steps.get(id) ?? graph.things[graph.thing.get(id)] ?? {};
  return h("bdi", { lang: lang || null }, label ?? id);
}

export function summary(changes, graph, state) {
  if (!state.off.size && !state.doubt.size) return "Nothing is switched off.";
  const [fallen, ...others] = sorted(changes);
  const count = fallen.list.length;
  const more = others
    .filter(({ list }) => list.length)
    .map(({ is, are, list }) => `; ${list.length} more ${list.length === 1 ? is : are}`);
  return `${count} of ${plural(graph.order.length, "claim")} fall${count === 1 ? "s" : ""}${more.join("")}.`;
}

// What is switched off of the map itself, and the claims that stand otherwise, each with the way to
// what that began with.
export function listed(changes, graph, state, act) {
  const off = [...state.off].map((id) => graph.byId.get(id) ?? graph.steps.get(id)).filter(Boolean);
  const lift = (one) =>
    h("li", {}, named(one), " ", h("button", { type: "button", onclick: () => act.off(one.id) }, "Switch on"));
  return [
    off.length ? [h("h3", { class: "map-sort" }, "Switched off in the map"), h("ul", { class: "plain" }, off.map(lift))] : null,
    sorted(changes)
      .filter(({ list }) => list.length)
      .map(({ title, list }) => [
        h("h3", { class: "map-sort" }, `${title} `, h("span", { class: "count" }, String(list.length))),
        h("ol", { class: "plain map-changes" }, list.map((one) => change(one, graph, act))),
      ]),
  ];
}

function change(one, graph, act) {
  const cause = one.chain.length > 1 ? graph.byId.get(one.chain.at(-1).claim) : null;
  const label = h("bdi", {}, graph.byId.get(one.claim).label);
  const button = { type: "button", class: "map-link", onclick: () => act.choose(one.claim) };
  return h("li", {}, [
    h("button", button, one.fallen ? h("s", {}, label) : label),
    h("br"),
    h("span", { class: "note" }, [
      `${inWords(one.before)} → ${inWords(one.after)}, because `,
      cause && ["“", h("bdi", { lang: cause.lang || null }, cause.label), `” ${one.happened}: `],
      one.chain.at(-1).why,
    ]),
  ]);
}
