"""Proposes passages of a text as Turtle, ready to be put into an article's data."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import Literal

from claimgraph.claims import passages, positions, verify
from claimgraph.claims.capture import Captured
from claimgraph.claims.captured import Article
from claimgraph.claims.facts import Text
from claimgraph.claims.notation.names import named
from claimgraph.claims.registry import FOLDER
from claimgraph.errors import ProjectError, TextError, UsageError
from claimgraph.graph import prefixes, terms
from claimgraph.graph import project as projects
from claimgraph.graph.turtle import writer
from claimgraph.vocab import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from pathlib import Path

    from claimgraph.claims.passages import Fragment, Place, Selection

# An article's slug is a segment of its IRI and the name of its folder.
_SLUG = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_LOCAL = re.compile(r"\w(?:[\w.-]*\w)?")
# So many of a passage's first words make its name.
_NAME_WORDS = 6
_KINDS = ("passage", "section")
_UNKNOWN = "unknown"
_LABEL = 72


@dataclass(frozen=True)
class Wanted:
    """A passage to propose: its words, as `passages.located` takes them, and what to call it.

    `where` is the place where the words were written, for errors; what is None is made up.
    """

    words: str
    where: str | None = None
    name: str | None = None
    label: str | None = None
    section: str | None = None


@dataclass(frozen=True)
class Proposals:
    """Passages as Turtle, and what to know before they are put into the data.

    `faults` are the passages that are not to be found, a line each: then there is no Turtle.
    """

    turtle: str
    notes: tuple[str, ...]
    faults: tuple[str, ...] = ()


def nearby(start: Path) -> Captured | None:
    """Return the captured data of the project that a path lies in, if it lies in one."""
    try:
        return Captured.of(projects.find(start))
    except ProjectError:
        return None


def given(arguments: Sequence[str]) -> list[str]:
    """Return the words of passages from arguments: FIRST and LAST in turn, or both in one.

    An argument with an ellipsis between words is a passage by itself, and so is one alone. Raises
    UsageError for first words without last ones.
    """
    words: list[str] = []
    ahead = list(arguments)
    while ahead:
        first = ahead.pop(0)
        if len(arguments) == 1 or passages.is_abridged(first):
            words.append(first)
        elif not ahead or passages.is_abridged(ahead[0]):
            raise UsageError(
                f"‘{first}’ has no last words: write FIRST and LAST of each passage, "
                "or 'first … last' as one argument"
            )
        else:
            last = ahead.pop(0)
            # The same words twice are just these words.
            words.append(first if first.casefold() == last.casefold() else f"{first} … {last}")
    return words


def wanted(
    words: Sequence[str],
    lines: Sequence[str] = (),
    file: str = "",
    *,
    names: Sequence[str] = (),
    labels: Sequence[str] = (),
    sections: Sequence[str] = (),
) -> list[Wanted]:
    """Return the passages that `words` give, as `given` returns them, and the lines of a file.

    Names and labels are for each passage, one section is for all. Raises UsageError where there
    are not as many as passages, and where there is no passage.
    """
    requests = [Wanted(one) for one in words] + [
        Wanted(line, f"{file}:{number}") for number, line in enumerate(lines, 1) if line.strip()
    ]
    if not requests:
        raise UsageError(
            "no passage is asked for: write its FIRST and LAST words, or a line for each in a file "
            "that --from names"
        )
    if len(sections) == 1:
        sections = list(sections) * len(requests)
    chosen = {"name": names, "label": labels, "section": sections}
    for option, values in chosen.items():
        if len(values) not in (0, len(requests)):
            raise UsageError(
                f"--{option} is given {len(values)} times for {len(requests)} passages: "
                "give one for each"
            )
        if not all(value.strip() for value in values):
            raise UsageError(f"--{option} is empty: write one, or leave it out")
        if values:
            requests = [
                replace(one, **{option: value}) for one, value in zip(requests, values, strict=True)
            ]
    return requests


def propose(
    captured: Captured | None,
    text: str,
    requests: Sequence[Wanted],
    slug: str | None = None,
    namespace: str | None = None,
    numbers: Sequence[int] = (),
) -> Proposals:
    """Select passages by their words, ready for an article's Turtle.

    `slug` names the article, which need not be captured yet; without it the text tells.
    `namespace` is where the article's IRI lies, in place of claimgraph's own; without a slug it is
    that IRI. `numbers` choose, one for each passage whose words fit several places. Raises
    UsageError for what makes no IRI and for a number too many, and what `verify.choose` and
    `verify.verify` raise.
    """
    normal = passages.normalise(text)
    selections, faults = _selected(normal, requests, numbers)
    if faults:
        return Proposals("", (), faults)
    article = _article(captured.articles if captured else (), normal, slug, namespace)
    notes = list(_of_article(article, text, normal))
    if namespace is not None:
        notes += [f"declare the prefix {kind}: <{_home(article, kind)}>" for kind in _KINDS]
    written = []
    taken = {one.iri for one in article.passages}
    for one, selection in zip(requests, selections, strict=True):
        iri = _iri(article, one, selection, taken)
        taken.add(iri)
        section = _section(article, one.section, selection.place)
        label = one.label or _label(selection.fragment)
        about = f"passage:{_local(iri)}: " if len(requests) > 1 else ""
        notes += [about + note for note in _of_passage(article, selection)]
        notes += _of_section(article, section)
        written.append(turtle(selection, article, iri, section, label))
    return Proposals("\n".join(written), tuple(dict.fromkeys(notes)))


def _selected(
    text: str, requests: Sequence[Wanted], numbers: Sequence[int]
) -> tuple[list[Selection], tuple[str, ...]]:
    """Return the passages that are found, and a line about each that is not."""
    left = list(numbers)
    selections, faults = [], []
    for one in requests:
        several = left and len(passages.located(text, one.words)) > 1
        try:
            selection = passages.select(
                text, one.words, left.pop(0) if several else None, "choose one by --at N"
            )
        except TextError as error:
            faults.append(f"{one.where}: {error}" if one.where else str(error))
        else:
            selections.append(selection)
    if left and not faults:
        raise UsageError(
            f"--at {left[0]}: no passage is left whose words fit several places: leave it out"
        )
    return selections, tuple(faults)


def _of_article(article: Article, text: str, normal: str) -> Iterator[str]:
    digest = passages.digest(normal)
    if article.digest is None:
        yield f'the article needs cg:textDigest "{digest}"'
    elif article.digest != digest:
        verify.verify(text, article)
        yield f"‘{article.label}’ was captured from another text: verify its passages"


def _of_passage(article: Article, selection: Selection) -> Iterator[str]:
    if selection.again:
        where = passages.listed(map(str, selection.again))
        yield f"the last words come again at {where}; the passage ends at their first place"
    for one in article.passages:
        if one.place == selection.place:
            yield f"captured already as passage:{_local(one.iri)}"


def _of_section(article: Article, section: str) -> Iterator[str]:
    if section == _home(article, "section") + _UNKNOWN:
        yield f"put the section's name in place of section:{_UNKNOWN}"
    elif section not in {one.section for one in article.passages} | set(_sections(article)):
        yield f"describe section:{_local(section)} as a cg:Section"


def turtle(selection: Selection, article: Article, passage: str, section: str, label: str) -> str:
    """Return a selection as Turtle, with its usual prefixes, which are not declared.

    `passage` and `section` are IRIs.
    """
    own = {kind: _home(article, kind) for kind in _KINDS}
    called = Literal(label, lang=_language(article))
    facts = positions.facts(selection, article.iri, passage, section, called)
    return writer.statements(terms.quads(facts), {**prefixes.KNOWN, **own}, ordered=False) + "\n"


def _label(fragment: Fragment) -> str:
    whole = fragment.last is None and len(fragment.first) <= _LABEL
    return fragment.first if whole else f"{fragment.first[:_LABEL]} …"


def _language(article: Article) -> str:
    """Return the language of an article's title: labels are of its words."""
    title = article.says.title if article.says else None
    return (title.language if isinstance(title, Text) else "") or "en"


