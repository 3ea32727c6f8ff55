"""The reading view: a text is shown only where that is allowed, and each passage at its place."""

import html
import re

import commanded
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from late_trams import ARTICLE, TEXT, TURTLE
from published import of_turtle
from sampled import few

from claimgraph.claims import passages
from claimgraph.errors import TextError, UsageError
from claimgraph.graph import project as projects
from claimgraph.pages import reading, texts
from claimgraph.questions import catalogue

PAGE = "reading/article/trams/index.html"
CC = "https://creativecommons.org/licenses/by/4.0/"


def pages(folder, licence, text=TEXT, digest=None):
    """Return the pages of the article with its text beside the data, under a licence or none."""
    digest = digest or passages.digest(TEXT)
    stated = f"<{ARTICLE}> cg:textFile 'text.txt' ; cg:textDigest '{digest}' ."
    if licence:
        stated += f"<{ARTICLE}> dct:license <{licence}> ."
    made = of_turtle(TURTLE + stated, folder)
    (folder / "data" / "capture" / "text.txt").write_text(text, encoding="utf-8")
    return made


def words(body):
    """Return the text of the view without its notes."""
    body = body[body.index('<div class="reading">') :].partition("</main>")[0]
    body = re.sub('<div class="margin">.*?(?=<div class="paragraph">|$)', "", body, flags=re.S)
    shown = re.sub("<[^>]+>", "", body)
    return html.unescape(" ".join(shown.split()))


@pytest.mark.parametrize(
    "licence",
    [
        CC,
        "http://creativecommons.org/publicdomain/zero/1.0/",
        "https://www.creativecommons.org/licenses/by-nc-nd/3.0/de/",
    ],
)
def test_a_text_is_shown_whose_licence_allows_it(tmp_path, licence):
    body = pages(tmp_path, licence).content(PAGE).decode()
    assert words(body) == passages.normalise(TEXT)
    assert licence in body


@pytest.mark.parametrize(
    "licence",
    few(
        [
            None,
            "https://example.org/all-rights-reserved",
            "https://creativecommons.org.example.org/licenses/by/4.0/",
            "https://example.org/creativecommons.org/licenses/by/4.0/",
            "https://creativecommons.org/about/",
            "urn:creativecommons.org:licenses",
            f"{CC}> , <https://example.org/mine",
        ],
        2,
    ),
)
def test_no_other_text_is_on_any_page(tmp_path, licence):
    made = pages(tmp_path, licence)
    assert '<svg class="places"' in made.content(PAGE).decode()
    for path in made.paths:
        if path.startswith(("article/", "reading/", "maps/", "index", "static/search-index")):
            body = made.content(path).decode()
            assert "Snow fell in May." not in body, path
            assert "for drivers reportedly strike" not in body, path


def test_a_text_that_was_not_captured_is_not_shown(tmp_path):
    body = pages(tmp_path, CC, text=f"{TEXT} More.").content(PAGE).decode()
    assert '<svg class="places"' in body


def test_passages_and_claims_lead_to_each_other_and_hedges_are_marked(tmp_path):
    body = pages(tmp_path, CC).content(PAGE).decode()
    links = set(re.findall(r'href="#([\w-]+)"', body)) - {"main"}
    assert links == {f"{what}-{number}" for what in ("note", "place") for number in range(1, 5)}
    ids = re.findall(r' id="([\w-]+)"', body)
    assert len(ids) == len(set(ids))
    assert links <= set(ids)
    assert re.findall("<mark>(.*?)</mark>", body) == ["reportedly"]
    assert re.findall("<h2[^>]*>(.*?)</h2>", body) == ["Winter", "Summer"]
    note = body[body.index('id="note-2"') : body.index('id="note-3"')]
    assert "Drivers strike" in note
    assert "reportedly" in note
    assert "<b>" not in body


