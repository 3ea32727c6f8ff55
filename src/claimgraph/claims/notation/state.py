"""What is known while a capture is read: its names, its facts, and what it is read beside."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims.notation.document import Facts, literal
from claimgraph.claims.notation.names import Names
from claimgraph.claims.notation.nodes import Pairs, Scalar, UnclearError, each
from claimgraph.claims.passages import normalise
from claimgraph.errors import TextError
from claimgraph.vocab import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyoxigraph as ox

    from claimgraph.claims.notation import nodes
    from claimgraph.claims.notation.table import Item, Key

    Subject = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True)
class Surroundings:
    """What a capture is read beside: its folder's name, the registry's names, and the text.

    `known` has the IRIs of the registry by their names in lower case; `texts` returns the text
    in a file beside the capture, and raises TextError.
    """

    slug: str
    graph: str
    known: Mapping[str, frozenset[str]]
    texts: Callable[[str], str]
    relations: Callable[[], frozenset[str]]


@dataclass(frozen=True)
class Under:
    """Where an item stands: at a key, of `parent` by `key`; `default` names it if it does not."""

    at: Scalar
    parent: Subject | None = None
    default: str = ""
    key: Key | None = None


class State(ABC):
    """A capture that is being read."""

    def __init__(self, text: str, root: Pairs, around: Surroundings) -> None:
        self.root = root
        self.around = around
        self.language = "en"
        self.names = Names(f"{ARTICLE}{around.slug}/", known=around.known)
        self.facts = Facts(text, {})
        self.used: dict[str, set[str]] = defaultdict(set)
        self.author_at: Scalar | None = None
        self.sections = 0
        self._text: str | None = None
        self.labels: dict[Subject, Scalar] = {}
        self.passages: dict[Subject, Pairs] = {}
        self._told: set[str] = set()

    def text_of_article(self) -> str:
        """Return the normalised text that the capture names; raises TextError without one."""
        if self._text is None:
            name = self.root.get("text")
            if not isinstance(name, Scalar) or not name.text:
                raise TextError(
                    "has no text to be found in: name it at the top (text: text.txt), or give at: "
                    "and digest:"
                )
            self._text = normalise(self.around.texts(name.text))
        return self._text

    def text(self, subject: Subject, verb: str, key: Scalar, value: nodes.Node) -> None:
        """Add a text in the article's language, or texts in those that they name."""
        if isinstance(value, Scalar):
            self.facts.add(subject, verb, literal(value.text, self.language), key, value)
            return
        if not isinstance(value, Pairs):
            raise UnclearError("is not text: write words, or a language and words")
        for tag, words in value.pairs:
            for word in each(words):
                if not isinstance(word, Scalar):
                    raise UnclearError("is not text: write words")
                self.facts.add(subject, verb, literal(word.text, tag.text), key, word)

    @abstractmethod
    def item(self, node: nodes.Node, item: Item, under: Under) -> ox.NamedNode | None:
        """Describe an item, and return its IRI."""

    @abstractmethod
    def described(self, subject: Subject, node: Pairs, item: Item) -> None:
        """Add what the keys of an item without a name say."""
