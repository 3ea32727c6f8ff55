// Draws a part of the graph as the page's picture does, once something was folded or unfolded:
// dagre finds the places, and is loaded then.

import { card, certainty, place } from "./cards.js";
import { s } from "./dom.js";
import { beneath } from "./folding.js";

const MARGIN = 16;
// So many boxes are laid out by the quicker of dagre's ways to rank them.
const MANY = 300;

let loading = null;

// Load dagre, once.
export function ready(address) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error("the layout could not be loaded")));
    document.head.append(script);
  });
  return loading;
}

// `before` are the boxes of the picture that it takes the place of, by IRI.
export function draw(graph, seen, before) {
  const cards = new Map();
  for (const id of seen.claims) cards.set(id, cardOf(graph, seen, graph.byId.get(id)));
  const steps = [...seen.steps].map((id) => graph.steps.get(id));
  const laid = laidOut(cards, steps);
  const { width, height } = laid.graph();
  if (isReversed(graph, laid, seen, before)) mirror(laid, height);
  const root = s("svg", {
    width: width + 2 * MARGIN,
    height: height + 2 * MARGIN,
    viewBox: `0 0 ${width + 2 * MARGIN} ${height + 2 * MARGIN}`,
    role: "graphics-document document",
    "aria-label": "Argument map",
    class: "cg-picture",
    "font-family": "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif",
  });
  const group = s("g", { transform: `translate(${MARGIN},${MARGIN})` });
  root.append(s("title", {}, "Argument map"), group);
  for (const one of steps) lines(graph, laid, one, group);
  for (const one of steps) {
    const { x, y } = laid.node(step(one.id));
    const title = `${one.label}: ${one.way} by ${one.scheme ?? "argument"}`;
    const target = linked(one, title, { "data-argument": graph.iri(one.id) });
    sign(target, x, y, one.way, !one.explicit);
    group.append(target);
  }
  for (const [id, shown] of cards) {
    const claim = graph.byId.get(id);
    const { x, y } = laid.node(box(id));
    const title = `${claim.label} (${certainty(claim) || "asserted"})`;
    const target = linked(claim, title, { "data-claim": graph.iri(id) });
    place(target, shown, claim, x, y);
    group.append(target);
  }
  return root;
}

const box = (id) => `c ${id}`;
const step = (id) => `a ${id}`;

function cardOf(graph, seen, claim) {
  const hidden = beneath(graph, seen, claim.id);
  const how = certainty(claim);
  return card(claim, [...(how ? [`~ ${how}`] : []), ...(hidden ? [`+ ${hidden} beneath`] : [])]);
}

function laidOut(cards, steps) {
  const laid = new globalThis.dagre.Graph();
  const ranker = cards.size > MANY ? "tight-tree" : "network-simplex";
  laid.setGraph({ rankdir: "RL", nodesep: 16, edgesep: 8, ranksep: 26, ranker });
  for (const [id, { width, height }] of cards) laid.setNode(box(id), { width, height });
  for (const one of steps) laid.setNode(step(one.id), { width: 18, height: 18 });
  for (const one of steps) {
    for (const premise of new Set(one.premises)) laid.setEdge(box(premise), step(one.id), {});
    const end = laid.hasNode(box(one.ends[0])) ? box(one.ends[0]) : step(one.ends[0]);
    laid.setEdge(step(one.id), end, { weight: 8 });
  }
  globalThis.dagre.layout(laid);
  return laid;
}

// Whether what stood above now mostly stands below: dagre does not care which way up.
function isReversed(graph, laid, seen, before) {
  const pairs = [...seen.claims]
    .filter((id) => before.has(graph.iri(id)))
    .map((id) => [before.get(graph.iri(id)).y, laid.node(box(id)).y]);
  const mean = (place) => pairs.reduce((sum, pair) => sum + pair[place], 0) / pairs.length;
  const [was, is] = [mean(0), mean(1)];
  return pairs.reduce((sum, [y, z]) => sum + (y - was) * (z - is), 0) < 0;
}

