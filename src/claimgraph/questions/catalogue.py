"""The stored questions of a project: found, listed, answered."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from claimgraph.errors import ClaimgraphError, QueryError, QuestionError
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.stores import Answer
from claimgraph.questions import binding, header, naming, parameters, sparql
from claimgraph.vocab import ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.graph.stores import Rows, Store
    from claimgraph.questions import Parameter, Question

T = TypeVar("T")


@dataclass(frozen=True)
class Broken:
    """A stored question that cannot be asked, and why."""

    theme: str
    name: str
    file: str
    error: ClaimgraphError

    def __str__(self) -> str:
        place = [self.file, getattr(self.error, "line", None), getattr(self.error, "column", None)]
        return f"{':'.join(str(part) for part in place if part)}: {self.error}"


def load(project: Project) -> Sequence[Loaded]:
    """Load the vocabulary and the data that questions read; raises what `loading.parsed` does."""
    return loading.parsed([*project.vocabulary_files, *project.data_files])


def vocabulary(project: Project) -> Sequence[Loaded]:
    """Load the vocabulary alone: its prefixes serve a store whose files are not at hand."""
    loaded = loading.parsed(project.vocabulary_files)
    return [replace(one, prefixes={"id": ID, **one.prefixes}) for one in loaded]


def prefixes(project: Project) -> dict[str, str]:
    """Return the vocabulary's prefixes with their namespaces, for data that is elsewhere."""
    return {name: space for one in vocabulary(project) for name, space in one.prefixes.items()}


def catalogue(project: Project, *, allow_service: bool = False) -> list[Question]:
    """Return the stored questions that can be asked, by theme and name; as `listed` does."""
    return listed(project, allow_service=allow_service)[0]


def listed(project: Project, *, allow_service: bool = False) -> tuple[list[Question], list[Broken]]:
    """Return all stored questions by theme and name: those that can be asked, and the broken.

    They call other servers only if allowed.
    """
    sound: list[Question] = []
    broken: list[Broken] = []
    for name, files in sorted(_files(project).items()):
        path = files[-1]
        place = (path.parent.name, name, projects.shown(path))
        try:
            _must_be_one(name, files)
            question = replace(read(path), allows_service=allow_service)
            sound.append(_shadowing(question, files))
        except ClaimgraphError as error:
            broken.append(Broken(*place, error))
    sound.sort(key=lambda question: (question.theme, question.name))
    return sound, sorted(broken, key=lambda question: (question.theme, question.name))


def _files(project: Project) -> dict[str, list[Path]]:
    """Return the files of each name: the shipped one, if there is one, before the project's own."""
    named: dict[str, list[Path]] = {}
    for path in project.query_files:
        named.setdefault(path.stem, []).append(path)
    return named


def _must_be_one(name: str, files: Sequence[Path]) -> None:
    """Raise QuestionError where two questions of a project have one name."""
    own = [path for path in files if not _is_shipped(path)] or list(files)
    if len(own) > 1:
        both = " and ".join(projects.shown(path) for path in own)
        raise QuestionError(f"two questions are named '{name}' ({both}): rename one of the two")


def _is_shipped(path: Path) -> bool:
    return path.is_relative_to(projects.shipped("queries"))


def _shadowing(question: Question, files: Sequence[Path]) -> Question:
    """Return a question of the project's own with the shipped file whose place it takes."""
    return replace(question, shadows=projects.shown(files[0])) if len(files) > 1 else question


def read(path: Path) -> Question:
    """Read one question's file; raises ProjectError or SyntaxFault."""
    return header.parse(loading.read(path), **_place(path))


def _place(path: Path) -> dict[str, str]:
    return {
        "theme": path.parent.name,
        "name": path.stem,
        "file": projects.shown(path),
        "base": path.resolve().as_uri(),
    }


def find(project: Project, name: str, *, allow_service: bool = False) -> Question:
    """Return the question of that name (`theme/name` is understood too).

    Only its own file is read; it calls other servers only if that is allowed. Raises QuestionError
    with the nearest names, for an unknown one.
    """
    wanted = name.removesuffix(".rq").rpartition("/")[2]
    known = _files(project)
    if wanted not in known:
        near = naming.nearest(wanted, known)
        raise QuestionError(f"no question named '{name}'{near}: 'claimgraph ask' lists them all")
    files = known[wanted]
    _must_be_one(wanted, files)
    return _shadowing(replace(read(files[-1]), allows_service=allow_service), files)


def ask(
    question: Question, values: Mapping[str, str], store: Store, loaded: Sequence[Loaded] = ()
) -> Answer:
    """Answer a question; `values` holds the parameters as a person writes them.

    Raises what `bound` does, and StoreError where the store does not answer.
    """
    return Answer.held(rows(question, values, store, loaded))


def rows(
    question: Question,
    values: Mapping[str, str],
    store: Store,
    loaded: Sequence[Loaded] = (),
    limit: int | None = None,
) -> Rows:
    """Answer a question row by row, with no more rows than `limit`; they need not fit in memory.

    Raises what `ask` does.
    """
    return placed(question, values, store, loaded, limit)[0]


