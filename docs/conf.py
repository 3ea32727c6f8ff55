"""Configures Sphinx for the documentation's pages, which build.py puts together."""

from importlib.metadata import version as installed

project = "claimgraph"
author = "The claimgraph authors"
copyright = "The claimgraph authors; Apache-2.0, CC BY 4.0"  # noqa: A001 (Sphinx's own name)
version = release = installed("claimgraph")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
myst_heading_anchors = 4
# Quotes and dashes are typed as they are meant.
smartquotes = False
# Console blocks and outputs leave parts out, with a line “…” that their languages do not have.
suppress_warnings = ["misc.highlighting_failure"]

# Names in docstrings stand in single backticks, and are code.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "claimgraph"
html_copy_source = False
html_show_sphinx = False
