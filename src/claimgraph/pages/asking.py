"""What a question's page offers beside its answer: other values to ask with.

A server’s page has a form. On a static site rows that have what a parameter stands for can be
narrowed to it, an article for example; the answers for each thing that one other parameter may be
are in the page, where they are not too many; with other values it is asked on the command line.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from claimgraph.pages import listings, statements
from claimgraph.pages.page import Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from claimgraph.graph.stores import Answer
    from claimgraph.pages.contents import Edition
    from claimgraph.pages.page import Here
    from claimgraph.questions import Parameter, Question
    from claimgraph.questions.naming import Offered


@dataclass(frozen=True)
class Choice:
    """A thing that rows have in a column: what it is called, its first row, and how many there are.

    `value` is what a server's form takes for it: its label, or its IRI where several share that.
    `row` is None where only the answers for other values have it.
    """

    number: int
    label: str
    value: str
    row: int | None
    count: int


@dataclass(frozen=True)
class Narrowing:
    """A parameter whose things stand in a column of the answer, with `rows`: the choice of each.

    `others` are those of the answers for other values.
    """

    name: str
    choices: tuple[Choice, ...]
    rows: tuple[int | None, ...]
    others: tuple[Narrowing, ...] = ()


@dataclass(frozen=True)
class Told:
    """The answer for a thing: its table, and which things its rows can be narrowed to; or a graph.

    The graph is in Turtle.
    """

    table: dict[str, object]
    narrowings: tuple[Narrowing, ...]
    graph: str | None


@dataclass(frozen=True)
class Offer:
    """The things that a parameter may be, with what stands for each; `whole` if these are all.

    Where the page holds them, each has its answer.
    """

    name: str
    required: bool
    things: tuple[tuple[Value, str, Told | None], ...]
    whole: bool


def page(
    edition: Edition,
    here: Here,
    question: Question,
    values: Mapping[str, str],
    answer: Answer | str,
) -> dict[str, object]:
    """Return what the page of a question shows: its form or choices, and its answer or problem."""
    live = edition.source.live
    problem, found = (answer, None) if isinstance(answer, str) else ("", answer)
    offered = edition.asked.offered(question)
    chosen = None if live else _chosen(question, offered, found)
    answers = edition.asked.answers(question, chosen) if chosen else {}
    ways = () if live else narrowings(here, question, found, [*answers.values()])
    # Answers without rows have nothing to be narrowed to.
    every = [*filter(None, [found]), *answers.values()]
    named = {
        one.name
        for one in question.parameters
        if every and all(_narrows(one, each) for each in every)
    }
    told = {
        value: Told(
            listings.table(here, one),
            tuple(way.others[place] for way in ways),
            None if one.graph is None else edition.asked.turtle(one),
        )
        for place, (value, one) in enumerate(answers.items())
    }
    offers = [
        _offer(here, one, *offered[one.name], told if one.name == chosen else {})
        for one in question.parameters
        if not live and one.name not in named and offered.get(one.name, [{}])[0]
    ]
    asked = {one.name for one in offers}
    return {
        "question": question,
        "title": Value(question.summary),
        "trail": (Value("Questions", here.to("questions/index.html")),),
        "values": values,
        "offered": offered,
        "defaults": {
            one.name: _default(here, one, offered[one.name][0] if one.name in offered else {})
            for one in question.parameters
        },
        "narrowings": ways,
        "starts": {choice.row for one in ways for choice in one.choices},
        "offers": offers,
        "asked": asked,
        "answered": bool(told),
        "others": [one for one in question.parameters if one.name not in named | asked],
        "problem": problem,
        "answer": None if found is None else listings.table(here, found),
        "graph": None if found is None or found.graph is None else edition.asked.turtle(found),
    }


def _chosen(
    question: Question,
    offered: Mapping[str, tuple[Mapping[str, Offered], bool]],
    answer: Answer | None,
) -> str | None:
    """Return the parameter whose answers a page can hold: the only one that is not narrowed to.

    Without an answer it is the only one that needs a value.
    """
    some = [
        one
        for one in question.parameters
        if (one.required if answer is None else not _narrows(one, answer))
        and (one.required or offered.get(one.name, [{}])[0])
    ]
    names = [one.name for one in some if offered.get(one.name, [{}])[0]]
    return names[0] if len(names) == len(some) == 1 else None


def _narrows(parameter: Parameter, answer: Answer) -> bool:
    column = parameter.optional and parameter.type == "iri"
    return column and parameter.name in answer.variables


def narrowings(
    here: Here, question: Question, answer: Answer | None, others: Sequence[Answer] = ()
) -> tuple[Narrowing, ...]:
    """Return the parameters that leave out rows, each with what the rows shown have there.

    `others` are the answers for other values. These parameters are the optional ones with a column
    of their name: what the query does with the value (`FILTER (!BOUND(?__article_iri) || ?article =
    ?__article_iri)`) is done with the rows.
    """
    asked = [*filter(None, [answer]), *others]
    ways = (
        _narrowing(here, one, answer, others)
        for one in question.parameters
        if asked and all(_narrows(one, each) for each in asked)
    )
    return tuple(one for one in ways if one.choices)


def _narrowing(
    here: Here, parameter: Parameter, answer: Answer | None, others: Sequence[Answer]
) -> Narrowing:
    terms, *further = (
        [row.get(parameter.name) for row in one.rows[: statements.MOST]] if one else []
        for one in (answer, *others)
    )
    every = filter(None, chain(terms, *further))
    numbers = {term: n for n, term in enumerate(dict.fromkeys(every))}
    counts = Counter(terms)
    called = {term: here.things.name(term).text for term in numbers}
    times = Counter(label.casefold() for label in called.values())
    choices = [
        Choice(
            numbers[term],
            label,
            label if times[label.casefold()] == 1 else str(term),
            terms.index(term) if term in counts else None,
            counts[term],
        )
        for term, label in called.items()
    ]
    sides = [
        tuple(None if term is None else numbers[term] for term in some)
        for some in (terms, *further)
    ]
    return Narrowing(
        parameter.name,
        tuple(sorted(choices, key=lambda one: (one.label.casefold(), one.number))),
        sides[0],
        tuple(Narrowing(parameter.name, (), side) for side in sides[1:]),
    )


def _offer(
    here: Here,
    parameter: Parameter,
    things: Mapping[str, Offered],
    whole: bool,
    told: Mapping[str, Told],
) -> Offer:
    shown = [(here.link(URIRef(one.iri)), value, told.get(value)) for value, one in things.items()]
    return Offer(
        parameter.name,
        parameter.required,
        tuple(shown[: statements.MOST]),
        whole and len(shown) <= statements.MOST,
    )


def _default(here: Here, parameter: Parameter, offered: Mapping[str, Offered]) -> str:
    """Return what a form begins with: a thing by the label that it is offered by."""
    value = parameter.default or ""
    label = here.things.name(URIRef(value)).text if parameter.type == "iri" and value else value
    return label if label in offered else value
