// The window on the picture: moved and zoomed by Panzoom, with what a key, a button, the wheel and
// the small map in the corner do to it.

import { s } from "./dom.js";

const LEAST = 0.1;
const MOST = 4;
const STEP = 1.25;
// What opens is never smaller than can be read.
const READABLE = 0.75;
const EDGE = 16;
// Milliseconds after the page was scrolled in which the wheel goes on to scroll it.
const PASSING = 400;

export function viewport(frame, small) {
  const stage = document.createElement("div");
  stage.className = "map-stage";
  frame.prepend(stage);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const options = { maxScale: MOST, minScale: LEAST, pinchAndPan: true, cursor: "grab" };
  // Clicks and the focus go on to what is in the picture.
  const panzoom = globalThis.Panzoom(stage, { ...options, canvas: true, handleStartEvent: () => {} });
  const size = { width: 1, height: 1 };
  let boxes = new Map();
  let moved = false;
  let scrolled = -Infinity;

  // Where a point of the picture is to be seen, at a scale.
  const put = (point, to, scale, animate) => {
    const calm = { animate: animate && !still.matches, force: true };
    panzoom.zoom(scale, calm);
    const along = (p, t, length) => (t - length / 2) / scale - p + length / 2;
    panzoom.pan(along(point.x, to.x, size.width), along(point.y, to.y, size.height), calm);
  };
  const seen = (point) => {
    const { x, y } = panzoom.getPan();
    const scale = panzoom.getScale();
    const along = (p, t, length) => length / 2 + scale * (p - length / 2 + t);
    return { x: along(point.x, x, size.width), y: along(point.y, y, size.height) };
  };
  const room = () => ({ width: frame.clientWidth, height: frame.clientHeight });
  const middle = () => ({ x: room().width / 2, y: room().height / 2 });
  const inside = (to) => {
    const origin = seen({ x: 0, y: 0 });
    const scale = panzoom.getScale();
    return { x: (to.x - origin.x) / scale, y: (to.y - origin.y) / scale };
  };

  const view = {
    // Show another picture: `kept` stays where it is.
    show(picture, kept) {
      const before = kept && boxes.has(kept) ? seen(boxes.get(kept)) : null;
      stage.replaceChildren(picture);
      size.width = picture.width.baseVal.value;
      size.height = picture.height.baseVal.value;
      stage.style.width = `${size.width}px`;
      stage.style.height = `${size.height}px`;
      boxes = boxesOf(picture);
      if (before && boxes.has(kept)) put(boxes.get(kept), before, panzoom.getScale(), false);
      overview();
    },
    boxes: () => boxes,
    // Fit the picture, or where that is too small to be read, begin with a claim.
    fit(claim, animate = true) {
      const { width, height } = room();
      const whole = Math.min((width - EDGE) / size.width, (height - EDGE) / size.height, 1);
      const box = boxes.get(claim);
      if (whole >= READABLE || !box) {
        put({ x: size.width / 2, y: size.height / 2 }, middle(), whole, animate);
        return;
      }
      const scale = Math.min(1, Math.max(READABLE, (width - EDGE) / size.width));
      const left = Math.min(EDGE + (box.width / 2) * scale, width / 2);
      put(box, { x: left, y: height / 2 }, scale, animate);
    },
    whole() {
      const { width, height } = room();
      const scale = Math.min((width - EDGE) / size.width, (height - EDGE) / size.height, 1);
      put({ x: size.width / 2, y: size.height / 2 }, middle(), Math.max(scale, LEAST), true);
    },
    zoom(steps) {
      const scale = Math.min(MOST, Math.max(LEAST, panzoom.getScale() * STEP ** steps));
      put(inside(middle()), middle(), scale, true);
    },
    pan(x, y) {
      const { width, height } = room();
      const scale = panzoom.getScale();
      const { x: left, y: top } = panzoom.getPan();
      const calm = { animate: !still.matches };
      panzoom.pan(left - (x * width) / 4 / scale, top - (y * height) / 4 / scale, calm);
    },
    // Bring a claim into sight, if it is not.
    reach(claim, always = false) {
      const box = boxes.get(claim);
      if (!box) return;
      const scale = panzoom.getScale();
      const { x, y } = seen(box);
      const { width, height } = room();
      const near = (at, half, length) => at - half * scale >= 0 && at + half * scale <= length;
      if (!always && near(x, box.width / 2, width) && near(y, box.height / 2, height)) return;
      put(box, middle(), Math.max(scale, READABLE / 1.5), true);
    },
    // Whether the pointer that was let go had moved the picture.
    wasMoved: () => moved,
    center: (point) => put(point, middle(), panzoom.getScale(), false),
  };

  const overview = () => draw(small, boxes, size, inside, room());
  stage.addEventListener("panzoomchange", overview);
  stage.addEventListener("panzoomstart", (event) => {
    moved = false;
    start = event.detail.originalEvent;
    stage.style.willChange = "transform";
  });
  let start = null;
  stage.addEventListener("panzoompan", (event) => {
    const now = event.detail.originalEvent;
    if (!start || !now) return;
    if (Math.hypot(now.clientX - start.clientX, now.clientY - start.clientY) > 4) moved = true;
  });
  // What was drawn while it moved is drawn anew, sharp.
  stage.addEventListener("panzoomend", () => (stage.style.willChange = ""));
  addEventListener("scroll", () => (scrolled = performance.now()), { passive: true });
  frame.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && performance.now() - scrolled < PASSING) return;
      panzoom.zoomWithWheel(event, { step: 0.4 });
    },
    { passive: false },
  );
  // A link that gets the focus is brought into sight by the map, not by scrolling its frame.
  frame.addEventListener("scroll", () => frame.scrollTo(0, 0));
  frame.addEventListener("dragstart", (event) => event.preventDefault());
  const aim = (event) => {
    if (!(event.buttons & 1)) return;
    const place = small.getBoundingClientRect();
    const scale = small.viewBox.baseVal.width / place.width;
    view.center({ x: (event.clientX - place.left) * scale, y: (event.clientY - place.top) * scale });
    event.stopPropagation();
  };
  small.addEventListener("pointerdown", aim);
  small.addEventListener("pointermove", aim);
  return view;
}

