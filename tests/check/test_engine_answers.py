"""Where validators stray: the standard's answer from either engine, on small data, each in a blink.

The generated cases of test_engines_generated.py cover more of the same by `make test-slow`.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from claimgraph.check import engines, findings, run
from claimgraph.findings import Severity
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input

HEAD = """\
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix s: <https://example.org/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
s:o a owl:Ontology ;
    sh:declare [ sh:prefix "x" ; sh:namespace "https://example.org/"^^xsd:anyURI ] ,
    [ sh:prefix "old" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
"""


def query(text: str, more: str = "") -> str:
    return f'sh:sparql [ sh:prefixes s:o ; {more} sh:select "SELECT $this ?value {{ {text} }}" ]'


PATH = query("$this $PATH ?value")
# What the shapes say of :a, the data, and the values that are told; None is for no value.
CASES = {
    # SHACL 5.3.1: $PATH stands for the whole path.
    "path-inverse": (f"sh:path [ sh:inversePath :p ] ; {PATH}", ":b :p :a .", ["b"]),
    "path-sequence": (f"sh:path ( :p :q ) ; {PATH}", ":a :p :b . :b :q :c .", ["c"]),
    "path-either": (
        f"sh:path [ sh:alternativePath ( :p :q ) ] ; {PATH}",
        ":a :p :b ; :q :c .",
        ["b", "c"],
    ),
    "path-any": (
        f"sh:path [ sh:oneOrMorePath :p ] ; {PATH}",
        ":a :p :b . :b :p :c .",
        ["b", "c"],
    ),
    "path-maybe": (f"sh:path [ sh:zeroOrOnePath :p ] ; {PATH}", ":a :p :b .", ["a", "b"]),
    # XML Schema 1.1, 3.3.3: integers and decimals end nowhere.
    "integer": (
        "sh:path :p ; sh:maxInclusive 18446744073709551616",
        ":a :p 18446744073709551617 , 18446744073709551616 .",
        ["18446744073709551617"],
    ),
    "negative-integer": (
        "sh:path :p ; sh:minExclusive -9223372036854775809",
        ":a :p -9223372036854775809 , -9223372036854775808 .",
        ["-9223372036854775809"],
    ),
    "decimal": (
        "sh:path :p ; sh:maxInclusive 0.1",
        ":a :p 0.1000000000000000000001 , 0.1 .",
        ["0.1000000000000000000001"],
    ),
    "less-than": (
        "sh:path :p ; sh:lessThan :q",
        ":a :p 9007199254740993 ; :q 9007199254740993 .",
        ["9007199254740993"],
    ),
    # SHACL 4.1.2: ill-typed literals do not conform.
    **{
        f"ill-typed-{lexical.strip()}-{datatype}": (
            f"sh:path :p ; sh:datatype xsd:{datatype}",
            f':a :p "{lexical}"^^xsd:{datatype} , "{well}"^^xsd:{datatype} .',
            [lexical],
        )
        for lexical, datatype, well in (
            ("1e3", "decimal", "1.0"),
            (" 5 ", "integer", "5"),
            ("9223372036854775808", "long", "9223372036854775807"),
            ("infinity", "double", "INF"),
            ("2021-02-30", "date", "2021-02-28"),
            ("yes", "boolean", "1"),
        )
    },
    # XML Schema 1.1, 3.4.1 and 3.4.2: no white space but spaces, in tokens single ones within.
    "normalized-string": (
        "sh:path :p ; sh:datatype xsd:normalizedString",
        r':a :p "a\tb"^^xsd:normalizedString , " a  b "^^xsd:normalizedString .',
        ["a\tb"],
    ),
    "token": (
        "sh:path :p ; sh:datatype xsd:token",
        r':a :p " a"^^xsd:token , "a  b"^^xsd:token , "a\tb"^^xsd:token , "a b"^^xsd:token .',
        [" a", "a\tb", "a  b"],
    ),
    # SHACL 5.2.1, SPARQL 1.1, 4.1.1: two prefixes may stand for one namespace.
    "prefix": (query("$this x:p ?value"), ":a :p :b .", ["b"]),
    "other-prefix": (query("$this old:p ?value"), ":a :p :b .", ["b"]),
    # SHACL 2.1.6 and 5.2.1: what is deactivated is not even read.
    "deactivated": (query("$this todo ?value", "sh:deactivated true ;"), ":a :p :b .", []),
    "deactivated-shape": (f"sh:deactivated true ; {query('$this todo')}", ":a :p :b .", []),
    # SHACL 6.2: components of one's own, called as SHACL's terms or not.
    **{
        f"component-{name}": (
            f"""sh:property [ sh:path :p ; s:{name} "da" ] .
s:Spoken a sh:ConstraintComponent ; sh:parameter [ sh:path s:{name} ] ;
    sh:validator [ a sh:SPARQLAskValidator ;
        sh:ask "ASK {{ FILTER (langMatches(lang($value), ${name})) }}" ]""",
            ':a :p "Albatross"@en , "Albatros"@da .',
            ["Albatross"],
        )
        for name in ("spokenIn", "ask", "lang")
    },
    "component-of-nodes": (
        """s:code "Value" .
s:MustHave a sh:ConstraintComponent ; sh:parameter [ sh:path s:code ] ;
    sh:nodeValidator [ a sh:SPARQLSelectValidator ; sh:select
        "SELECT DISTINCT $this { $this ?p ?o FILTER NOT EXISTS { $this ?any $code } }" ]""",
        ':a :p "Other" .',
        ["a"],
    ),
    # SPARQL 1.1, 17.2 and 17.6: what calls a function that nobody has is an error.
    **{
        f"function-{name}": (query(f"$this x:p ?value . FILTER ({text})"), data, told)
        for name, text, data, told in (
            ("unknown", "<http://e/f>(?value)", ":a :p 1 .", []),
            ("named", "x:f(?value, 1)", ":a :p 1 .", []),
            ("not", "!x:f()", ":a :p 1 .", []),
            ("or", "x:f(?value) || true", ":a :p 1 .", ["1"]),
            ("coalesced", "COALESCE(x:f(?value), true)", ":a :p 1 .", ["1"]),
            (
                "cast",
                "<http://www.w3.org/2001/XMLSchema#integer>(?value) = 1",
                ':a :p "1" .',
                ["1"],
            ),
        )
    },
    "booleans-at-the-path": (
        f"sh:path :p ; {query('$this $PATH ?value FILTER (?value > false)')}",
        ":a :p true , false .",
        ["true"],
    ),
    # SHACL 5.3.2: ?value is whatever the query says, in the data or not.
    **{
        f"value-{name}": (query(f"$this x:p ?o . BIND ({text} AS ?value)"), ':a :p "abc" .', [told])
        for name, text, told in (
            ("computed", "STRLEN(?o)", "3"),
            ("constant", "<https://example.org/z>", "z"),
            ("of-a-variable", "?o", "abc"),
            ("of-this", "$this", "a"),
            ("of-what-ends-with-this", "1 = $this", "false"),
            ("unbound", "x:f(?o)", "a"),
        )
    },
    # SHACL Advanced Features 3, and a class of characters that only one of the two reads.
    "letters": (r'sh:path :p ; sh:pattern "^\\p{L}+$"', ':a :p "a1" , "aé" .', ["a1"]),
}
# SPARQL 1.1, 17.3: what `<` makes of two literals, which SHACL 4.3 and 4.5.3 follow: -1, 0, 1, or
# None where it compares them not at all, and no constraint holds.
ORDER = {
    ("false", "true"): -1,
    ("true", "false"): 1,
    ("true", "true"): 0,
    ('"a"', '"b"'): -1,
    ('"2020-01-01"^^xsd:date', '"2021-01-01"^^xsd:date'): -1,
    ('"a"@en', '"b"@en'): None,
    ('"b"@en', '"a"@en'): None,
    ('"a"@en', '"a"@en'): None,
    ('"a"', '"b"@en'): None,
    ('"a"^^xsd:anyURI', '"b"^^xsd:anyURI'): None,
    ('"a"^^xsd:anyURI', '"a"^^xsd:anyURI'): None,
    ('"a"^^:own', '"b"^^:own'): None,
    ('"a"^^:own', '"a"^^:own'): None,
    ('"a"', "1"): None,
    ("true", '"a"'): None,
    ("1", "true"): None,
    ('"2020-01"^^xsd:gYearMonth', '"2021-01-01"^^xsd:date'): None,
    ('"2020-01-01"^^xsd:date', '"2021"'): None,
}
HOLDS = {
    "lessThan": {-1},
    "lessThanOrEquals": {-1, 0},
    "maxExclusive": {-1},
    "maxInclusive": {-1, 0},
    "minExclusive": {1},
    "minInclusive": {0, 1},
}


def read(text: str) -> list[ox.Quad]:
    return list(ox.parse(HEAD + text, format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize("engine", ["fast", "auto", "pyshacl"])
@pytest.mark.parametrize("name", CASES)
def test_either_engine_answers_as_the_standard_does(engine, name):
    says, data, values = CASES[name]
    kind = "sh:PropertyShape" if says.startswith("sh:path") else "sh:NodeShape"
    shapes = read(f"s:shape a {kind} ; sh:targetNode :a ; {says} .")

    results = engines.engine(engine)(read(data), shapes)

    assert sorted(str(each.value).rpartition("/")[2] for each in results) == values


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize("repeated", ["zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"])
@pytest.mark.parametrize(
    "step",
    ["( :p :p )", "[ sh:inversePath ( :q :q ) ]", "[ sh:alternativePath ( ( :p :p ) :none ) ]"],
)
def test_a_shape_without_a_type_is_heeded_whatever_its_path(engine, repeated, step):
    """A node to which sh:path belongs is a property shape (SHACL 2.3), named as one or not."""
    shapes = read(f"""
s:one sh:targetNode :a ; sh:property [ sh:path [ sh:{repeated} {step} ] ; sh:in ( :no ) ] .""")
    data = read(":a :p [ :p :c ] . :c :q [ :q :a ] . :a :self :a .")

    results = engines.engine(engine)(data, shapes)

    wanted = {"zeroOrMorePath": "ac", "oneOrMorePath": "c", "zeroOrOnePath": "ac"}[repeated]
    assert sorted(str(each.value).rpartition("/")[2] for each in results) == [*wanted]


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize(
    ("around", "told"),
    [
        ("[ sh:zeroOrMorePath {} ]", ["a", "b", "c"]),
        ("[ sh:oneOrMorePath {} ]", ["b", "c"]),
        ("[ sh:zeroOrOnePath {} ]", ["a", "b"]),
        ("[ sh:inversePath {} ]", ["b"]),
        ("[ sh:alternativePath ( {} :none ) ]", ["b"]),
        ("( {} [ sh:zeroOrOnePath :none ] )", ["b"]),
    ],
)
def test_a_path_may_be_nested_as_deep_as_one_likes(engine, around, told):
    """SHACL 2.3.1 sets no end to it; a sequence is a list, nested as deep as it has steps."""
    path = ":p"
    for _ in range(14):
        path = around.format(path)
    shapes = read(f"s:one a sh:PropertyShape ; sh:targetNode :a ; sh:path {path} ; sh:in ( :no ) .")

    results = engines.engine(engine)(read(":a :p :b . :b :p :c ."), shapes)

    assert sorted(str(each.value).rpartition("/")[2] for each in results) == told
    assert len({str(each.path) for each in results}) == 1


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize("digits", ["99999999999999999999", " 101 ", "0000000000000000000102"])
def test_a_string_is_cast_however_long_and_nothing_else_is_printed(engine, digits, capfd):
    """F&O 17.1.1: white space around is taken off, and integers end nowhere."""
    cast = "<http://www.w3.org/2001/XMLSchema#integer>(?value) > 100"
    shapes = read(
        f"s:one a sh:NodeShape ; sh:targetNode :a ; {query(f'$this x:p ?value FILTER ({cast})')} ."
    )

    results = engines.engine(engine)(read(f':a :p "{digits}" , "12" , "none" .'), shapes)

    assert [str(each.value) for each in results] == [digits]
    assert capfd.readouterr() == ("", "")


LONG = "99999999999999999999"
INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize(
    "pattern",
    [
        f"FILTER ({INTEGER}(CONCAT('9', '{LONG}')) > 1)",
        f"FILTER ({INTEGER}(STR(STRAFTER('a:{LONG}', ':'))) > 1)",
        f"FILTER ({INTEGER}(IF(true, '{LONG}', '')) > 1)",
        f"BIND (CONCAT(?value, '{LONG}') AS ?n) FILTER ({INTEGER}(?n) > 1)",
        f"BIND (CONCAT(?value, '{LONG}') AS ?n) FILTER ({INTEGER}(STR(?n)) > 1)",
        f"FILTER ({INTEGER}(1e300) > 1)",
        # 17.2.2: a plain literal is true unless it is empty, with a language tag or without.
        "FILTER ('a'@en)",
        "FILTER ('a'@en || false)",
        "FILTER (BOUND(?value) && 'a'@en)",
        "FILTER (IF('a'@en, true, false))",
        "FILTER (UCASE('a'@en))",
        "FILTER SUBSTR('ab'@en, 1)",
        "FILTER (COALESCE('a'@en, 1))",
        "FILTER (!(!'a'@en))",
    ],
)
def test_what_a_query_computes_is_cast_and_is_a_condition(engine, pattern, capfd):
    shapes = read(
        f"s:one a sh:NodeShape ; sh:targetNode :a ; {query(f'$this x:p ?value {pattern}')} ."
    )

    results = engines.engine(engine)(read(':a :p "12" .'), shapes)

    assert [str(each.value) for each in results] == ["12"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
def test_a_target_that_is_a_query_is_heeded(engine):
    shapes = read(
        's:t a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this { ?this a '
        '<https://example.org/Mill> }" ] ; sh:property [ sh:path :owner ; sh:minCount 1 ] .'
    )

    results = engines.engine(engine)(read(":mill a :Mill . :barn a :Barn ."), shapes)

    assert [str(each.focus) for each in results] == ["https://example.org/mill"]


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize("parameter", HOLDS)
def test_literals_are_compared_as_sparql_does(engine, parameter):
    told, wanted = {}, {}
    for left, right in ORDER:
        bound = ":q" if parameter.startswith("less") else right
        for kind, says in (
            ("itself", f"sh:{parameter} {bound}"),
            ("nested", f"sh:or ( [ sh:{parameter} {bound} ] )"),
        ):
            if kind == "nested" and bound == ":q":
                continue  # SHACL 4.5.3: at property shapes alone
            shapes = read(f"s:one a sh:PropertyShape ; sh:targetNode :a ; sh:path :p ; {says} .")
            results = engines.engine(engine)(read(f":a :p {left} ; :q {right} ."), shapes)
            told[left, right, kind] = not results
            wanted[left, right, kind] = ORDER[left, right] in HOLDS[parameter]

    assert told == wanted


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize(
    ("severity", "counts_as"),
    [
        (":Critical", Severity.VIOLATION),
        ("sh:Warning", Severity.WARNING),
        ("sh:Debug", Severity.INFO),
        ("sh:Trace", Severity.INFO),
    ],
)
def test_severities_and_messages_are_the_shapes_own(engine, severity, counts_as):
    """SHACL 2.1.4, 2.1.5: the severity as it is declared, and exactly these messages."""
    shapes = read(
        f"s:one a sh:PropertyShape ; sh:targetNode :a ; sh:path :p ; sh:maxCount 1 ; sh:severity "
        f'{severity} ; sh:message "more than one"@en , "mehr als eins"@de .'
    )
    data = read(":a :p 1 , 2 .")

    [finding] = findings.of_results(engines.engine(engine)(data, shapes), [], data, shapes)

    assert finding.message == "more than one"
    assert finding.messages == ('"more than one"@en', '"mehr als eins"@de')
    assert finding.severity is counts_as
    declared = {":Critical": "https://example.org/Critical", "sh:Warning": None}
    declared |= {
        name: f"http://www.w3.org/ns/shacl#{name[3:]}" for name in ("sh:Debug", "sh:Trace")
    }
    assert finding.declared_severity == declared[severity]


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
def test_queries_compare_literals_as_sparql_does(engine, operator):
    """SPARQL 1.1, 17.3; strings of one language both engines put in order, as 17.3.1 allows."""
    holds = {"<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}}[operator]
    order = {
        **{
            pair: ORDER[pair] for pair in ORDER if "anyURI" not in pair[0] and ":own" not in pair[0]
        },
        ('"a"@en', '"b"@en'): -1,
        ('"b"@en', '"a"@en'): 1,
        ('"a"@en', '"a"@en'): 0,
        ('"a"@en', '"b"@de'): None,
        ('"NaN"^^xsd:double', "1"): None,
        ('"2020"^^xsd:gYear', '"2021"^^xsd:gYear'): -1,
        ("9007199254740993", "9007199254740992"): 1,
        ('"infinity"^^xsd:double', "1"): None,
    }
    asked = query(f"$this x:p ?value . $this x:q ?w FILTER (?value {operator} ?w)")
    shapes = read(f"s:one a sh:NodeShape ; sh:targetNode :a ; {asked} .")

    told = {
        pair: bool(engines.engine(engine)(read(":a :p {} ; :q {} .".format(*pair)), shapes))
        for pair in order
    }

    assert told == {pair: sign in holds for pair, sign in order.items()}


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize(
    ("asked", "message", "told"),
    [
        ("(COUNT(?o) AS ?n)", "n={?n}", "n=2"),
        ("(SUM(?o) + 0.5 AS ?n)", "{$n} of {?this}", "3.5 of https://example.org/a"),
        ("(SAMPLE(?any) AS ?n)", "{?n}{?n}, {?no}", "a'b\\\\ca'b\\\\c, {?no}"),
        ("(MIN(?said) AS ?n)", "'{?n}'", "'hi'"),
        ("(COUNT(?o) AS ?n)", "{$PATH}: {?n}", "{$PATH}: 2"),
    ],
)
def test_messages_show_what_a_query_computes(engine, asked, message, told):
    """SHACL 5.3.2: a literal by its lexical form; what is no variable of the result stays."""
    shapes = read(
        "s:one a sh:NodeShape ; sh:targetNode :a ; sh:sparql [ sh:prefixes s:o ; "
        f'sh:message "{message}"@en , "- {message}"@de ; sh:select "SELECT $this {asked} '
        '{ $this x:p ?o ; x:any ?any ; x:said ?said } GROUP BY $this" ] .'
    )
    data = read(r""":a :p 1 , 2 ; :any "a'b\\c" ; :said "hi"@en-GB .""")

    [finding] = findings.of_results(engines.engine(engine)(data, shapes), [], data, shapes)

    assert finding.messages == (f'"{told}"@en', f'"- {told}"@de')


def test_terms_of_the_projects_ontology_have_their_place_and_the_shipped_ones_none(tmp_path):
    for name, text in (
        ("ontology/own.ttl", ":Own a owl:Class .\n"),
        ("ontology/shapes/s.ttl", "s:doc a sh:PropertyShape ; sh:targetClass owl:Class ;"
         " sh:path rdfs:comment ; sh:minCount 1 .\n"),
        ("data/a/d.ttl", ":a a :Thing .\n"),
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(HEAD.partition("s:o a")[0] + text, "utf-8")
    project = projects.find(tmp_path)

    told = run.check(Input(project, project.data_files)).findings

    places = [(f.location.file.rpartition("/")[2], f.location.line) for f in told]
    assert places == [("own.ttl", 7)]
