// Marks what is in the picture: the chosen one, what a filter leaves out, what falls. All of it goes
// by data-claim and data-argument, so that it is the same for the page's picture and one drawn anew.

import { s } from "./dom.js";

const MARKS = ["map-chosen", "map-dim", "map-off", "map-fallen", "map-changed"];

// `marks` says of an IRI which marks it has; `tell` what a claim's link is called.
export function mark(picture, marks, tell) {
  for (const one of picture.querySelectorAll("[data-claim]")) {
    const classes = marks(one.dataset.claim);
    MARKS.forEach((name) => one.classList.toggle(name, classes.includes(name)));
    one.setAttribute("aria-label", tell(one.dataset.claim));
    if (classes.includes("map-chosen")) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  for (const one of picture.querySelectorAll("[data-argument]")) {
    const own = marks(one.dataset.argument);
    const classes = one.dataset.premise ? [...own, ...marks(one.dataset.premise)] : own;
    for (const name of ["map-chosen", "map-off", "map-dim"]) {
      one.classList.toggle(name, classes.includes(name) && !(name === "map-chosen" && one.dataset.premise));
    }
  }
}

// A round handle at each claim that arguments lead to: a click folds or unfolds them.
export function handles(picture, foldable, boxes) {
  const group = s("g", { "aria-hidden": "true" });
  for (const [iri, box] of boxes) {
    const open = foldable(iri);
    if (open === null) continue;
    const x = box.x + box.width / 2;
    const y = box.y - box.height / 2;
    group.append(
      s(
        "g",
        { class: "map-handle", "data-fold": iri, transform: `translate(${x.toFixed(1)},${y.toFixed(1)})` },
        s("title", {}, open ? "Fold" : "Unfold"),
        s("circle", { r: 12, class: "map-handle-room" }),
        s("circle", { r: 8 }),
        s("path", { d: open ? "M-4,0H4" : "M-4,0H4M0,-4V4" }),
      ),
    );
  }
  picture.append(group);
}

// At each card beneath which something that is folded stands otherwise, how much does.
export function badges(picture, boxes, counted) {
  picture.querySelector(".map-badges")?.remove();
  const group = s("g", { class: "map-badges", "aria-hidden": "true" });
  for (const [iri, box] of boxes) {
    const count = counted(iri);
    if (!count) continue;
    const text = `${count} beneath change${count === 1 ? "s" : ""}`;
    const width = 12 + 6.6 * text.length;
    const x = box.x + box.width / 2 - width;
    const y = box.y + box.height / 2 - 7;
    group.append(
      s("rect", { x: x.toFixed(1), y: y.toFixed(1), width: width.toFixed(1), height: 18, rx: 9 }),
      s("text", { x: (x + width / 2).toFixed(1), y: (y + 13).toFixed(1), "text-anchor": "middle" }, text),
    );
  }
  if (group.childNodes.length) picture.append(group);
}
