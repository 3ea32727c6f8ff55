// The signs of arguments: where premises meet, and how a line ends (claimgraph.pictures.cards).

import { s } from "./dom.js";

export const at = ({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`;

export const kindOf = (way) => (Object.hasOwn(SIGNS, way) ? ` cg-${way}` : "");

// The end of a line: an arrowhead, a bar where it opposes, a cross where it undercuts.
export function tip(parent, points, way) {
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
    parent.append(s("path", { class: `cg-line cg-tip${kindOf(way)}`, d }));
  }
}

const SIGNS = {
  supports: ["M-7,0A7,7 0 1 1 7,0A7,7 0 1 1 -7,0Z", "M-3.5,0H3.5M0,-3.5V3.5"],
  opposes: ["M-7,-7H7V7H-7Z", "M-3.5,0H3.5"],
  undercuts: ["M-9,0L0,-9L9,0L0,9Z", "M-3,3L3,-3"],
};

// Where the premises of an argument meet: round plus, square minus, slashed rhomb.
export function sign(parent, x, y, way, guess) {
  const known = Object.hasOwn(SIGNS, way);
  const [shape, mark] = known ? SIGNS[way] : ["M-5,0A5,5 0 1 1 5,0A5,5 0 1 1 -5,0Z", ""];
  const kind = kindOf(way);
  const dashes = guess ? "2.6 2.2" : null;
  const group = s("g", { transform: `translate(${x.toFixed(1)},${y.toFixed(1)})` });
  group.append(s("path", { class: `cg-sign cg-line${kind}`, d: shape, "stroke-dasharray": dashes }));
  if (mark) group.append(s("path", { class: `cg-line${kind}`, d: mark }));
  parent.append(group);
}
