"""Settings of the documents: `python -m sphinx -W -b html docs docs/_build` builds them without a network."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
# The plain-Python twin is the one whose signatures and docstrings can be read.
os.environ["AECODEC_PURE"] = "1"

import aecodec  # noqa: E402

project = "aecodec"
author = "the aecodec authors"
release = version = aecodec.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "generated", "reports"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

default_role = "literal"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_type_aliases = {}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
# Annotations name classes without their module; two of them share the name `Channel`.
suppress_warnings = ["ref.python"]

html_theme = "furo"
html_title = f"aecodec {release}"
html_static_path = ["_static"]
html_css_files = ["aecodec.css"]
html_copy_source = False
html_show_copyright = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
