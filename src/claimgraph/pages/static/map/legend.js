// Takes the key of signs out of the picture, which is moved about: it stands beneath the map.

import { s } from "./dom.js";

export function legend(picture, place) {
  const key = picture.querySelector(".cg-key");
  if (!key) return;
  const top = key.getBBox().y;
  const font = picture.getAttribute("font-family");
  for (const sample of [...key.children]) {
    const { x, y, width, height } = sample.getBBox();
    if (!width) continue;
    const view = { viewBox: `${x - 1} ${y - 1} ${width + 2} ${height + 2}` };
    const size = { width: width + 2, height: height + 2 };
    place.append(s("svg", { ...view, ...size, class: "cg-picture", "font-family": font }, sample));
  }
  if (!place.childElementCount) return;
  const tall = Math.max(1, top - 8);
  picture.setAttribute("height", tall);
  picture.setAttribute("viewBox", `0 0 ${picture.viewBox.baseVal.width} ${tall}`);
}
