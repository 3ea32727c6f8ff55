"""Returns what the other reading tools tell: findings, rules, answers, passages, progress."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from claimgraph.check import rules as check_rules
from claimgraph.claims import capture, differences, fetching, passages, registry
from claimgraph.claims.notation import fresh, table
from claimgraph.claims.notation.names import SCHEMES
from claimgraph.claims.notation.vocabulary import Vocabulary
from claimgraph.claims.progress import progress, uncaptured
from claimgraph.claims.weighing import derived
from claimgraph.claims.weighing import table as tables
from claimgraph.errors import QueryError, TextError, UsageError
from claimgraph.findings import Severity
from claimgraph.graph import changes, inputs, names
from claimgraph.questions import answers, catalogue, naming
from claimgraph.questions import sparql as queries
from claimgraph.servers.mcp import results
from claimgraph.servers.mcp.shown import ANSWER, FEW, MANY, QUOTED, SHORT, by_tools, cut, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rdflib.term import Node

    from claimgraph import findings
    from claimgraph.claims.progress import Progress
    from claimgraph.graph.stores import Rows
    from claimgraph.questions import Question
    from claimgraph.servers.mcp.snapshot import Opened, Snapshot


def check(
    opened: Opened, article: str | None, rule: str | None, *, detail: bool
) -> results.Checked:
    """Return what the check finds, in one article's folder or in all."""
    now = opened.now
    report = now.report
    if rule is not None:
        report = check_rules.chosen(report, _rules(now), [rule], [])
    some: Sequence[findings.Finding] = report.findings
    if article is not None:
        slug = _slug(now, article)
        some = [one for one in some if one.location and _is_in(slug, one.location.file)]
    number = Counter(one.severity for one in some)
    listing, more = listed(some, detail=detail)
    return results.Checked(
        violations=number[Severity.VIOLATION],
        warnings=number[Severity.WARNING],
        infos=number[Severity.INFO],
        findings=listing,
        more=more,
        unchecked=[cut(line) for line in report.unchecked],
    )


def _slug(now: Snapshot, article: str) -> str:
    """Return the name of an article's folder: one that is there, else that of an article."""
    if any(file.path.parent.name == article for file in now.project.data_files):
        return article
    return names.readable(str(now.article(article)))


def _is_in(slug: str, file: str) -> bool:
    return f"data/{slug}/" in file.replace("\\", "/")


def rules(opened: Opened, rule: str | None, kind: str | None, *, detail: bool) -> results.Rules:
    """Return the names of all rules, those of a kind, or one: in detail with its shape."""
    now = opened.now
    if rule is not None:
        one = now.once(("rule", rule), lambda: check_rules.explain(now.project, rule))
        made = _rule(one.rule, whole=True)
        if detail:
            made.shape = one.turtle or ""
            made.passing = one.passing.differs if one.passing else ""
            made.failing = one.failing.differs if one.failing else ""
        return results.Rules(rules=[made])
    kinds: dict[str, list[findings.Rule]] = defaultdict(list)
    for each in _rules(now):
        kinds[each.kind].append(each)
    if kind is None:
        return results.Rules(kinds={name: [r.name for r in some] for name, some in kinds.items()})
    if kind not in kinds:
        raise UsageError(f"no kind '{kind}': choose one of {', '.join(kinds)}")
    return results.Rules(rules=[_rule(one, whole=detail) for one in kinds[kind]])


def _rules(now: Snapshot) -> list[findings.Rule]:
    return now.once("rules", lambda: check_rules.catalogue(now.project))


def _rule(one: findings.Rule, *, whole: bool) -> results.Rule:
    return results.Rule(
        name=one.name,
        severity=one.severity.value,
        summary=one.summary,
        description=one.description if whole else "",
        hint=by_tools(one.hint or "") if whole else "",
    )


def questions(opened: Opened, theme: str | None, *, detail: bool) -> results.Questions:
    """Return the names of the stored questions by theme, or those of one theme."""
    now = opened.now
    sound, broken = now.once("questions", lambda: catalogue.listed(now.project))
    themes: dict[str, list[str]] = defaultdict(list)
    for one in sound:
        themes[one.theme].append(one.name)
    if theme is not None and theme not in themes:
        raise UsageError(f"no theme '{theme}': choose one of {', '.join(themes)}")
    return results.Questions(
        themes=themes if theme is None else {},
        questions=[_question(q, whole=detail) for q in sound if theme == q.theme],
        broken=[cut(str(one)) for one in broken],
    )


