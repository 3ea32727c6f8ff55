"""An article's text and what its file says of it, from each kind of file."""

from __future__ import annotations

import io
import zipfile
import zlib

import docx
import pytest

from claimgraph.claims.drafting import documents, extract
from claimgraph.claims.drafting.extract import read
from claimgraph.claims.drafting.sentences import divided
from claimgraph.errors import TextError, UsageError

FIRST = "Bread is dear, and the reasons for it are many and old, as bakers in Dover will tell you."
SECOND = "Since the mill at the river closed, flour has come by sea, which takes a week or more."
THIRD = "So the price goes up whenever the wind is from the west, and nobody can do much about it."

HTML = f"""<!DOCTYPE html>
<html lang="en-GB"><head><title>Bread is dear | Bread Weekly</title>
<meta name="author" content="Ada Byron; Charles Babbage">
<meta property="og:title" content="Bread is dear">
<meta property="og:site_name" content="Bread Weekly">
<meta property="article:published_time" content="2024-05-06T07:08:09Z">
<link rel="canonical" href="https://bread.example.org/dear">
<link rel="stylesheet" href="http://192.0.2.1/never-fetched.css">
</head><body><nav><a href="/">Home</a> <a href="/subscribe">Subscribe now</a></nav>
<article><h1>Bread is dear</h1><h2>In short</h2><p>{FIRST}</p>
<ul><li>Flour comes by sea.</li><li>Bakers pay <b>twice</b>.</li></ul>
<h2>Why it is so</h2><p>{SECOND} <a href="https://example.org">{THIRD}</a></p>
<img src="http://192.0.2.1/never-fetched.png"></article>
<footer>Cookies. All rights reserved.</footer><script>alert(1)</script></body></html>"""


def sections(text: str) -> list[tuple[str, list[str]]]:
    parts = divided(text)
    return [
        (one.label, [parts.words(s) for s in parts.sentences if s.section == number])
        for number, one in enumerate(parts.sections)
    ]


def written(tmp_path, name: str, content: bytes | str):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def pdf(*pages: list[str], info: str = "") -> bytes:
    """Return a PDF with these lines on its pages."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, lines in enumerate(pages):
        shown = "\n".join(f"({line}) Tj 0 -14 Td" for line in lines)
        content = f"BT /F1 12 Tf 72 720 Td\n{shown}\nET"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * number} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>\nstream\n{content}\nendstream")
    objects.append(f"<<{info}>>")
    out, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n"
    start, count = len(out), len(objects) + 1
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer<</Size {count}/Root 1 0 R/Info {count - 1} 0 R>>"
    return (
        f"{out}xref\n0 {count}\n0000000000 65535 f \n{rows}{trailer}\nstartxref\n{start}\n%%EOF"
    ).encode("latin-1")


def word() -> bytes:
    document = docx.Document()
    document.core_properties.author = "Ada Byron; Charles Babbage"
    document.core_properties.language = "en"
    document.add_paragraph("Bread is dear", style="Title")
    document.add_heading("In short", level=1)
    document.add_paragraph(f"{FIRST} {SECOND}")
    document.add_paragraph("Flour comes by sea.", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Flour", "3 dollars"
    document.add_heading("Why it is so", level=1)
    document.add_paragraph(THIRD)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_html_is_read_without_what_stands_around_the_article(tmp_path):
    found = read(written(tmp_path, "dear.html", HTML))
    assert sections(found.text) == [
        ("In short", [FIRST, "Flour comes by sea.", "Bakers pay twice."]),
        ("Why it is so", [SECOND, THIRD]),
    ]
    assert (found.title, found.authors) == ("Bread is dear", ("Ada Byron", "Charles Babbage"))
    assert (found.date, found.publisher) == ("2024-05-06", "Bread Weekly")
    assert (found.url, found.language) == ("https://bread.example.org/dear", "en-GB")


def test_docx_is_read_with_headings_items_and_tables(tmp_path):
    found = read(written(tmp_path, "dear.docx", word()))
    assert sections(found.text) == [
        ("In short", [FIRST, SECOND, "Flour comes by sea.", "Flour | 3 dollars"]),
        ("Why it is so", [THIRD]),
    ]
    assert found.title == "Bread is dear"
    assert (found.authors, found.language) == (("Ada Byron", "Charles Babbage"), "en")


LINES = (("Flour is dear since", "was old."), ("It rained, and", "rose."), ("Again", "is low."))


def test_pdf_is_read_over_its_pages_without_their_running_lines(tmp_path):
    pages = [
        [
            "Bread Weekly 12",
            f"Page {number}",
            line,
            "the mill at the ri-",
            f"ver {end}",
            str(number),
        ]
        for number, (line, end) in enumerate(LINES, 1)
    ]
    content = pdf(*pages, ["The end came late,", "as ever in this ri-", "ver."],
                  info="/Title (Bread is dear) /Author (Ada Byron)")  # fmt: skip
    found = read(written(tmp_path, "dear.pdf", content))
    parts = divided(found.text)
    assert [parts.words(one) for one in parts.sentences] == [
        "Flour is dear since the mill at the river was old.",
        "It rained, and the mill at the river rose.",
        "Again the mill at the river is low.",
        "The end came late, as ever in this river.",
    ]
    assert (found.title, found.authors) == ("Bread is dear", ("Ada Byron",))


def test_words_divided_at_the_end_of_a_line_keep_the_hyphen_that_they_have_elsewhere():
    text = "A self-sufficient mill is self-\nsufficient; its pro-\ngress is progress."
    assert documents._joined(text) == (
        "A self-sufficient mill is self-sufficient;\nits progress\nis progress."
    )


MARKDOWN = f"""\
---
title: Bread is dear
author: [Ada Byron, {{name: Charles Babbage}}]
date: 2024-05-06
lang: en
url: "javascript:alert(1)"
---
# Another title

