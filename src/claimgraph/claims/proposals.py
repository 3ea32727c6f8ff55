"""Proposes passages of a text as Turtle, ready to be put into an article's data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, RDFS, BNode, Literal, URIRef

from claimgraph.claims import passages, verify
from claimgraph.claims.capture import Captured
from claimgraph.claims.captured import Article
from claimgraph.claims.model import CG, OA
from claimgraph.errors import ProjectError, UsageError
from claimgraph.graph import prefixes, terms
from claimgraph.graph import project as projects
from claimgraph.graph.turtle import writer
from claimgraph.vocab import ARTICLE

if TYPE_CHECKING:
    from pathlib import Path

    from rdflib.term import Node

    from claimgraph.claims.passages import Place, Selection

# An article's slug is a segment of its IRI and the name of its folder.
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FRAGMENTS = URIRef("https://wicg.github.io/scroll-to-text-fragment/")


@dataclass(frozen=True)
class Proposal:
    """A passage as Turtle, and what to know before it is put into the data."""

    turtle: str
    notes: tuple[str, ...]


def nearby(start: Path) -> Captured | None:
    """Return the captured data of the project that a path lies in, if it lies in one."""
    try:
        return Captured.of(projects.find(start))
    except ProjectError:
        return None


def propose(
    captured: Captured | None, text: str, words: tuple[str, str], slug: str | None = None
) -> Proposal:
    """Select a passage by its first and last words, ready for an article's Turtle.

    `slug` names the article, which need not be captured yet; without it the text tells. Raises
    UsageError for what is not a slug, and what `passages.select`, `verify.choose` and
    `verify.verify` raise.
    """
    known = captured.articles if captured else ()
    normal = passages.normalise(text)
    # The same words twice are just these words.
    given = words[0] if words[0].casefold() == words[1].casefold() else " … ".join(words)
    selection = passages.select(normal, given)
    notes = []
    if selection.again:
        where = passages.listed(map(str, selection.again))
        notes.append(f"the last words come again at {where}; the passage ends at their first place")
    if slug is not None and slug not in {article.slug for article in known}:
        article = _new_article(slug)
    else:
        article = verify.choose(known, normal, slug)
    digest = passages.digest(normal)
    if article.digest not in (None, digest):
        verify.verify(text, article)
        notes.append(f"‘{article.label}’ was captured from another text: verify its passages")
    elif article.digest is None:
        notes.append(f'the article needs cg:textDigest "{digest}"')
    notes += [
        f"captured already as passage:{_local(one.iri)}"
        for one in article.passages
        if one.place == selection.place
    ]
    name = _name(selection.fragment.first) or f"at-{selection.place[0]}"
    if name in {_local(one.iri) for one in article.passages}:
        name = f"{name}-{selection.place[0]}"
    section = _section(article, selection.place)
    if section is None:
        notes.append("put the section's name in place of section:unknown")
    written = turtle(selection, article.iri, name, section or "unknown")
    return Proposal(written, tuple(notes))


def turtle(selection: Selection, article: str, name: str, section: str) -> str:
    """Return a selection as Turtle, with its usual prefixes, which are not declared.

    `article` is an IRI; `name` and `section` are local names under `passage:` and `section:`. The
    label is made of the first words, for people to replace.
    """
    own = {kind: f"{article}{kind}/" for kind in ("passage", "section")}
    passage, place, fragment = URIRef(own["passage"] + name), BNode("place"), BNode("fragment")
    facts: list[tuple[Node, URIRef, Node]] = [
        (passage, RDF.type, CG.Passage),
        (passage, RDFS.label, Literal(f"{selection.fragment.first[:72]} …", lang="en")),
        (passage, OA.hasSource, URIRef(article)),
        (passage, DCTERMS.isPartOf, URIRef(own["section"] + section)),
        (passage, OA.hasSelector, place),
        (passage, OA.hasSelector, fragment),
        (passage, CG.digest, Literal(selection.digest)),
        (place, RDF.type, OA.TextPositionSelector),
        (place, OA.start, Literal(selection.place[0])),
        (place, OA.end, Literal(selection.place[1])),
        (fragment, RDF.type, OA.FragmentSelector),
        (fragment, DCTERMS.conformsTo, _FRAGMENTS),
        (fragment, RDF.value, Literal(str(selection.fragment))),
    ]
    return writer.statements(terms.quads(facts), {**prefixes.KNOWN, **own}, ordered=False) + "\n"


def _new_article(slug: str) -> Article:
    """Return an article yet to be captured; raise UsageError for what is not a slug."""
    if not _SLUG.fullmatch(slug):
        raise UsageError(
            f"‘{slug}’ is not a slug: write lower-case letters a to z and digits, "
            "in words joined by hyphens, such as price-of-bread"
        )
    return Article(f"{ARTICLE}{slug}/", slug, None, ())


def _name(words: str) -> str:
    """Return words as a local name in ASCII, as far as they have any."""
    plain = unicodedata.normalize("NFKD", words.replace("’", "").replace("'", ""))
    found: list[str] = re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "-".join(found[:6])


def _section(article: Article, place: Place) -> str | None:
    """Return the section that the captured passages before and after a place share."""
    placed = [one for one in article.passages if one.place]
    before = [one.section for one in placed if one.place and one.place <= place]
    after = [one.section for one in placed if one.place and one.place >= place]
    same = before and after and before[-1] == after[0]
    return _local(before[-1]) if same and before[-1] else None


def _local(iri: str) -> str:
    return iri.rstrip("/").rpartition("/")[2]
