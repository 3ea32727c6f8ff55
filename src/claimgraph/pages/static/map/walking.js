// From claim to claim by the arrow keys: right to what a claim rests on, left to what it bears on,
// up and down among those beside it. One claim is the picture's tab stop.

export function walker(graph, seenNow, boxesNow) {
  // The claims that led here, for the way back.
  let path = [];
  const shownPremises = (id) =>
    byHeight(
      graph.concluding(id).flatMap((one) => {
        const against = graph.concluding(one.id).filter((each) => seenNow().steps.has(each.id));
        return seenNow().steps.has(one.id) ? [one, ...against].flatMap((each) => each.premises) : [];
      }),
    );
  const shownEnds = (id) => graph.using(id).filter((one) => seenNow().steps.has(one.id)).map(endOf);
  const endOf = (one) => {
    let end = one.ends[0];
    for (let left = graph.steps.size; left && graph.steps.has(end); left--) end = graph.steps.get(end).ends[0];
    return end;
  };
  const byHeight = (ids) =>
    [...new Set(ids)].sort((a, b) => heightOf(a) - heightOf(b));
  const heightOf = (id) => boxesNow().get(graph.iri(id))?.y ?? 0;
  const above = (id) => (path.length && shownPremises(path.at(-1)).includes(id) ? path.at(-1) : shownEnds(id)[0]);

  const ways = {
    ArrowRight(id) {
      const [first] = shownPremises(id);
      if (first) path.push(id);
      return first;
    },
    ArrowLeft(id) {
      const end = above(id);
      if (end === path.at(-1)) path.pop();
      return end;
    },
    ArrowUp: (id) => beside(id, -1),
    ArrowDown: (id) => beside(id, 1),
    Home: () => graph.theses[0] ?? [...seenNow().claims][0],
  };
  const beside = (id, by) => {
    const end = above(id);
    const row = end ? shownPremises(end) : byHeight([...seenNow().claims].filter((one) => !above(one)));
    return row[row.indexOf(id) + by];
  };
  return {
    // Where a key leads from a claim: an id, null where there is nothing, undefined for other keys.
    step: (key, id) => (Object.hasOwn(ways, key) ? (ways[key](id) ?? null) : undefined),
    forget: () => (path = []),
  };
}

// Make one claim of the picture its tab stop, and nothing else of it.
export function stop(picture, iri) {
  let found = null;
  for (const one of picture.querySelectorAll("a, [data-claim]")) {
    const here = one.dataset.claim === iri && iri !== undefined;
    one.setAttribute("tabindex", here ? "0" : "-1");
    if (here) found = one;
  }
  return found;
}
