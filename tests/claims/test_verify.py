"""Captured passages against a text: what agrees, moved, changed, or is not the article at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claimgraph.claims import passages, verify
from claimgraph.claims.captured import Article, Hedge, Passage
from claimgraph.errors import ProjectError, TextError, UsageError
from claimgraph.findings import Severity

TEXT = (
    "The bakery on Mill Street opened in May 1998. It soon baked for half the town. "
    "The owner reportedly sold it in 2003. The new one kept the oven. The town was glad. "
    "Good bread. Bad bread. Good bread."
)
WORDS = [
    ("The bakery", "May 1998."),
    ("It soon", "the town."),
    ("The owner", "in 2003."),
    ("The new", "the oven."),
    ("The town was", "glad."),
]


def passage(text: str, first: str, last: str, *hedges: str) -> Passage:
    found = passages.select(passages.normalise(text), f"{first} … {last}")
    return Passage(
        iri=f"https://example.org/{first}",
        label=first,
        section=None,
        place=found.place,
        fragment=str(found.fragment),
        digest=found.digest,
        hedges=hedges,
    )


def article(text: str = TEXT, words=WORDS) -> Article:
    captured = (passage(text, first, last, "reportedly") for first, last in words)
    digest = passages.digest(text)
    return Article("https://example.org/bakery/", "The bakery", digest, tuple(captured))


def with_first(captured: Article, **changes) -> Article:
    first, *others = captured.passages
    return replace(captured, passages=(replace(first, **changes), *others))


def told(verdict: verify.Verdict) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message) for finding in verdict.all_findings]


def test_passages_of_the_text_agree():
    verdict = verify.verify(TEXT, article())
    assert verdict.agrees
    assert told(verdict) == []
    assert str(verdict) == "5 passages agree with the text of ‘The bakery’"


def test_white_space_and_composition_make_no_difference():
    verdict = verify.verify("\n  " + TEXT.replace(" ", "\r\n\t\u00a0"), article())
    assert (verdict.agrees, told(verdict)) == (True, [])


def test_a_text_put_in_front_moves_every_passage_by_its_length():
    verdict = verify.verify("Read this! " + TEXT, article())
    assert [one.place for one in verdict.passages] == [
        (one.place[0] + 11, one.place[1] + 11) for one in article().passages
    ]
    assert told(verdict)[:2] == [
        (
            "text-digest",
            "was captured from another text: this one holds 5 of 5 passages word for word",
        ),
        ("text-moved", "stands at 11–56 now, not at 0–45"),
    ]
    assert {rule for rule, _ in told(verdict)[1:]} == {"text-moved"}
    assert str(verdict) == "0 of 5 passages agree with the text of ‘The bakery’"
    assert not verdict.agrees


@given(st.text(max_size=40))
def test_whatever_is_put_in_front_moves_them_so(front):
    before = passages.normalise(front + " |") + " "
    assume("the" not in front.lower())
    verdict = verify.verify(before + TEXT, article())
    assert [one.place for one in verdict.passages] == [
        tuple(place + len(before) for place in one.place) for one in article().passages
    ]


@given(st.integers(-9, 400), st.integers(-9, 400))
def test_a_passage_is_put_back_from_wherever_its_position_points(start, end):
    """Inside the text or not, before its end or not: the digest alone proves the place."""
    right = article().passages[0].place
    verdict = verify.verify(TEXT, with_first(article(), place=(start, end)))
    assert verdict.passages[0].place == right
    assert [rule for rule, _ in told(verdict)] == ([] if (start, end) == right else ["text-moved"])


@pytest.mark.parametrize("off", [(0, 9), (-len(TEXT), 0), (-len(TEXT), 9)])
def test_a_position_outside_the_text_is_not_right(off):
    """Though what a slice of the text would hold is the passage."""
    held = passage(TEXT, "Bad bread. Good", "bread.")
    start, end = held.place
    assert end == len(TEXT)
    captured = Article("https://example.org/bakery/", "The bakery", passages.digest(TEXT), (held,))
    off_place = (start + off[0], end + off[1])
    verdict = verify.verify(TEXT, with_first(captured, place=off_place))
    assert verdict.passages[0].place == (start, end)
    assert [rule for rule, _ in told(verdict)] == ["text-moved"]


def test_a_position_with_the_space_before_it_is_not_right():
    captured = article(words=WORDS[1:])
    start, end = captured.passages[0].place
    verdict = verify.verify(TEXT, with_first(captured, place=(start - 1, end)))
    assert told(verdict) == [
        ("text-moved", f"stands at {start}–{end} now, not at {start - 1}–{end}")
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("half the town", "all the town", "its first and last words now stand at %It soon%–%. The "
         "owner%, other words between them"),
        ("half the", "some the", "its first and last words still stand at %It soon%–%. The owner%, "
         "other words between them"),
        ("It soon", "It lately", "its first words are not in the text, its last words stand at "
         "%the town.%"),
        ("half the town.", "us.", "its first words stand at %It soon%, its last words are not in "
         "the text"),
        ("It soon baked for half the town.", "It closed.", "its first words are not in the text, "
         "its last words are not in the text"),
    ],
)  # fmt: skip
def test_a_passage_that_changed_is_tied_to_nothing(old, new, message):
    """`%words%` in an expected message is where these words stand; a full stop is before them."""
    text = TEXT.replace(old, new)

    def place(words: str) -> str:
        return str(
            text.index(words.removeprefix(". ")) - 1 if words[0] == "." else text.index(words)
        )

    message = "".join(
        place(part) if number % 2 else part for number, part in enumerate(message.split("%"))
    )
    verdict = verify.verify(text, article())
    changed = verdict.passages[1]
    assert changed.place is None
    assert [finding.message for finding in changed.findings] == [f"has changed: {message}"]
    assert "passage find" in changed.findings[0].hint


def test_a_passage_that_stands_twice_is_tied_to_neither():
    start, behind = TEXT.index("Good bread."), TEXT.rindex("Good bread.")
    first = replace(
        passage(TEXT, "The town was", "glad."),
        place=(start + 5, start + 16),
        fragment=":~:text=Good,bread.",
        digest=passages.digest("Good bread."),
    )
    captured = replace(article(), passages=(first, *article().passages))
    verdict = verify.verify(TEXT, captured)
    spans = f"{start}–{start + 11} and {behind}–{behind + 11}"
    assert verdict.passages[0].place is None
    assert told(verdict) == [
        (
            "text-ambiguous",
            f"is not at {start + 5}–{start + 16} but stands word for word at {spans}",
        )
    ]


def test_a_passage_that_stands_twice_is_right_where_its_position_says():
    """The position decides; that a browser opens the other place is a warning."""
    start, behind = TEXT.index("Good bread."), TEXT.rindex("Good bread.")
    second = replace(
        article().passages[0],
        place=(behind, behind + 11),
        fragment=":~:text=Good,bread.",
        digest=passages.digest("Good bread."),
    )
    verdict = verify.verify(TEXT, replace(article(), passages=(second,)))
    assert not verdict.agrees
    assert told(verdict) == [
        (
            "text-fragment-elsewhere",
            f"is at {behind}–{behind + 11}, but a browser opens its text fragment at "
            f"{start}–{start + 11}",
        )
    ]
    assert verdict.all_findings[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"place": None}, ("text-incomplete", "has no position")),
        ({"fragment": None}, ("text-fragment", "has a fragment that is not a text fragment")),
        ({"fragment": "#a"}, ("text-fragment", "has a fragment that is not a text fragment")),
        ({"fragment": ":~:text=It%20soon,the%20town."},
         ("text-fragment", "does not begin with the words of its text fragment")),
        ({"fragment": ":~:text=The%20bakery,half%20the"},
         ("text-fragment", "does not end with the words of its text fragment")),
        ({"digest": None}, ("text-digest-missing", "has no digest of 64 lower-case hexadecimal "
         "digits, though its words are in place")),
        ({"digest": "ABC"}, ("text-digest-missing", "has no digest of 64 lower-case hexadecimal "
         "digits, though its words are in place")),
        ({"digest": "", "place": (3, 9)},
         ("text-incomplete", "has no digest, and its words do not stand at its position")),
        ({"digest": "0" * 64}, ("text-changed", "has changed: its first and last words still stand "
         "at 0–45, other words between them")),
    ],
)  # fmt: skip
def test_a_passage_that_is_captured_badly_is_told(changes, finding):
    verdict = verify.verify(TEXT, with_first(article(), **changes))
    assert told(verdict) == [finding]
    assert not verdict.agrees
    assert str(verdict).startswith("4 of 5 passages agree")


# ── Hedging words ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("hedges", "warned"),
    [
        ((), True),
        (("reportedly",), False),
        (("Reportedly",), False),
        (("was reportedly sold",), False),
        (("report",), True),
        (("allegedly", "it seems"), True),
    ],
)
def test_a_hedging_word_that_no_claim_records_is_warned_about(hedges, warned):
    captured = replace(article(), passages=(passage(TEXT, "The owner", "in 2003.", *hedges),))
    verdict = verify.verify(TEXT, captured)
    expected = [("text-hedge", "says “reportedly”, which no claim of it records")]
    assert told(verdict) == (expected if warned else [])
    assert verdict.agrees is not warned


def test_a_moved_passage_is_searched_for_hedging_words_in_its_new_place():
    captured = replace(article(), passages=(passage(TEXT, "The owner", "in 2003."),))
    rules = [rule for rule, _ in told(verify.verify("News: " + TEXT, captured))]
    assert rules == ["text-digest", "text-moved", "text-hedge"]


def hedge(words: str, *held_by: str) -> Hedge:
    iris = tuple(f"https://example.org/{first}" for first in held_by)
    return Hedge("https://example.org/sold", "The sale", words, f'"{words}"@en', iris)


@pytest.mark.parametrize(
    ("words", "held_by", "warned"),
    [
        ("reportedly", ["The owner"], False),
        ("Reportedly", ["The owner"], False),
        ("owner\n  reportedly", ["The owner"], False),
        ("reportedly", ["It soon", "The owner"], False),
        ("presumably", ["The owner"], True),
        ("report", ["The owner"], True),
        ("reportedly", ["It soon"], True),
        ("reportedly", ["It soon", "The new"], True),
        ("reportedly", ["It soon", "of another article"], False),
    ],
)
def test_a_hedge_that_none_of_its_claims_passages_says_is_warned_about(words, held_by, warned):
    captured = replace(article(), hedges=(hedge(words, *held_by),))
    verdict = verify.verify(TEXT, captured)
    said = f"records the hedge “{words}”, which no passage of it says"
    assert told(verdict) == ([("text-hedge-unsaid", said)] if warned else [])
    assert verdict.agrees is not warned
    assert all(one.severity is Severity.VIOLATION for one in verdict.all_findings)


def test_a_hedge_of_a_passage_that_changed_is_not_judged():
    captured = replace(article(), hedges=(hedge("presumably", "The owner", "It soon"),))
    changed = TEXT.replace("half the town", "all the town")
    assert "text-hedge-unsaid" not in [rule for rule, _ in told(verify.verify(changed, captured))]


@given(st.lists(st.sampled_from(TEXT.split()), min_size=1, max_size=4))
def test_words_are_said_by_a_text_if_they_stand_in_it_in_a_row(words):
    in_a_row = any(TEXT.split()[at : at + len(words)] == words for at in range(len(TEXT.split())))
    assert passages.says(TEXT, " ".join(words)) or not in_a_row
    assert not passages.says(TEXT, " ".join([*words, "zebra"]))


# ── Whose text it is ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["An essay on shipping containers.", "The town", "x"])
def test_a_text_that_is_not_the_articles_is_refused(text):
    with pytest.raises(TextError) as caught:
        verify.verify(text, article())
    assert str(caught.value) == (
        "the text is not that of ‘The bakery’: its digest differs and 0 of 5 passages are found "
        "in it: give the article's own text"
    )


def test_without_passages_the_digest_tells():
    bare = replace(article(), passages=())
    assert str(verify.verify(TEXT, bare)) == "0 passages agree with the text of ‘The bakery’"
    with pytest.raises(TextError):
        verify.verify(TEXT + " More.", bare)


@pytest.mark.parametrize("digest", [None, "", "ABC"])
def test_an_article_without_a_digest_is_told(digest):
    verdict = verify.verify(TEXT, replace(article(), digest=digest))
    assert told(verdict) == [
        ("text-digest", "has no text digest of 64 lower-case hexadecimal digits")
    ]


OTHER = replace(article("Butter is dear. Bread is cheap.", [("Butter", "dear.")]),
                iri="https://example.org/butter/")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "slug", "chosen"),
    [
        (TEXT, None, "bakery"),
        ("Butter is dear. Bread is cheap.", None, "butter"),
        ("News! Butter is dear.", None, "butter"),
        ("News! " + TEXT, None, "bakery"),
        (TEXT, "butter", "butter"),
    ],
)
def test_the_article_is_the_one_with_the_texts_digest_or_else_its_passages(text, slug, chosen):
    assert verify.choose([article(), OTHER], text, slug).slug == chosen


def test_an_article_that_is_not_there_is_told():
    with pytest.raises(
        UsageError, match="no article 'cheese' in the data: there is bakery, butter"
    ):
        verify.choose([article(), OTHER], TEXT, "cheese")
    with pytest.raises(ProjectError, match="no article here"):
        verify.choose([], TEXT)
