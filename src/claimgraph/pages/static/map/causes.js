// Says what made claims stand otherwise than before, as claimgraph.claims.weighing.reasons does: the
// way from each claim, through the arguments that carried the loss, to what it began with.

import { behind, inference, told } from "./weighing.js";

// So many steps of a way are given; of a longer one the first, and the last.
const SHOWN = 20;

// The claims that stand otherwise, in the graph's order, each with the chain that leads to the cause.
export function differences(graph, frame, before, after) {
  const changed = [];
  const ends = new Map();
  const known = new Map();
  const links = (node) => {
    if (!known.has(node)) known.set(node, step(frame, before, after, node));
    return known.get(node);
  };
  for (const id of graph.order) {
    const node = frame.number.get(id);
    const [was, is] = [before.standings[node], after.standings[node]];
    if (told(was) === told(is)) continue;
    const chain = way(links, ends, frame, node);
    const cause = frame.number.get(chain.at(-1).claim);
    changed.push({
      claim: id,
      before: was,
      after: is,
      fallen: was.grade > 0 && is.grade === 0,
      chain,
      happened: happened(before.standings[cause], after.standings[cause]),
    });
  }
  return changed;
}

// The way from a claim. `ends` keeps, for each claim, the last of its way, how far that is, and
// whether the way goes in a circle: many claims share a stretch, and of a circle all tell one end.
function way(links, ends, frame, start) {
  const { end, distance, circle } = endOf(links, ends, start);
  const steps = [];
  const told = (node) => {
    const { by, why } = links(node);
    steps.push({ claim: frame.claims[node].id, by, why });
  };
  for (let node = start; node !== end && steps.length < SHOWN - 1; node = links(node).next) told(node);
  const left = distance - steps.length;
  if (left) steps.at(-1).why += `; ${left} ${left === 1 ? "claim is" : "claims are"} left out`;
  told(end);
  if (circle) steps.at(-1).why += ", in a circle";
  return steps;
}

function endOf(links, ends, start) {
  const path = new Set();
  let node = start;
  let next = start;
  while (next !== null && !path.has(next) && !ends.has(next)) {
    path.add(next);
    node = next;
    next = links(node).next;
  }
  const known = ends.get(next) ?? { end: node, distance: -1, circle: next !== null };
  let { distance } = known;
  for (const one of [...path].reverse()) ends.set(one, { ...known, distance: ++distance });
  return ends.get(start);
}

// What became of a claim that made others stand otherwise.
function happened(before, after) {
  if (before.grade && !after.grade) return "fell";
  if (after.grade && !before.grade) return "is accepted now";
  if (after.grade !== before.grade) return after.grade < before.grade ? "became weaker" : "became firmer";
  return "stands otherwise";
}

function counting(what, was, is) {
  if (!is) return `${what} no longer counts (grade ${was} before)`;
  return was ? `${what} counts ${is}, not ${was}` : `${what} counts now (grade ${is})`;
}

function step(frame, before, after, node) {
  if (after.given.out.has(node)) return { by: null, why: "it is withdrawn", next: null };
  const [was, is] = [before.given.basis[node], after.given.basis[node]];
  if (was !== is) {
    return { by: null, why: counting("what it rests on", was, is), next: null };
  }
  const moved = (one) => before.least[one] !== after.least[one] || before.most[one] !== after.most[one];
  const difference = (one) => Math.abs(before.least[one] - after.least[one]);
  const [one] = behind(frame, node).sort((a, b) => difference(b) - difference(a));
  if (one === undefined || !moved(one)) return { by: null, why: "", next: null };
  const by = inference(frame, one).id;
  if (after.given.out.has(one)) return { by, why: "the argument is withdrawn", next: null };
  const what = `the argument ${frame.supports[node].includes(one) ? "for" : "against"} it`;
  const still = after.most[one] > after.least[one] ? "is" : "is no longer";
  const why = difference(one)
    ? counting(what, before.least[one], after.least[one])
    : `${what} ${still} left open by a circle`;
  const premises = frame.premises[one].filter(moved);
  if (premises.length) return { by, why, next: weakest(premises, after.least) };
  const cut = frame.undercuts[one].find((each) => before.least[each] !== after.least[each]);
  if (cut === undefined) return { by, why, next: null };
  const following = frame.premises[cut].find((each) => before.least[each] !== after.least[each]);
  const label = inference(frame, cut).label;
  return { by, why: `${why} (undercut: ${label})`, next: following ?? null };
}

const weakest = (nodes, of) => nodes.reduce((least, node) => (of[node] < of[least] ? node : least));
