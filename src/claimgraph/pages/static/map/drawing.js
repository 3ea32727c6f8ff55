// Draws a part of the graph as the page's picture does, once something was folded or unfolded:
// dagre finds the places, and is loaded then.

import { card, certainty, place } from "./cards.js";
import { s } from "./dom.js";
import { beneath } from "./folding.js";
import { at, kindOf, sign, tip } from "./signs.js";

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
  const hidden = beneath(graph, seen, claim.id).size;
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
  const kind = kindOf(one.way);
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
  tip(edge, points, one.way);
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

