"""What labels of other tools mean here: claims and their kinds, relations between claims."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.imports.model import Options, Way

# Labels without case, spaces and punctuation. Those of a kind of claim, ...
_KINDS = {
    "FactualClaim": "fact factual factualclaim",
    "CausalClaim": "cause causal causalclaim",
    "EvaluativeClaim": "value evaluation evaluative evaluativeclaim judgment judgement",
    "PredictiveClaim": "prediction predictive predictiveclaim forecast",
    "NormativeClaim": "norm normative normativeclaim policy recommendation",
}
# ... those of the thesis, and those of any claim, whatever its kind.
_THESES = "thesis mainclaim majorclaim centralclaim maintopic"
_CLAIMS = (
    "claim claims adu argumentativeunit argumentcomponent argumentativediscourseunit assertion "
    "conclusion counterclaim evidence position premise proposition reason statement"
)
_WAYS: dict[Way, str] = {
    "supports": "support supports supporting supportedby sup exa example for pro reason because "
    "infers inference entails entailment evidencefor",
    "opposes": "attack attacks attacking opposes opposing against con contra contrary conflict "
    "contradiction contradicts contradictory rebut rebuts rebuttal reb refutes",
    "undercuts": "undercut undercuts undercutting und",
}
_KIND_OF = {label: kind for kind, labels in _KINDS.items() for label in labels.split()}
_WAY_OF: dict[str, Way] = {label: way for way, labels in _WAYS.items() for label in labels.split()}
_THESIS_LABELS = frozenset(_THESES.split())
_CLAIM_LABELS = frozenset(_CLAIMS.split()) | _THESIS_LABELS | _KIND_OF.keys()


def bare(label: str) -> str:
    """Return a label without case, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", label).casefold()


def kind(labels: Iterable[str]) -> str:
    """Return the first kind of claim that a label names, else that of a plain statement."""
    named = (_KIND_OF.get(bare(label)) for label in labels)
    return next(filter(None, named), "FactualClaim")


def is_kind(label: str) -> bool:
    """Tell whether a label names a kind of claim."""
    return bare(label) in _KIND_OF


def is_thesis(labels: Iterable[str]) -> bool:
    """Tell whether a label names the claim that all others serve."""
    return any(bare(label) in _THESIS_LABELS for label in labels)


def way(*labels: str) -> Way | None:
    """Return what a relation of these labels does, if it is one of arguments."""
    return next((_WAY_OF[bare(label)] for label in labels if bare(label) in _WAY_OF), None)


def claim_labels(labels: Iterable[str], options: Options, what: str = "label") -> frozenset[str]:
    """Return the labels, of those in a file, that mark claims: those asked for, or those known.

    Raises UsageError where none does.
    """
    present = sorted(set(labels))
    wanted = {bare(label) for label in options.labels}
    chosen = {one for one in present if bare(one) in (wanted or _CLAIM_LABELS)}
    if present and not chosen:
        shown = ", ".join(present[:12]) + (", …" if len(present) > 12 else "")
        raise UsageError(
            f"{options.name}: no {what} of its marks ({shown}) means a claim: "
            "name those that do with --claims LABEL"
        )
    return frozenset(chosen)
