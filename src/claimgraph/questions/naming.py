"""What people call things, as IRIs: a name is looked up among the things that fit."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from rdflib.term import URIRef

from claimgraph import alike
from claimgraph.errors import QuestionError
from claimgraph.graph import names
from claimgraph.graph.classes import Classes, subclasses
from claimgraph.graph.stores.parts import Parted
from claimgraph.questions.binding import written
from claimgraph.questions.kinds import MANY, NAMING, Names, Things, instances
from claimgraph.vocab import CG, OA, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pyoxigraph as ox
    from rdflib.term import Node

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.stores import Store

_OWL_CLASS = "http://www.w3.org/2002/07/owl#Class"
_SUPPOSED = ("source", "actor", "argument", "evidence")
# So many things are listed where one is missing.
_LISTED = 8
# So many triples are looked at to find IRIs that are like a wrong one.
_LOOKED_AT = 200_000
# Schemes of IRIs that are not written with //: no prefixes.
_SCHEMES = frozenset({
    "data", "did", "doi", "file", "geo", "info", "isbn", "mailto", "tag", "tel", "urn",
})  # fmt: skip


def claim(
    name: str, store: Store, loaded: Sequence[Loaded] = (), within: URIRef | None = None
) -> URIRef:
    """Return the claim of that IRI, prefixed name, label or local name, `article/name` included.

    With `within` it is a claim of that article. Raises QuestionError with the nearest names where
    no claim fits.
    """
    said = f"<{CG}paraphrase> ?text"
    if within is not None:
        said += f" ; <{CG}passage>/<{OA}hasSource> {within.n3()}"
    claims = Things(store, f"?iri {said} .")
    for term in _terms(_candidates(name, loaded)):
        if store.query(f"ASK {{ {term} {said} }}").truth:
            return URIRef(term.value)
    if match := _one(name, claims, f"'{name}'", "claims"):
        return match
    near = nearest(name.strip("<>"), claims.some().spelt.values())
    where = f" in {within}" if within is not None else ""
    raise QuestionError(f"no claim '{name}'{where}{near}: 'claimgraph ask claims' lists them all")


def article(name: str, store: Store, loaded: Sequence[Loaded] = ()) -> URIRef:
    """Return the article of that IRI, prefixed name, title or local name; else as `claim`."""
    return thing(name, store, loaded, kinds=(f"{CG}Article",), what="article")


def around(name: str, store: Store, loaded: Sequence[Loaded] = ()) -> URIRef:
    """Return a thing to look at: a claim before an article, and an article before other things.

    Raises QuestionError where nothing, or more than one thing, fits.
    """
    for look in (claim, article):
        try:
            return look(name, store, loaded)
        except QuestionError:
            continue
    return thing(name, store, loaded)


def supposed(
    name: str, store: Store, loaded: Sequence[Loaded] = (), within: URIRef | None = None
) -> URIRef:
    """Return what can be supposed to count no more: a claim before others of that name.

    After claims come sources, actors, arguments, evidence and its kinds; claims `within` an
    article come before all. Raises QuestionError as `thing`.
    """
    if within is not None:
        with suppress(QuestionError):
            return claim(name, store, loaded, within)
    if (match := spoken_of(name, store, loaded)) is not None:
        return match
    kinds = [classes(kind, store, loaded) for kind in _SUPPOSED] + [(f"{SKOS}Concept",)]
    claims = Things(store, f"?iri <{CG}paraphrase> ?text")
    for known in (claims, *(instances(some, store) for some in kinds)):
        if match := _one(name, known, f"'{name}'", "things"):
            return match
    every = tuple(one for some in kinds for one in some)
    return thing(name, store, loaded, kinds=every, what="such thing")


def thing(
    name: str,
    store: Store,
    loaded: Sequence[Loaded] = (),
    *,
    kinds: Sequence[str] = (),
    what: str = "",
) -> URIRef:
    """Return the thing of that IRI, prefixed name, label or local name.

    A name is looked up among the instances of the classes `kinds`, if there are any; `what` tells
    people what is looked for. Raises QuestionError where nothing, or more than one thing, fits.
    """
    return spoken_of(name, store, loaded) or called(name, store, loaded, kinds, what)


def called(
    name: str, store: Store, loaded: Sequence[Loaded], kinds: Sequence[str], what: str
) -> URIRef:
    """Return the thing of that label or local name, as `thing` does of what is no IRI there."""
    candidates = _candidates(name, loaded)
    known = instances(kinds, store)
    if not kinds or known.is_empty():
        known = Things(store, f"VALUES ?naming {{ {NAMING} }} ?iri ?naming ?any")
    wanted = f"{what}={name}" if what and not kinds else f"'{name}'"
    if match := _one(name, known, wanted, f"{what}s" if kinds else "things"):
        return match
    _must_be_declared(name, wanted, loaded)
    is_iri = "://" in name or len(candidates) > 1
    if is_iri and not kinds:
        near = _nearest_iris(name, store, loaded)
    else:
        near = nearest(name, known.some().spelt.values())
    if kinds:
        listed = "" if near else choices(kinds, store)
        raise QuestionError(
            f"no {what} has the IRI, the label or the name '{name}'{near}"
            + (f"; there are: {listed}" if listed else "")
        )
    raise QuestionError(f"{wanted}: nothing in the graph has that IRI or label{near}")


def spoken_of(name: str, store: Store, loaded: Sequence[Loaded] = ()) -> URIRef | None:
    """Return the thing of that IRI or prefixed name; None where the graph speaks of none."""
    candidates = _candidates(name, loaded)
    is_in = present(candidates, store)
    return next((URIRef(one) for one in candidates if one in is_in), None)


def classes(name: str, store: Store, loaded: Sequence[Loaded] = ()) -> tuple[str, ...]:
    """Return the classes of that name with all below them: what a parameter `actor` stands for."""
    rows = store.query(
        f"SELECT DISTINCT ?class ?above {{ ?class a ?kind . "
        f"VALUES ?kind {{ <{_OWL_CLASS}> <{RDFS}Class> }} "
        f"OPTIONAL {{ ?class <{RDFS}subClassOf> ?above }} FILTER(isIRI(?class)) }}"
    ).rows
    known = {str(row["class"]) for row in rows}
    above = [(str(row["class"]), str(row["above"])) for row in rows if "above" in row]
    for one in loaded:
        above += subclasses(one.quads)
        known |= {
            getattr(quad.subject, "value", "")
            for quad in one.quads
            if getattr(quad.object, "value", "") in (_OWL_CLASS, f"{RDFS}Class")
            and quad.predicate.value == f"{RDF}type"
        }
    below = Classes(above).below
    named = [iri for iri in known if names.readable(iri).casefold() == name.casefold()]
    return tuple(sorted(frozenset[str]().union(*map(below, named))))


def choices(kinds: Sequence[str], store: Store) -> str:
    """Return some names of the instances of the classes, for people to choose from."""
    known = instances(kinds, store).some() if kinds else Names()
    labels = sorted(set(known.shown.values()), key=str.casefold)
    count = f"{len(labels)} in all" if known.whole else f"over {len(labels)}"
    more = f" … ({count})" if len(labels) > _LISTED else ""
    return ", ".join(labels[:_LISTED]) + more


class Offered(NamedTuple):
    """A thing that a value may be, as it is offered."""

    label: str
    iri: str


def offered(kinds: Sequence[str], store: Store, most: int) -> tuple[dict[str, Offered], bool]:
    """Return instances of the classes, sorted by label, and whether these are all there are.

    They go by what stands for each where a value is asked for: its label, or its IRI where several
    share that.
    """
    known = instances(kinds, store).some() if kinds else Names()
    called = {
        str(iri): str(label) for iri, label in names.of(map(URIRef, known.shown), store).items()
    }
    shown = known.shown | called
    times = Counter(label.casefold() for label in shown.values())
    pairs = sorted(shown.items(), key=lambda one: (one[1].casefold(), one[0]))
    chosen = {
        (label if times[label.casefold()] == 1 else iri): Offered(label, iri)
        for iri, label in pairs[:most]
    }
    return chosen, known.whole and len(pairs) <= most


def present(iris: Iterable[str], store: Store) -> set[str]:
    """Return those of the IRIs that the graph speaks of, in whatever position."""
    look_ups = store.look_ups() if isinstance(store, Parted) else None
    known: set[str] = set()
    for term in _terms(iris):
        if look_ups is not None:
            is_known = look_ups.speaks_of(term.value)
        else:
            is_known = bool(
                store.query(
                    f"ASK {{ {{ {term} ?p ?o }} UNION {{ ?s ?p {term} }} UNION {{ ?s {term} ?o }} "
                    f"UNION {{ GRAPH {term} {{ ?s ?p ?o }} }} }}"
                ).truth
            )
        if is_known:
            known.add(term.value)
    return known


def written_out(name: str, loaded: Sequence[Loaded]) -> ox.NamedNode | None:
    """Return the IRI that a text is, whole or by a prefix of the files; None for a label."""
    bare, *prefixed = _candidates(name, loaded)
    is_iri = "://" in bare or bare.partition(":")[0].lower() in _SCHEMES
    return next(_terms(prefixed or ([bare] if is_iri else [])), None)


def _terms(iris: Iterable[str]) -> Iterator[ox.NamedNode]:
    """Yield the texts that are IRIs."""
    import pyoxigraph as ox

    for iri in iris:
        with suppress(ValueError):
            yield ox.NamedNode(iri)


def labels(
    rows: Iterable[Mapping[str, Node]], store: Store, loaded: Sequence[Loaded] = ()
) -> dict[Node, str]:
    """Return the label of every IRI in the rows, or its short form by the files' prefixes."""
    iris = sorted({term for row in rows for term in row.values() if isinstance(term, URIRef)})
    if not iris:
        return {}
    short: dict[Node, str] = {}
    namespaces = {name: prefix for one in loaded for prefix, name in one.prefixes.items()}
    for iri in iris:
        namespace = max(filter(iri.startswith, namespaces), key=len, default=None)
        if namespace:
            short[iri] = f"{namespaces[namespace]}:{iri.removeprefix(namespace)}"
    return short | {iri: str(label) for iri, label in names.of(iris, store).items()}


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the names that are like one, for the end of a message."""
    near = alike.nearest(name, known, 3, 50)
    return f" (nearest: {', '.join(near)})" if near else ""


def must_be_parameters(given: Iterable[str], known: Sequence[str], question: str) -> None:
    """Raise QuestionError for a name that is not one of a question's parameters; it lists them."""
    for name in given:
        if name not in known:
            has = f"it has {', '.join(map(repr, known))}" if known else "it has none"
            raise QuestionError(
                f"{question} has no parameter '{name}'{nearest(name, known)}: {has}"
            )


