"""The rules by which a capture is compared with the article's text, each with what it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.findings import Finding, Rule, Severity
from claimgraph.graph.terms import n_triples

if TYPE_CHECKING:
    from rdflib import URIRef
    from rdflib.term import Node

FIND = "Read it again and capture it anew: claimgraph passage find."
MEND = "Let claimgraph passage verify --write mend it."
_COMPUTED = "If you computed it, say so: cg:computed true."

RULES = (
    Rule(
        name="text-file",
        kind="text",
        severity=Severity.VIOLATION,
        summary="The text that an article names can be read",
        description=(
            "cg:textFile names the article's text, a file ending in .txt beside the file that says "
            "so. With it the check compares what was captured with the words of the article."
        ),
        hint="Put the text there, or remove cg:textFile.",
    ),
    Rule(
        name="text-digest",
        kind="text",
        severity=Severity.VIOLATION,
        summary="The text is the one that was captured",
        description="Its digest is the article's cg:textDigest; otherwise passages may have moved.",
        hint="Give the article's own text, or mend its passages and verify with --write.",
    ),
    Rule(
        name="text-moved",
        kind="text",
        severity=Severity.VIOLATION,
        summary="A passage stands where its position says",
        description="Its digest is found elsewhere in the text, at one place.",
        hint=MEND,
    ),
    Rule(
        name="text-changed",
        kind="text",
        severity=Severity.VIOLATION,
        summary="A passage is in the text, word for word",
        description="Only a passage's digest proves its place; a lookalike does not.",
        hint=FIND,
    ),
    Rule(
        name="text-ambiguous",
        kind="text",
        severity=Severity.VIOLATION,
        summary="A passage that stands twice has the position of one of the places",
        description="Where the position is wrong, nothing tells which of them is meant.",
        hint="Write the position of the one meant.",
    ),
    Rule(
        name="text-incomplete",
        kind="text",
        severity=Severity.VIOLATION,
        summary="A passage has a position and a digest",
        description="Without them it cannot be compared with the text.",
        hint=FIND,
    ),
    Rule(
        name="text-digest-missing",
        kind="text",
        severity=Severity.VIOLATION,
        summary="A passage has the digest of its words",
        description="Its words are in place, but no digest proves that they have not changed.",
        hint=MEND,
    ),
    Rule(
        name="text-fragment",
        kind="text",
        severity=Severity.VIOLATION,
        summary="A fragment has the first and the last words of its passage",
        description="A browser finds the passage by the words of its text fragment.",
        hint=FIND,
    ),
    Rule(
        name="text-fragment-elsewhere",
        kind="text",
        severity=Severity.WARNING,
        summary="A browser opens a fragment at its passage",
        description="The fragment's words stand earlier in the text, too.",
        hint="Give more of its first words.",
    ),
    Rule(
        name="text-hedge",
        kind="text",
        severity=Severity.WARNING,
        summary="What a passage hedges is recorded as hedged",
        description=(
            "A word such as “reportedly” or “may” in a passage is in the cg:hedge, or the "
            "cg:condition, of a claim of the passage."
        ),
        hint="Put it in cg:hedge, and choose a hedged certainty, on the claim that it hedges.",
    ),
    Rule(
        name="text-hedge-unsaid",
        kind="text",
        severity=Severity.VIOLATION,
        summary="A hedge is in a passage of its claim",
        description="cg:hedge has the marker words as the article has them.",
        hint="Put the words of the passage in cg:hedge, or add the passage that says it.",
    ),
    Rule(
        name="text-section",
        kind="text",
        severity=Severity.VIOLATION,
        summary="A passage lies in its section",
        description=(
            "Sections follow each other in the text, each from its heading to the next one's. "
            "What an answer says of a section is wrong where a passage is put into another."
        ),
        hint="Point dcterms:isPartOf at the section in which the passage lies.",
    ),
    Rule(
        name="text-figure",
        kind="text",
        severity=Severity.WARNING,
        summary="A figure is the passage's",
        description=(
            "A quantity has the figure that a passage of its claim gives, in digits or in words."
        ),
        hint=f"Correct cg:value, or name the passage that gives the figure. {_COMPUTED}",
    ),
    Rule(
        name="text-unit",
        kind="text",
        severity=Severity.WARNING,
        summary="A figure's unit is the passage's",
        description="Where the passage says of what a figure is, it is what cg:unit says.",
        hint="Correct cg:unit.",
    ),
    Rule(
        name="text-comparator",
        kind="text",
        severity=Severity.WARNING,
        summary="A figure is compared as in the passage",
        description=(
            "“At least”, “over”, “about” and their kin beside a figure are its cg:comparator; "
            "a figure without any is exact. A change goes the way that the passage says."
        ),
        hint="Correct cg:comparator.",
    ),
    Rule(
        name="text-date",
        kind="text",
        severity=Severity.WARNING,
        summary="An event's date is the passage's",
        description=(
            "A date that the article gives stands in its text, as precisely; where a passage of "
            "the event's claims gives another day of the month, another month of the year or "
            "another year, one of the two is wrong."
        ),
        hint=f"Correct the date. {_COMPUTED}",
    ),
    Rule(
        name="text-words",
        kind="text",
        severity=Severity.WARNING,
        summary="A claim's words give the figures of the text",
        description="A figure or a year in label and paraphrase is one that the article gives.",
        hint="Correct the figure in the claim's words.",
    ),
    Rule(
        name="text-unrelated",
        kind="text",
        severity=Severity.WARNING,
        summary="A passage names what its claim is about",
        description=(
            "A claim and each of its passages share words that tell the passage from others: of "
            "label and paraphrase, or the names of what the claim is about."
        ),
        hint="Point cg:passage at the passage in which the article makes the claim.",
    ),
    Rule(
        name="text-speaker",
        kind="text",
        severity=Severity.WARNING,
        summary="A passage names who speaks in it",
        description=(
            "Whose words a claim is, is said by a passage of it, by a name or by a word such as "
            "“the company”; a passage that names another speaker of the article is that one's."
        ),
        hint="Correct cg:actor of the attribution, or add the passage that names the speaker.",
    ),
    Rule(
        name="text-denial",
        kind="text",
        severity=Severity.WARNING,
        summary="A passage says that somebody denies",
        description="What somebody denies or rejects is told with a word that says so.",
        hint="Correct cg:speechAct, or add the passage that tells of the denial.",
    ),
    Rule(
        name="text-copied",
        kind="text",
        severity=Severity.WARNING,
        summary="A claim is restated in other words",
        description=(
            "A paraphrase restates the claim in the capturer's words. One that repeats the "
            "article's does not show that it was understood, and may not be free to publish."
        ),
        hint="Say it in your own words; names and figures may stay.",
    ),
)
_BY_NAME = {rule.name: rule for rule in RULES}


def finding(
    rule: str,
    subject: str,
    node: Node,
    message: str,
    *paths: URIRef,
    value: str | None = None,
    hint: str | None = None,
) -> Finding:
    """Return a finding of a rule, as grave as that says, at a statement of a node.

    `paths` are properties of which one has the value: in N-Triples, or as it is written. The
    rule's own hint follows on `hint`.
    """
    known = _BY_NAME[rule]
    return Finding(
        rule=rule,
        severity=known.severity,
        message=message,
        hint=" ".join(filter(None, (hint, known.hint))),
        subject=subject,
        focus=n_triples(node),
        path="|".join(path.n3() for path in paths) or None,
        value=value,
    )
