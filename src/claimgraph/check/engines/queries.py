"""SHACL's SPARQL queries (SHACL 5 and 6): their prefixes, `$PATH`, what may be asked, and asking.

They are asked with rdflib, which keeps every literal's form and every number's digits: `algebra`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, SH
from rdflib.term import Literal

from claimgraph.graph import sparql
from claimgraph.graph.sparql.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.graph.sparql.tokens import Token

# What a query consists of, as far as prefixes and variables can be told from the rest.
_TOKEN = re.compile(
    r'(?P<opaque>"""(?:[^\\]|\\.)*?"""'
    r"|'''(?:[^\\]|\\.)*?'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\s]*>'
    r"|#[^\n]*"
    r"|@[A-Za-z]+(?:-[A-Za-z0-9]+)*"
    r"|_:[\w.-]*\w)"
    # rdflib drops a filter whose expression Python takes for false.
    r"|(?P<never>(?i:FILTER|HAVING)\s*\(\s*(?i:false|0|\"\"|'')\s*\))"
    r"|(?P<declared>(?i:PREFIX)\s+(?P<of>(?:[^\W\d_][\w.-]*)?):\s*<(?P<to>[^<>\s]*)>)"
    r"|[?$](?P<variable>\w+)"
    r"|(?P<prefix>(?:[^\W\d_](?:[\w.-]*[\w-])?)?):"
    r"(?P<local>(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-])"
    r"(?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-])*"
    r"(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-]))?)?)",
    re.DOTALL,
)
# A message's placeholder (SHACL 5.3.2).
PLACE = re.compile(r"\{[?$](\w+)\}")
# SHACL appendix A: these are bound before the query is asked.
_BOUND = frozenset({"this", "currentShape", "shapesGraph"})
# A query without these words, and with one SELECT, has none of what SHACL forbids by its form.
_RESTRICTED = ("FROM", "MINUS", "SERVICE", "VALUES")
# What a property path has beside predicates, and what comes behind one of its steps.
_IN_PATHS = ("^", "(", ")", "|", "/", "*", "+", "?", "!")
_AFTER_STEPS = ("/", "|", ")", "*", "+", "?")


def prefixes(shapes: Graph, node: Node) -> dict[str, str]:
    """Return the prefixes that a constraint declares (SHACL 5.2.1), those of its imports too."""
    return {
        str(shapes.value(declaration, SH.prefix)): str(shapes.value(declaration, SH.namespace))
        for ontology in shapes.objects(node, SH.prefixes)
        for each in shapes.transitive_objects(ontology, OWL.imports)
        for declaration in shapes.objects(each, SH.declare)
    }


def clashing(shapes: Graph, node: Node) -> str | None:
    """Return a prefix that a constraint declares for several namespaces (ill-formed: 5.2.1)."""
    seen: dict[str, str] = {}
    for ontology in shapes.objects(node, SH.prefixes):
        for each in shapes.transitive_objects(ontology, OWL.imports):
            for declaration in shapes.objects(each, SH.declare):
                prefix = str(shapes.value(declaration, SH.prefix))
                namespace = str(shapes.value(declaration, SH.namespace))
                if seen.setdefault(prefix, namespace) != namespace:
                    return prefix
    return None


def variables(text: str) -> frozenset[str]:
    """Return the names of a query's variables."""
    return frozenset(m["variable"] for m in _TOKEN.finditer(text) if m["variable"])


def written_out(text: str, namespaces: Mapping[str, str], path: str | None = None) -> str:
    """Return a query with IRIs for prefixed names and a property path for `$PATH`, for rdflib.

    rdflib keeps one prefix for each namespace, though two may stand for it (SPARQL 1.1, 4.1.1).
    A prefix that nobody declares stays.
    """
    known = dict(namespaces)

    def replaced(match: re.Match[str]) -> str:
        if match["declared"]:
            known[match["of"]] = match["to"]
            return match[0]
        if match["never"]:
            return f"{match['never'][:6]}(1 = 2)"
        if match["variable"] == "PATH" and path is not None:
            return path if path.startswith("<") else f"({path})"
        if match["local"] is not None and match["prefix"] in known:
            local = re.sub(r"\\(.)", r"\1", match["local"])
            return f"<{known[match['prefix']]}{local}>"
        return match[0]

    return _TOKEN.sub(replaced, text)


@lru_cache(maxsize=1000)
def forbidden(text: str, bound: frozenset[str] = frozenset()) -> str | None:
    """Return what SHACL does not allow in a query (5.2.1, appendix A), if anything.

    `bound` are the variables that are bound before it is asked, beside `$this` and its like.
    Raises whatever the parsers come upon.
    """
    if _is_plain(text, _BOUND | bound):
        return None
    from claimgraph.check.engines import algebra

    return algebra.forbidden(text, _BOUND | bound)


