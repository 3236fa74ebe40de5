"""How fast this library is, beside others, on the same bytes in the same run.

    python -m benchmarks                    the table of ratios, half a minute
    python -m benchmarks --quick            the same, rougher, within ten seconds
    python -m benchmarks --only rlp         races with "rlp" in their name, or their file's
    python -m benchmarks --json FILE        the same figures for a program
    python -m benchmarks --gate             exit code 1 if a goal is not met (`--gate floor`: a floor)

Run it from the repository with `aecodec` and the extra `[bench]` installed. A peer that is not installed
is reported as absent. A row reads: what we do, against whom, the time of both for one operation, the
ratio, and what the ratio must be: `×18` is "at least 18 times as fast", `2.1 of` "at most 2.1 times its
time". A floor is a goal that holds already; it stands in brackets where the goal lies beyond it.

A race is defined once, in the test_ file of its trip (text, rlp, decode ...), and is run in two ways:

- The command above measures ratios. Contestants take turns in repeats of at most half a millisecond,
  timed in CPU time of the thread, on one core; the least of them counts. Other work on the machine then
  costs repeats, not truth. Every answer is checked before anything is timed.
- pytest-benchmark shows distributions, and how one version of ours differs from another:

      pytest benchmarks --benchmark-autosave                      remember this run
      pytest benchmarks --benchmark-compare                       this run beside the last remembered one
      pytest benchmarks --benchmark-compare --benchmark-compare-fail=min:10%
      pytest benchmarks -k "decode and aecodec" --benchmark-max-time=0.2

  `pytest` alone does not collect them. `--benchmark-disable` only checks the answers.

benchmarks/
    race.py          Race, Contestant, Goal; answers checked
    clock.py         the interleaved measuring loop
    report.py        the machine, the table, the JSON
    imports.py       what importing costs, in fresh interpreters (only in the command)
    test_*.py        the races, a file for each trip
    peers/           a small adapter for each peer, all with the same verbs
    corpus/          real transactions and where they come from
"""
