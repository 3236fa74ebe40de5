"""RLP: `decode` and `encode` of the twin that runs."""

from ._backend import rlp as _twin

Item = _twin.Item
decode = _twin.decode
encode = _twin.encode

__all__ = ["Item", "decode", "encode"]
