"""Draws explanations and counts for a terminal."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

from rich.tree import Tree

from claimgraph.errors import UsageError
from claimgraph.findings import Severity
from claimgraph.layout import Column, Layout, hang, show
from claimgraph.text import console, one_line, styled

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from typing import TextIO

    from rdflib.term import Node
    from rich.console import Console
    from rich.text import Text

    from claimgraph.check.rules import Explained
    from claimgraph.claims.explain import Argument, Claim, Explanation
    from claimgraph.claims.notation.terms import Scheme
    from claimgraph.claims.reading import Reader
    from claimgraph.claims.registry import Match
    from claimgraph.claims.routes import Step as RouteStep
    from claimgraph.claims.weighing.reasons import Step
    from claimgraph.findings import Rule
    from claimgraph.questions import Question
    from claimgraph.questions.catalogue import Broken
    from claimgraph.questions.stats import Stats

_SEVERITIES = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_COLOURS = {"supported": "green", "opposed": "red", "undercut": "magenta"}


def explanation(explained: Explanation, out: TextIO) -> None:
    """Draw a claim, what it rests on, and the tree of support beneath it."""
    terminal = _console(out)
    claim = explained.claim
    hang(terminal, styled(claim.label, style="bold"))
    hang(terminal, styled(explained.paraphrase))
    terminal.print()
    hedge = f" (“{claim.hedge}”)" if claim.hedge else ""
    for title, lines in (
        ("kind", [f"{claim.kind}, {claim.certainty}{hedge}"]),
        ("IRI", [claim.iri]),
        (
            "passage",
            [f"{section}: {label}  {fragment}" for section, label, fragment in explained.passages],
        ),
        ("evidence", explained.evidence or ["none outside the article"]),
        ("said by", explained.attributions),
        ("standing", [claim.standing] if claim.standing else []),
        ("because", [explained.way[0].why] if explained.way else []),
        ("through", [one.standing.label for one in explained.way[1:-1]]),
        ("weakest", [_step(one) for one in explained.way[1:][-1:]]),
        ("elsewhere", [str(one) for one in explained.elsewhere]),
        ("in all", explained.corroboration.lines if explained.corroboration else []),
    ):
        for line in lines:
            hang(terminal, styled(line), f"{title:<10} ")
    terminal.print()
    # Wrapped, for rich would crop what a branch has no room for.
    terminal.print(_claim(claim, Tree(_line(claim), guide_style="dim")), soft_wrap=False)


def route(reader: Reader, start: Node, steps: Sequence[RouteStep], out: TextIO) -> None:
    """Draw the way of arguments from a claim to another, a line each."""
    terminal = _console(out)
    hang(terminal, styled(one_line(reader.term(start).label)))
    for step in steps:
        scheme = f" ({step.argument.scheme.label})" if step.argument.scheme else ""
        line = f"{step.argument.way}{scheme}: {reader.term(step.to).label}"
        hang(terminal, styled(one_line(line)), "  ")


def _step(step: Step) -> str:
    return f"{step.standing.label} ({step.standing}): {step.why}"


def _console(out: TextIO) -> Console:
    return console(out, soft_wrap=True)


def _claim(claim: Claim, branch: Tree) -> Tree:
    for argument in claim.arguments:
        _argument(argument, branch)
    return branch


def _argument(argument: Argument, branch: Tree) -> None:
    drawn = "" if argument.explicit else ", reconstructed"
    if len(argument.premises) == 1 and not argument.undercuts:
        premise = argument.premises[0]
        label = styled(_way(argument), _line(premise), (f"  [{argument.scheme}{drawn}]", "dim"))
        _claim(premise, branch.add(label))
        return
    node = branch.add(styled(_way(argument), (f"[{argument.scheme}{drawn}]", "dim")))
    for premise in argument.premises:
        _claim(premise, node.add(_line(premise)))
    for undercut in argument.undercuts:
        _argument(undercut, node)


def _way(argument: Argument) -> Text:
    way = "undercut by " if argument.way == "undercut" else f"{argument.way} by "
    return styled(way, style=_COLOURS.get(argument.way, ""))


def _line(claim: Claim) -> Text:
    line = styled(claim.label)
    if claim.hedge:
        line.append_text(styled((f"  ~ {claim.hedge}", "yellow")))
    if claim.sources:
        line.append_text(styled((f"  ({'; '.join(claim.sources)})", "cyan")))
    if claim.standing:
        line.append(f"  [{claim.standing}]", style="dim")
    if claim.repeated:
        line.append("  (see above)", style="dim")
    elif claim.deeper:
        line.append("  (rests on more: explain it)", style="dim")
    elif not claim.arguments and not claim.sources:
        line.append("  (rests on nothing further)", style="dim")
    return line


def catalogue(questions: Sequence[Question], broken: Sequence[Broken], out: TextIO) -> None:
    """List questions by theme, each with its parameters and its summary; then the broken ones."""
    terminal = _console(out)
    width = max((len(_call(question)) for question in questions), default=0)
    for theme, of_theme in groupby(questions, key=lambda question: question.theme):
        terminal.print(styled(theme, style="bold"))
        for question in of_theme:
            instead = f"  (instead of {question.shadows})" if question.shadows else ""
            call = styled("  ", (f"{_call(question):<{width}}", "cyan"), "  ")
            hang(terminal, styled(question.summary, (instead, "dim")), call)
        terminal.print()
    if broken:
        terminal.print(styled("broken", style="bold"))
        for each in broken:
            hang(terminal, styled(str(each)), styled("  ", (each.name, "red"), "  "))
        terminal.print()
    how = "ask one: claimgraph ask NAME [PARAMETER=VALUE]..."
    hang(terminal, styled(f"{len(questions)} questions; {how}"))


def _call(question: Question) -> str:
    return " ".join([question.name, *(f"{parameter.name}=…" for parameter in question.parameters)])


def rules(listed: Sequence[Rule], out: TextIO) -> None:
    """List rules by what they are about, each with its severity and its summary."""
    terminal = _console(out)
    width = max((len(rule.name) for rule in listed), default=0)
    for kind, of_kind in groupby(listed, key=lambda rule: rule.kind):
        terminal.print(styled(kind, style="bold"))
        for rule in of_kind:
            name = styled(
                "  ",
                (f"{rule.name:<{width}}", "cyan"),
                "  ",
                (f"{rule.severity.value:<9}", _SEVERITIES[rule.severity]),
                "  ",
            )
            hang(terminal, styled(rule.summary), name)
        terminal.print()
    terminal.print(f"{len(listed)} rules; explain one: claimgraph rules NAME")


def rule(explained: Explained, out: TextIO) -> None:
    """Draw a rule: what it asks and why, what its findings say, its shape and its examples."""
    terminal = _console(out)
    rule = explained.rule
    terminal.print(
        styled((rule.name, "bold"), "  ", (rule.severity.value, _SEVERITIES[rule.severity]))
    )
    hang(terminal, styled(f"{rule.summary}."))
    if rule.description:
        hang(terminal, styled(rule.description))
    terminal.print()
    for title, line in (
        ("message", rule.message),
        ("hint", rule.hint),
        ("shape", f"<{rule.shape}>" if rule.shape else None),
        ("file", rule.file),
    ):
        if line:
            hang(terminal, styled(line), f"{title:<8} ")
    if explained.turtle:
        _turtle("The shape", explained.turtle, terminal)
    for which, example in (("Passes", explained.passing), ("Fails", explained.failing)):
        if example:
            _turtle(f"{which}: {example.file}, as far as the two differ", example.differs, terminal)


def _turtle(title: str, text: str, terminal: Console) -> None:
    terminal.print()
    terminal.print(styled(title, style="bold"))
    for line in text.split("\n"):
        terminal.print(styled(f"  {line}".rstrip()))


def schemes(listed: Sequence[Scheme], out: TextIO) -> None:
    """List the schemes of a capture's words, each with their number and what they say."""
    terminal = _console(out)
    for one in listed:
        lead = styled((f"{one.name:<16}", "cyan"), f"{len(one.words):>3}  ")
        hang(terminal, styled(one.summary), lead)
    terminal.print()
    how = "list the words of one: claimgraph terms SCHEME"
    hang(terminal, styled(f"{len(listed)} schemes; {how}"))


