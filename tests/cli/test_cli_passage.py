"""`claimgraph passage find` and `claimgraph passage verify`, on files of a small project."""

from __future__ import annotations

import errno
import hashlib
import io
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from sampled import few

from claimgraph.claims import capture, proposals, verify
from claimgraph.claims.proposals import Wanted
from claimgraph.cli import main
from claimgraph.errors import ProjectError, UsageError
from claimgraph.graph.project import find

TEXT = """The bakery on Mill Street opened in May 1998. It soon baked for half the
town. The owner reportedly sold it in 2003. The new one kept the oven.
Everyone was glad. Good bread. Bad bread. Good bread.
"""
NORMAL = TEXT.strip().replace("\n", " ")

PREFIXES = """\
@prefix cg:      <https://w3id.org/claimgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa:      <http://www.w3.org/ns/oa#> .
@prefix rdf:     <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs:    <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd:     <http://www.w3.org/2001/XMLSchema#> .
@prefix passage: <https://w3id.org/claimgraph/article/bakery/passage/> .
@prefix section: <https://w3id.org/claimgraph/article/bakery/section/> .
@prefix claim:   <https://w3id.org/claimgraph/article/bakery/claim/> .
"""
ARTICLE = "<https://w3id.org/claimgraph/article/bakery/>"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def place(held: str) -> tuple[int, int]:
    start = NORMAL.index(held)
    return start, start + len(held)


def article(digest: str = sha(NORMAL)) -> str:
    return f"""
{ARTICLE}
    a             cg:Article ;
    rdfs:label    "The bakery"@en ;
    cg:textDigest "{digest}" .
"""


def passage(name: str, held: str, section: str = "story", digest: str | None = None) -> str:
    """A passage as Turtle; `held` is all of it."""
    start, end = place(held)
    words = held.split(" ")
    first, last = "%20".join(words[:2]), words[-1]
    return f"""
passage:{name}
    a                cg:Passage ;
    rdfs:label       "{name.replace("-", " ")}"@en ;
    oa:hasSource     {ARTICLE} ;
    dcterms:isPartOf section:{section} ;
    oa:hasSelector   [ a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} ] ,
                     [ a                  oa:FragmentSelector ;
                       dcterms:conformsTo <https://wicg.github.io/scroll-to-text-fragment/> ;
                       rdf:value          ":~:text={first},{last}" ] ;
    cg:digest        "{sha(held) if digest is None else digest}" .
"""


OPENED = "The bakery on Mill Street opened in May 1998."
SOLD = "The owner reportedly sold it in 2003."
GLAD = "Everyone was glad."
CLAIM = """
claim:sold
    a            cg:FactualClaim ;
    cg:paraphrase "It is said to have changed hands."@en ;
    cg:passage   passage:sold ;
    cg:hedge     "reportedly"@en .
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in the working directory: three passages of the story, and the story beside it."""
    folder = tmp_path / "data" / "bakery"
    folder.mkdir(parents=True)
    turtle = PREFIXES + article() + "".join(
        passage(name, held) for name, held in [("opened", OPENED), ("sold", SOLD), ("glad", GLAD)]
    )  # fmt: skip
    (folder / "article.ttl").write_text(turtle, encoding="utf-8")
    (folder / "claims.ttl").write_text(PREFIXES + CLAIM, encoding="utf-8")
    (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(monkeypatch, capsys):
    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["claimgraph", "passage", *arguments])
        code = main()
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def turtle(project: Path) -> Path:
    return project / "data" / "bakery" / "article.ttl"


def line_of(file: Path, words: str, after: str = "") -> int:
    text = file.read_text(encoding="utf-8")
    return text.count("\n", 0, text.index(words, text.index(after))) + 1


# ── verify ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("project")
def test_passages_that_agree_are_one_line(run):
    assert run("verify", "--text", "story.txt") == (
        0,
        "3 passages agree with the text of ‘The bakery’\n",
        "",
    )


