"""Captures made by chance from the table: every key, in every form that its values may have."""

from __future__ import annotations

import copy
import json
import re

from hypothesis import strategies as st

from claimgraph.claims.notation import table

TEXT = "The ferry lost money. The harbour council paid for it."
WORDS = st.sampled_from(["The ferry … money.", "The harbour council", "paid for it."])
TEXTS = ["it lost", "zu spät: nein", "2021", "a, b", "none at all", 7, 2.5, True]
NAMES = ["a", "b-1", "<https://example.org/x>", "ex:y", 3]
DATES = ["2021", 2021, "2021-05", "2021-05-03"]
CONCEPTS = {
    "certainty": ["reported", "widely-believed", "widely believed", "Reported"],
    "review": ["draft", "reviewed"],
    "argument-scheme": ["sign", "correlation-to-cause", "expert opinion"],
    "evidence-kind": ["statistical", "physical finding"],
    "speech-act": ["denies", "asserts"],
}
OWN = ["ex:own", "<https://example.org/own>"]
LINES = {
    "participation": ["SMIC as foundry", "The Council as injured party", "a b as ex:own"],
    "statement": [
        "smic manufactures chip", "a not supplies b to c (planned)", "ex:a ex:does b", "a affects b"
    ],
    "evidence": ["testimonial from letter", "Physical finding from ex:lab", "ex:own from b"],
    "attribution": ["ASML denies in letter", "a reports via b asserts in c", "a believes"],
    "figure": [">7.3e9 CNY, grants received", 37, "about 50 %", "3..4 years, time"],
    "amount": ["~50e6", 5, "2 -> 3 EUR"],
    "when": ["2021..2022", 2021, "2021-05", "..2022"],
    "period": ["2021..2022", 2021, "2021-05-03", "2021.."],
    "at": ["0..21", "3 .. 9"],
    "fragment": [":~:text=The"],
    "place": [1, "1"],
}  # fmt: skip
KEYS = {
    "participation": st.fixed_dictionaries(
        {"actor": st.just("smic"), "role": st.just("foundry")}
    ),
    "statement": st.fixed_dictionaries(
        {"subject": st.just("a"), "relation": st.just("affects"), "object": st.just("b")},
        optional={"recipient": st.just("c"), "polarity": st.just("denied")},
    ),
}  # fmt: skip


def _text():
    words = st.sampled_from(TEXTS)
    tagged = st.dictionaries(st.sampled_from(["en", "de-AT"]), words | st.lists(words), max_size=2)
    return words | tagged


def _value(key, depth, number):
    """Return a strategy of one value of a key."""
    form = key.value
    if form == "text":
        return _text()
    if form == "string":
        return st.sampled_from(["p. 3", 4, True])
    if form == "words":
        return WORDS
    if form in ("boolean", "thesis", "explicit"):
        return st.sampled_from([True, False, "true"])
    if form == "number":
        return st.sampled_from([3, "4"])
    if form == "date":
        return st.sampled_from(DATES)
    if form == "iri":
        return st.sampled_from(["https://example.org/a", "wd:Q1", "<https://example.org/>"])
    if form == "concept":
        return st.sampled_from([*CONCEPTS[key.of[0]], *OWN])
    if form == "certainty":
        hedges = st.sampled_from(["", ', "reportedly"', ', “so”, "it seems"'])
        return st.tuples(st.sampled_from([*CONCEPTS["certainty"], *OWN]), hedges).map("".join)
    lines = st.sampled_from(LINES.get(form, NAMES))
    if form in KEYS:
        return lines | KEYS[form]
    if not key.of:
        return lines
    item = table.item(key.of[0])
    made = _item(item, depth + 1, number, named=form == "items" or not item.folder)
    if form == "items":
        return made | st.just("a + b") if item.name == "argument" else made
    names = st.sampled_from(NAMES)
    if form == "attribution":
        return lines | names | _item(item, depth + 1, number) | _nameless(depth, number)
    kinds = [*key.of[1:], *(["crowd"] if "actor" in key.of else [])]
    others = [_item(table.item(kind), depth + 1, number) for kind in kinds]
    return st.one_of(lines, names, *([made, *others] if depth < 3 else []))


def _nameless(depth, number):
    keys = [key for key in table.ATTRIBUTION.keys if key.name != "through"]
    return st.fixed_dictionaries(
        {}, optional={key.name: _values(key, depth + 3, number) for key in keys}
    )