# ── IRIs ─────────────────────────────────────────────────────────────────────────────────────────


def _article(
    known: Sequence[Article], text: str, slug: str | None, namespace: str | None
) -> Article:
    """Return the captured article that is meant, or one yet to be captured."""
    if namespace is None and (slug is None or slug in {article.slug for article in known}):
        return verify.choose(known, text, slug)
    if slug is not None:
        must_be_slug(slug)
    iri = _directory(ARTICLE if namespace is None else namespace)
    if slug is not None and _local(iri) != slug:
        iri += f"{slug}/"
    try:
        ox.NamedNode(iri)
    except ValueError:
        raise UsageError(
            f"‘{namespace}’ is not a namespace: write an IRI such as https://example.org/article/"
        ) from None
    same = [article for article in known if _directory(article.iri) == iri]
    return same[0] if same else Article(iri, slug or _local(iri), None, ())


def must_be_slug(slug: str) -> None:
    """Raise UsageError for what cannot be a segment of an IRI and the name of a folder.

    Nor may an article have the folder of what all share.
    """
    if slug == FOLDER:
        raise UsageError(
            f"‘{slug}’ names the folder of what all articles share: choose another slug"
        )
    if not _SLUG.fullmatch(slug):
        raise UsageError(
            f"‘{slug}’ is not a slug: write lower-case letters a to z and digits, "
            "in words joined by hyphens, such as price-of-bread"
        )


