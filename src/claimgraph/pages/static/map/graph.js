// The graph of an article: its claims and arguments by id, and what leads where.

export function graphOf(held) {
  const claims = new Map(held.claims.map((one) => [one.id, one]));
  const known = held.arguments.filter(
    (one) => one.ends?.length && one.premises?.length && one.premises.every((id) => claims.has(id)),
  );
  const steps = new Map(known.map((one) => [one.id, one]));
  const concluding = new Map();
  const using = new Map();
  const add = (index, id, one) => index.set(id, [...(index.get(id) ?? []), one]);
  for (const one of known) {
    add(concluding, one.ends[0], one);
    for (const premise of one.premises) add(using, premise, one);
  }
  return {
    ...held,
    byId: claims,
    steps,
    concluding: (id) => concluding.get(id) ?? [],
    using: (id) => using.get(id) ?? [],
    theses: held.claims.filter((one) => one.role === "thesis").map((one) => one.id),
    thing: new Map(held.things.map((one, place) => [one.id, place])),
    // What is of the article has no more than the end of its IRI.
    iri: (id) => (id.includes(":") ? id : held.article + id),
    id: (iri) => (iri.startsWith(held.article) ? shortened(iri, held.article) : iri),
  };
}

function shortened(iri, base) {
  const rest = iri.slice(base.length);
  return rest && !rest.includes(":") ? rest : iri;
}