def _values(key, depth, number):
    """Return a strategy of what may stand at a key: a value, several, or none at all."""
    one = st.deferred(lambda: _value(key, depth, number))
    if key.once:
        return one
    return one | st.lists(one, max_size=2) | st.sampled_from([None, "none"])


def _item(item, depth, number, named=True):
    keys = [key for key in item.keys if depth < 3 or key.value != "items"]
    # Of three ways to say where a passage stands, a text at hand needs only the words.
    required = {"words": WORDS} if item.name == "passage" else {}
    if named:
        required[item.name] = number.map(lambda n: f"n{n}")
    optional = {key.name: _values(key, depth, number) for key in keys if key.name not in required}
    if not table.key(item.name, "kind"):
        kinds = [table.short(cls, item) for cls in item.classes]
        kinds += [kind.replace("-", " ") for kind in kinds] + ["ex:Own", "none"]
        optional["kind"] = st.sampled_from(kinds) | st.lists(st.sampled_from(kinds), max_size=2)
    chosen = st.sets(st.sampled_from(sorted(optional)), max_size=4)
    own = st.sampled_from([{}, {}, {"ex:note": "so"}, {"ex:note": ["so", {"de": "ja"}]}])
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries(
            {**required, **{name: optional[name] for name in sorted(names)}}
        )
    ).flatmap(lambda made: own.map(lambda more: {**made, **more}))


def captures():
    """Return a strategy of captures in which nothing is wrong."""
    number = st.integers(0, 10**12)
    article = {
        key.name: _values(key, 1, number) for key in table.ARTICLE.keys if key.name != "text"
    }
    of_file = {
        "language": st.sampled_from(["de", "en-GB"]),
        "namespace": st.just("https://example.org/article/"),
        "registry": st.just("https://example.org/id/"),
        "captured": st.fixed_dictionaries(
            {}, optional={"by": st.just("me") | st.just(["me", "you"]), "ended": st.just(2026)}
        ),
        "turtle": st.just("claim:a cg:horizon 'soon'@en .\n"),
    }
    lists = {
        item.many: st.lists(_item(item, 1, number), max_size=2) | _item(item, 1, number)
        for item in table.ITEMS
    }
    optional = {**article, **of_file, **lists}
    always = {"text": st.just("text.txt"), "prefixes": st.just({"ex": "https://example.org/"})}
    return st.sets(st.sampled_from(sorted(optional)), max_size=5).flatmap(
        lambda names: st.fixed_dictionaries(
            {**always, **{name: optional[name] for name in sorted(names)}}
        )
    ).map(_told_apart)  # fmt: skip


def _told_apart(data):
    """Give each item a name that no other has."""
    seen = set()
    names = {item.name for item in table.ITEMS}

    def walk(node):
        for one in node if isinstance(node, list) else ():
            walk(one)
        for key, value in node.items() if isinstance(node, dict) else ():
            if key in names and isinstance(value, str) and re.fullmatch(r"n\d+", value):
                while node[key] in seen:
                    node[key] += "0"
                seen.add(node[key])
            walk(value)

    made = copy.deepcopy(data)
    walk(made)
    return made


def _sites(node):
    """Yield where a value may be put: each a container and a key of it."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(pairs):
        yield node, key
        if isinstance(value, (dict, list)):
            yield from _sites(value)


_CAPTURES = captures()


@st.composite
def broken(draw):
    """Return a strategy of captures with one thing wrong that a key or a shape may be."""
    data = copy.deepcopy(draw(_CAPTURES))
    sites = list(_sites(data))
    container, key = sites[draw(st.integers(0, len(sites) - 1))]
    if draw(st.booleans()) and isinstance(container, dict):
        container["cerainties"] = draw(st.sampled_from(["x", ["x"], None]))
    else:
        container[key] = draw(
            st.sampled_from([{"wrong key": "x"}, [["x"]], {}, [], "Xyz", [{"en": "x"}], None])
        )
    return data


def yaml(data):
    """Return data as YAML: words plain, for only those leave out what would follow."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{yaml(key)}: {yaml(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(yaml, data)) + "]"
    if isinstance(data, str) and re.fullmatch("[A-Za-z][a-z ]*[a-z]", data):
        return data if data not in ("true", "false", "null") else json.dumps(data)
    return "" if data is None else json.dumps(data, ensure_ascii=False)