def _must_be_declared(name: str, wanted: str, loaded: Sequence[Loaded]) -> None:
    """Raise QuestionError for a name with a prefix that no file declares."""
    prefix, colon, local = name.strip().partition(":")
    declared = {each for one in loaded for each in one.prefixes}
    is_prefixed = colon and re.fullmatch(r"[A-Za-z][\w.-]*", prefix) and not re.search(r"\s", name)
    if not is_prefixed or not declared or prefix in declared or local.startswith("//"):
        return
    if prefix.lower() not in _SCHEMES:
        raise QuestionError(
            f"{wanted}: no file declares the prefix '{prefix}'{nearest(prefix, declared)}: "
            "correct it, or write the whole IRI"
        )


def _nearest_iris(name: str, store: Store, loaded: Sequence[Loaded]) -> str:
    """Return IRIs of the graph that are like one, of its namespace, for the end of a message."""
    import pyoxigraph as ox

    given, *whole = _candidates(name, loaded)
    if whole:
        local = given.partition(":")[2]
        space, start = whole[0].removesuffix(local), given.removesuffix(local)
    else:
        space = start = given[: max(given.rfind("/"), given.rfind("#")) + 1]
        local = given.removeprefix(space)
    rows = store.query(
        f"SELECT DISTINCT ?iri {{ {{ SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {_LOOKED_AT} }} "
        "VALUES ?place { 1 2 3 } BIND(IF(?place = 1, ?s, IF(?place = 2, ?p, ?o)) AS ?iri) "
        f"FILTER(isIRI(?iri) && STRSTARTS(STR(?iri), {written(ox.Literal(space))})) }} "
        f"LIMIT {MANY}"
    ).rows
    known = {each for row in rows if (each := str(row["iri"])[len(space) :])}
    like = alike.nearest(local, known, 3)
    return f" (nearest: {', '.join(start + each for each in like)})" if like else ""


def _one(name: str, known: Things, subject: str, what: str) -> URIRef | None:
    """Return the only thing that goes by a name, None where none does; raises QuestionError."""
    wanted = _bare(name)
    matches = known.called(wanted)
    if not matches and "/" in wanted:
        slug, _, local = wanted.rpartition("/")
        within = f"/{slug.casefold()}/"
        matches = {one for one in known.called(local) if within in one.casefold()}
    if len(matches) > 1:
        raise QuestionError(
            f"{subject}: several {what} are called that: give one IRI: "
            + ", ".join(sorted(matches))
        )
    return URIRef(next(iter(matches))) if matches else None


def _bare(name: str) -> str:
    """Return what stands between < and >, where a name is written so."""
    name = name.strip()
    return name[1:-1] if name.startswith("<") and name.endswith(">") else name


def _candidates(name: str, loaded: Sequence[Loaded]) -> list[str]:
    """Return the IRIs that a text may be: itself, or what a prefix of the files makes of it."""
    name = name.strip()
    prefix, colon, local = name.partition(":")
    namespaces = {one.prefixes[prefix] for one in loaded if colon and prefix in one.prefixes}
    return [_bare(name), *sorted(each + local for each in namespaces)]
