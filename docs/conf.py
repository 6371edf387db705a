"""Configuration of Sphinx: pages in Markdown, the reference from docstrings."""

import importlib.metadata

project = "kepuyue"
author = "The kepuyue contributors"
copyright = author
release = importlib.metadata.version("kepuyue")

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "myst_parser"]
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"kepuyue {release}"

autodoc_class_signature = "mixed"
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"

# The Attributes: section documents fields in place, so that autodoc need not list them again.
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
