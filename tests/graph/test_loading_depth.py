"""Files nested too deep are refused with a line: parsers would end the process, or not end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph.errors import SyntaxFault
from claimgraph.graph import guards, loading
from claimgraph.graph.project import FORMATS, RdfFile

HEAD = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="e:">\n'
# By kind: a file's suffix, its beginning, what opens and closes, what is inside, and its end.
KINDS = {
    "triple terms": (".nt", "<e:a> <e:b> ", "<<( <e:a> <e:b> ", "<e:c>", " )>>", " ."),
    "reified triples": (".ttl", "", "<<", "<e:a> <e:b> <e:c>", ">> <e:b> <e:c>", " ."),
    "blank nodes": (".ttl", "<e:a> <e:b> ", "[<e:b> ", "'c'", "]", " ."),
    "collections": (".trig", "<e:a> <e:b> ", "(", "'c'", ")", " ."),
    "elements": (".rdf", f"{HEAD}<r:Description>", "<e:p><r:Description>", "",
                 "</r:Description></e:p>", "</r:Description></r:RDF>"),
    "literals": (".rdf", f"{HEAD}<r:Description><e:p r:parseType='Literal'>", "<b>", "", "</b>",
                 "</e:p></r:Description></r:RDF>"),
    "objects": (".jsonld", "", '{"e:b":', '"c"', "}", ""),
    "lists": (".jsonld", '{"e:b":', "[", '"c"', "]", "}"),
}  # fmt: skip
# What holds brackets and tags that are none: by suffix, with one whole statement around it.
TURTLE = [
    "<e:a> <e:b> '[[<<((' .", '<e:a> <e:b> """"[ "" [(\n\\"""" .', "# [[ << ' \" (\n",
    "<e:a(([> <e:b(> <e:c[#> .", "<e:a> <e:b> '''((' [ '' {\\'''' .", '<e:a> <e:b> "\\"[[" .',
]  # fmt: skip
WIDE = {
    ".ttl": ("", [*TURTLE, "<e:a> <e:b> [ <e:b> ( 1 2 ) ] .", "<e:a> <e:b> e:\\(\\[\\' ."], ""),
    ".nt": ("", ['<e:a> <e:b> "<<<<" .\n', "# <<\n"], ""),
    ".rdf": (HEAD, [
        "<!-- <a> <b> -->", '<r:Description e:p="/> &gt; \'" />', "<?x <a>?>",
        "<r:Description><e:p><![CDATA[<a><b>]]></e:p><e:p>x</e:p></r:Description>",
    ], "</r:RDF>"),
    ".jsonld": ("[", [
        '{"e:b": "[[{{"},', '{"e:b": "\\"[[{{"},', '{"e:b": [1, {"e:c": 2}]},',
    ], "{}]"),
}  # fmt: skip


def described(path: Path, text: str) -> RdfFile:
    path.write_text(text, encoding="utf-8")
    return RdfFile(path, path.name, FORMATS[path.suffix], "https://example.org/graph")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_nested_too_deep_is_refused_with_its_line(tmp_path, kind):
    suffix, before, opens, inside, closes, after = KINDS[kind]
    text = f"{before}{opens * 30_000}{inside}{closes * 30_000}{after}"
    file = described(tmp_path / f"deep{suffix}", text)
    fault = loading.load(file).fault
    assert "nested more than 1000 levels deep" in str(fault)
    assert fault.line == before.count("\n") + 1
    with pytest.raises(SyntaxFault, match="nested more than"):
        list(loading.stream(file))
    assert loading.prefixes(file) == {}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "triple" not in kind])
def test_what_is_nested_less_is_read(tmp_path, kind):
    suffix, before, opens, inside, closes, after = KINDS[kind]
    text = f"{before}{opens * 400}{inside}{closes * 400}{after}"
    assert loading.load(described(tmp_path / f"deep{suffix}", text)).fault is None


@pytest.mark.parametrize("suffix", WIDE)
@given(data=st.data(), piece=st.integers(1, 60))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_bracket_in_a_text_is_none_wherever_the_file_is_cut(
    tmp_path, monkeypatch, suffix, data, piece
):
    monkeypatch.setattr(guards, "_CHUNK", piece)
    monkeypatch.setattr(guards, "DEEPEST", 4)
    before, parts, after = WIDE[suffix]
    body = "\n".join(data.draw(st.lists(st.sampled_from(parts), max_size=8)))
    loaded = loading.load(described(tmp_path / f"wide{suffix}", f"{before}{body}{after}"))
    assert "nested" not in str(loaded.fault)
