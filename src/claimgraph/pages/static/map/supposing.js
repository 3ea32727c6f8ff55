// What if: what can be switched off, and what then falls, by the weighing in weighing.js.

import { differences } from "./causes.js";
import { h, named, plural } from "./dom.js";
import { framework, told, weigh } from "./weighing.js";

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

const GROUPS = [
  ["Without these sources", "source", "off"],
  ["Without the word of", "speaker", "off"],
  ["Doubting the word of", "speaker", "doubt"],
  ["Without evidence of these kinds", "kind", "off"],
];

// The lists to choose from; `act.suppose(list, id)` switches one off or on.
export function offChoices(graph, act) {
  const boxes = [];
  const box = (id, label, list) => {
    const input = h("input", { type: "checkbox", onchange: () => act.suppose(list, id) });
    boxes.push({ input, id, list });
    return h("li", {}, h("label", {}, input, " ", label));
  };
  const resting = new Set(
    graph.claims.flatMap(({ basis }) => [
      ...((basis?.word && basis.authors) || []),
      ...(basis?.grounds ?? []).flatMap((one) => one.things ?? []),
    ]),
  );
  const groups = GROUPS.map(([legend, kind, list]) => {
    const items = graph.things
      .map((thing, place) => ({ thing, place }))
      .filter(({ thing, place }) => thing.kinds?.includes(kind) && (resting.has(place) || list === "doubt"))
      .map(({ thing }) => thing)
      .sort((a, b) => a.label.localeCompare(b.label, "en"))
      .map((thing) => box(thing.id, h("bdi", { lang: thing.lang || null }, thing.label), list));
    const inner = h("ul", { class: "choices" }, items);
    return items.length
      ? h("details", {}, h("summary", {}, `${legend} (${items.length})`), fieldset(legend, inner))
      : null;
  });
  const unnamed = graph.thing.has("unnamed") ? box("unnamed", "All unnamed sources", "off") : null;
  return {
    element: h("div", {}, [
      unnamed ? h("ul", { class: "choices" }, unnamed) : null,
      groups,
    ]),
    show: (state) => boxes.forEach(({ input, id, list }) => (input.checked = state[list].has(id))),
  };
}

const fieldset = (legend, inner) =>
  h("fieldset", {}, h("legend", { class: "unseen" }, legend), inner);

export function summary(changes, graph, state) {
  if (!state.off.size && !state.doubt.size) return "Nothing is switched off.";
  const fallen = changes.filter((one) => one.fallen).length;
  const other = changes.length - fallen;
  const total = graph.order.length;
  const more = other ? `; ${other} more stand${other === 1 ? "s" : ""} otherwise` : "";
  return `${fallen} of ${plural(total, "claim")} fall${fallen === 1 ? "s" : ""}${more}.`;
}

// The claims that stand otherwise, each with the way to what that began with.
export function listed(changes, graph, state, act) {
  const labels = (id) => graph.byId.get(id) ?? graph.steps.get(id);
  const off = [...state.off].map(labels).filter(Boolean);
  const lift = (one) =>
    h("li", {}, named(one), " ", h("button", { type: "button", onclick: () => act.off(one.id) }, "Switch on"));
  return [
    off.length ? [h("h4", {}, "Switched off"), h("ul", { class: "plain" }, off.map(lift))] : null,
    changes.length ? h("ol", { class: "plain map-changes" }, changes.map((one) => change(one, graph, act))) : null,
  ];
}

function change(one, graph, act) {
  const steps = one.chain.slice(1).map(({ claim }) => graph.byId.get(claim));
  const label = h("bdi", {}, graph.byId.get(one.claim).label);
  const button = { type: "button", class: "map-link", onclick: () => act.choose(one.claim) };
  return h("li", {}, [
    h("button", button, one.fallen ? h("s", {}, label) : label),
    h("br"),
    h("span", { class: "note" }, [
      `${told(one.before)} → ${told(one.after)}: `,
      steps.flatMap((step) => [h("bdi", {}, step.label), ": "]),
      one.chain.at(-1).why,
    ]),
  ]);
}
