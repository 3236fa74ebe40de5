"""`python -m aecodec`: the command line."""

from .cli import run_program

run_program()
