// The argument map that one can walk in. The page has the picture, its content as a list, and the
// graph as JSON; what is built here changes a state, and shows the picture by it.

import { here, isState, nothing, read, unknownLine, written } from "./address.js";
import { plural } from "./dom.js";
import { draw, ready } from "./drawing.js";
import { filters } from "./filters.js";
import { beneath, firstShown, isOpen, revealed, shown, toggled } from "./folding.js";
import { graphOf } from "./graph.js";
import { legend } from "./legend.js";
import { badges, handles, mark } from "./marks.js";
import { filterChoices, matcher } from "./matching.js";
import { panel } from "./panel.js";
import { sharing } from "./sharing.js";
import { listed, summary, supposed } from "./outcome.js";
import { offChoices, supposing } from "./supposing.js";
import { surround } from "./surround.js";
import { viewport } from "./viewport.js";
import { stop, walker } from "./walking.js";
import { inWords } from "./weighing.js";

function begin(root) {
  const graph = graphOf(JSON.parse(root.querySelector(".map-data").textContent));
  const original = root.querySelector(".map-viewport svg");
  const ids = (selector, name) =>
    new Set([...original.querySelectorAll(selector)].map((one) => graph.id(one.dataset[name])));
  const first = firstShown(
    graph,
    ids("[data-claim]", "claim"),
    ids("[data-argument]:not([data-premise])", "argument"),
  );
  const weighed = supposing(graph);
  let state = nothing();
  let seen = shown(graph, first, nothing());
  let outcome = weighed.outcome(nothing());
  let picture = original;
  let turn = 0;

  const act = {
    choose: (id) => change({ ...revealed(graph, first, state, id), at: id }, { reach: id }),
    toggle: (id) => change(toggled(first, state, id), { kept: graph.steps.get(id).ends[0] }),
    fold: (id) => {
      const all = graph.concluding(id);
      const open = all.some((one) => isOpen(first, state, one.id));
      const next = all.reduce((made, one) => toggled(first, made, one.id, !open), state);
      return change(next, { kept: id });
    },
    all: () => change({ ...state, all: !state.all, open: new Set(), fold: new Set() }, { fit: true }),
    off: (id) => act.suppose("off", id),
    suppose: (list, id) => {
      const changed = new Set(state[list]);
      if (!changed.delete(id)) changed.add(id);
      change({ ...state, [list]: changed });
    },
    trust: (id, how) => {
      const next = { ...state, off: new Set(state.off), doubt: new Set(state.doubt) };
      for (const list of ["off", "doubt"]) {
        if (list === how) next[list].add(id);
        else next[list].delete(id);
      }
      change(next);
    },
    restore: () => change({ ...state, off: new Set(), doubt: new Set() }),
    filter: (name, value) => change({ ...state, filter: { ...state.filter, [name]: value } }),
    clear: () => change({ ...state, filter: {} }),
    next: () => {
      const { asked, fits } = matcher(graph, state.filter, outcome.after);
      const matching = graph.claims.filter(fits).map((one) => one.id);
      if (asked && matching.length) act.choose(matching[(matching.indexOf(state.at) + 1) % matching.length]);
    },
  };

  const parts = {
    filters: filters(filterChoices(graph, weighed.before), act),
    off: offChoices(graph, act),
    sharing: sharing(graph, {
      picture: () => picture,
      tell: (text) => (frame.status.textContent = text),
      chosen: () => graph.byId.get(state.at),
      embeddable: !root.hasAttribute("data-alone"),
    }),
  };
  const frame = surround(root, parts, act, graph);
  legend(graph, original, frame.legend);
  const view = viewport(frame.viewport, frame.small);
  const walk = walker(graph, () => seen, () => view.boxes());

  const home = () => graph.iri(graph.theses[0] ?? [...seen.claims][0] ?? "");
  const idOf = (element) => {
    const one = element?.closest?.("[data-claim], [data-argument]");
    return one ? graph.id(one.dataset.claim ?? one.dataset.argument) : null;
  };

  // What follows from a state is shown: `kept` stays in its place, `reach` is brought into sight,
  // and with `fit` the map begins anew at the thesis.
  async function change(next, { kept = null, reach = null, focus = null, fit = false } = {}) {
    state = next;
    const mine = ++turn;
    const focused = focus ?? (frame.viewport.contains(document.activeElement) ? idOf(document.activeElement) : null);
    outcome = weighed.outcome(state);
    const wanted = shown(graph, first, state);
    if (!same(wanted, seen) || picture.parentNode === null) {
      const made = await drawn(wanted);
      if (mine !== turn || !made) return;
      seen = wanted;
      picture = made;
      view.show(picture, kept ? graph.iri(kept) : null);
      handles(picture, (iri) => foldable(graph.id(iri)), view.boxes());
    }
    const current = focused && seen.claims.has(focused) ? focused : seen.claims.has(state.at) ? state.at : null;
    const target = stop(picture, current ? graph.iri(current) : home());
    if (focused) target?.focus({ preventScroll: true });
    if (fit) view.fit(home(), false);
    if (reach) view.reach(graph.iri(reach));
    show();
  }

  async function drawn(wanted) {
    if (same(wanted, first)) return original;
    frame.status.textContent = "Laying the map out …";
    try {
      await ready(root.dataset.layout);
      return draw(graph, wanted, view.boxes());
    } catch (error) {
      frame.status.textContent = `The map cannot be drawn anew: ${error.message}.`;
      return null;
    }
  }

  const foldable = (id) => {
    const all = graph.concluding(id);
    return all.length ? all.some((one) => seen.steps.has(one.id)) : null;
  };

  function show() {
    const { asked, fits } = matcher(graph, state.filter, outcome.after);
    const changes = new Map(outcome.changes.map((one) => [one.claim, one]));
    const dim = (id) => asked && !fits(graph.byId.get(id));
    mark(
      picture,
      (iri) => {
        const id = graph.id(iri);
        const changed = changes.get(id);
        const premises = graph.steps.get(id)?.premises;
        return [
          state.at === id && "map-chosen",
          state.off.has(id) && "map-off",
          (premises ? premises.every(dim) : dim(id)) && "map-dim",
          changed && (changed.fallen ? "map-fallen" : "map-changed"),
        ].filter(Boolean);
      },
      (iri) => spoken(graph.id(iri), changes),
    );
    badges(picture, view.boxes(), (iri) => changedBeneath(graph.id(iri), changes));
    frame.panel.replaceChildren(
      ...panel(
        graph,
        state.at,
        {
          before: weighed.before,
          after: outcome.after,
          off: state.off,
          open: (id) => seen.steps.has(id),
        },
        act,
      ).flat(Infinity).filter(Boolean),
    );
    parts.filters.show(state.filter);
    parts.off.show(state);
    frame.search.value = state.filter.q ?? "";
    frame.all.textContent = state.all ? "Fold" : "Unfold all";
    frame.all.hidden = !state.all && seen.steps.size === graph.steps.size;
    frame.outcome.replaceChildren(...listed(outcome.changes, graph, state, act).flat(Infinity).filter(Boolean));
    frame.summary.replaceChildren(...supposed(graph, state), summary(outcome.changes, graph, state));
    frame.restore.hidden = !state.off.size && !state.doubt.size;
    frame.status.textContent = status(asked, fits);
  }

  function status(asked, fits) {
    const lines = [`${seen.claims.size} of ${plural(graph.claims.length, "claim")} shown`];
    if (asked) {
      const matching = graph.claims.filter(fits);
      const away = matching.filter((one) => !seen.claims.has(one.id)).length;
      lines.push(`${matching.length} match${away ? `, ${away} of them folded away` : ""}`);
    }
    if (state.off.size || state.doubt.size) lines.push(summary(outcome.changes, graph, state).replace(/\.$/, ""));
    return `${lines.join("; ")}.`;
  }

  const changedBeneath = (id, changes) =>
    changes.size ? [...beneath(graph, seen, id)].filter((one) => changes.has(one)).length : 0;

  function spoken(id, changes) {
    const one = graph.byId.get(id);
    if (!one) return "";
    const changed = changes.get(id);
    const stands = outcome.after.get(id);
    const hidden = beneath(graph, seen, id).size;
    const moved = changedBeneath(id, changes);
    return [
      one.label,
      one.role,
      one.certainty,
      stands ? inWords(stands) : null,
      state.off.has(id) ? "switched off" : changed?.fallen ? "falls" : null,
      hidden ? `${hidden} beneath` : null,
      moved ? `${moved} of them stand${moved === 1 ? "s" : ""} otherwise` : null,
    ]
      .filter(Boolean)
      .join("; ");
  }

  // The address follows what people do, not what it was opened with.
  const remember = () => {
    const hash = written(state);
    if (hash === location.hash) return;
    history.replaceState(null, "", hash || `${location.pathname}${location.search}`);
  };
  for (const [name, one] of Object.entries(act)) {
    act[name] = (...given) => {
      const done = one(...given);
      remember();
      return done;
    };
  }
  // What an address switches off is shown where it can be switched on again.
  const arrived = () => {
    const { state: asked, unknown } = here(graph, isState(location.hash) ? read(location.hash) : nothing());
    frame.unknown.textContent = unknownLine(unknown);
    frame.unknown.hidden = !unknown.length;
    if (asked.off.size || asked.doubt.size) frame.supposing.open = true;
    return asked;
  };
  addEventListener("hashchange", () => {
    if (!isState(location.hash)) return;
    const asked = arrived();
    change(asked, { fit: true, reach: asked.at || null });
  });

  frame.viewport.addEventListener("click", (event) => {
    const folds = event.target.closest("[data-fold]");
    if (view.wasMoved()) event.preventDefault();
    else if (folds) act.fold(graph.id(folds.dataset.fold));
    else if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const id = idOf(event.target);
      // The second click on what is chosen goes to its page.
      if (id === null || id === state.at) return;
      event.preventDefault();
      walk.forget();
      act.choose(id);
    }
  });

  const keys = {
    "+": () => view.zoom(1),
    "=": () => view.zoom(1),
    "-": () => view.zoom(-1),
    0: () => view.fit(home()),
  };
  const pans = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  frame.viewport.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const id = idOf(event.target);
    if (event.shiftKey && pans[event.key]) view.pan(...pans[event.key]);
    else if (keys[event.key]) keys[event.key]();
    else if (id !== null && !pressed(event.key, id)) return;
    else if (id === null) return;
    event.preventDefault();
  });

  function pressed(key, id) {
    if (key === " ") {
      if (graph.concluding(id).length) act.fold(id);
      return true;
    }
    if (key === "ArrowRight" && foldable(id) === false) {
      act.fold(id);
      return true;
    }
    const to = walk.step(key === "Escape" ? "ArrowLeft" : key, id);
    if (to === undefined) return false;
    if (to !== null) go(to);
    else if (key === "Escape") change({ ...state, at: "" }, { focus: id }).then(remember);
    return true;
  }

  function go(id) {
    change({ ...state, at: id }, { reach: id, focus: id });
    remember();
  }

  frame.buttons.addEventListener("click", (event) => {
    const { does } = event.target.dataset;
    const acts = {
      in: () => view.zoom(1),
      out: () => view.zoom(-1),
      fit: () => view.fit(home()),
      whole: () => view.whole(),
    };
    acts[does]?.();
  });
  // Until somebody moves it, the map is fitted to its window, which may change.
  let touched = false;
  for (const name of ["pointerdown", "wheel", "keydown"]) {
    root.addEventListener(name, () => (touched = true), { passive: true });
  }
  new ResizeObserver(() => {
    if (touched || !frame.viewport.clientWidth) return;
    view.fit(home(), false);
    if (state.at) view.reach(graph.iri(state.at));
  }).observe(frame.viewport);

  view.show(original, null);
  handles(original, (iri) => foldable(graph.id(iri)), view.boxes());
  if (isState(location.hash)) root.scrollIntoView();
  // Panzoom puts a picture where it begins only after this.
  setTimeout(() => {
    state = arrived();
    const at = graph.byId.has(state.at) ? state.at : "";
    change(at ? revealed(graph, first, state, at) : state, { fit: true, reach: at || null });
  });
}

const equal = (one, other) => one.size === other.size && [...one].every((id) => other.has(id));

const same = (one, other) => equal(one.claims, other.claims) && equal(one.steps, other.steps);

// On a phone the list comes first: there the map is made when it is asked for.
function open(root) {
  const asked = root.querySelector(".map-open a");
  const narrow = matchMedia("(max-width: 37.49rem)");
  let made = false;
  const make = () => {
    if (!made) begin(root);
    made = true;
  };
  asked.addEventListener("click", (event) => {
    event.preventDefault();
    root.classList.add("opened");
    make();
    root.querySelector(".map-body").scrollIntoView();
  });
  narrow.addEventListener("change", () => narrow.matches || make());
  // Embedded in another page, the map is all that is shown of this one.
  const embedded = window.parent !== window;
  document.documentElement.classList.toggle("embedded", embedded);
  root.classList.toggle("opened", embedded || isState(location.hash) || location.hash === "#map-start");
  if (!narrow.matches || root.classList.contains("opened")) make();
}

const root = document.querySelector(".map");
if (root && globalThis.Panzoom) open(root);
