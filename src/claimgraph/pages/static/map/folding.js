// Which claims and arguments are shown: from the roots down, through every argument that is unfolded.
// `first` are those that the page shows before anybody folds: { claims, steps }, sets of ids.

export function firstShown(graph, claims, steps) {
  const premises = new Set([...steps].flatMap((id) => graph.steps.get(id)?.premises ?? []));
  const roots = [...claims].filter((id) => !premises.has(id));
  const first = { claims, steps, roots };
  // A circle has no root: one of its claims is taken for that.
  for (const id of claims) if (!reached(graph, roots, (one) => steps.has(one)).claims.has(id)) roots.push(id);
  return first;
}

export const isOpen = (first, state, id) =>
  state.all || first.steps.has(id) ? !state.fold.has(id) : state.open.has(id);

export function shown(graph, first, state) {
  const open = (id) => isOpen(first, state, id);
  if (!state.all) return reached(graph, [...first.roots, ...state.more], open);
  const roots = [...first.roots];
  for (const { id } of graph.claims) if (!graph.using(id).length) roots.push(id);
  const seen = reached(graph, roots, open);
  const folded = reached(graph, roots, () => true);
  for (const { id } of graph.claims) if (!folded.claims.has(id)) roots.push(id);
  return roots.every((id) => seen.claims.has(id)) ? seen : reached(graph, roots, open);
}

// Unfold an argument or fold it: a state says only what differs from what is shown first.
export function toggled(first, state, id, wanted = !isOpen(first, state, id)) {
  const standard = state.all || first.steps.has(id);
  const open = new Set(state.open);
  const fold = new Set(state.fold);
  open.delete(id);
  fold.delete(id);
  if (wanted && !standard) open.add(id);
  if (!wanted && standard) fold.add(id);
  return { ...state, open, fold };
}

// Unfold what leads from the roots to a claim, the nearest way; one that none leads to stands alone.
export function revealed(graph, first, state, claim) {
  const seen = shown(graph, first, state);
  if (seen.claims.has(claim)) return state;
  const from = new Map([[claim, null]]);
  for (const id of from.keys()) {
    if (seen.claims.has(id)) {
      let changed = state;
      for (let step = from.get(id); step; step = from.get(step.from)) {
        for (const one of step.opens) changed = toggled(first, changed, one, true);
      }
      return changed;
    }
    for (const one of graph.using(id)) {
      const opens = [one.id];
      let end = one.ends[0];
      // An undercut is seen with the argument that it is aimed at.
      while (graph.steps.has(end) && !opens.includes(end)) {
        opens.push(end);
        end = graph.steps.get(end).ends[0];
      }
      if (graph.byId.has(end) && !from.has(end)) from.set(end, { from: id, opens });
    }
  }
  return { ...state, more: new Set([...state.more, claim]) };
}

// Which claims bear on a claim by arguments that are folded, and are not to be seen.
export function beneath(graph, seen, claim) {
  const found = new Set();
  const waiting = graph.concluding(claim).filter((one) => !seen.steps.has(one.id));
  for (const one of waiting) {
    waiting.push(...graph.concluding(one.id));
    for (const premise of one.premises) {
      if (found.has(premise)) continue;
      found.add(premise);
      waiting.push(...graph.concluding(premise));
    }
  }
  found.delete(claim);
  return new Set([...found].filter((id) => !seen.claims.has(id)));
}

function reached(graph, roots, open) {
  const claims = new Set(roots.filter((id) => graph.byId.has(id)));
  const steps = new Set();
  const take = (one) => {
    if (steps.has(one.id) || !open(one.id)) return;
    steps.add(one.id);
    one.premises.forEach((premise) => claims.add(premise));
    graph.concluding(one.id).forEach(take);
  };
  for (const id of claims) graph.concluding(id).forEach(take);
  return { claims, steps };
}
