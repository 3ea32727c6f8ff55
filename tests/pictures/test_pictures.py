"""All pictures: links, colours, hostile labels, the same again, and the command that draws."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import drawn
import pytest
from captured import alone
from commanded import completed
from drawn import HERE, B, links, module, parsed
from rdflib import RDFS, Graph, Literal
from sampled import few

import claimgraph
from claimgraph import pictures, vocab
from claimgraph.errors import PictureError, UsageError
from claimgraph.pictures import PICTURES, cards, svg, timeline
from claimgraph.pictures import map as maps


@pytest.mark.parametrize("name", PICTURES)
def test_several_articles_are_drawn_each_below_its_name(name):
    """One of them as it is alone; no place has its name twice."""
    opened = claimgraph.open(Path(__file__).parents[2] / "data")
    root = parsed(opened.draw(name))
    nested = [child for child in root if child.tag.endswith("svg")]
    headings = [child.text for child in root if child.tag.endswith("text")]
    ids = [each.get("id") for each in root.iter() if each.get("id")]

    assert headings == ["An order with a number", "Huawei’s comeback"]
    assert len(nested) == 2
    assert len(set(ids)) == len(ids)
    assert all(float(one.get("width")) <= float(root.get("width")) for one in nested)
    single = parsed(opened.draw(name, "huawei-comeback"))
    assert nested[1].get("height") == single.get("height")


@pytest.fixture(scope="module")
def bridge():
    return drawn.bridge()


@pytest.fixture(scope="module")
def shipped():
    return claimgraph.open(alone()).graph


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_a_title_a_description_and_a_role(bridge, name):
    """SVG 2, 5.8; WAI-ARIA Graphics: unlike `img`, this role leaves links within reach."""
    root = parsed(module(name).draw(bridge))
    assert root.get("role") == "graphics-document document"
    assert root.get("aria-label") == root.find("title").text != ""
    assert len(root.find("desc").text) > 20
    for link in root.iter("a"):
        assert link.find("title").text


@pytest.mark.slow
def test_the_same_graph_gives_the_same_pictures():
    """Whatever the order of triples and the seed of Python's hashes."""
    code = (
        "import random, sys\n"
        "from importlib import import_module\n"
        "from rdflib import Graph\n"
        "import claimgraph\n"
        "triples = sorted(claimgraph.open(sys.argv[1]).graph.triples((None, None, None)))\n"
        "random.Random(sys.argv[2]).shuffle(triples)\n"
        "graph = Graph()\n"
        "for triple in triples: graph.add(triple)\n"
        "for name in sys.argv[3:]:\n"
        "    print(name, import_module('claimgraph.pictures.' + name).draw(graph))"
    )
    drawn = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code, str(HERE / "pictures"), seed, *PICTURES],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert drawn[0] == drawn[1]
    assert drawn[0].count(b"<svg") == len(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_links_are_what_the_caller_makes_of_them(bridge, name):
    """A site maps IRIs to its pages; what maps to nothing is no link."""
    assert links(module(name).draw(bridge, href=lambda iri: f"page/{len(iri)}")) <= {
        f"page/{number}" for number in range(200)
    }
    assert links(module(name).draw(bridge, href=lambda iri: "")) == set()  # noqa: ARG005


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_asks_no_other_host_for_anything(bridge, name):
    """Links aside, and the IRIs that name claims: no image, font, style sheet, or script."""
    picture = module(name).draw(bridge, href=lambda iri: "#")  # noqa: ARG005
    picture = re.sub(r' data-(claim|argument|premise)="[^"]*"', "", picture)
    assert picture.replace('"http://www.w3.org/2000/svg"', "").count("http") == 0
    assert not {"script", "image", "use", "foreignObject"} & {e.tag for e in parsed(picture).iter()}
    assert "url(" not in picture
    assert "@import" not in picture


@pytest.mark.parametrize("name", PICTURES)
def test_colours_come_by_name_in_light_and_dark(bridge, name):
    """Each colour is a custom property, and each property has a value for both."""
    picture = module(name).draw(bridge, prefix="")
    assert "#" not in re.sub(r'(href|xmlns)="[^"]*"', "", picture)
    used = set(re.findall(r"var\(--cg-(\w+)\)", module(name).draw(bridge)))
    assert used <= set(svg.LIGHT)
    assert set(svg.LIGHT) == set(svg.DARK)


def test_a_picture_within_a_page_takes_the_pages_style_and_has_ids_of_its_own(bridge):
    """The page has every rule that the picture alone has, and two pictures share no id."""
    rules = pictures.style().split("\n")
    assert len(rules) == len(set(rules))
    ids: list[str] = []
    for name in PICTURES:
        alone, within = module(name).draw(bridge), module(name).draw(bridge, prefix=f"{name}-")
        style = parsed(alone).find("{*}style").text
        assert set(style.split("\n")) <= set(rules)
        assert "<style>" not in within
        found = [one.get("id") for one in parsed(within).iter() if one.get("id")]
        assert all(one.startswith(f"{name}-") for one in found)
        ids += found
    assert len(ids) == len(set(ids)) > 0


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [svg.LIGHT, svg.DARK])
@pytest.mark.parametrize("back", ["paper", "wash", "pillar"])
@pytest.mark.parametrize(
    "front", ["ink", "muted", "link", "support", "oppose", "undercut", "unnamed"]
)
def test_colours_have_contrast(palette, back, front):
    """At least 4.5:1, more than lines need (WCAG 2.2, 1.4.3 and 1.4.11)."""
    light, dark = sorted((luminance(palette[front]), luminance(palette[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


HOSTILE = {
    "markup": "</text><script>alert(1)</script>&amp;<![CDATA[",
    "quotes": '" onload="alert(1)" x=\'',
    "dot": 'x"]; a -> b [label=<<b>',
    "long": "Donaudampfschifffahrt" * 60,
    "words": "very long " * 200,
    "right-to-left": "הגשר אינו בטוח \u202eevil\u202c",
    "controls": "a\x00b\x08c\x1b[2Jd\ufffe\ud800",
    "empty": "",
    "cjk": "橋は安全ではない" * 20,
}


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize(
    "label", few([pytest.param(label, id=name) for name, label in HOSTILE.items()], 4)
)
def test_hostile_labels_are_harmless(bridge, name, label):
    """Whatever a label holds, the picture is XML without a script, and its text stays within."""
    graph = Graph()
    for s, p, o in bridge.triples((None, None, None)):
        graph.add(
            (s, p, Literal(label) if p == RDFS.label and str(s).startswith(vocab.BASE) else o)
        )
    picture = module(name).draw(graph)
    picture.encode()
    root = parsed(picture)
    assert not [e for e in root.iter() if e.tag == "script" or "onload" in e.attrib]
    for text in root.iter("text"):
        said = "".join(part or "" for part in (text.text, *(t.text for t in text.iter("tspan"))))
        assert cards.width(said, 11) < float(root.get("width"))
        assert not set(said) & set("\u202e\x00\x08\x1b\ufffe")
    assert float(root.get("width")) < 2500


@pytest.mark.parametrize(
    ("iri", "safe"),
    [
        ("https://example.org/", True),
        ("claim/one.html#x", True),
        ("../x", True),
        ("#x", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("", False),
    ],
)
def test_a_link_leads_nowhere_that_runs(iri, safe):
    """What is not of the web, or a place beside the picture, is no link."""
    root = svg.frame(1, 1, "t", "d")
    assert (svg.link(root, iri, "x").tag == "a") is safe


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_to_draw_is_a_picture_too(name):
    """Of an empty graph, and around what is not in it."""
    for around in (None, B.nothing):
        root = parsed(module(name).draw(Graph(), around))
        assert float(root.get("height")) > 0
        assert module(name).outline(Graph(), around) == ()


@pytest.mark.parametrize("name", PICTURES)
def test_the_shipped_article_is_drawn(shipped, name):
    """In a size that a page can hold."""
    root = parsed(module(name).draw(shipped))
    assert float(root.get("width")) < 1500
    assert len(module(name).draw(shipped)) < 80_000


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_turns_into_pixels(bridge, name, dark):
    """PNG, twice as large as the picture; the text is drawn, or an error says that it cannot be."""
    pytest.importorskip("resvg_py")
    picture = module(name).draw(bridge)
    image = svg.png(picture, dark=dark)
    assert image.startswith(b"\x89PNG")
    assert int.from_bytes(image[16:20]) == pytest.approx(
        2 * float(parsed(picture).get("width")), abs=2
    )
    without = re.sub(r">[^<>]+</text>", "></text>", picture)
    assert len(svg.png(without, dark=dark)) < len(image)


# ── The command ──────────────────────────────────────────────────────────────────────────────────


def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return completed("draw", *arguments, "--project", HERE / "pictures", cwd=HERE)


def test_the_command_writes_what_the_function_draws(bridge, tmp_path):
    """To standard output, or to a file; a thing goes by its label, too."""
    drawn = maps.draw(bridge, B.rust).encode()
    assert run("map", "--around", "Its cables rust").stdout == drawn + b"\n"
    done = run("map", "--around", "rust", "-o", tmp_path / "map.svg")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (tmp_path / "map.svg").read_bytes() == drawn + b"\n"


def test_a_whole_map_around_a_claim_is_all_that_lies_beneath():
    """By however many steps, and nothing above it."""
    drawn = run("map", "--whole", "--around", "rust").stdout.decode()
    assert links(drawn) == {"rust", "salt", "sea", "by-salt", "by-sea"}


def test_the_command_writes_png(tmp_path):
    """By the file's name."""
    pytest.importorskip("resvg_py")
    assert run("timeline", "-o", tmp_path / "line.PNG").returncode == 0
    assert (tmp_path / "line.PNG").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "said"),
    few(
        [
            (["maps"], "no picture 'maps': it is one of map, timeline, actors, evidence"),
            (
                ["map", "--around", "nobody"],
                "'nobody': nothing in the graph has that IRI or label",
            ),
            (["actors", "--whole"], "--whole is for the map"),
            (["map", "-o", "map.pdf"], "map.pdf: a picture is an .svg or a .png file"),
            (["map", "-o", "/nowhere/map.svg"], "/nowhere/map.svg: cannot be written"),
        ],
        2,
    ),
)
def test_what_cannot_be_drawn_is_said_in_a_line(arguments, said):
    """On standard error, with exit code 2."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_program_is_told(bridge, monkeypatch):
    """Rather than a traceback: what is missing, and what to do."""
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(PictureError, match="graphviz-pure is missing: install claimgraph again"):
        maps.draw(bridge)


# ── Many articles ────────────────────────────────────────────────────────────────────────────────


class Counting(Graph):
    """A graph that counts the triples that are read from it."""

    read = 0

    def triples(self, triple):
        for found in super().triples(triple):
            self.read += 1
            yield found


def copies(number: int) -> Counting:
    """Return as many articles, each with things of its own, but for the names of classes."""
    turtle = (HERE / "pictures/data/bridge/capture.ttl").read_text(encoding="utf-8")
    graph = Counting()
    for one in range(number):
        own = turtle.replace("/article/bridge/", f"/article/bridge{one or ''}/")
        graph.parse(data=own.replace("claimgraph/id/", f"claimgraph/id/{one}-"), format="turtle")
    return graph


@pytest.mark.parametrize("name", ["map", "actors", "evidence"])
@pytest.mark.parametrize("around", few(["", "rust", "by-pay", "certificate"], 2))
def test_a_picture_of_one_article_does_not_read_the_others(name, around):
    """A thousand articles take a thousand times as long to draw as one, not a million times."""
    one, twelve = copies(1), copies(12)
    drawn = module(name).draw(one, B[around])
    assert module(name).draw(twelve, B[around]) == drawn
    assert twelve.read == one.read


def test_a_timeline_reads_of_other_articles_the_names_of_events_alone():
    """Five each: an event is an article's own by its IRI."""
    one, twelve = copies(1), copies(12)
    assert timeline.draw(twelve, B[""]) == timeline.draw(one, B[""])
    assert twelve.read - one.read <= 2 * 11 * 5


def test_a_picture_is_drawn_by_an_opened_project(bridge):
    """As the command draws it."""
    opened = claimgraph.open(HERE / "pictures")
    assert opened.draw("map") == maps.draw(bridge)
    assert opened.draw("map", "rust", whole=True) == maps.draw(bridge, B.rust, whole=True)
    with pytest.raises(UsageError, match="no picture 'maps'"):
        opened.draw("maps")
