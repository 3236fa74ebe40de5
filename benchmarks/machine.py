"""The machine and software of a run, to be quoted with every figure."""

from __future__ import annotations

import gc
import importlib
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import aecodec

from . import peers


def facts(core: int | None) -> dict[str, str]:
    """Describe machine, interpreter and library; `core` is the one that the process is pinned to."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "processor": _processor(),
        "core": "not pinned" if core is None else f"pinned to {core} of {os.cpu_count()}, {_load()}",
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "garbage collection": f"on {gc.get_threshold()}" if gc.isenabled() else "off",
        "aecodec": f"{aecodec.__version__}, backend {aecodec.BACKEND}",
        "sha256 route": sha256_route(),
    }


def sha256_route() -> str:
    """Name the code that hashes checksums in the library."""
    if aecodec.BACKEND != "fast":
        return "hashlib"
    return str(importlib.import_module("aecodec._fast.kernels").SHA256_ROUTE)


def peer_versions() -> dict[str, str]:
    """Map every peer to its version, or to why it is absent."""
    return {peer.name: peer.version for peer in map(peers.load, peers.NAMES)}


def _processor() -> str:
    """Name the processor with family and model, as virtual machines often shorten the name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    values = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    name = values.get("model name") or platform.processor() or platform.machine()
    if "cpu family" in values and "model" in values:
        return f"{name} (family {values['cpu family']}, model {values['model']})"
    return name


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
