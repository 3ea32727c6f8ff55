"""Compares what is captured with the words of the passages: sections, names, words, speakers.

What is compared is English, and what the words leave open is not told: a figure or a date that the
capturer computed, one that the article gives elsewhere, a thing called by another name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDFS, Literal

from claimgraph.claims import amounts, figures, sections, text_dates
from claimgraph.claims.facts import Text
from claimgraph.claims.model import CG
from claimgraph.claims.text_rules import finding
from claimgraph.claims.words import repeated, stems
from claimgraph.graph.terms import n_triples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import URIRef
    from rdflib.term import Node

    from claimgraph.claims.model import Article, Claim, Passage, Section, Term
    from claimgraph.claims.words import Words
    from claimgraph.findings import Finding

# A claim's only passage is at least so much like it as the passage that is most like it.
_LIKE = 0.3
# A passage of fewer words than these need only share one.
_TELLING = 4
_DENYING = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|reject\w*|refut\w*|disput\w*|dismiss\w*|contest\w*|"
    r"contradict\w*|disagree\w*|oppos\w*|disavow\w*|repudiat\w*|not|no|never|nor|neither|without|"
    r"far from|wrong|false|untrue)\b|n['’]t\b",
    re.IGNORECASE,
)


def disagreements(article: Article, words: Words) -> Iterator[Finding]:
    """Yield what an article's capture says otherwise than the words of its passages."""
    yield from _sections(article, words)
    if isinstance(article.title, Text) and article.title.language and not _english(article.title):
        return
    names = _speakers(article, words)
    labels = {str(one.iri): one.label for one in article.passages}
    for claim in article.claims:
        if words.proven(claim.passages):
            yield from _claim(claim, words, names, labels)
    yield from amounts.disagreements(article.claims, words)


# ── Passages and sections ────────────────────────────────────────────────────────────────────────


def _sections(article: Article, words: Words) -> Iterator[Finding]:
    section_iris = {one.section.iri for one in article.passages if one.section}
    order: list[Section] = sorted(
        (one for one in article.sections if one.iri in section_iris or words.headings.get(one.iri)),
        key=lambda one: (one.position is None, one.position or 0),
    )
    numbers = {section.iri: number for number, section in enumerate(order)}
    placed = [
        (one, words.passages[str(one.iri)][0], one.section)
        for one in article.passages
        if one.section is not None and one.section.iri in numbers and str(one.iri) in words.passages
    ]
    misplaced = sections.misplaced(
        [words.headings.get(section.iri, ()) for section in order],
        [(start, numbers[section.iri]) for _, start, section in placed],
    )
    for index, number in sorted(misplaced.items()):
        passage, _, section = placed[index]
        subject = f"Passage ‘{passage.label}’"
        message = f"lies in section ‘{order[number].label}’, not in ‘{section.label}’"
        own = n_triples(section.iri)
        yield finding("text-section", subject, passage.iri, message, DCTERMS.isPartOf, value=own)


# ── Claims ───────────────────────────────────────────────────────────────────────────────────────


def _claim(
    claim: Claim, words: Words, names: Mapping[Node, frozenset[str]], labels: Mapping[str, str]
) -> Iterator[Finding]:
    said = words.of(claim.passages)

    def told(rule: str, message: str, path: URIRef, value: Node, hint: str = "") -> Finding:
        subject = f"Claim ‘{claim.label}’"
        return finding(rule, subject, claim.iri, message, path, value=n_triples(value), hint=hint)

    for passage, best in _unrelated(claim, words):
        message = f"shares few words or none with its passage ‘{passage.label}’"
        hint = f"Nearest is ‘{labels[best]}’."
        yield told("text-unrelated", message, CG.passage, passage.iri, hint)
    computed = any(one.computed for one in claim.quantities)
    computed |= any(event.computed for event in claim.events)
    for path, text in ((RDFS.label, claim.label), (CG.paraphrase, claim.paraphrase)):
        if isinstance(text, Text) and _english(text) and not computed:
            for amount in dict.fromkeys(_foreign(text, words)):
                message = f"says “{amount}”, which the article’s text does not"
                yield told("text-words", message, path, Literal(text, lang=text.language))
    row = repeated(claim.paraphrase, said)
    if row:
        literal = Literal(claim.paraphrase, lang=claim.paraphrase.language or None)
        yield told("text-copied", f"repeats its passage: “{row}”", CG.paraphrase, literal)
    for one in claim.speech:
        if one.denies and not _DENYING.search(said):
            message = "is denied by somebody, and no passage of it has a word that says so"
            yield told("text-denial", message, CG.attribution, one.iri)
        if one.actor and _unnamed(one.actor, claim, said, names):
            message = f"is attributed to ‘{one.actor.label}’, whom no passage of it names"
            yield told("text-speaker", message, CG.attribution, one.iri)