def test_a_moved_passage_is_told_with_its_new_place_and_its_line(project, run):
    (project / "story.txt").write_text("News! " + TEXT, encoding="utf-8")
    code, out, err = run("verify", "--text", "story.txt", str(project))
    first, moved, *_, last = out.splitlines()
    line = line_of(turtle(project), "cg:textDigest")
    assert first == (
        "error: article ‘The bakery’ was captured from another text: this one holds 3 of 3 "
        f"passages word for word (data/bakery/article.ttl:{line}:19): "
        "Let claimgraph passage verify --write mend it."
    )
    start, end = place(OPENED)
    line = line_of(turtle(project), "oa:start")
    assert moved.startswith(
        f"moved: passage ‘opened’ stands at {start + 6}–{end + 6} now, not at {start}–{end} "
        f"(data/bakery/article.ttl:{line}:"
    )
    assert last == "0 of 3 passages agree with the text of ‘The bakery’"
    assert (code, err) == (1, "")


def test_a_changed_passage_is_told_and_never_written(project, run):
    (project / "story.txt").write_text(TEXT.replace("was glad", "was very glad"), encoding="utf-8")
    before = turtle(project).read_bytes()
    start, end = place(GLAD)
    line = line_of(turtle(project), "cg:digest", "passage:glad")
    for arguments in ((), ("--write",)):
        code, out, _ = run("verify", "--text", "story.txt", *arguments)
        assert code == 1
        assert (
            f"error: passage ‘glad’ has changed: its first and last words now stand at {start}–"
            f"{end + 5}, other words between them (data/bakery/article.ttl:{line}:"
        ) in out
        assert out.endswith("2 of 3 passages agree with the text of ‘The bakery’\n")
        assert turtle(project).read_bytes() == before


def test_a_hedging_word_without_record_is_a_warning(project, run):
    claims = project / "data" / "bakery" / "claims.ttl"
    claims.write_text(PREFIXES + CLAIM.replace("reportedly", "allegedly"), encoding="utf-8")
    code, out, _ = run("verify", "--text", "story.txt")
    line = line_of(turtle(project), "passage:sold", "passage:opened\n")
    assert out.splitlines()[1] == (
        "warning: passage ‘sold’ says “reportedly”, which no claim of it records "
        f'(data/bakery/article.ttl:{line}:1): Put cg:hedge "reportedly"@en and a hedged certainty '
        "on the claim that it hedges."
    )
    assert code == 1


def test_a_hedge_that_its_passage_does_not_say_is_told_at_its_line(project, run):
    claims = project / "data" / "bakery" / "claims.ttl"
    both = CLAIM.replace('"reportedly"@en', '"reportedly"@en ,\n        "presumably"@en')
    claims.write_text(PREFIXES + both, encoding="utf-8")
    code, out, _ = run("verify", "--text", "story.txt")
    line = line_of(claims, '"presumably"')
    assert out.splitlines() == [
        "error: claim ‘sold’ records the hedge “presumably”, which no "
        f"passage of it says (data/bakery/claims.ttl:{line}:9): Put the words of the "
        "passage in cg:hedge, or add the passage that says it.",
        "3 passages agree with the text of ‘The bakery’; 1 finding beside",
    ]
    assert code == 1


# ── verify --write ───────────────────────────────────────────────────────────────────────────────


def as_it_is(text: str) -> bytes:
    return text.encode()


