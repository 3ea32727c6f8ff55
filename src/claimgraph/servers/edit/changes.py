"""What people do on the page, as edits of the capture's file: the rest of it stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claimgraph.claims import passages
from claimgraph.claims.notation import edits, fresh
from claimgraph.claims.notation.names import free, named
from claimgraph.claims.sections import headings
from claimgraph.servers.edit import lines, outline
from claimgraph.servers.edit.view import Said, local
from claimgraph.servers.http.messages import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from claimgraph.claims.passages import Place
    from claimgraph.servers.edit.capture import Capture

    Wanted = Mapping[str, Any]

_WAYS = ("for", "against", "undercut")


def changed(capture: Capture, text: str, wanted: Wanted) -> str:
    """Return the file's new text; raises Refusal for what cannot be done."""
    action = _ACTIONS.get(of_type(wanted, "action", str))
    if action is None:
        raise Refusal(400, f"no such action: {', '.join(_ACTIONS)} are known")
    return action(capture, text, wanted)


def of_type(wanted: Wanted, name: str, kind: type) -> Any:
    """Return a field that has to be there; raises Refusal."""
    value = wanted.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Refusal(400, f"lacks {name}, or it is not of its type: send it")
    return value


# ── Claims ───────────────────────────────────────────────────────────────────────────────────────


def _add_claim(capture: Capture, text: str, wanted: Wanted) -> str:
    """Add a claim on a selection, under the passage that it is or one that is made."""
    said = Said(capture.document(text), outline.places(text), text)
    values = dict(of_type(wanted, "values", dict))
    label = str(values.get("label", "")).strip()
    if not label:
        raise Refusal(422, "the claim has no label: say in a few words what it claims")
    claim = {"claim": _free(named(label) or "claim", text), **values}
    article = passages.normalise(capture.article(text))
    place = whole_words(article, of_type(wanted, "start", int), of_type(wanted, "end", int))
    for _, iri in said.of("passage"):
        if place in said.where(iri):
            return edits.added(text, "claim", claim, f"passage:{local(iri)}", "claims")
    words, number = quoted(article, place)
    passage: dict[str, Any] = {"passage": _free(claim["claim"], text), "words": words}
    if number is not None:
        passage["place"] = str(number)
    passage["claims"] = [claim]
    section = _section(said, capture.article(text), place[0])
    return edits.added(text, "passage", passage, section, "passages" if section else None)


def whole_words(text: str, start: int, end: int) -> Place:
    """Return a selection without white space at its ends, and with the words that it cuts."""
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise Refusal(422, "no words are selected: select some")
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def quoted(text: str, place: Place) -> tuple[str, int | None]:
    """Return words that name a place in a text, and which of several places that is, if need be."""
    words, number = fresh.located(text, place)
    if place not in passages.located(text, words):
        raise Refusal(422, "the words are not found again: select whole words, or some more")
    return words, number


def _section(said: Said, article: str, start: int) -> str | None:
    """Return the section that a place lies in: the last whose heading or passages are before it."""
    best, name = -1, None
    for where, iri in said.of("section"):
        begins = [*headings(article, said.label(iri)), *said.starts_within(where)]
        before = [at for at in begins if at <= start]
        if name is None or (before and max(before) > best):
            best, name = max(before, default=best), f"section:{local(iri)}"
    return name


def _free(name: str, text: str) -> str:
    """Return a name that no item of the file has, made of one by a number."""
    return free(name, {place.name for place in outline.places(text)})


def _change_claim(capture: Capture, text: str, wanted: Wanted) -> str:
    """Change some keys of a claim, those of `lines` line by line."""
    name = of_type(wanted, "name", str)
    values = dict(of_type(wanted, "values", dict))
    if "lines" in wanted:
        said = Said(capture.document(text), outline.places(text), text)
        node = next((place.node for place, iri in said.of("claim") if local(iri) == name), None)
        for key, some in of_type(wanted, "lines", dict).items():
            values[key] = lines.meant(key, some if isinstance(some, list) else [some], node)
    for key, value in values.items():
        text = edits.changed(text, "claim", name, key, value)
    return text


# ── Arguments ────────────────────────────────────────────────────────────────────────────────────


def _add_argument(_: Capture, text: str, wanted: Wanted) -> str:
    """Add an argument of premises for or against a claim, or that undercuts another argument."""
    way = of_type(wanted, "way", str)
    if way not in _WAYS:
        raise Refusal(422, f"an argument is one of {', '.join(_WAYS)}: choose one")
    premises = [str(one) for one in of_type(wanted, "premises", list)]
    conclusion = of_type(wanted, "conclusion", str)
    if not premises or conclusion in premises:
        raise Refusal(422, "an argument leads from other claims to its conclusion: choose them")
    name = _free(f"{conclusion}-by-{premises[0]}", text)
    argument: dict[str, Any] = {"argument": name, "premises": premises}
    if scheme := str(wanted.get("scheme") or ""):
        argument["scheme"] = scheme
    if wanted.get("explicit") is True:
        argument["explicit"] = True
    under = "argument" if way == "undercut" else "claim"
    return edits.added(text, "argument", argument, f"{under}:{conclusion}", way)


def _remove(_: Capture, text: str, wanted: Wanted) -> str:
    """Remove a claim or an argument."""
    kind = of_type(wanted, "kind", str)
    if kind not in ("claim", "argument"):
        raise Refusal(422, "only claims and arguments are removed here: use the file")
    return edits.removed(text, kind, of_type(wanted, "name", str))


def _save(_: Capture, text: str, wanted: Wanted) -> str:
    """Take what was written in the file's editor, with the line ends that the file has."""
    new: str = of_type(wanted, "text", str)
    return new.replace("\n", "\r\n") if "\r\n" in text and "\r" not in new else new


_ACTIONS: dict[str, Callable[[Capture, str, Wanted], str]] = {
    "add-claim": _add_claim,
    "change-claim": _change_claim,
    "add-argument": _add_argument,
    "remove": _remove,
    "save": _save,
}
