// What the side says of the chosen claim or argument: how it is said and where, and what it rests on.

import { h, named, plural } from "./dom.js";
import { inWords } from "./weighing.js";

export function panel(graph, id, now, act) {
  if (graph.byId.has(id)) return claim(graph, graph.byId.get(id), now, act);
  if (graph.steps.has(id)) return argument(graph, graph.steps.get(id), now, act);
  return [h("p", { class: "note" }, "Choose a claim in the map: what it rests on is told here.")];
}

function claim(graph, one, now, act) {
  const role = { thesis: "Thesis", pillar: "Pillar" }[one.role] ?? "Claim";
  const was = now.before.get(one.id);
  const is = now.after.get(one.id);
  const stands = !is ? "not weighed" : inWords(was) === inWords(is) ? inWords(is) : `${inWords(was)} → ${inWords(is)}`;
  const words = (one.hedges ?? []).flatMap((hedge, place) => [
    place ? ", " : " (",
    h("q", { class: "hedge" }, hedge),
  ]);
  const hedges = words.length ? [...words, ")"] : [];
  return [
    h("p", { class: "kicker" }, role),
    h("h3", {}, named(one)),
    h("dl", { class: "facts" }, [
      pair("Said", h("span", {}, one.certainty ?? "not recorded", hedges)),
      pair("Stands", stands),
      one.section ? pair("Section", one.section) : null,
    ]),
    part("Where it is said", list((one.passages ?? []).map((place) => passage(graph.passages[place])))),
    part("What it rests on outside the article", list((one.evidence ?? []).map(evidence))),
    part("Arguments", list(graph.concluding(one.id).map((each) => folding(each, now, act)))),
    h("p", { class: "buttons" }, [
      is || was ? switching(one, now, act) : null,
      one.href ? h("a", { href: one.href }, "Open its page") : null,
    ]),
  ];
}

function argument(graph, one, now, act) {
  const ends = one.ends.map((id) => graph.byId.get(id) ?? graph.steps.get(id)).filter(Boolean);
  const whole = one.premises.length > 1 ? " (they work only together)" : "";
  return [
    h("p", { class: "kicker" }, `Argument · ${one.way}`),
    h("h3", {}, named(one)),
    h("p", { class: "note" }, [
      one.scheme ? `${one.scheme}; ` : "",
      one.explicit ? "stated in the article" : "inferred by the analyst",
    ]),
    part(`Premises${whole}`, list(one.premises.map((id) => named(graph.byId.get(id))))),
    part("Conclusion", list(ends.map(named))),
    h("p", { class: "buttons" }, [
      h("button", { type: "button", onclick: () => act.toggle(one.id) }, now.open(one.id) ? "Fold" : "Unfold"),
      switching(one, now, act),
      one.href ? h("a", { href: one.href }, "Open its page") : null,
    ]),
  ];
}

const switching = (one, now, act) =>
  h(
    "button",
    { type: "button", "aria-pressed": String(now.off.has(one.id)), onclick: () => act.off(one.id) },
    "Switch off",
  );

function folding(one, now, act) {
  const open = now.open(one.id);
  const premises = plural(one.premises.length, "premise");
  const what = { class: "map-fold", type: "button", "aria-expanded": String(open) };
  return h("span", {}, [
    h("button", { ...what, onclick: () => act.toggle(one.id) }, `${open ? "Fold" : "Unfold"}`, unseen(` ${one.label}`)),
    ` ${one.way}: `,
    named(one),
    h("span", { class: "note" }, ` ${premises}`),
  ]);
}

const unseen = (text) => h("span", { class: "unseen" }, text);

const pair = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));

const part = (title, shown) => [h("h4", {}, title), shown ?? h("p", { class: "none" }, "None.")];

const list = (items) =>
  items.length ? h("ul", { class: "plain" }, items.map((one) => h("li", {}, one))) : null;

function passage(one) {
  const opens = { class: "opens", href: one.opens, rel: "external noreferrer" };
  return [
    named(one),
    one.section ? h("span", { class: "note" }, ` in ${one.section}`) : null,
    one.opens ? [h("br"), h("a", opens, "Read these words in the original", unseen(`: ${one.label}`))] : null,
  ];
}

function evidence(one) {
  return [
    named(one),
    one.kind ? [" ", h("span", { class: "tag" }, one.kind)] : null,
    one.source ? [h("br"), h("span", { class: "note" }, "from "), named(one.source)] : null,
    one.unnamed ? [" ", h("span", { class: "tag unnamed" }, "unnamed")] : null,
    one.locator ? h("span", { class: "note" }, `, ${one.locator}`) : null,
  ];
}