def _english(text: Text) -> bool:
    return text.language.split("-")[0].lower() == "en"


def _unrelated(claim: Claim, words: Words) -> Iterator[tuple[Passage, str]]:
    """Yield the passages that are little like a claim, each with the passage most like it.

    Of several passages each need only share a telling word; what sums up may have other words.
    """
    own = stems(" ".join(_named(claim, words)))
    like = {iri: words.likeness(own, iri) for iri in words.stems}
    best = max(like, key=lambda iri: (like[iri], iri))
    passages = [one for one in claim.passages if not (one.section and one.section.sums_up)]
    for passage in passages or claim.passages:
        iri = str(passage.iri)
        words_of_it = len(words.stems[iri])
        # A sentence of a few words leans on those before it: “They did not.”
        short = words_of_it < _TELLING
        least = _LIKE * like[best] if len(claim.passages) == 1 and not short else 0
        if best != iri and like[iri] <= least and words_of_it > 1:
            yield passage, best


def _named(claim: Claim, words: Words) -> Iterator[str]:
    """Yield a claim's words, and the names of what it is about."""
    yield claim.label
    yield claim.paraphrase
    for quantity in claim.quantities:
        yield f"{quantity.label} {quantity.measures or ''}"
    yield from (event.label for event in claim.events)
    terms = [*claim.about, *claim.addressees, *claim.conditions]
    terms += [taking.actor for taking in claim.participations if taking.actor]
    for statement in claim.statements:
        ends = (statement.subject, statement.predicate, statement.object, statement.recipient)
        terms += [end for end in ends if end]
    for term in terms:
        yield term.label
        yield from words.names.get(term.iri, ())


def _foreign(text: str, words: Words) -> Iterator[str]:
    """Yield the dates and figures of a claim's words that the article's text does not give."""
    for day in text_dates.dates(text):
        if not any(text_dates.gives(one, day) for one in words.dates):
            yield text_dates.spelt(day)
    for one in figures.figures(text_dates.undated(text)):
        # What is in words the capturer may have reckoned.
        if one.written[0].isdigit() and not one.values & words.figures:
            yield one.written


def _unnamed(actor: Term, claim: Claim, said: str, names: Mapping[Node, frozenset[str]]) -> bool:
    """Tell whether a passage names another speaker of the article and not the one captured."""
    stems_said = stems(said)
    if not names.get(actor.iri, stems_said) or names.get(actor.iri, stems_said) & stems_said:
        return False
    speaking = {one.actor.iri for one in claim.speech if one.actor}
    return any(known and known <= stems_said for one, known in names.items() if one not in speaking)


def _speakers(article: Article, words: Words) -> dict[Node, frozenset[str]]:
    """Return the stems of the names of those whose words an article has, or whose sources."""
    speaking = [one.actor for claim in article.claims for one in claim.speech]
    speaking += [source.issuer for source in article.sources]
    stems_of = {}
    for actor in speaking:
        # A crowd without a name is the article's own.
        if actor and not str(actor.iri).startswith(str(article.iri)):
            names = " ".join((actor.label, *words.names.get(actor.iri, ())))
            stems_of[actor.iri] = frozenset(stems(names))
    return stems_of
