"""Pictures and pages that people look at: the argument map, the timeline, the actors, the report.

Each picture is a module (`map`, `timeline`, `actors`, `evidence`) with two functions:

- `draw(graph, around=None, href=str)` returns the text of one SVG element; `href` maps an IRI to
  the link written into the picture, and an empty string to none;
- `outline(graph, around=None)` returns the same content as nested items, its text alternative.

`around` is an article (what belongs to it) or a thing within (its neighbourhood); without it, the
whole graph is drawn.
"""

from __future__ import annotations

PICTURES = ("map", "timeline", "actors", "evidence")
