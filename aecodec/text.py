"""Prefixed text: `decode`, `encode` and `split` of the twin that runs."""

from ._backend import text as _twin

Parts = _twin.Parts
decode = _twin.decode
encode = _twin.encode
split = _twin.split
sha256d = _twin.sha256d
blake2b256 = _twin.blake2b256

__all__ = ["Parts", "blake2b256", "decode", "encode", "sha256d", "split"]