def _directory(iri: str) -> str:
    return iri if iri.endswith(("/", "#")) else f"{iri}/"


def _home(article: Article, kind: str) -> str:
    """Return the namespace of an article's passages or sections: that of those captured."""
    namespaces = (one.iri if kind == "passage" else one.section for one in article.passages)
    iri = next(filter(None, namespaces), f"{_directory(article.iri)}{kind}/-")
    return iri[: max(iri.rfind("/", 0, -1), iri.rfind("#", 0, -1)) + 1]


def _iri(article: Article, one: Wanted, selection: Selection, taken: Container[str]) -> str:
    """Return an unused IRI for a passage: of its name, or of its first words."""
    home = _home(article, "passage")
    if one.name is not None:
        _must_be_name(one.name, "--name")
        if home + one.name in taken:
            raise UsageError(f"passage:{one.name} is taken: choose another --name")
        return home + one.name
    start = selection.place[0]
    words = named(selection.fragment.first, _NAME_WORDS)
    name = words or f"at-{start}"
    while home + name in taken:
        name, start = f"{words}-{start}", start + 1
    return home + name


def _section(article: Article, name: str | None, place: Place) -> str:
    """Return the section of that name, or the one of the captured passages around a place."""
    if name is not None:
        labels = _sections(article)
        named = [iri for iri, label in labels.items() if name in (_local(iri), label)]
        if not named:
            _must_be_name(name, "--section")
        return named[0] if named else _home(article, "section") + name
    placed = [one for one in article.passages if one.place]
    before = [one.section for one in placed if one.place and one.place <= place]
    after = [one.section for one in placed if one.place and one.place >= place]
    same = before and after and before[-1] == after[0]
    return (before[-1] if same else None) or _home(article, "section") + _UNKNOWN


def _sections(article: Article) -> dict[str, str]:
    """Return the labels of an article's sections by their IRIs."""
    return {str(one.iri): one.label for one in article.says.sections} if article.says else {}


def _must_be_name(name: str, option: str) -> None:
    if not _LOCAL.fullmatch(name):
        raise UsageError(
            f"{option} ‘{name}’ makes no IRI: write letters, digits, hyphens and underscores"
        )


def _local(iri: str) -> str:
    return re.split("[/#]", iri.rstrip("/#"))[-1]
