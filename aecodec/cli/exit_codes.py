"""What the exit codes mean, for the help of the program and of each command: neither loads the other."""

from __future__ import annotations

from typing import Final

EXIT_CODES: Final = (
    "exit codes:\n  0  all good\n  1  something is invalid, or a finding of severity error\n"
    "  2  wrong usage, no input, or a file that cannot be read"
)