## In short

{FIRST}
"""


def test_markdown_has_its_facts_in_front(tmp_path):
    found = read(written(tmp_path, "dear.md", MARKDOWN))
    assert found.text.startswith("# Another title")
    assert sections(found.text) == [("In short", [FIRST])]
    assert (found.title, found.date, found.language) == ("Bread is dear", "2024-05-06", "en")
    assert (found.authors, found.url) == (("Ada Byron", "Charles Babbage"), None)


def test_the_first_lines_of_a_plain_text_tell_title_author_and_date(tmp_path):
    text = f"Bread is dear\n\nBy Ada Byron · Bread Weekly · 6 May 2024\n\nIn short\n\n{FIRST}\n"
    found = read(written(tmp_path, "dear.txt", text))
    assert (found.text, found.title) == (text, "Bread is dear")
    assert (found.authors, found.publisher) == (("Ada Byron",), "Bread Weekly")
    assert found.date == "2024-05-06"


def test_a_plain_text_may_tell_nothing(tmp_path):
    found = read(written(tmp_path, "dear.txt", FIRST))
    assert found == extract.Extracted(FIRST)


def entities() -> bytes:
    """Return a DOCX whose text is made of entities of entities."""
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                head, _, rest = part.decode().partition("?>")
                part = f'{head}?><!DOCTYPE d [<!ENTITY l0 "lol">{lol}]>{rest}'
                part = part.replace(FIRST, "&l11;").encode()
            new.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF-1.4\nbroken", "a.pdf: is not PDF that can be read"),
        ("a.pdf", b"", "a.pdf: is not PDF that can be read"),
        ("a.pdf", pdf([]), "a.pdf: holds pictures of pages and no text"),
        ("a.docx", b"no zip", "a.docx: is not DOCX: not even a ZIP file"),
        ("a.html", b"", "a.html: "),
        ("a.html", b"<p></p>", "a.html: "),
        ("a.html", zlib.compress(b"x" * 1000), "a.html: "),
        ("a.txt", b"\xff\xfe\x00", "a.txt: not UTF-8"),
        ("a.txt", b" \n", "a.txt: holds no text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_line(tmp_path, name, content, message):
    with pytest.raises(TextError) as raised:
        read(written(tmp_path, name, content))
    told = str(raised.value)
    assert message in told
    assert "\n" not in told
    assert told.count(": ") >= 2


def test_a_document_that_is_a_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(documents, "_UNPACKED", 1 << 20)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * (2 << 20))
    with pytest.raises(TextError, match="too large when unpacked"):
        documents.docx(out.getvalue())


def test_entities_of_a_document_are_not_expanded():
    try:
        text, _ = documents.docx(entities())
    except Exception:
        return
    assert "lollol" not in text


def test_entities_of_a_page_name_no_file(tmp_path):
    (tmp_path / "secret.txt").write_text("the secret of the mill")
    entity = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>'
    page = f'<?xml version="1.0"?>{entity}<html><body><p>{FIRST} &x; {SECOND}</p></body></html>'
    found = read(written(tmp_path, "a.xhtml", page))
    assert FIRST in found.text
    assert "secret" not in found.text


def test_a_pdf_whose_pages_lead_to_themselves_is_one_line(tmp_path):
    content = pdf([FIRST]).replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]")
    with pytest.raises(TextError, match="is not PDF that can be read"):
        read(written(tmp_path, "a.pdf", content))


def test_deeply_nested_html_is_read_or_refused_in_one_line(tmp_path):
    told = ""
    try:
        told = read(written(tmp_path, "a.html", "<div>" * 50_000 + FIRST)).text
    except TextError as error:
        told = str(error)
    assert told.strip()
    assert "\n" not in told.strip()


def test_a_missing_library_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(extract, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"HTML needs more: pip install 'claimgraph\[capture\]'"):
        read(written(tmp_path, "a.html", HTML))


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(UsageError, match="is not a kind that is read"):
        read(written(tmp_path, "a.xls", b"x"))


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(extract, "_LARGEST", 10)
    with pytest.raises(TextError, match="larger than"):
        read(written(tmp_path, "a.txt", b"x" * 11))


def test_what_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(extract, "_SECONDS", 0.0)
    with pytest.raises(TextError, match="takes longer than"):
        read(written(tmp_path, "a.html", HTML))


@pytest.mark.parametrize("name", ["nowhere.txt", "nowhere.pdf"])
def test_a_file_that_is_not_there_is_one_line(tmp_path, name):
    with pytest.raises(TextError, match="cannot be read"):
        read(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# Bread is dear\n\n{FIRST}", "Bread is dear"),
        (f"# Bread is dear\n\n## In short\n\n{FIRST}", "Bread is dear"),
        (f"Introduction\n\n{FIRST}", None),
        (f"{FIRST}\n\n# Later\n\n{SECOND}", None),
    ],
)
def test_a_text_has_the_title_that_stands_above_it(tmp_path, text, title):
    assert read(written(tmp_path, "dear.md", text)).title == title