def placed(
    question: Question,
    values: Mapping[str, str],
    store: Store,
    loaded: Sequence[Loaded] = (),
    limit: int | None = None,
) -> tuple[Rows, Store]:
    """Return the rows that `rows` does, and the part of the store that they come from.

    What the rows name has its labels there. Raises what `ask` does.
    """
    # Here, for it imports the engine, which completion and help do without.
    from claimgraph.questions import narrowed

    query, terms = _bound(question, values, store, loaded)
    store = narrowed.store(question, terms, store)
    if limit is not None:
        query = sparql.limited(query, limit)
    with _placing(question):
        answer = store.rows(query)
    return replace(answer, solutions=islice(_placed(question, answer.solutions), limit)), store


def _placed(question: Question, solutions: Iterable[T]) -> Iterator[T]:
    with _placing(question):
        yield from solutions


@contextmanager
def _placing(question: Question) -> Iterator[None]:
    """Tell what an engine cannot answer at its line of the question's file."""
    try:
        yield
    except SyntaxError as error:
        raise QuestionError(f"'{question.name}': {error}") from error
    except QueryError as error:
        place = [question.file, *(sparql.blamed(question.sparql, str(error)) or ())]
        raise QueryError(f"{':'.join(map(str, place))}: {error}") from error


def bound(
    question: Question, values: Mapping[str, str], store: Store, loaded: Sequence[Loaded] = ()
) -> str:
    """Return a question's query with its parameters bound to `values`, and its base.

    An IRI may be given whole, with a prefix that the data files declare, or by its label; `*` for
    an optional one leaves it unbound, and groups of rows are not told apart by it.
    Raises QuestionError for a value that is missing, unknown or of the wrong type, and for a
    query with SERVICE, which calls other servers, unless the question `allows_service`.
    """
    return _bound(question, values, store, loaded)[0]


def _bound(
    question: Question, values: Mapping[str, str], store: Store, loaded: Sequence[Loaded]
) -> tuple[str, dict[str, binding.Term]]:
    """Return a question's query, and what its variables are bound to."""
    if not question.allows_service and sparql.uses(question.sparql, "SERVICE"):
        raise QuestionError(
            f"'{question.name}' calls other servers by SERVICE ({question.file}): "
            "read it, and allow that with --allow-service where you trust it"
        )
    known = [parameter.name for parameter in question.parameters]
    naming.must_be_parameters(values, known, f"'{question.name}'")
    terms = {
        parameter.variable: term
        for parameter in question.parameters
        if (term := _term(question, parameter, values, store, loaded)) is not None
    }
    query = binding.bind(question.sparql, terms)
    for parameter in question.parameters:
        if _is_all(parameter, values):
            query = binding.together(query, parameter.name)
    return sparql.based(query, question.base), terms


def _is_all(parameter: Parameter, values: Mapping[str, str]) -> bool:
    is_one_of_many = parameter.optional and parameter.type == "iri"
    return is_one_of_many and values.get(parameter.name) == binding.ALL


def _term(
    question: Question,
    parameter: Parameter,
    values: Mapping[str, str],
    store: Store,
    loaded: Sequence[Loaded],
) -> ox.NamedNode | ox.Literal | None:
    """Return the term of a parameter, None for an optional one without a value or with all."""
    import pyoxigraph as ox

    value = values.get(parameter.name)
    if value is None and parameter.default is not None and _fits(parameter, store, loaded):
        value = parameter.default
        if parameter.type == "iri" and "://" in value:  # found just now
            return ox.NamedNode(value)
    if value is None or _is_all(parameter, values):
        if parameter.optional:
            return None
        kinds = naming.classes(parameter.name, store, loaded) if parameter.type == "iri" else ()
        some = naming.choices(kinds, store)
        raise QuestionError(
            f"'{question.name}' needs a value for '{parameter.name}': "
            f"add {parameter.name}={parameters.example(parameter)}{some and f'; there are: {some}'}"
        )
    if parameter.type != "iri":
        return parameters.literal(parameter, value)
    return ox.NamedNode(_named(parameter, value, store, loaded))


def _named(parameter: Parameter, value: str, store: Store, loaded: Sequence[Loaded]) -> str:
    """Return the IRI of the thing that a value names, among those that fit the parameter."""
    if (found := naming.spoken_of(value, store, loaded)) is not None:
        return found
    kinds = naming.classes(parameter.name, store, loaded)
    return naming.called(value, store, loaded, kinds, parameter.name)


def fitting(
    questions: Iterable[Question], store: Store, loaded: Sequence[Loaded] = ()
) -> list[Question]:
    """Return the questions without the defaults that name what the store does not know.

    A shipped question has its default for the shipped article; elsewhere the value is asked for.
    """
    return [
        replace(
            question,
            parameters=tuple(
                each if _fits(each, store, loaded) else replace(each, default=None)
                for each in question.parameters
            ),
        )
        for question in questions
    ]


def _fits(parameter: Parameter, store: Store, loaded: Sequence[Loaded]) -> bool:
    """Tell whether a default can be used: an IRI that the graph does not know cannot."""
    if parameter.type != "iri" or parameter.default is None:
        return True
    if "://" in parameter.default:  # no name: not to be looked for among a million
        return bool(naming.present([parameter.default], store))
    try:
        _named(parameter, parameter.default, store, loaded)
    except QuestionError:
        return False
    return True
