"""The tools that read: what the command tells, as typed results; refusals of one line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from assistant import CAPTURE, SLUG, Refused, connected, made_here, project
from captured import ROOT

import claimgraph
from claimgraph.check import rules
from claimgraph.errors import ClaimgraphError
from claimgraph.graph.project import shipped_project
from claimgraph.servers.mcp import server, shown, snapshot
from claimgraph.servers.mcp.results import NOTICE

READING = {
    *("check", "rules", "questions", "ask", "sparql", "explain", "weigh", "whatif"),
    *("passage_find", "passage_verify", "terms", "notation", "actors_match", "status", "diff"),
}
ARTICLE = "huawei-comeback"


@pytest.fixture(scope="module")
def assistant():
    with connected(server.made(shipped_project().root, writable=False)) as one:
        yield one


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return project(tmp_path_factory.mktemp("mcp"))


@pytest.fixture(scope="module")
def ferry(root):
    with connected(server.made(root, writable=True)) as one:
        yield one


def test_every_tool_has_a_schema_of_its_result_and_says_that_it_only_reads(assistant):
    tools = assistant.tools()

    assert set(tools) >= READING
    for name in READING:
        assert tools[name].description
        assert tools[name].output_schema["properties"]["untrusted"]
        assert tools[name].annotations.read_only_hint
        assert not tools[name].annotations.open_world_hint


def test_instructions_and_each_answer_say_that_texts_are_data(assistant):
    assert "data" in assistant.client.instructions
    assert assistant("status")["untrusted"] == NOTICE


@pytest.mark.slow
def test_check_finds_what_check_finds(assistant):
    report = claimgraph.open(shipped_project().root).check()
    told = assistant("check", detail=True)

    assert sum(told[name] for name in ("violations", "warnings", "infos")) == len(report.findings)
    assert {one["rule"] for one in told["findings"]} == {one.rule for one in report.findings}
    assert all(one["hint"] for one in told["findings"] if one["rule"] == "claim-supported")


def test_in_short_what_is_said_of_several_things_is_said_once(assistant):
    """With the names of all of them, by which a draft is changed."""
    full = assistant("check", rule="claim-supported", detail=True)["findings"]
    told = assistant("check", rule="claim-supported")

    (one,) = told["findings"]
    assert len(full) > 2
    assert {one["name"], *one["others"]} == {each["name"] for each in full}
    assert one["hint"]
    assert told["warnings"] == len(full)
    assert "more" not in told


def test_check_is_of_one_article_and_one_rule(ferry):
    told = ferry("check", article=SLUG, rule="claim-supported")

    assert {one["rule"] for one in told["findings"]} <= {"claim-supported"}
    assert all(one["place"].startswith(f"data/{SLUG}/capture.yaml:") for one in told["findings"])


def test_rules_by_kind_and_in_full(assistant):
    known = {rule.name for rule in claimgraph.open(shipped_project().root).rules}
    told = assistant("rules")["kinds"]

    assert {name for names in told.values() for name in names} == known
    (one,) = assistant("rules", rule="claim-supported", detail=True)["rules"]
    assert one["shape"].startswith("@prefix")
    assert one["passing"]
    assert one["failing"]
    assert {rule["name"] for rule in assistant("rules", kind="claim")["rules"]} == {*told["claim"]}


def test_questions_are_listed_and_answered(assistant):
    opened = claimgraph.open(shipped_project().root)
    themes = assistant("questions")["themes"]

    assert sorted(name for names in themes.values() for name in names) == sorted(
        one.name for one in opened.questions
    )
    listed = assistant("questions", theme="quality", detail=True)["questions"]
    assert all(one["sparql"] and one["summary"] for one in listed)
    answer = opened.ask("unsupported-claims")
    told = assistant("ask", question="unsupported-claims", limit=200)
    assert told["columns"] == list(answer.variables)
    assert len(told["rows"]) == len(answer.rows)
    assert not told.get("more")
    assert assistant("ask", question="unsupported-claims", limit=1)["more"]


def test_a_claim_is_explained_and_weighed(assistant):
    weighed = assistant("weigh", article=ARTICLE)
    thesis = next(one for one in weighed["claims"] if one["role"] == "thesis")
    told = assistant("explain", claim=thesis["claim"], article=ARTICLE)

    assert told["claim"]["standing"] == thesis["standing"]
    assert told["claim"]["label"] == thesis["label"]
    assert told["claim"]["arguments"][0]["premises"]
    deeper = assistant("explain", claim=thesis["claim"], article=ARTICLE, detail=True)
    assert len(str(deeper)) > 2 * len(str(told))


@pytest.mark.slow
def test_what_other_articles_say_counts_where_it_is_asked_for():
    """The arithmetic is in tests/claims/test_weighing_links.py."""
    with connected(made_here(ROOT / "tests" / "corroborated", writable=False)) as one:
        company = {"article": "toll-company"}
        alone = {each["claim"]: each["standing"] for each in one("weigh", **company)["claims"]}
        together = one("weigh", **company, links=True, detail=True)
        falls = one("whatif", **company, links=True, without=["id:traffic-count"])["changes"]
        stays = one("whatif", **company, without=["id:traffic-count"])["changes"]

    assert set(alone.values()) == {"accepted 3"}
    assert {each["standing"] for each in together["claims"]} == {"accepted 4"}
    assert together["means"].endswith("with accepted links")
    assert [(each["before"], each["after"]) for each in falls] == [("accepted 4", "accepted 3")] * 2
    assert stays == []


def test_what_falls_without_unnamed_sources(assistant):
    weighing = claimgraph.open(shipped_project().root).weigh(ARTICLE)
    told = assistant("whatif", without=["unnamed"], article=ARTICLE, detail=True)

    assert len(told["changes"]) == len(weighing.without("unnamed").changes)
    assert all(one["before"] != one["after"] for one in told["changes"])


def test_words_of_schemes(assistant):
    assert "asserted" in assistant("terms")["schemes"]["certainty"]
    assert assistant("terms", scheme="certainty")["definitions"]["asserted"]


def test_actors_by_another_name(assistant):
    assert assistant("actors_match", name="US")["matches"][0]["name"] == "united-states"


def test_a_passage_is_found_in_the_text(ferry):
    told = ferry("passage_find", words="carried … May")

    assert told["quoted"] == "carried 9000 people in May"
    assert "captured_as" not in told
    assert ferry("passage_find", words="By its … 2021.", article=SLUG)["captured_as"]


def test_passages_agree_with_the_text(ferry):
    assert ferry("passage_verify")["agrees"]


def test_status_has_the_sentences_that_come_next(ferry):
    (one,) = ferry("status")["articles"]

    assert (one["sentences"], one["covered"]) == (10, 2)
    assert one["drafts"] == ["county-pays"]
    assert one["next"][0] == "The harbour council denies the loss in a letter."


def test_a_query_reads_all_graphs(assistant):
    told = assistant("sparql", query="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")

    assert int(told["rows"][0][0]) > 1000
    assert assistant("sparql", query="ASK { ?s ?p ?o }")["truth"]


def test_a_query_gives_no_more_than_its_limit(assistant):
    told = assistant("sparql", query="SELECT ?s ?p ?o { ?s ?p ?o }", limit=3)

    assert len(told["rows"]) == 3
    assert told["more"]


def git(root, *arguments):
    config = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    subprocess.run(["git", "-C", str(root), *config, *arguments], check=True, capture_output=True)


def test_what_changed_since_a_revision(tmp_path):
    root = project(tmp_path)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    file = root / "data" / SLUG / "capture.yaml"
    with connected(made_here(root, writable=True)) as one:
        assert one("diff")["lines"] == []
        file.write_text(CAPTURE.replace("certainty: asserted\n", "certainty: qualified\n", 1))
        told = one("diff", revision="HEAD")
    assert told["changed"] == len(told["lines"]) == 1
    assert "qualified" in told["lines"][0]


def test_a_file_that_changes_is_read_again(tmp_path):
    root = project(tmp_path)
    file = root / "data" / SLUG / "capture.yaml"
    with connected(made_here(root, writable=True)) as one:
        assert one("status")["articles"][0]["claims"] == 2
        third = "[{claim: has-money, label: It has money, says: It is rich.}]"
        passage = f"      - words: The county has … budget.\n        claims: {third}\n"
        last = "      - words: So"
        file.write_text(CAPTURE.replace(last, f"{passage}{last}"))
        assert one("status")["articles"][0]["claims"] == 3
        file.unlink()
        assert one("status")["articles"][0]["claims"] == 0
        file.with_name("text.txt").unlink()
        with pytest.raises(Refused, match="no article is here"):
            one("status")


def test_a_text_that_cannot_be_read_says_why_and_hides_no_other_article(tmp_path):
    root = project(tmp_path)
    broken = root / "data" / "broken" / "text.txt"
    broken.parent.mkdir()
    broken.write_bytes(b"\xff\xfe broken")
    with connected(made_here(root, writable=True)) as one:
        told = {article["article"]: article for article in one("status")["articles"]}
        with pytest.raises(Refused, match=r"data/broken/text\.txt"):
            one("status", article="broken")
    assert told[SLUG]["claims"] == 2
    assert told[SLUG].get("why", "") == ""
    assert told["broken"]["why"].startswith("data/broken/text.txt")


def test_every_key_of_the_notation_is_told(assistant):
    told = assistant("notation")["keys"]
    schema = json.loads(assistant.read("claimgraph://notation").text)["definitions"]

    for kind in ("section", "passage", "claim", "argument", "source", "figure", "event", "actor"):
        assert set(told[kind]) == set(schema[kind]["properties"]) - {"kind"} | (
            {"kind"} & set(told[kind])
        )
        assert all(told[kind].values())
    assert "conditional" not in told
    assert set(assistant("notation", kind="claim")["keys"]) == {"claim"}


def test_the_notation_is_short(assistant):
    """Its schema is some forty times as long, too long for an assistant to read."""
    (content,) = assistant.do("call_tool", "notation", {}).content

    assert len(content.text) * 20 < len(assistant.read("claimgraph://notation").text)


REFUSED = [
    ("check", {"article": "nowhere"}, "nowhere: is not an article: name one of ferry"),
    ("check", {"rule": "nothing-of-it"}, "list them with: the tool rules"),
    ("rules", {"rule": "nothing-of-it"}, "no rule 'nothing-of-it'"),
    ("rules", {"kind": "nothing"}, "no kind 'nothing': choose one of"),
    ("questions", {"theme": "nothing"}, "no theme 'nothing': choose one of"),
    ("ask", {"question": "nothing-of-it"}, "the tool questions lists them all"),
    ("ask", {"question": "claims", "values": {"x": "y"}}, "has no parameter 'x'"),
    ("ask", {"question": "claims", "limit": 100000}, "ask: limit: Input should be less than"),
    ("explain", {"claim": "nothing-of-it"}, "the tool ask (question: claims) lists them all"),
    ("explain", {}, "explain: claim: Field required"),
    ("weigh", {"article": "nowhere"}, "nowhere: is not an article"),
    ("whatif", {}, "nothing is supposed: give without, doubt or restore"),
    ("whatif", {"without": ["nothing-of-it"]}, "nothing-of-it"),
    ("passage_find", {"words": "not there … at all"}, "not"),
    ("passage_find", {"words": "The ferry", "article": "../.."}, "is not a"),
    ("passage_find", {"words": "ferry"}, "fits 3 places"),
    ("passage_verify", {"article": "nowhere"}, "nowhere: is not an article"),
    ("terms", {"scheme": "nothing"}, "no scheme 'nothing': choose one of"),
    ("notation", {"kind": "dragon"}, "'dragon' is not a kind of item: choose one of article"),
    ("actors_match", {"name": "…"}, "is not a name"),
    ("status", {"article": "nowhere"}, "nowhere: is not an article"),
    ("diff", {"revision": "HEAD"}, "is not in a git repository that git reads: to compare with a"),
    ("diff", {"revision": "HEAD:data"}, "HEAD:data: is not a revision"),
    ("diff", {"revision": "--output=x"}, "is not in a git repository"),
    ("sparql", {"query": "SELECT"}, "query:1:7: is not a SPARQL query"),
    ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, "is not a SPARQL query"),
    ("sparql", {"query": "LOAD <http://127.0.0.1/>"}, "is not a SPARQL query"),
    ("sparql", {"query": "ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "SERVICE is not"),
    ("sparql", {"query": "ASK { \\u0053ERVICE <http://127.0.0.1/> {} }"}, "not"),
    ("sparql", {"query": "ASK " + "{" * 10000 + "}" * 10000}, "nested more than"),
    ("draft_put", {"article": SLUG, "edits": [{"kind": "claim"}], "assistant": "a\nb"},
     "draft_put: assistant: is empty, or not on one line: see its schema"),
    ("shell", {"command": "true"}, "no tool 'shell': choose one of check, rules, "),
]  # fmt: skip


def test_hints_name_tools_in_place_of_commands():
    hints = [rule.hint or "" for rule in rules.catalogue(shipped_project())]
    told = [shown.by_tools(hint) for hint in hints]

    assert any("`claimgraph terms role` lists them all" in hint for hint in hints)
    assert any("; the tool terms (scheme: role) lists them all" in hint for hint in told)
    # What writes a passage's place, and links, is for a person.
    left = [hint for hint in told if "claimgraph " in hint.replace("claimgraph align", "")]
    assert [hint for hint in left if "passage verify" not in hint and "accept" not in hint] == []


@pytest.mark.parametrize(("tool", "arguments", "why"), REFUSED)
def test_a_refusal_says_why_in_one_line(ferry, tool, arguments, why):
    with pytest.raises(Refused) as refused:
        ferry(tool, **arguments)

    line = str(refused.value)
    assert why in line
    assert "\n" not in line
    assert "Traceback" not in line


@pytest.mark.slow
def test_a_query_that_takes_long_is_ended(root):
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    worker = server.Worker(root, writable=False, seconds=5)
    with connected(server.made(root, writable=False, worker=worker)) as one:
        with pytest.raises(Refused, match="this took longer than 5 s: ask for less"):
            one("sparql", query=long)
        worker.seconds = 60  # a new process begins, on a machine that may be at other work
        assert one("sparql", query="ASK { ?s ?p ?o }")["truth"]


def test_nothing_outside_the_project_is_read(tmp_path):
    """A capture may name any file as its text, and a link may lead anywhere."""
    root = project(tmp_path / "own")
    (tmp_path / "secret.txt").write_text("A secret.\n")
    folder = root / "data" / SLUG
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    with connected(made_here(root, writable=True)) as one:
        for name in ("../../../secret.txt", str(tmp_path / "secret.txt"), "link.txt"):
            (folder / "capture.yaml").write_text(CAPTURE.replace("text.txt", name))
            with pytest.raises(Refused):
                one("passage_find", words="A secret")


def test_a_folder_that_leads_out_of_the_project_is_not_an_article(tmp_path):
    root = project(tmp_path / "own")
    outside = project(tmp_path / "outside", None) / "data" / SLUG
    (root / "data" / "linked").symlink_to(outside)
    (root / "data" / "near").mkdir()
    (root / "data" / "near" / "text.txt").symlink_to(outside / "text.txt")
    now = snapshot.Opened(root, writable=True).now
    for slug, why in (
        ("linked", "leads out of the project"),
        ("near", "data/near/text.txt: not a"),
    ):
        with pytest.raises(ClaimgraphError, match=why):
            now.text(slug)
    assert now.waiting == ["near"]
    with pytest.raises(ClaimgraphError, match="leads out of the project"):
        now.folder("linked")


def test_words_of_a_text_cannot_steer_what_shows_them(tmp_path):
    label = "label: The ferry made a loss in 2021"
    root = project(tmp_path, CAPTURE.replace(label, 'label: "The ferry \\e[2J lost"'))
    with connected(made_here(root, writable=True)) as one:
        told = one("explain", claim="ferry-lost")
    assert "\x1b" not in str(told)
    assert Path(told["iri"]).name == "ferry-lost"