def scheme(listed: Scheme, out: TextIO) -> None:
    """List the words of a scheme, each as a capture has it and with its definition."""
    terminal = _console(out)
    hang(terminal, styled((listed.name, "bold")))
    hang(terminal, styled(listed.says))
    hang(terminal, styled(listed.written), "written  ")
    terminal.print()
    # An IRI of the project's own is a line of its own.
    width = max((len(word.written) for word in listed.words if len(word.written) < 30), default=0)
    for word in listed.words:
        hang(terminal, styled(word.says), styled((f"{word.written:<{width}}", "cyan"), "  "))


def stats(counted: Stats, out: TextIO, heading: str = "", layout: Layout = Layout.auto) -> None:
    """Draw the counts per kind and per section, under a heading if there is one."""
    terminal = _console(out)
    if heading:
        terminal.print(styled(heading, style="bold"))
        terminal.print()
    kinds = [
        (kind.name, str(kind.count), ", ".join(f"{count} {name}" for name, count in kind.parts))
        for kind in counted.kinds
    ]
    _table(terminal, ("kind", "number", "of these"), kinds, {"number"}, layout)
    terminal.print()
    sections = []
    articles = list(dict.fromkeys(section.article for section in counted.sections))
    for article in articles:
        if len(articles) > 1:
            sections.append((styled(article, style="bold"), "", ""))
        sections += [
            (styled(section.label), str(section.passages), str(section.claims))
            for section in counted.sections
            if section.article == article
        ]
    headings = ("section", "passages", "claims")
    _table(terminal, headings, sections, {"passages", "claims"}, layout)
    terminal.print()


def _table(
    terminal: Console,
    headings: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    numbers: Container[str],
    layout: Layout,
) -> None:
    columns = [Column(heading, right=heading in numbers) for heading in headings]
    show(terminal, columns, [list(map(styled, row)) for row in rows], layout)


def matches(matched: Sequence[Match], out: TextIO, layout: Layout = Layout.auto) -> None:
    """Draw things with the names by which they were found."""
    rows = [
        [one_line(cell) for cell in (f"{one.score:g}", one.name, one.label, one.kind, one.iri)]
        for one in matched
    ]
    _table(_console(out), ("score", "name", "label", "kind", "IRI"), rows, {"score"}, layout)


def candidates(proposed: Sequence[Match], out: TextIO, layout: Layout = Layout.auto) -> None:
    """Draw candidates with the numbers by which they are chosen."""
    rows = [
        [one_line(cell) for cell in (str(number), f"{one.score:g}", one.name, one.kind, one.iri)]
        for number, one in enumerate(proposed, 1)
    ]
    numeric = {"number", "score"}
    _table(_console(out), ("number", "score", "name", "kind", "IRI"), rows, numeric, layout)


def matches_as_json(matched: Sequence[Match]) -> str:
    """Return things with the names by which they were found as a JSON array."""
    return json.dumps(list(map(asdict, matched)), ensure_ascii=False, indent=2) + "\n"


def must_be_form(form: str, known: Sequence[str]) -> None:
    """Raise UsageError for a form of output that there is not."""
    if form not in known:
        raise UsageError(f"no format '{form}': choose from {', '.join(known)}")
