"""`python -m tests.fuzz`: fuzzes the targets, each in a process of its own. Exit code 1 after a find."""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

from . import finds

NAMES = ("text", "rlp", "objects", "json_form", "frames", "captures")


def main() -> int:
    """Parses the arguments and does what they ask for."""
    args = _arguments()
    if args.child is not None:
        _fuzz(args, Path(args.child))
        return 0
    names = args.targets or NAMES
    if args.input is not None or args.distil:
        return _look(args, names)
    print(f"seed {args.seed}, {'libFuzzer' if _guided(args) else 'the plain loop'}", flush=True)
    return max([_watched(name, args) for name in names])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[*NAMES, []], metavar="TARGET", help=", ".join(NAMES))
    parser.add_argument("--seconds", type=float, default=10, help="for how long, each target (10)")
    parser.add_argument("--corpus", metavar="DIR", type=Path, help="where new inputs are kept, by target")
    parser.add_argument("--finds", metavar="DIR", type=Path, default=Path("fuzz-finds"))
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of all chance (the clock)")
    parser.add_argument("--plain", action="store_true", help="the plain loop, even if atheris is installed")
    parser.add_argument("--input", metavar="BYTES", help="try one input: a file, or a literal such as b'..'")
    parser.add_argument("--distil", action="store_true", help="keep the best of --corpus in the repository")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.distil and args.corpus is None:
        parser.error("--distil needs --corpus")
    return args


def _guided(args: argparse.Namespace) -> bool:
    return not args.plain and importlib.util.find_spec("atheris") is not None


# --- in the process that watches ----------------------------------------------------------------


def _watched(name: str, args: argparse.Namespace) -> int:
    """Fuzzes one target in a child, which may crash or hang. Returns 1 if it has a find, else 0."""
    with tempfile.TemporaryDirectory(prefix="aecodec-fuzz-") as work:
        command = [sys.executable, "-m", __package__ or "tests.fuzz", name, "--child", work]
        command += ["--seconds", str(args.seconds), "--seed", str(args.seed), "--finds", str(args.finds)]
        command += ["--plain"] if args.plain else []
        command += [] if args.corpus is None else ["--corpus", str(args.corpus)]
        # What the fuzzer says is shown if something goes wrong; finds go to the standard output at once.
        with (Path(work) / "log").open("w+b") as log:
            code, took = _waited(command, log, args.seconds)
            log.seek(0)
            said = log.read().decode("utf-8", "replace")
        last = finds.Diary.read(Path(work) / "last")
    executions = last.executions if last is not None else 0
    print(f"{name}: {executions} executions in {took:.0f} s, {'a find' if code else 'no find'}", flush=True)
    if code:
        print("\n".join(said.splitlines()[-40:]), flush=True)
        if last is not None and not finds.place(name, last.data, args.finds).exists():
            finds.report(name, last.data, f"the process ended with exit code {code}", args.finds)
    return 1 if code else 0


def _waited(command: list[str], log: object, seconds: float) -> tuple[int, float]:
    """The exit code of a child, and how long it took; one that hangs is ended."""
    start = time.monotonic()
    child = subprocess.Popen(command, stderr=log)  # type: ignore[call-overload]
    try:
        code = child.wait(seconds + 120)
    except BaseException as fault:
        child.kill()
        child.wait()
        if not isinstance(fault, subprocess.TimeoutExpired):
            raise
        code = -9
    return code, time.monotonic() - start


def _look(args: argparse.Namespace, names: tuple[str, ...]) -> int:
    """Tries one input, or distils a corpus, in this process."""
    from .targets import TARGETS

    for name in names:
        if args.distil:
            from .distil import distil

            print(distil(TARGETS[name], args.corpus / name))
        else:
            print(name, *sorted(TARGETS[name].check(finds.given(args.input))), sep="\n  ")
    return 0


# --- in the child -------------------------------------------------------------------------------


def _fuzz(args: argparse.Namespace, work: Path) -> None:
    """Fuzzes one target in this process; what it tries stands in `work`."""
    import faulthandler

    (name,) = args.targets
    corpus = None if args.corpus is None else args.corpus / name
    if corpus is not None:
        corpus.mkdir(parents=True, exist_ok=True)
    if _guided(args):
        from . import guided

        (work / "corpus").mkdir()
        guided.run(
            name,
            args.seconds,
            args.seed,
            args.finds,
            corpus or work / "corpus",
            work,
        )
        return
    from . import loop
    from .targets import TARGETS

    faulthandler.enable()
    warnings.simplefilter("error")
    target = TARGETS[name]
    diary = finds.Diary(work / "last", target.most)
    loop.run(target, args.seconds, args.seed, diary, args.finds, corpus)


if __name__ == "__main__":
    sys.exit(main())
