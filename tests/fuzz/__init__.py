"""Fuzzing: every parser of untrusted input has a target.

    python -m tests.fuzz                            every target, ten seconds each
    python -m tests.fuzz objects --seconds 3600     one target, for an hour
    python -m tests.fuzz objects --input FILE       check one input, such as one that a fuzzer has kept

With `atheris` installed the fuzzer is libFuzzer, guided by the coverage of the plain twin; without it, or
with `--plain`, Hypothesis draws the inputs. The targets are the same:

- parsers/: what must hold for any input, one file a parser; checking.py: how it is put and checked;
- mutators/: how an input becomes another one that is nearly valid;
- seeds.py: inputs to begin with, made of the repository's own data; corpus/: more of them, found by fuzzing;
- plain.py and guided.py: the two fuzzers.

tests/test_fuzz.py runs every seed and every kept input once.
"""
