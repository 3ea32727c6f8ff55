// Builds what stands around the picture: the tools above it, the small map, what is told at the side.

import { h, s } from "./dom.js";

export function surround(root, parts, act, graph) {
  const viewport = root.querySelector(".map-viewport");
  viewport.classList.remove("scroll");
  viewport.removeAttribute("tabindex");
  viewport.setAttribute("role", "application");
  viewport.setAttribute("aria-label", `Argument map: ${graph.title}`);
  viewport.setAttribute("aria-describedby", "map-help");
  const button = (does, text, title) => h("button", { type: "button", "data-does": does, title, "aria-label": title }, text);
  const search = h("input", {
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
    oninput: (event) => act.filter("q", event.target.value),
    onkeydown: (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      act.next();
    },
  });
  const all = h("button", { type: "button", onclick: () => act.all() }, "Unfold all");
  const buttons = h("p", { class: "map-tools" }, [
    h("label", { class: "map-search" }, h("span", {}, "Search the map "), search),
    button("out", "−", "Zoom out"),
    button("in", "+", "Zoom in"),
    button("fit", "Fit", "Fit on the thesis"),
    button("whole", "All", "Show the whole map"),
    all,
  ]);
  const status = h("p", { class: "note map-status", role: "status" });
  const unknown = h("p", { class: "problem", role: "alert", hidden: true });
  const small = s("svg", { class: "map-mini", "aria-hidden": "true", preserveAspectRatio: "xMidYMid meet" });
  viewport.append(small);
  const panel = h("section", { class: "map-panel", "aria-label": "Chosen in the map" });
  // It scrolls in itself, so that what can be chosen stays where it is.
  const outcome = h("div", { class: "map-outcome", role: "region", tabindex: "0", "aria-label": "What stands otherwise" });
  const told = h("p", { class: "map-summary" });
  const restore = h("button", { type: "button", hidden: true, onclick: () => act.restore() }, "Switch all on");
  const fold = (title, open, ...inner) => h("details", { open }, h("summary", {}, title), inner);
  const supposing = fold("What if", false, parts.off.element, told, restore, outcome);
  const aside = h("div", { class: "map-side" }, [
    panel,
    supposing,
    fold("Filter", false, parts.filters.element),
    fold("Share", false, parts.sharing),
  ]);
  const help = h(
    "p",
    { class: "note", id: "map-help" },
    "Drag to move, scroll to zoom. Keys: arrows go from claim to claim, Space folds, Enter chooses and then opens, " +
      "Escape goes up; + − 0 zoom, Shift with arrows moves.",
  );
  const key = h("div", { class: "map-legend" });
  const body = h("div", { class: "map-body" });
  viewport.replaceWith(body);
  body.append(viewport, aside);
  body.before(buttons, status, unknown);
  body.after(help, key);
  root.classList.add("walked");
  const list = root.querySelector(".map-list");
  list.open = false;
  // Where the style sheet cannot open it, and as it was afterwards.
  let open = false;
  addEventListener("beforeprint", () => {
    open = list.open;
    list.open = true;
  });
  addEventListener("afterprint", () => (list.open = open));
  return { viewport, small, search, all, buttons, status, unknown, panel, supposing, outcome, summary: told, restore, legend: key };
}