function mirror(laid, height) {
  for (const name of laid.nodes()) laid.node(name).y = height - laid.node(name).y;
  for (const edge of laid.edges()) laid.edge(edge).points.forEach((point) => (point.y = height - point.y));
}

function linked({ href, lang }, title, properties) {
  return s(href ? "a" : "g", { href, lang: lang || null, ...properties }, s("title", {}, title));
}

function lines(graph, laid, one, group) {
  const kind = ["supports", "opposes", "undercuts"].includes(one.way) ? ` cg-${one.way}` : "";
  const guess = one.explicit ? "" : " cg-guess";
  const node = step(one.id);
  const iri = graph.iri(one.id);
  for (const premise of new Set(one.premises)) {
    const edge = s("g", { "data-argument": iri, "data-premise": graph.iri(premise) });
    const { points } = laid.edge(box(premise), node);
    edge.append(s("path", { class: `cg-line${kind}${guess}`, d: course([...points, laid.node(node)]) }));
    group.append(edge);
  }
  const end = laid.hasNode(box(one.ends[0])) ? box(one.ends[0]) : step(one.ends[0]);
  const { points } = laid.edge(node, end);
  const edge = s("g", { "data-argument": iri });
  edge.append(s("path", { class: `cg-line${kind}${guess}`, d: course(points) }));
  tip(edge, points, one.way, kind);
  group.append(edge);
}

function course([first, ...rest]) {
  let d = `M${at(first)}`;
  rest.slice(0, -1).forEach((point, place) => {
    const next = rest[place + 1];
    const middle = { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    d += `Q${at(point)} ${at(place === rest.length - 2 ? next : middle)}`;
  });
  return `${d}L${at(rest.at(-1))}`;
}

const at = ({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`;

// The end of a line: an arrowhead, a bar where it opposes, a cross where it undercuts.
function tip(parent, points, way, kind) {
  const end = points.at(-1);
  const back = points.at(-2);
  const angle = Math.atan2(end.y - back.y, end.x - back.x);
  const to = (forward, aside) =>
    at({
      x: end.x + forward * Math.cos(angle) - aside * Math.sin(angle),
      y: end.y + forward * Math.sin(angle) + aside * Math.cos(angle),
    });
  if (way === "opposes") {
    const d = `M${to(-3, -7)}L${to(-3, 7)}`;
    parent.append(s("path", { class: "cg-line cg-opposes", "stroke-width": 2, d }));
  } else if (way === "undercuts") {
    const d = `M${to(-10, -5)}L${to(-1, 5)}M${to(-10, 5)}L${to(-1, -5)}`;
    parent.append(s("path", { class: "cg-line cg-undercuts", "stroke-width": 2, d }));
  } else {
    const d = `M${to(0, 0)}L${to(-9, -4)}L${to(-9, 4)}Z`;
    parent.append(s("path", { class: `cg-line cg-tip${kind}`, d }));
  }
}

const SIGNS = {
  supports: ["M-7,0A7,7 0 1 1 7,0A7,7 0 1 1 -7,0Z", "M-3.5,0H3.5M0,-3.5V3.5"],
  opposes: ["M-7,-7H7V7H-7Z", "M-3.5,0H3.5"],
  undercuts: ["M-9,0L0,-9L9,0L0,9Z", "M-3,3L3,-3"],
};

// Where the premises of an argument meet: round plus, square minus, slashed rhomb.
function sign(parent, x, y, way, guess) {
  const known = Object.hasOwn(SIGNS, way);
  const [shape, mark] = known ? SIGNS[way] : ["M-5,0A5,5 0 1 1 5,0A5,5 0 1 1 -5,0Z", ""];
  const kind = known ? ` cg-${way}` : "";
  const dashes = guess ? "2.6 2.2" : null;
  const group = s("g", { transform: `translate(${x.toFixed(1)},${y.toFixed(1)})` });
  group.append(s("path", { class: `cg-sign cg-line${kind}`, d: shape, "stroke-dasharray": dashes }));
  if (mark) group.append(s("path", { class: `cg-line${kind}`, d: mark }));
  parent.append(group);
}