def with_crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def with_mark(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.encode()


def with_tabs(text: str) -> bytes:
    return text.replace("    ", "\t").replace(" ;\n", "\t;  # étude \U0001f956\n").encode()


def typed(text: str) -> bytes:
    text = re.sub(r"(oa:(?:start|end)) (\d+)", r'\1 "\2"^^xsd:nonNegativeInteger', text)
    return re.sub(r'(igest +)"(\w+)"', r"\1'''\2'''^^xsd:string", text).encode()


def padded(text: str) -> bytes:
    return re.sub(r"(oa:(?:start|end)) (\d+)", r"\1 +00\2", text).encode()


def in_one_line(text: str) -> bytes:
    head, body = text.split(PREFIXES)[1], text.removeprefix(PREFIXES)
    assert head == body
    return (PREFIXES + re.sub(r"\s+", " ", body)).encode()


def without_end(text: str) -> bytes:
    return text.rstrip("\n").encode()


@pytest.mark.parametrize(
    "form", [as_it_is, with_crlf, with_mark, with_tabs, typed, padded, in_one_line, without_end]
)
def test_writing_mends_positions_and_digests_and_no_other_byte(project, run, form):
    """However the file is written: what is expected is the same file made from a moved text."""
    file = turtle(project)
    before = form(file.read_text(encoding="utf-8"))
    file.write_bytes(before)
    file.chmod(0o640)
    longer = "News of café! " + TEXT
    (project / "story.txt").write_text(longer, encoding="utf-8")

    expected = before.replace(sha(NORMAL).encode(), sha("News of café! " + NORMAL).encode())
    for held in (OPENED, SOLD, GLAD):
        for name, old in zip((b"start", b"end"), place(held), strict=True):
            expected, times = re.subn(
                rb'(oa:%b "?)(?:\+00)?%d\b' % (name, old), rb"\g<1>%d" % (old + 14), expected
            )
            assert times == 1

    code, out, _ = run("verify", "--text", "story.txt", "--write")
    assert file.read_bytes() == expected
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    *mended, last = out.splitlines()
    assert len(mended) == 4
    assert all(line.endswith(": Mended.") for line in mended)
    assert last == "3 passages agree with the text of ‘The bakery’"
    assert code == 0
    assert run("verify", "--text", "story.txt")[:2] == (0, last + "\n")
    assert [path.name for path in file.parent.iterdir() if path.name.startswith("tmp")] == []


def test_writing_puts_a_digest_in_the_place_of_none(project, run):
    file = turtle(project)
    right = file.read_text(encoding="utf-8")
    file.write_text(right.replace(sha(GLAD), "").replace(sha(NORMAL), "todo"), encoding="utf-8")
    assert run("verify", "--text", "story.txt")[0] == 1
    assert run("verify", "--text", "story.txt", "--write")[0] == 0
    assert file.read_text(encoding="utf-8") == right


def test_what_cannot_be_overwritten_safely_is_left_to_people(project, run):
    """A value written with an escape is not the text that stands there."""
    file = turtle(project)
    text = file.read_text(encoding="utf-8").replace(sha(NORMAL), r"to\u0064o")
    file.write_text(text, encoding="utf-8")
    code, out, _ = run("verify", "--text", "story.txt", "--write")
    assert code == 1
    assert "Mend it by hand: its value was not found in a Turtle file." in out
    assert file.read_text(encoding="utf-8") == text


def test_writing_leaves_the_texts_digest_until_every_passage_is_mended(project, run):
    """Else a text would count as verified that is not."""
    text = "News! " + TEXT.replace("sold it", "gave it away")
    (project / "story.txt").write_text(text, encoding="utf-8")
    code, out, _ = run("verify", "--text", "story.txt", "--write")
    assert code == 1
    assert [line.split(" ")[0] for line in out.splitlines()] == [
        "moved:", "moved:", "error:", "error:", "2",
    ]  # fmt: skip
    written = turtle(project).read_text(encoding="utf-8")
    start, end = place(OPENED)
    assert f"oa:start {start + 6} ; oa:end {end + 6}" in written
    assert sha(NORMAL) in written


def test_nothing_is_written_where_all_is_right(project, run):
    before = turtle(project).stat()
    assert run("verify", "--text", "story.txt", "--write")[0] == 0
    assert turtle(project).stat().st_mtime_ns == before.st_mtime_ns


def test_a_file_that_cannot_be_written_stays_as_it_was(project, run, monkeypatch):
    """Nothing half written or left behind; root may write anywhere, so the fault is planted."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    (project / "story.txt").write_text("News! " + TEXT, encoding="utf-8")
    before = turtle(project).read_bytes()
    monkeypatch.setattr(Path, "replace", refuse)
    assert run("verify", "--text", "story.txt", "--write") == (
        2,
        "",
        "claimgraph: data/bakery/article.ttl: cannot be written (Permission denied): allow it or "
        "mend by hand\n",
    )
    assert turtle(project).read_bytes() == before
    assert sorted(path.name for path in turtle(project).parent.iterdir()) == [
        "article.ttl",
        "claims.ttl",
    ]


def test_a_file_that_changed_meanwhile_is_not_overwritten(project):
    captured = capture.Captured.of(find(project))
    verdict = verify.verify("News! " + TEXT, captured.articles[0])
    with turtle(project).open("a", encoding="utf-8") as file:
        file.write("# somebody’s remark\n")
    with pytest.raises(ProjectError, match=r"article\.ttl: changed since it was read"):
        capture.mend(captured, verdict)
    assert turtle(project).read_text(encoding="utf-8").endswith("# somebody’s remark\n")


def test_a_linked_file_is_written_where_it_lies(project, run):
    (project / "story.txt").write_text("News! " + TEXT, encoding="utf-8")
    real = project / "elsewhere.ttl"
    turtle(project).rename(real)
    turtle(project).symlink_to(real)
    assert run("verify", "--text", "story.txt", "--write")[0] == 0
    assert turtle(project).is_symlink()
    assert "oa:start 6 ;" in real.read_text(encoding="utf-8")


# ── Texts and projects that will not do ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("other.txt", b"On containers and the ships they sail on.", "the text is not that of ‘The "
         "bakery’: its digest differs and 0 of 3 passages are found in it"),
        ("latin.txt", "Le café".encode("latin-1"), "latin.txt: not UTF-8 at byte 6: save it as"),
        ("empty.txt", b"", "empty.txt: holds no text"),
        ("blank.txt", b" \n\t\xc2\xa0\n", "blank.txt: holds no text"),
        ("nowhere.txt", None, "nowhere.txt: cannot be read (No such file or directory)"),
        ("data", None, "data: a folder, not a text: give the text's file"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("verb", ["verify", "find"])
def test_a_text_that_will_not_do_is_one_line(project, run, verb, name, content, message):
    if content is not None:
        (project / name).write_bytes(content)
    words = ("On containers", "sail on.") if verb == "find" else ()  # these stand in other.txt
    code, out, err = run(verb, "--text", name, *words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith("claimgraph: ")
    assert err.count("\n") == 1


def test_data_that_does_not_parse_is_one_line(project, run):
    turtle(project).write_text(PREFIXES + "passage:a a cg:Passage ;;; . x", encoding="utf-8")
    code, out, err = run("verify", "--text", "story.txt")
    assert (code, out) == (2, "")
    assert err.startswith("claimgraph: data/bakery/article.ttl:10:")
    assert err.count("\n") == 1


@pytest.mark.usefixtures("project")
def test_an_article_that_is_not_there_is_one_line(run):
    code, out, err = run("verify", "--text", "story.txt", "--article", "cheese")
    assert (code, out) == (2, "")
    assert err == "claimgraph: no article 'cheese' in the data: there is bakery\n"


# ── find ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("project")
def test_a_passage_is_printed_as_the_data_is_written(run):
    """In the layout of the shipped data; between passages of one section it is in that section."""
    held = "It soon baked for half the town."
    code, out, err = run("find", "--text", "story.txt", "It soon", "town.")
    expected = passage("it-soon", held).replace('"it soon"', '"It soon …"').lstrip("\n")
    assert (code, out, err) == (0, expected, "")


def test_what_is_printed_can_be_put_into_the_data(project, run):
    _, out, _ = run("find", "--text", "story.txt", "The new", "kept the oven.")
    with turtle(project).open("a", encoding="utf-8") as file:
        file.write("\n" + out)
    assert run("verify", "--text", "story.txt")[:2] == (
        0,
        "4 passages agree with the text of ‘The bakery’\n",
    )


def test_an_article_yet_to_be_captured_is_named(tmp_path, monkeypatch, run):
    monkeypatch.chdir(tmp_path)
    Path("brot.txt").write_text("Das „Brot“ – 100 % Roggen, sagt er.", encoding="utf-8")
    code, out, err = run(
        "find", "--text", "brot.txt", "Das „Brot“", "sagt er.", "--article", "brot"
    )
    assert code == 0
    assert err == (
        f'note: the article needs cg:textDigest "{sha("Das „Brot“ – 100 % Roggen, sagt er.")}"\n'
        "note: put the section's name in place of section:unknown\n"
    )
    graph = rdflib.Graph().parse(data=PREFIXES + out, format="turtle")
    values = {str(value) for value in graph.objects() if isinstance(value, rdflib.Literal)}
    assert ":~:text=Das%20%E2%80%9EBrot%E2%80%9C,sagt%20er." in values
    assert {"Das „Brot“ …", "0", "35"} <= values
    assert rdflib.URIRef("https://w3id.org/claimgraph/article/brot/") in set(graph.objects())


def test_without_a_project_the_article_must_be_named(tmp_path, monkeypatch, run):
    monkeypatch.chdir(tmp_path)
    Path("story.txt").write_text(TEXT, encoding="utf-8")
    code, out, err = run("find", "--text", "story.txt", "It soon", "town.")
    assert (code, out) == (2, "")
    assert "name one (--article)" in err


@pytest.mark.parametrize(
    "slug",
    few([
        "The Bakery", "bakery/", "../bakery", "", "a<b", 'a"b', "a{b}", "a\\b", "a|b", "a^b", "a`b",
        "a#b", "a?b", "a:b", "a%20b", "a\u202eb", "a\nb", "a\x1bb", "-a", "a-", "a--b", "Bakery",
        "é",
    ], 8),
)  # fmt: skip
@pytest.mark.usefixtures("project")
def test_what_is_not_a_slug_names_no_article(run, slug):
    code, out, err = run("find", "--text", "story.txt", "It soon", "town.", f"--article={slug}")
    assert (code, out) == (2, "")
    assert "is not a slug" in err
    assert err.count("\n") == 1


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=8))
def test_an_article_that_is_named_has_an_iri_or_is_refused(slug):
    try:
        found = proposals.propose(None, TEXT, [Wanted("It soon … town.")], slug)
    except UsageError:
        return
    graph = rdflib.Graph().parse(data=PREFIXES + found.turtle, format="turtle")
    assert rdflib.URIRef(f"https://w3id.org/claimgraph/article/{slug}/") in set(graph.objects())


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("words", "note"),
    [
        (("The owner", "in 2003."), "note: captured already as passage:sold\n"),
        (("The new", "oven."), ""),
        (("Everyone was", "bread."), "note: the last words come again at "),
        (
            ("Good bread. Bad", "bread. Good"),
            "put the section's name in place of section:unknown\n",
        ),
    ],
)
def test_what_to_know_of_a_passage_goes_to_standard_error(run, words, note):
    code, out, err = run("find", "--text", "story.txt", *words)
    assert code == 0
    assert (note in err) if note else (err == "")
    assert out.startswith("passage:")
    assert out.endswith(" .\n")


def test_a_name_that_is_taken_is_not_printed_again(project, run):
    """Two passages of one name would be one passage with two places."""
    text = (
        turtle(project).read_text(encoding="utf-8").replace("passage:sold\n", "passage:it-soon\n")
    )
    turtle(project).write_text(text, encoding="utf-8")
    _, out, _ = run("find", "--text", "story.txt", "It soon", "town.")
    assert out.startswith(f"passage:it-soon-{NORMAL.index('It soon')}\n")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("A butcher", "town.", "‘A butcher’ is not in the text: check the spelling"),
        ("It soon", "cheese.", "‘cheese.’ is not in the text: check the spelling"),
        (
            "Good",
            "bread.",
            "‘Good … bread.’ fits 2 places: 1 (at {}) “… the oven. Everyone was glad. "
            "[Good bread.] Bad bread. Good bread.”; 2 (at {}) “… glad. Good bread. Bad bread. "
            "[Good bread.]”: give more words",
        ),
        ("Everyone was", "The bakery", "‘The bakery’ stands at 0, not after ‘Everyone was’"),
        ("", "town.", "‘… town.’ has no first words"),
    ],
)
def test_words_that_do_not_find_a_passage_are_one_line(run, first, last, message):
    code, out, err = run("find", "--text", "story.txt", first, last)
    assert (code, out) == (2, "")
    assert message.format(NORMAL.index("Good"), NORMAL.rindex("Good")) in err
    assert err.count("\n") == 1


def parsed(out: str, base: str = "https://w3id.org/claimgraph/article/bakery/") -> rdflib.Graph:
    """The Turtle that was printed, with its usual prefixes for an article."""
    own = "".join(f"@prefix {kind}: <{base}{kind}/> .\n" for kind in ("passage", "section"))
    return rdflib.Graph().parse(data=PREFIXES + own + out, format="turtle")


def passages_in(graph: rdflib.Graph) -> dict[str, str]:
    """What the passages of a graph hold, by their IRIs."""
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    held = {}
    for selector, start in graph.subject_objects(oa.start):
        end = graph.value(selector, oa.end)
        held[str(graph.value(predicate=oa.hasSelector, object=selector))] = NORMAL[
            int(start) : int(end)
        ]
    return held


HELD = {
    "it-soon": "It soon baked for half the town.",
    "the-new-one": "The new one kept the oven.",
    "bad-bread": "Bad bread.",
}
HOME = "https://w3id.org/claimgraph/article/bakery/passage/"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    "arguments",
    [
        ("It soon", "town.", "The new one", "oven.", "Bad bread.", "Bad bread."),
        ("It soon … town.", "The new one", "oven.", "Bad bread.", "bad bread."),
        ("It soon...", "...town.", "The new one …", "oven.", "Bad bread.", "Bad bread."),
        ("It soon", "town.", "The new one...oven.", "Bad … bread."),
        ("--from", "lines.txt"),
        ("--from", "-"),
        ("It soon ... town.", "--from", "rest.txt"),
    ],
)
def test_several_passages_are_found_at_once(run, monkeypatch, arguments):
    """As pairs, with an ellipsis, from a file or standard input, a whole passage too."""
    lines = "It soon … town.\r\n\n  The new one ... oven.\nBad bread.\n".encode()
    Path("lines.txt").write_bytes(lines)
    Path("rest.txt").write_bytes(lines.partition(b"\n")[2])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    code, out, err = run("find", "--text", "story.txt", *arguments)
    held = passages_in(parsed(out))
    names = dict(zip(held.values(), held, strict=True))
    assert sorted(names) == sorted(HELD.values())
    assert names[HELD["it-soon"]] == HOME + "it-soon"
    assert out.count(" .\n\npassage:") == 2
    assert code == 0
    assert err.endswith("note: put the section's name in place of section:unknown\n")


def test_what_is_printed_at_once_can_be_put_into_the_data(project, run):
    words = (
        "It soon",
        "town.",
        "The new",
        "kept the oven.",
        "Good",
        "bread.",
        "Bad bread. … bread.",
    )
    _, out, _ = run("find", "--text", "story.txt", *words, "--at", "2", "--section", "story")
    with turtle(project).open("a", encoding="utf-8") as file:
        file.write("\n" + out)
    assert run("verify", "--text", "story.txt")[:2] == (
        0,
        "7 passages agree with the text of ‘The bakery’\n",
    )


def test_one_call_reads_the_data_and_the_text_once(project, run, monkeypatch):
    """Of many passages, each had cost what the whole call costs."""
    read: list[str] = []
    files, text = capture.Captured.of, capture.decoded
    monkeypatch.setattr(capture.Captured, "of", lambda one: read.append("data") or files(one))
    monkeypatch.setattr(capture, "decoded", lambda path: read.append(path.name) or text(path))
    words = [word for word in NORMAL.split(" ") if NORMAL.count(word) == 1]
    (project / "lines.txt").write_text("\n".join(words), encoding="utf-8")
    code, out, _ = run("find", "--text", "story.txt", "--from", "lines.txt")
    assert (code, out.count("a                cg:Passage")) == (0, len(words))
    assert read == ["lines.txt", "data", "story.txt"]


@pytest.mark.usefixtures("project")
def test_name_label_and_section_are_those_given(run):
    arguments = ("--name", "Half_town.1", "--label", 'Half "the" town', "--section", "later")
    code, out, err = run("find", "--text", "story.txt", "It soon", "town.", *arguments)
    assert (code, err) == (0, "note: describe section:later as a cg:Section\n")
    assert out.startswith("passage:Half_town.1\n")
    assert '    rdfs:label       "Half \\"the\\" town"@en ;\n' in out
    assert "    dcterms:isPartOf section:later ;\n" in out


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=6), st.booleans())
@settings(max_examples=examples(40))
def test_a_name_that_is_taken_makes_an_iri(name, section):
    """Of any script: IRIs have letters of all."""
    chosen = {"section": name} if section else {"name": name}
    try:
        found = proposals.propose(None, TEXT, [Wanted("It soon … town.", **chosen)], "bakery")
    except UsageError:
        return
    iri = rdflib.URIRef(f"{HOME if not section else HOME.replace('passage', 'section')}{name}")
    assert iri in set(parsed(found.turtle).all_nodes())


@pytest.mark.usefixtures("project")
def test_a_section_is_named_once_for_all_and_a_name_for_each(run):
    arguments = ("--name", "a", "--name", "b", "--label", "A", "--label", "B", "--section", "story")
    code, out, err = run(
        "find", "--text", "story.txt", "It soon … town.", "The new … oven.", *arguments
    )
    assert (code, err) == (0, "")
    assert re.findall(r"^passage:\w", out, re.MULTILINE) == ["passage:a", "passage:b"]
    assert re.findall(r'label +"(\w)"', out) == ["A", "B"]
    assert out.count("section:story") == 2


def test_a_section_may_be_given_by_its_label(project, run):
    with turtle(project).open("a", encoding="utf-8") as file:
        file.write(
            'section:end a cg:Section ; rdfs:label "How it ended"@en ; '
            f"dcterms:isPartOf {ARTICLE} .\n"
        )
    _, out, err = run(
        "find", "--text", "story.txt", "Bad bread.", "--section", "How it ended"
    )  # fmt: skip
    assert "dcterms:isPartOf section:end ;" in out
    assert err == ""


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "message"),
    few(
        [
            (("It soon", "town.", "--name", "a/b"), "--name ‘a/b’ makes no IRI: write letters"),
            (("It soon", "town.", "--name", "a b"), "--name ‘a b’ makes no IRI"),
            (("It soon", "town.", "--name", "a\nb"), "--name ‘a b’ makes no IRI"),
            (("It soon", "town.", "--name", "a."), "--name ‘a.’ makes no IRI"),
            (("It soon", "town.", "--name", "größe!"), "--name ‘größe!’ makes no IRI"),
            (("It soon", "town.", "--name", "a\ue000b"), "makes no IRI"),
            (("It soon", "town.", "--name", "a\u202eb"), "makes no IRI"),
            (("It soon", "town.", "--name", "../a"), "--name ‘../a’ makes no IRI"),
            (("It soon", "town.", "--name", "a<b"), "--name ‘a<b’ makes no IRI"),
            (("It soon", "town.", "--name", ""), "--name is empty"),
            (("It soon", "town.", "--label", " "), "--label is empty"),
            (("It soon", "town.", "--section", "a>b"), "--section ‘a>b’ makes no IRI"),
            (
                ("It soon", "town.", "--name", "sold"),
                "passage:sold is taken: choose another --name",
            ),
            (
                ("It soon … town.", "Bad … bread.", "--name", "a", "--name", "a"),
                "passage:a is taken: choose another --name",
            ),
            (
                ("It soon … town.", "Bad … bread.", "--name", "a"),
                "--name is given 1 times for 2 passages: give one for each",
            ),
            (
                ("It soon", "town.", "--at", "1"),
                "--at 1: no passage is left whose words fit several",
            ),
            (
                ("Good", "bread.", "--at", "3"),
                "fits 2 places, so there is no place 3: choose from 1 to",
            ),
            (
                ("It soon", "town.", "Everyone"),
                "‘Everyone’ has no last words: write FIRST and LAST",
            ),
            (
                ("It soon", "Bad … bread."),
                "‘It soon’ has no last words: write FIRST and LAST of each",
            ),
            ((), "no passage is asked for: write its FIRST and LAST words, or a line for each"),
            (("--from", "nowhere.txt"), "nowhere.txt: cannot be read (No such file or directory)"),
            (("--from", "blank.txt"), "no passage is asked for"),
            (
                ("It soon", "town.", "--namespace", "no IRI"),
                "‘no IRI’ is not a namespace: write an IRI",
            ),
            (("It soon", "town.", "--namespace", "bakery"), "‘bakery’ is not a namespace"),
            (("It soon", "town.", "--namespace", ""), "‘’ is not a namespace"),
            (("It soon", "town.", "--namespace", "https://x.org/<"), "is not a namespace"),
        ],
        10,
    ),
)
def test_a_call_that_makes_no_passage_is_one_line(run, arguments, message):
    Path("blank.txt").write_text(" \n\n", encoding="utf-8")
    code, out, err = run("find", "--text", "story.txt", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.usefixtures("project")
def test_every_passage_that_is_not_found_is_a_line_with_its_place(run):
    Path("lines.txt").write_text("It soon … town.\n\nA butcher … town.\nGood bread.\n", "utf-8")
    code, out, err = run("find", "--text", "story.txt", "--from", "lines.txt")
    assert (code, out) == (2, "")
    first, second = err.splitlines()
    assert first.startswith("claimgraph: lines.txt:3: ‘A butcher’ is not in the text: check")
    assert second.startswith("claimgraph: lines.txt:4: ‘Good bread.’ fits 2 places: 1 (at ")
    assert second.endswith("]”: give more words, or choose one by --at N")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("number", [1, 2])
def test_one_of_several_places_is_chosen_by_its_number(run, number):
    """Also where others of the passages have no choice."""
    words = ("It soon … town.", "Good … bread.", "Bad … bread.")
    code, out, _ = run("find", "--text", "story.txt", *words, "--at", str(number))
    start = (NORMAL.index("Good bread."), NORMAL.rindex("Good bread."))[number - 1]
    assert code == 0
    assert f"oa:start {start} ;" in out


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "iri"),
    [
        (("--namespace", "https://example.org/id/", "--article", "oven"), "id/oven/"),
        (("--namespace", "https://example.org/id", "--article", "oven"), "id/oven/"),
        (("--namespace", "https://example.org/id/oven/", "--article", "oven"), "id/oven/"),
        (("--namespace", "https://example.org/id/oven"), "id/oven/"),
    ],
)
def test_an_article_may_lie_in_a_namespace_of_ones_own(run, arguments, iri):
    base = f"https://example.org/{iri}"
    code, out, err = run("find", "--text", "story.txt", "It soon", "town.", *arguments)
    assert code == 0
    assert f"note: declare the prefix passage: <{base}passage/>\n" in err
    assert f"oa:hasSource     <{base}> ;" in out
    assert passages_in(parsed(out, base)) == {f"{base}passage/it-soon": HELD["it-soon"]}


def test_an_article_of_other_iris_gets_passages_of_its_own_namespaces(project, run):
    """No part of an IRI is supposed: passages and sections lie where its others do."""
    moved = {
        "https://w3id.org/claimgraph/article/bakery/passage/": "https://example.org/p#",
        "https://w3id.org/claimgraph/article/bakery/section/": "urn:example:s/",
        ARTICLE: "<https://example.org/bakery>",
    }
    for file in turtle(project).parent.iterdir():
        text = file.read_text(encoding="utf-8")
        for old, new in moved.items():
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    file = turtle(project)
    code, out, err = run("find", "--text", "story.txt", "It soon", "town.", "--article", "bakery")
    assert (code, err) == (0, "")
    for more in ((), ("--namespace", "https://example.org/")):
        _, again, _ = run(
            "find", "--text", "story.txt", "It soon … town.", "--article=bakery", *more
        )
        assert again == out
    with file.open("a", encoding="utf-8") as end:
        end.write("\n" + out)
    assert run("verify", "--text", "story.txt")[0] == 0
    assert "https://example.org/p#it-soon" in passages_in(rdflib.Graph().parse(file))


def test_a_label_is_in_the_language_of_the_article(project, run):
    with turtle(project).open("a", encoding="utf-8") as file:
        file.write(f'{ARTICLE} dcterms:title "Die Bäckerei"@de .\n')
    _, out, _ = run("find", "--text", "story.txt", "It soon", "town.")
    assert '"It soon …"@de' in out


def test_help_loads_no_rdf_library():
    code = "import sys; sys.argv = ['claimgraph', 'passage', '--help']\n"
    code += "from claimgraph.cli import main\nmain()\n"
    code += "sys.exit(any(m in sys.modules for m in ('rdflib', 'pyoxigraph')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "verify" in done.stdout
