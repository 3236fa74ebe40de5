"""The report of an inspection for a terminal: channels first, then what was found, then the messages.

Its lines are safe to print: what a terminal would obey is escaped, and secrets are masked. They fit into the
width of the layout, and fold rather than cut, so that amounts and identifiers stay whole.
"""

from .report import lines, transaction_lines

__all__ = ["lines", "transaction_lines"]
