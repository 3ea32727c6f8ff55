"""Colours and type shared by pictures and pages, as CSS custom properties, light and dark.

Every text colour has a contrast of at least 4.5:1 on `paper`, `wash` and `pillar`, every line that
carries a meaning 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). No meaning hangs on colour alone.
"""

from __future__ import annotations

# Metric-compatible faces that come with systems; text is measured as Helvetica.
FONT = "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif"

LIGHT = {
    "paper": "#ffffff",  # behind everything
    "ink": "#1c1b19",  # text
    "muted": "#5d5a54",  # text of less weight
    "rule": "#cfccc4",  # lines without a meaning
    "wash": "#f5f3ee",  # the inside of a box
    "pillar": "#e6edf3",  # the inside of a pillar's box
    "link": "#174f86",
    "support": "#1d6b57",
    "oppose": "#b02a1e",
    "undercut": "#8a4a05",
    "unnamed": "#7a5c00",
}
DARK = {
    "paper": "#16181b",
    "ink": "#ecebe8",
    "muted": "#aaa9a5",
    "rule": "#464a4f",
    "wash": "#212428",
    "pillar": "#23313e",
    "link": "#8fbdf0",
    "support": "#63c3a6",
    "oppose": "#ff8f82",
    "undercut": "#f0b267",
    "unnamed": "#dfc04f",
}


def css(prefix: str = "cg") -> str:
    """Return the rules that define the custom properties `--cg-ink` and so on."""
    light = "".join(f"--{prefix}-{name}:{value};" for name, value in LIGHT.items())
    dark = "".join(f"--{prefix}-{name}:{value};" for name, value in DARK.items())
    return (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    )