def test_sections_are_strips_where_there_is_no_text(tmp_path):
    body = pages(tmp_path, None).content(PAGE).decode()
    bars = re.findall(r'class="bar" id="place-(\d)"[^>]* x="(\d+)" width="(\d+)"', body)
    assert [int(number) for number, _, _ in bars] == [1, 2, 3, 4]
    starts = [int(start) for _, start, _ in bars]
    assert starts == sorted(starts)
    assert int(bars[-1][1]) + int(bars[-1][2]) in (reading.LENGTH - 1, reading.LENGTH)
    assert body.count("<h2>") == 2


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_pieces_make_up_the_text_and_each_is_within_its_passages(data):
    """Whatever passages overlap, nest or repeat: their pieces are their words, in order."""
    words = st.text("ab c", min_size=1, max_size=9)
    item = words.map("\n- a{}".format)
    parts = data.draw(st.lists(st.one_of(words.map("\n\n{}".format), item), min_size=1, max_size=4))
    text = "".join(parts)
    whole = passages.normalise(text)
    place = st.tuples(st.integers(0, len(whole)), st.integers(0, len(whole)))
    spans = [sorted(one) for one in data.draw(st.lists(place, max_size=5)) if one[0] != one[1]]
    placed = [
        reading.Placed(reading.Note(number, None, ()), *span, None, ("a",))
        for number, span in enumerate(sorted(spans), 1)
    ]
    made = reading.paragraphs(text, (), placed)
    signs = ["- " if one.item else "" for one in made]
    shown = ["".join(piece.text for piece in one.pieces) for one in made]
    assert " ".join(map("".join, zip(signs, shown, strict=True))) == whole
    assert not any("-" in one for one in shown)
    for one in placed:
        own = [[p.text for p in each.pieces if one.note.number in p.within] for each in made]
        said = whole[one.start : one.end].replace("-", "")
        assert "".join(map("".join, own)).replace(" ", "") == said.replace(" ", "")
        begun = [p for each in made for p in each.pieces if one.note.number in p.begins]
        assert len(begun) == bool(said.strip())
    noted = [note.number for each in made for note in each.notes]
    assert sorted(noted) == [one.note.number for one in placed]


@pytest.mark.parametrize("sign", ["-", "*", "•", "–"])
def test_items_of_a_list_are_paragraphs_without_the_sign_that_plain_text_has(sign):
    text = f"In brief\n\n{sign} Wells - were shut.\n  {sign}  Gardens dried.\n\nAll -\nof it."
    said = reading.Placed(reading.Note(1, None, ()), 9, 29, None, ())
    made = reading.paragraphs(text, (), [said])
    shown = [(one.item, "".join(piece.text for piece in one.pieces)) for one in made]
    assert shown == [
        (False, "In brief"),
        (True, "Wells - were shut."),
        (True, "Gardens dried."),
        (False, "All - of it."),
    ]
    # Its passage was captured with the sign.
    assert [piece.begins for one in made for piece in one.pieces] == [(), (1,), (), ()]


def test_a_named_text_is_that_of_an_article(tmp_path):
    pages(tmp_path, None)
    loaded = catalogue.load(projects.find(tmp_path))
    file = tmp_path / "mine.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert texts.shown(loaded, ()) == {}
    assert texts.shown(loaded, [file]) == {ARTICLE: TEXT}
    file.write_text(f"{TEXT} More.", encoding="utf-8")
    with pytest.raises(UsageError, match="not the text that ‘Trams’ was captured from"):
        texts.shown(loaded, [file])
    with pytest.raises(TextError, match="cannot be read"):
        texts.shown(loaded, [tmp_path / "absent.txt"])


@pytest.mark.parametrize(
    "more",
    [["--host", "0.0.0.0"], ["--url", "https://example.org/"], ["--cors"], ["--store", "store"]],
    ids=lambda more: more[0],
)
def test_a_named_text_stays_on_this_computer(tmp_path, monkeypatch, capsys, more):
    monkeypatch.chdir(tmp_path)
    code, _, said = commanded.run(capsys, monkeypatch, "serve", "--text", "mine.txt", *more)
    assert code == 2
    assert said.startswith("claimgraph: --text: ")
    assert said.count("\n") == 1
