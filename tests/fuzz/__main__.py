"""`python -m tests.fuzz`: fuzz the targets, each in a process of its own. Exit code 1 after a find."""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time
import warnings
from pathlib import Path

from . import __doc__ as about

NAMES = (
    *("text", "rlp", "objects", "json_form", "node_json", "frames", "captures", "capture_forms"),
    *("recognition", "simulator", "session", "fate", "literals"),
)


def main() -> int:
    """Parse the arguments and do what they ask for."""
    args = _arguments()
    names = args.targets or NAMES
    if args.input is not None:
        from .targets import TARGETS

        for name in names:
            print(name, *sorted(TARGETS[name].check(args.input.read_bytes())), sep="\n  ")
        return 0
    guided = not args.plain and importlib.util.find_spec("atheris") is not None
    if args.child:
        return _fuzz(names[0], args, guided)
    print(f"seed {args.seed}, {'libFuzzer' if guided else 'Hypothesis'}", flush=True)
    return max([_run_child(name, args) for name in names])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", choices=[*NAMES, []], metavar="TARGET", help=", ".join(NAMES))
    parser.add_argument("--seconds", type=float, default=10, help="for how long, each target (10)")
    parser.add_argument("--corpus", metavar="DIR", type=Path, help="where libFuzzer keeps inputs")
    parser.add_argument("--finds", metavar="DIR", type=Path, default=Path("fuzz-finds"))
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of all chance (the clock)")
    parser.add_argument("--plain", action="store_true", help="Hypothesis, even if atheris is installed")
    parser.add_argument("--input", metavar="FILE", type=Path, help="check this one input")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run_child(name: str, args: argparse.Namespace) -> int:
    """Fuzz one target in a child, which may crash or hang. Returns 1 if it has a find, else 0."""
    command = [sys.executable, "-m", "tests.fuzz", name, "--child", *(["--plain"] if args.plain else [])]
    command += ["--seconds", str(args.seconds), "--seed", str(args.seed), "--finds", str(args.finds)]
    command += [] if args.corpus is None else ["--corpus", str(args.corpus)]
    try:
        run = subprocess.run(
            command, stderr=subprocess.PIPE, text=True, check=False, timeout=args.seconds + 120
        )
        code, said = run.returncode, run.stderr
    except subprocess.TimeoutExpired:
        code, said = -9, "the process hangs"
    print(f"{name}: {'a find' if code else 'no find'}", flush=True)
    if code:
        print("\n".join(said.splitlines()[-40:]), flush=True)
    return 1 if code else 0


def _fuzz(name: str, args: argparse.Namespace, guided: bool) -> int:
    if guided:
        from . import guided as libfuzzer

        libfuzzer.run(name, args.seconds, args.seed, args.finds, args.corpus and args.corpus / name)
        return 0
    from . import plain
    from .targets import TARGETS

    warnings.simplefilter("error")
    executions = plain.run(TARGETS[name], args.seconds, args.seed, args.finds)
    print(f"{name}: {executions} executions", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
