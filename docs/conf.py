"""How the documentation is built: `sphinx-build -W --keep-going -b html docs build/docs`. Nothing is fetched, warnings are errors."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "helpline-router"
author = "the authors of helpline-router"
copyright = author  # noqa: A001 - Sphinx's name
version = release = version_of("helpline-router")
language = "en"

extensions = ["sphinx.ext.autodoc", "myst_parser", "helpline_docs.extension"]
exclude_patterns = ["_ext", "_static"]

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
# Numbers, hours and commands stay as they are written.
smartquotes = False
# Docstrings put code into single backticks.
default_role = "code"

autodoc_default_options = {"member-order": "bysource"}
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "helpline-router"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
