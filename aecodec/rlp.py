"""RLP: `decode` and `encode` of the twin that runs."""

from typing import TYPE_CHECKING, TypeAlias

from ._backend import rlp as _twin

if TYPE_CHECKING:
    Item: TypeAlias = _twin.Item

decode = _twin.decode
encode = _twin.encode

__all__ = ["decode", "encode"]
