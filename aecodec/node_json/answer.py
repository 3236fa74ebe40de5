"""NodeAnswer, an object from the JSON of a node with what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from .._struct import Struct
from ..headers import Header
from ..objects import Tx
from ..signing import Verification
from .detection import NodeJsonKind
from .headers import Previous

if TYPE_CHECKING:
    from ..headers import KeyHeader, MicroHeader
    from ..tx import AnyTx

    NodeObject: TypeAlias = AnyTx | KeyHeader | MicroHeader
else:
    #: What the JSON of nodes holds. Type checkers see every class, which the program need not import for it.
    NodeObject: TypeAlias = Tx | Header


class NodeAnswer(Struct, frozen=True, kw_only=True):
    """An object from the JSON of a node or middleware, and what reading it has shown.

    If `hash` is there, it is that of the object.
    """

    kind: NodeJsonKind
    """What the JSON is."""
    obj: NodeObject
    """The object: a `SignedTx` of an answer, another transaction of one alone, or a block header."""
    path: str = ""
    """Where in the JSON that was read it stands; empty if it is the whole."""
    hash: str | None = None
    """The hash in the JSON, which was checked; None without one."""
    from_encoded_tx: bool = False
    """The object was decoded from `encoded_tx`, not put together from the members."""
    derived: tuple[str, ...] = ()
    """Members that were ignored because nodes or middlewares derive them; paths from `path` on."""
    unknown: tuple[str, ...] = ()
    """Members that were ignored because nobody is known to write them."""
    differing: tuple[str, ...] = ()
    """Members that say something else than `encoded_tx`."""
    notes: tuple[str, ...] = ()
    """What a person should know, a sentence each."""
    block_height: int | None = None
    """The height of the block that holds the transaction; None if it is pending or not said."""
    block_hash: str | None = None
    """The hash of that block."""
    previous: Previous | None = None
    """The kind of the block before a header."""
    verification: Verification | None = None
    """The result of `verify`, under the network that was given or found; None without one."""

    @property
    def network_id(self) -> str | None:
        """The network under which the signatures were verified."""
        return None if self.verification is None else self.verification.network_id
