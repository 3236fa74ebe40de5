"""Fuzzing: hostile input at every border where bytes of strangers come in.

    python -m tests.fuzz                              every border, ten seconds each
    python -m tests.fuzz objects --seconds 3600       one border, for an hour
    python -m tests.fuzz objects --input "b'\\xc1'"    one input, to look at a find

With `atheris` installed the fuzzer is libFuzzer, guided by the coverage of the plain twin; without it, or
with `--plain`, a seeded loop that keeps what made the library say something new. The targets are the same:

- parsers/: what must hold for any input, one file a parser; judging.py: how it is put and checked;
- mutators/: how an input becomes another one that is nearly valid;
- seeds.py: inputs to begin with, made of the repository's own data; corpus/: more of them, found by fuzzing;
- loop.py and guided.py: the two fuzzers; finds.py: what is left of an input that broke a rule.

tests/test_fuzz.py runs every seed and every kept input once.
"""
