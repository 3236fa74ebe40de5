"""The report of an inspection as one HTML page, which needs nothing but a browser, and no network.

The page holds the inspection as JSON, and a script that shows it. Whatever a capture holds is data to it: the
script makes text of it, never HTML, and a Content-Security-Policy lets no other script run. page.py puts the
page together, content.py and transactions.py make its data, page.html, page.css and the scripts show them.
"""

from .page import to_frame, to_html

__all__ = ["to_frame", "to_html"]
