"""The JavaScript SDK, @aeternity/aepp-sdk, under node; js_sdk.mjs is its half on the other side.

It is looked for in the directory that AECODEC_JS_SDK names, the one that holds `node_modules`:

    npm install --prefix DIRECTORY --ignore-scripts @aeternity/aepp-sdk@14
    AECODEC_JS_SDK=DIRECTORY python -m benchmarks

Version 14 is the one to take: version 13 does not load without a native module, and version 12 has no
named exports under node. It runs in a process of its own and times itself there; bytes come and go as
hex. Its rules are narrower than the network's: it knows neither old versions of transactions nor
the newest, and builds none whose fee is too low. `refusals` counts what it refuses, by reason.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

_PACKAGE: Final = "@aeternity/aepp-sdk"
_WORKER: Final = Path(__file__).with_suffix(".mjs")
#: The names that the worker imports; prints the version of node.
_PROBE: Final = f"""
import {{ buildTx, buildTxHash, decode, encode, unpackTx }} from '{_PACKAGE}';
process.stdout.write(process.versions.node);
"""
#: The length of one turn in a race, in ms.
_TURN: Final = 4


def _find() -> tuple[str, Path, str]:
    """Find node, the directory, and the versions of both. Raises ImportError if it does not run."""
    node = shutil.which("node")
    if node is None:
        raise ImportError("no node on the path")
    if not os.environ.get("AECODEC_JS_SDK"):
        raise ImportError(f"AECODEC_JS_SDK names no directory with {_PACKAGE}")
    directory = Path(os.environ["AECODEC_JS_SDK"]).absolute()
    try:
        manifest = json.loads((directory / "node_modules" / _PACKAGE / "package.json").read_text("utf-8"))
    except OSError:
        raise ImportError(f"no {_PACKAGE} in the node_modules of AECODEC_JS_SDK") from None
    version = f"{_PACKAGE} {manifest['version']}"
    probe = subprocess.run(_program(node, _PROBE), cwd=directory, capture_output=True, text=True)
    if probe.returncode:
        reason = next(re.finditer(r"^\w*Error\b.*", probe.stderr, re.MULTILINE), None)
        raise ImportError(f"{version}: {reason[0] if reason else 'it does not load'}")
    return node, directory, f"{version}, node {probe.stdout}"


def _program(node: str, text: str) -> list[str]:
    """Return the command for a program as text, which finds packages from its working directory."""
    return [node, "--input-type=module", "--eval", text]


_NODE, _DIRECTORY, VERSION = _find()
NAME: Final = "JavaScript SDK"


def decode_text(text: str) -> bytes:
    return bytes.fromhex(_ask("decode_text", text)["answer"])


def encode_text(prefix: str, payload: bytes) -> str:
    return str(_ask("encode_text", prefix, payload.hex())["answer"])


def decode_tx(text: str) -> dict[str, Any]:
    """Decode a transaction to its object, by its own names."""
    tx: dict[str, Any] = _ask("decode_tx", text)["answer"]
    return tx


def encode_tx(text: str) -> str:
    """The text that it builds of what it decodes; only the building is timed."""
    return str(_ask("encode_tx", text)["answer"])


def decode_all(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Many transactions, one after the other."""
    txs: list[dict[str, Any]] = _ask("decode_all", texts)["answer"]
    return txs


def decode_fate(text: str) -> Any:
    """Decode a FATE value with the library that the SDK uses for it."""
    return _ask("decode_fate", text)["answer"]


def tx_hash(text: str) -> str:
    return str(_ask("tx_hash", text)["answer"])


def clock(verb: str, *args: Any) -> Callable[[int], int]:
    """A clock for a race: so many times the least time of one call, as node measures it."""
    plain = [argument.hex() if isinstance(argument, bytes) else argument for argument in args]
    return lambda count: round(_ask(verb, *plain, ms=_TURN)["ns"] * count)


@cache
def survey(texts: tuple[str, ...]) -> tuple[tuple[str | None, str | None], ...]:
    """Return for each text why it is not decoded, and why it is not built again; None where it is."""
    return tuple((decoded, built) for decoded, built in _ask("survey", texts)["answer"])


def refusals(texts: tuple[str, ...], kind: Callable[[str], str]) -> dict[str, dict[str, int]]:
    """Count the texts that it does not decode or does not build again, by kind and message."""
    counts: dict[str, Counter[str]] = {"decode_tx": Counter(), "encode_tx": Counter()}
    for text, (undecoded, unbuilt) in zip(texts, survey(texts), strict=True):
        if undecoded is not None:
            counts["decode_tx"][f"{kind(text)}: {undecoded}"] += 1
        elif unbuilt is not None:
            counts["encode_tx"][f"{kind(text)}: {re.sub(r'[0-9]+', 'N', unbuilt)}"] += 1
    return {verb: dict(count.most_common()) for verb, count in counts.items()}


def _ask(verb: str, *args: Any, ms: int = 0) -> Any:
    worker = _worker()
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(json.dumps({"verb": verb, "args": args, "ms": ms}) + "\n")
    worker.stdin.flush()
    reply = json.loads(worker.stdout.readline() or '{"error": "node has ended"}')
    if "error" in reply:
        raise ValueError(f"{_PACKAGE}: {reply['error']}")
    return reply


@cache
def _worker() -> subprocess.Popen[str]:
    """Start the process that answers, until this one ends."""
    worker = subprocess.Popen(
        _program(_NODE, _WORKER.read_text("utf-8")),
        cwd=_DIRECTORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(_end, worker)
    return worker


def _end(worker: subprocess.Popen[str]) -> None:
    worker.communicate()
