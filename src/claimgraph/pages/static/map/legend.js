// Explains the signs that the whole graph uses, beneath the map; the picture's own key is cut off it.

import { h, s } from "./dom.js";
import { kindOf, sign, tip } from "./signs.js";

const WAYS = {
  supports: "argument for",
  opposes: "argument against",
  undercuts: "undercuts an argument",
};

export function legend(graph, picture, place) {
  const used = (test) => graph.arguments.some(test);
  const samples = Object.entries(WAYS)
    .filter(([way]) => used((one) => one.way === way))
    .map(([way, says]) => sample(says, (group) => arrow(group, way)));
  if (used((one) => one.premises?.length > 1)) {
    samples.push(sample("lines that meet: premises needed together", meeting));
  }
  if (used((one) => !one.explicit)) samples.push(sample("dashed: inferred by the analyst", dashed));
  if (graph.claims.some((one) => !one.plain)) {
    samples.push(sample("~ dotted outline: not plainly asserted", dotted));
  }
  place.append(...samples);
  const key = picture.querySelector(".cg-key");
  if (!key) return;
  const tall = Math.max(1, key.getBBox().y - 8);
  key.remove();
  picture.setAttribute("height", tall);
  picture.setAttribute("viewBox", `0 0 ${picture.viewBox.baseVal.width} ${tall}`);
}

function sample(says, paint) {
  const group = s("g", { transform: "translate(30,10)" });
  paint(group);
  const size = { width: 60, height: 20, viewBox: "0 0 60 20", class: "cg-picture" };
  return h("span", {}, s("svg", { ...size, "aria-hidden": "true" }, group), ` ${says}`);
}

const line = (group, d, kind = "") => group.append(s("path", { class: `cg-line${kind}`, d }));

function arrow(group, way) {
  line(group, "M-26,0H18", kindOf(way));
  tip(group, [{ x: 10, y: 0 }, { x: 28, y: 0 }], way);
  sign(group, -4, 0, way, false);
}

function meeting(group) {
  line(group, "M17,-8C8,-8 0,-4 -9,0M17,8C8,8 0,4 -9,0");
  sign(group, -10, 0, "", false);
}

const dashed = (group) => line(group, "M-26,0H26", " cg-guess");

const dotted = (group) =>
  group.append(s("rect", { class: "cg-card cg-hedged", x: -15, y: -8, width: 30, height: 16, rx: 3 }));
