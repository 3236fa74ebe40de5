"""The speed of this library beside others, on the same bytes in the same run.

    python -m benchmarks                    the table of ratios, about a minute
    python -m benchmarks --quick            the same, rougher, in ten seconds
    python -m benchmarks --goals            only the rows that have a goal
    python -m benchmarks --only rlp         races with "rlp" in their name, or their file's
    python -m benchmarks --json FILE        the same figures for a program
    python -m benchmarks --from FILE        the table of an earlier run, from its JSON
    python -m benchmarks --markdown FILE    the documents' table, put between the marks in this file
    python -m benchmarks --plot FILE        us and the peers as a picture, SVG
    python -m benchmarks --gate             exit code 1 if a goal is not met (`--gate floor`: a floor)

Run it from the repository with `aecodec` and the extra `[bench]` installed. What cannot run is reported
as absent, with the reason: a peer that is not installed (the JavaScript SDK needs node, see
peers/js_sdk.py), captured transactions that are not there, a second core. A row reads: what we do,
against whom, what one operation takes both of us, the ratio, what the ratio must be, and whether it is:
`×18` is "at least 18 times as fast", `2.1 of` "at most 2.1 times its time" (or size). A floor is a goal
that holds with room for noise, and stands in brackets: `--quick --gate floor` guards against a change
that makes an operation slower, by ratios of one run.

The table and the picture of docs/benchmarks.md are made by one command, from one run on a quiet machine:

    python -m benchmarks --json run.json --markdown docs/benchmarks.md --plot benchmarks/speed.svg

A race is defined once, in the file of its trip (text, rlp, decode ...), and is run in two ways:

- The command above measures ratios. Contestants take turns in repeats of at most half a millisecond,
  timed in CPU time of the thread, on one core; the minimum counts. Other work on the machine then
  spoils repeats, not the result. Every answer is checked before anything is timed. Importing is timed
  in processes of its own.
- pytest-benchmark shows distributions, in time of one call, and compares one version of ours with another:

      pytest benchmarks -k aecodec --benchmark-save=before
      pytest benchmarks -k aecodec --benchmark-compare=0001_before --benchmark-columns=min,median,rounds
      pytest benchmarks -k aecodec --benchmark-compare=0001_before --benchmark-compare-fail=min:20%

  The number is that of the file in `.benchmarks/`. The last command fails where the least time has grown by
  more than a fifth. These are absolute times: compare on one quiet machine and one version of Python, and
  ignore differences below a tenth. `-k "decode and aecodec" --benchmark-max-time=0.2` is quick,
  `--benchmark-disable` only checks the answers. `pytest` alone does not collect benchmarks.

benchmarks/
    race.py          Race, Contestant, Goal; answers checked
    clock.py         the interleaved measuring loop; cores.py, on which cores
    run.py           the result of a run, also as JSON; machine.py, the machine
    report.py        the table; markdown.py, that of the documents; plot.py, the picture
    memory.py        the memory that a long transaction needs (only in the command)
    imports.py       the time of importing, in fresh interpreters (only in the command)
    trips/           the races, a file for each trip
    test_races.py    the same as tests of pytest-benchmark
    founding.py      the founding transaction in the forms that races need
    peers/           a small adapter for each peer, all with the same verbs
    corpus/          transactions and where they come from: a real one, generated ones, captured ones
"""