def _question(one: Question, *, whole: bool) -> results.Question:
    return results.Question(
        name=one.name,
        theme=one.theme,
        summary=one.summary,
        parameters=[
            results.Parameter(name=p.name, type=p.type, required=p.required, default=p.default)
            for p in one.parameters
        ],
        description=one.description if whole else "",
        sparql=one.sparql if whole else "",
    )


def ask(
    opened: Opened, question: str, values: Mapping[str, str], limit: int, *, detail: bool
) -> results.Rows:
    """Return the answer to a stored question."""
    now = opened.now
    wanted = catalogue.find(now.project, question)
    derived.ready(wanted.sparql, now.store, tables.table(now.project.root))
    rows = catalogue.rows(wanted, values, now.store, now.loaded, limit + 1)
    return _rows(now, rows, limit, iris=detail)


def sparql(opened: Opened, query: str, limit: int) -> results.Rows:
    """Return the answer to a query over the union of all graphs; no other server is called."""
    now = opened.now
    queries.must_be_sparql(query, "query", "file:///")
    if queries.uses(query, "SERVICE"):
        raise QueryError("SERVICE is not allowed here: ask for what the project's graph holds")
    return _rows(now, now.store.rows(queries.limited(query, limit + 1)), limit, iris=True)


def _rows(now: Snapshot, rows: Rows, limit: int, *, iris: bool) -> results.Rows:
    """Return rows with labels in the place of IRIs, or with these."""
    if rows.truth is not None:
        return results.Rows(columns=[], rows=[], truth=rows.truth)
    held = list(islice(rows.solutions, limit + 1))
    more = len(held) > limit
    labels: Mapping[Node, str] = {} if iris else naming.labels(held, now.store, now.loaded)
    shown: list[list[str]] = []
    size = 0
    for row in held[:limit]:
        cells = [cut(answers.shown(row.get(name), labels)) for name in rows.variables]
        size += sum(map(len, cells))
        if size > ANSWER:
            more = True
            break
        shown.append(cells)
    return results.Rows(columns=list(rows.variables), rows=shown, more=more)


def passage_find(
    opened: Opened, words: str, article: str | None, place: int | None
) -> results.Passage:
    """Return the passage of an article's text that words name: its first and last, or all."""
    now = opened.now
    written, iri = now.text(article)
    text = passages.normalise(written)
    selection = passages.select(text, words, place, "choose one by place")
    short, number = fresh.located(text, selection.place)
    start, end = selection.place
    held = [
        names.readable(str(one.iri))
        for each in now.captured.articles
        if iri is not None and each.iri == str(iri)
        for one in each.passages
        if one.place is not None and one.place[0] < end and start < one.place[1]
    ]
    return results.Passage(
        words=short,
        place=number,
        start=start,
        end=end,
        quoted=cut(text[start:end], QUOTED),
        digest=selection.digest,
        captured_as=held[:FEW],
    )


def passage_verify(opened: Opened, article: str | None, *, detail: bool) -> results.Verified:
    """Return whether the passages of an article agree with its text."""
    now = opened.now
    iri = now.article(article)
    text, _ = now.text(str(iri))
    slug = next((one.slug for one in now.captured.articles if one.iri == str(iri)), None)
    verdict = now.once(("verified", iri), lambda: capture.outcome(now.project, text, slug).verdict)
    listing, more = listed(verdict.all_findings, detail=detail)
    return results.Verified(
        agrees=verdict.agrees,
        verdict=cut(str(verdict)),
        findings=listing,
        more=more,
    )


def terms(opened: Opened, scheme: str | None) -> results.Terms:
    """Return the words of all schemes, or those of one with their definitions."""
    now = opened.now
    known = now.once("terms", lambda: _words(now))
    if scheme is not None and scheme not in known:
        raise UsageError(f"no scheme '{scheme}': choose one of {', '.join(known)}")
    if scheme is None:
        return results.Terms(schemes={name: [*some] for name, some in known.items()})
    return results.Terms(definitions=known[scheme])


