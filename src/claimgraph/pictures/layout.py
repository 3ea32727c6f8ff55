"""Places for boxes and lines, found by Graphviz: it gets sizes and names of ours, never a text."""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimgraph.errors import PictureError

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]

# Beyond so many lines, curves that go around boxes would take minutes: lines are straight, and
# fewer rounds are spent on crossings (Graphviz's nslimit and mclimit).
_MANY = 1500
_HURRIED = "graph [nslimit=1, nslimit1=1, mclimit=0.1, splines=line]"
_PATIENCE = 120


@dataclass(frozen=True)
class Box:
    """A node with its size in pixels; `rank` is "min" or "max" for the first and the last."""

    name: str
    width: float
    height: float
    rank: str = ""


@dataclass(frozen=True)
class Line:
    """An edge, with the size of its label in pixels.

    One of more weight is kept short and straight; one without `arrow` goes up to the box itself;
    one that is not `ranked` does not put its tail a rank above its head; one that runs `across`
    leads from the middle of its tail's right side to that of its head's left side.
    """

    tail: str
    head: str
    label: Point | None = None
    weight: int = 1
    ranked: bool = True
    arrow: bool = True
    across: bool = False


@dataclass(frozen=True)
class Course:
    """Where a line runs: the points of its Bézier curve, its arrow's tip, its label's centre."""

    points: tuple[Point, ...]
    tip: Point
    label: Point | None = None


@dataclass(frozen=True)
class Layout:
    """A picture's size, the centres of its boxes by name, and its lines in the order given."""

    width: float
    height: float
    boxes: dict[str, Point] = field(default_factory=dict)
    lines: tuple[Course, ...] = ()


def layout(
    boxes: Sequence[Box],
    lines: Sequence[Line],
    *,
    direction: str = "RL",
    between: float = 14,
    ranks: float = 40,
) -> Layout:
    """Lay boxes out in ranks along `direction` (Graphviz's rankdir); lengths are pixels.

    The same input gives the same layout. Raises PictureError.
    """
    if not boxes:
        return Layout(0, 0)
    text = "\n".join(_dot(boxes, lines, direction, between, ranks))
    try:
        done = subprocess.run(
            [_program(), "-Kdot", "-Tjson0", "-y"],
            input=text,
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired as error:
        raise PictureError(
            f"the picture is too large: it has no layout after {_PATIENCE} seconds: "
            "draw less of it, with --around"
        ) from error
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise PictureError(
            f"graphviz-pure could not lay the picture out ({said[-1] if said else error}): "
            "draw less of it, with --around"
        ) from error
    return _read(json.loads(done.stdout), boxes, lines)


def _program() -> str:
    beside = Path(sysconfig.get_path("scripts"))
    program = shutil.which("graphviz-pure", path=str(beside)) or shutil.which("graphviz-pure")
    if program is None:
        raise PictureError("graphviz-pure is missing: install claimgraph again (pip install)")
    return program


def _dot(
    boxes: Sequence[Box], lines: Sequence[Line], direction: str, between: float, ranks: float
) -> list[str]:
    text = [
        "digraph {",
        f'graph [rankdir={direction}, nodesep="{between / 72:.4f}", ranksep="{ranks / 72:.4f}"]',
        _HURRIED if len(lines) > _MANY else "",
        'node [shape=box, fixedsize=true, label=""]',
    ]
    for box in boxes:
        text.append(f'"{box.name}" [width="{box.width / 72:.4f}", height="{box.height / 72:.4f}"]')
    for which in ("min", "max"):
        if names := " ".join(f'"{box.name}";' for box in boxes if box.rank == which):
            text.append(f"{{ rank={which}; {names} }}")
    for line in lines:
        attributes = [f"weight={line.weight}"]
        if not line.ranked:
            attributes.append("constraint=false")
        if not line.arrow:
            attributes.append("dir=none")
        if line.across:
            attributes.append("tailport=e, headport=w")
        if line.label:
            # A table of that size and nothing in it: room, but no text for another to parse.
            wide, high = line.label
            attributes.append(
                f'label=<<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="{wide:.0f}" '
                f'HEIGHT="{high:.0f}"><TR><TD></TD></TR></TABLE>>'
            )
        text.append(f'"{line.tail}" -> "{line.head}" [{", ".join(attributes)}]')
    return [*text, "}"]


def _read(drawing: dict[str, Any], boxes: Sequence[Box], lines: Sequence[Line]) -> Layout:
    _, _, wide, high = (abs(float(number)) for number in drawing["bb"].split(","))
    if drawing["bb"].split(",")[1] != "0":
        high = max(high, abs(float(drawing["bb"].split(",")[1])))
    objects = {one["name"]: one for one in drawing["objects"] if "pos" in one}
    # Graphviz writes edges in an order of its own: by tail. Ours are told apart by their ends.
    names = {one["_gvid"]: one["name"] for one in drawing["objects"]}
    courses: dict[tuple[str, str], list[Course]] = {}
    for edge in sorted(drawing.get("edges", ()), key=lambda edge: int(edge["_gvid"])):
        courses.setdefault((names[edge["tail"]], names[edge["head"]]), []).append(_path(edge))
    return Layout(
        wide,
        high,
        {box.name: _point(objects[box.name]["pos"]) for box in boxes},
        tuple(courses[line.tail, line.head].pop(0) for line in lines),
    )


def _path(edge: dict[str, Any]) -> Course:
    tip: Point | None = None
    points = []
    for part in edge["pos"].split():
        if part.startswith("e,"):
            tip = _point(part[2:])
        else:
            points.append(_point(part))
    label = _point(edge["lp"]) if "lp" in edge else None
    return Course(tuple(points), tip or points[-1], label)


def _point(text: str) -> Point:
    x, y = text.split(",")
    return (float(x), float(y))
