// Which claims a filter keeps: every part of it must fit.

import { plain } from "./dom.js";

export function filterChoices(graph, standings) {
  const of = (pick) => sorted(new Set(graph.claims.flatMap(pick)));
  const sections = [...new Set(graph.claims.map((one) => one.section).filter(Boolean))];
  return {
    actor: named(graph, of((one) => one.actors ?? [])),
    certainty: plainly(of((one) => one.certainty ?? [])),
    hedge: [["yes", "with a marker word"], ["no", "without one"]],
    evidence: [
      ["any", "some"],
      ["none", "none"],
      ["unnamed", "from an unnamed source"],
      ...plainly(of((one) => (one.evidence ?? []).flatMap((each) => each.kind ?? []))),
    ],
    section: plainly(sections),
    standing: plainly(sorted(new Set([...standings.values()].map((one) => one.word)))),
  };
}

// Whether anything is asked for, and the test of a claim.
export function matcher(graph, filter, standings) {
  const words = plain(filter.q ?? "").split(/\s+/).filter(Boolean);
  const actor = graph.thing.get(filter.actor);
  const tests = {
    q: (one) => words.every((word) => said(one).includes(word)),
    actor: (one) => (one.actors ?? []).includes(actor),
    certainty: (one) => one.certainty === filter.certainty,
    hedge: (one) => Boolean(one.hedges) === (filter.hedge === "yes"),
    evidence: (one) => evidenced(one.evidence ?? [], filter.evidence),
    section: (one) => one.section === filter.section,
    standing: (one) => standings.get(one.id)?.word === filter.standing,
  };
  const asked = Object.keys(tests).filter((name) => filter[name]);
  return { asked: asked.length > 0, fits: (one) => asked.every((name) => tests[name](one)) };
}

function evidenced(evidence, wanted) {
  if (wanted === "any" || wanted === "none") return evidence.length > 0 === (wanted === "any");
  if (wanted === "unnamed") return evidence.some((each) => each.unnamed);
  return evidence.some((each) => each.kind === wanted);
}

const said = (one) =>
  plain([one.label, ...(one.hedges ?? []), ...(one.evidence ?? []).flatMap(spoken)].join("\n"));

const spoken = (one) => [one.label, one.source?.label ?? ""];

const sorted = (values) => [...values].sort((a, b) => String(a).localeCompare(String(b), "en"));

const plainly = (values) => values.map((one) => [one, one]);

const named = (graph, places) =>
  places
    .map((place) => [graph.things[place].id, graph.things[place].label])
    .sort((a, b) => a[1].localeCompare(b[1], "en"));