def _words(now: Snapshot) -> dict[str, dict[str, str]]:
    """Return the words of the schemes and the kinds of items, with what each means."""
    known = Vocabulary(now.project)
    words = {scheme: known.concepts(scheme) for scheme in SCHEMES}
    for item in table.ITEMS:
        if len(item.classes) > 1:
            words[f"kind of {item.name}"] = known.kinds(item)
    words["relation"] = known.relations()
    return {name: {one.written: one.says for one in some} for name, some in words.items()}


def notation(opened: Opened, kind: str | None) -> results.Notation:  # noqa: ARG001
    """Return the keys of captures: those of all kinds of items, or of one."""
    known = {one.name: one for one in (table.ARTICLE, *table.ITEMS)}
    if kind is not None and kind not in known:
        raise UsageError(f"'{kind}' is not a kind of item: choose one of {', '.join(known)}")
    some = known.values() if kind is None else [known[kind]]
    keys = {one.name: {key.name: _key(key) for key in one.keys} for one in some}
    return results.Notation(keys={name: {name: "Its name."} | keys[name] for name in keys})


def _key(key: table.Key) -> str:
    takes = f" Takes {' or '.join(key.of)}." if key.of and not key.example else ""
    return f"{key.says}{takes}" + (f" {key.example}" if key.example else "")


def actors_match(opened: Opened, name: str, limit: int) -> results.Matches:
    """Return the things of the registry that are called so, or nearly."""
    some = registry.nearest(name, opened.now.registry, limit)
    return results.Matches(
        matches=[
            results.Match(
                name=names.readable(one.iri),
                label=cut(one.label, SHORT),
                kind=one.kind,
                called=cut(one.name, SHORT),
                score=one.score,
            )
            for one in some
        ]
    )


def status(opened: Opened, article: str | None, *, detail: bool) -> results.Status:
    """Return how far captures are, and which sentences come next."""
    now = opened.now
    waiting = [slug for slug in now.waiting if article in (None, slug)]
    alone = waiting and (article is not None or not now.articles)
    iris = [] if alone else fetching.selected(now.store, article)
    some = [now.once(("progress", iri), partial(progress, now.captured, iri)) for iri in iris]
    articles = [_progress(one, MANY if detail else 5) for one in some]
    articles += [_uncaptured(now, slug, MANY if detail else 5) for slug in waiting]
    if article is not None and articles and articles[0].why:
        raise TextError(articles[0].why)
    return results.Status(articles=articles)


def _uncaptured(now: Snapshot, slug: str, most: int) -> results.Progress:
    """Return how far an article is that has a text alone; `why` where that cannot be read."""
    try:
        return _progress(uncaptured(slug, now.text(slug)[0]), most)
    except TextError as error:
        return results.Progress(article=slug, label="", claims=0, next=[], why=cut(str(error)))


def _progress(one: Progress, most: int) -> results.Progress:
    held = one.sentences
    waiting = held.waiting if held else ()
    lists = (one.drafts, one.unrestated, one.unsupported, one.unlinked, one.undated, waiting)
    return results.Progress(
        article=one.slug,
        label=cut(one.label, SHORT),
        sentences=held.number if held else None,
        covered=held.covered if held else None,
        claims=one.claims,
        drafts=list(one.drafts[:most]),
        unrestated=list(one.unrestated[:most]),
        unsupported=list(one.unsupported[:most]),
        unlinked=list(one.unlinked[:most]),
        undated=list(one.undated[:most]),
        next=[cut(words, QUOTED) for words in waiting[:most]],
        more=any(len(some) > most for some in lists),
        why="",
    )


def diff(opened: Opened, revision: str, *, detail: bool) -> results.Differences:
    """Return what changed in the project since a git revision."""
    if ":" in revision:
        raise UsageError(f"{revision}: is not a revision: name a commit, a tag or a branch alone")
    now = opened.now
    commit = inputs.commit(revision)

    def made() -> list[tuple[str, str]]:
        before = inputs.compared(f"git:{commit}")
        after = [quad for one in now.captured.files for quad in one.quads]
        some = changes.changes(*changes.alike(before, after))
        words = (quad for one in now.loaded for quad in one.quads)
        return differences.told(some, words)

    lines = now.once(("diff", commit), made)
    number = Counter(what for what, _ in lines)
    most = MANY if detail else FEW
    return results.Differences(
        added=number["added"],
        removed=number["removed"],
        changed=number["changed"],
        lines=[cut(f"{what} {line}") for what, line in lines[:most]],
        more=max(0, len(lines) - most),
    )