// The boxes of claims in a picture, by IRI: centres and sizes in its own pixels.
function boxesOf(picture) {
  const boxes = new Map();
  for (const one of picture.querySelectorAll("[data-claim]")) {
    const { x, y, width, height } = one.querySelector(".cg-card");
    const moved = one.parentNode.transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };
    boxes.set(one.dataset.claim, {
      x: x.baseVal.value + width.baseVal.value / 2 + moved.e,
      y: y.baseVal.value + height.baseVal.value / 2 + moved.f,
      width: width.baseVal.value,
      height: height.baseVal.value,
    });
  }
  return boxes;
}

function draw(small, boxes, size, inside, room) {
  const from = inside({ x: 0, y: 0 });
  const to = inside({ x: room.width, y: room.height });
  const all = from.x <= 0 && from.y <= 0 && to.x >= size.width && to.y >= size.height;
  small.toggleAttribute("hidden", all);
  if (all) return;
  if (small.drawn !== boxes) {
    small.drawn = boxes;
    small.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    const cards = [...boxes.values()].map(({ x, y, width, height }) =>
      s("rect", { x: x - width / 2, y: y - height / 2, width, height, class: "map-mini-card" }),
    );
    small.replaceChildren(...cards, s("rect", { class: "map-mini-view" }));
  }
  const frame = small.lastElementChild;
  const edge = (low, high, length) => [Math.max(0, low), Math.min(length, high) - Math.max(0, low)];
  const [x, width] = edge(from.x, to.x, size.width);
  const [y, height] = edge(from.y, to.y, size.height);
  Object.entries({ x, y, width: Math.max(0, width), height: Math.max(0, height) }).forEach(
    ([name, value]) => frame.setAttribute(name, value),
  );
}
