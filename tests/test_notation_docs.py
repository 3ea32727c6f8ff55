"""docs/notation.md explains each key with an example; each example says what stands beneath."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph.claims.notation import beside, reader, table
from claimgraph.claims.notation.nodes import Items, Pairs, parse
from claimgraph.claims.notation.state import Surroundings
from claimgraph.graph.prefixes import KNOWN
from claimgraph.vocab import GRAPH
from test_docs import fences

PAGE = Path(__file__).parent.parent / "docs/notation.md"
LABELS = {"harbour council": "harbour-council", "ferry line": "ferry-line", "county": "county"}
LABELS |= {"ann other": "ann-other", "daily post": "daily-post"}


def examples():
    """Return each YAML of the page with the Turtle beneath it."""
    found = [(info, text) for info, text in fences(PAGE) if info in ("yaml", "turtle")]
    pairs = list(zip(found[::2], found[1::2], strict=True))
    assert all((first[0], second[0]) == ("yaml", "turtle") for first, second in pairs)
    return [(first[1], second[1]) for first, second in pairs]


def article():
    (text,) = (text for info, text in fences(PAGE) if info.endswith("ferry/text.txt"))
    return text


def keys(node):
    """Yield the keys of a capture and of all in it."""
    for child in node.items if isinstance(node, Items) else ():
        yield from keys(child)
    for key, value in node.pairs if isinstance(node, Pairs) else ():
        yield key.text
        yield from keys(value)


def section(name):
    """Return the page's section of an item."""
    text = PAGE.read_text(encoding="utf-8")
    return re.split(r"^## ", text.partition(f"\n## {name.capitalize()}\n")[2], flags=re.M)[0]


@pytest.mark.parametrize(("yaml", "turtle"), examples(), ids=lambda text: text.split("\n")[1])
def test_an_example_says_what_stands_beneath_it(yaml, turtle):
    known = {
        label: frozenset({f"https://w3id.org/claimgraph/id/{name}"})
        for label, name in LABELS.items()
        if "registry:" not in yaml
    }
    around = Surroundings("ferry", f"{GRAPH}ferry", known, lambda _: article(), beside.relations)

    document = reader.read(yaml, around)

    assert [fault.message for fault in document.faults] == []
    store = ox.Store()
    store.extend(fact.quad for fact in document.facts)
    prefixes = "".join(
        f"PREFIX {name}: <{iri}> " for name, iri in document.remarks.prefixes.items()
    )
    for statement in re.split(r"(?<= \.)\n", turtle):
        assert store.query(f"{prefixes} ASK {{ {statement} }}"), statement


@pytest.mark.parametrize("item", [table.ARTICLE, *table.ITEMS], ids=lambda item: item.name)
def test_every_key_is_explained_and_has_an_example(item):
    text = section(item.name)
    shown = re.findall(r"```yaml\n(.*?)```", text, re.S)
    used = {key for one in shown for key in keys(parse(one)[0])}

    assert item.says in text
    for key in item.keys:
        says = re.escape(f"| `{key.name}` | {key.says} | ")
        (written,) = re.findall(rf"^{says}(.*?) ?\|$", text, re.M)
        prefix, _, local = written.strip("`").partition(":")
        assert (KNOWN[prefix] + local if written else "") == key.property
        assert key.name in used


@pytest.mark.parametrize(
    "named", [table.FILE, table.CAPTURED, table.PARTICIPATION, table.STATEMENT]
)
def test_keys_of_the_file_and_of_lines_are_explained(named):
    text = PAGE.read_text(encoding="utf-8")
    used = {key for yaml, _ in examples() for key in keys(parse(yaml)[0])}

    assert all(f"| `{key}` | {says} |" in text for key, says in named.items())
    assert set(named) <= used
