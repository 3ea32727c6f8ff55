"""Questions that are asked of each article apart: which they are, and what is asked of one.

A header line `by_article: true` says that the rows of an article follow from the graph of this
article, the registry, the vocabulary and the links alone; `by_article: named` says so of an article
that is named, beside which there may be rows of no article. No reader of SPARQL can prove it: a
join may lead from one article to another. What can be seen in the query is looked at here.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from claimgraph.errors import QuestionError
from claimgraph.graph.sparql import Role, read
from claimgraph.questions import binding, naming, parameters, sparql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pyoxigraph as ox

    from claimgraph.graph.loading import Loaded
    from claimgraph.questions import Parameter, Question

ARTICLE = "article"
# What gives another value each time: an answer with it cannot be remembered.
_CHANGING = ("NOW", "RAND", "STRUUID", "UUID")


def must_be_by_article(question: Question) -> None:
    """Raise QuestionError for a question that cannot be asked article by article, and say why."""
    reason = _reason(question)
    if reason:
        raise QuestionError(f"'{question.name}' cannot be asked by article: {reason}")


def _reason(question: Question) -> str:
    if question.form != "SELECT":
        return f"it is a {question.form}, and only a SELECT is asked so: leave out --by-article"
    optional = [each for each in question.parameters if each.name == ARTICLE]
    if not optional or optional[0].type != "iri" or not optional[0].optional:
        return "it has no optional parameter 'article': leave out --by-article"
    if question.one_article and not question.by_article:
        return (
            "all articles together decide which rows belong to none: leave out --by-article, or "
            "ask about one article with article="
        )
    if not question.by_article:
        return (
            "rows of one article may depend on another; leave out --by-article, or, where they do "
            f"not, add '#+ by_article: true' to its header ({question.file})"
        )
    parts = read(question.sparql)
    columns = {
        use.name
        for use in parts.uses
        if use.scope is parts.scope and use.close is None and use.role in (Role.ITEM, Role.TARGET)
    }
    if ARTICLE not in columns:
        return "it has no column 'article': leave out --by-article"
    if parts.dataset:
        return "it names its graphs by FROM: leave out --by-article"
    if parts.limited:
        return "it has a LIMIT, which counts the rows of all articles: leave out --by-article"
    if sparql.uses(question.sparql, "SERVICE"):
        return "it calls other servers, whose answers may change: leave out --by-article"
    for keyword in _CHANGING:
        if re.search(keyword, question.sparql, re.IGNORECASE) and sparql.uses(
            question.sparql, keyword
        ):
            return f"it has {keyword}(), which changes each time: leave out --by-article"
    return ""


def terms(
    question: Question, values: Mapping[str, str], loaded: Sequence[Loaded]
) -> dict[str, ox.NamedNode | ox.Literal]:
    """Return what the parameters but `article` stand for, by their variables.

    A thing is given as an IRI or as a prefixed name of the vocabulary: labels may differ from
    article to article. Raises QuestionError for any other value, and for one that is missing.
    """
    if ARTICLE in values:
        raise QuestionError("each article is asked: leave out --by-article or article=")
    known = [parameter.name for parameter in question.parameters if parameter.name != ARTICLE]
    naming.must_be_parameters(values, known, f"'{question.name}' asked by article")
    return {
        parameter.variable: term
        for parameter in question.parameters
        if parameter.name != ARTICLE
        and (term := _term(question, parameter, values.get(parameter.name), loaded)) is not None
    }


def _term(
    question: Question, parameter: Parameter, value: str | None, loaded: Sequence[Loaded]
) -> ox.NamedNode | ox.Literal | None:
    if parameter.type != "iri":
        value = parameter.default if value is None else value
        if value is not None:
            return parameters.literal(parameter, value)
    if value is None and parameter.default is None and parameter.optional:
        return None
    iri = None if value is None else naming.written_out(value, loaded)
    if iri is None:
        given = "" if value is None else f" ('{value}' is not one)"
        raise QuestionError(
            f"'{question.name}' asked by article needs the IRI of its '{parameter.name}'{given}: "
            f"add {parameter.name}={parameters.example(parameter).replace(' or label', '')}"
        )
    return iri


def _places() -> Iterator[str]:
    return (f"urn:claimgraph:article:{number}" for number in count())


def of_article(
    question: Question, given: Mapping[str, ox.NamedNode | ox.Literal]
) -> Callable[[str], str]:
    """Return what makes the query for the article of an IRI."""
    import pyoxigraph as ox

    variable = next(each.variable for each in question.parameters if each.name == ARTICLE)
    # A query is read slowly: it is bound once, to an IRI that it does not have.
    place = ox.NamedNode(next(iri for iri in _places() if iri not in question.sparql))
    bound = binding.bind(question.sparql, {**given, variable: place})
    pieces = sparql.based(bound, question.base).split(binding.written(place))

    def query(article: str) -> str:
        return binding.written(ox.NamedNode(article)).join(pieces)

    return query