def _is_plain(text: str, bound: frozenset[str]) -> bool:
    words = [token.word for token in tokens(text)]
    if any(word in words for word in _RESTRICTED) or words.count("SELECT") > 1:
        return False
    uses = sparql.read(text).uses
    return not any(use.role is sparql.Role.TARGET and use.name in bound for use in uses)


@lru_cache(maxsize=1000)
def predicates(text: str) -> frozenset[str] | None:
    """Return every IRI of a query, its predicates among them; None if it may look at any triple."""
    query_tokens = tokens(text)
    if sparql.read(text).any_predicate or any(token.word == "BASE" for token in query_tokens):
        return None
    return frozenset(t.text[1:-1] for t in query_tokens if t.kind == "iri") | {str(RDF.type)}


@lru_cache(maxsize=1000)
def starts_anywhere(text: str, *, is_node: bool = True) -> bool:
    """Tell whether a path of no step may match any node of the data (SPARQL 1.1, 9.3).

    It does where nothing else says what its subject is. Of others it may be told, too. `is_node`
    says that $this stands in the data: engines differ on what does not.
    """
    query_tokens = tokens(text)
    begin = next((n for n, token in enumerate(query_tokens) if token.text == "{"), 0)
    often = Counter(t.text[1:] for t in query_tokens[begin:] if t.kind == "variable")
    for place, token in enumerate(query_tokens):
        if (
            token.text not in ("*", "?")
            or token.kind != "sign"
            or not _ends_step(query_tokens[place - 1])
        ):
            continue
        following = [*query_tokens[place + 1 : place + 3], token, token]
        if following[0].kind == "number":  # multiplied by it
            continue
        at = place
        while query_tokens[at - 1].text in _IN_PATHS or (
            _ends_step(query_tokens[at - 1]) and query_tokens[at].text in _AFTER_STEPS
        ):
            at -= 1
        subject = query_tokens[at - 1]
        name = subject.text[1:]
        if subject.kind == "variable" and (is_node if name == "this" else often[name] > 1):
            continue
        if subject.text == ";":
            continue
        if not is_node or following[0].text[1:] != "this" or following[1].text in _AFTER_STEPS:
            return True
    return False


def _ends_step(token: Token) -> bool:
    return token.kind in ("iri", "name") or token.text in (")", "a")


def by_value(text: str, odd: AbstractSet[str]) -> bool:
    """Tell whether a query computes with what these predicates lead to, and does nothing else."""
    from claimgraph.check.engines import algebra

    return algebra.by_value(text, odd)


def follows(text: str, paths: Iterable[Node]) -> bool:
    """Tell whether each `?value` of a query is at the end of one of the paths from `$this`."""
    wanted = list(paths)
    query_tokens = tokens(text)
    level = 0
    for first, second, third in zip(query_tokens, query_tokens[1:], query_tokens[2:], strict=False):
        level += {"{": 1, "}": -1}.get(first.text, 0)
        triple = (first.text[1:], second.text, third.text[1:])
        # A triple of the outermost group is matched by every solution.
        if level == 1 and any(triple == ("this", path.n3(), "value") for path in wanted):
            return True
    from claimgraph.check.engines import algebra

    return algebra.follows(text, wanted)


def local_name(iri: Node) -> str:
    """Return the name of the variable that stands for a parameter (SHACL 6.2.1)."""
    return re.split(r"[/#:]", str(iri))[-1]


def like(template: str, shown: str = ".*") -> re.Pattern[str]:
    """Return what matches a message once its placeholders are filled by what is `shown`."""
    parts = PLACE.split(template)[::2]
    return re.compile(shown.join(map(re.escape, parts)), re.DOTALL)


def misfilled(templates: Iterable[str]) -> bool:
    """Tell whether one cannot say of a filled message which it was, or shacl-rust fills in more."""
    texts = set(templates)
    return any(
        "PATH" in PLACE.findall(one)
        or any(one != other and like(one).fullmatch(other) for other in texts)
        for one in texts
    )


def filled(template: Node, values: Mapping[str, Node | str]) -> Literal:
    """Fill the placeholders of a message whose variables are known (SHACL 5.3.2)."""
    text = PLACE.sub(
        lambda m: str(values[m[1]]) if values.get(m[1]) is not None else m[0], str(template)
    )
    language = template.language if isinstance(template, Literal) else None
    return Literal(text, lang=language)
