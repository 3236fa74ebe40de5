"""The names that the node gives to types of transactions, beside our classes.

They stand in `channels.on_chain_tx` and in the log of a node: `channel_create_tx` is a ChannelCreateTx of any
version.
"""

from __future__ import annotations

from typing import Final

from .. import _registry
from ..errors import RpcError, quote
from ..objects import Tx

__all__ = ["TX_TYPES", "classes_of_type", "type_of_tx"]

#: The name of each type of transaction that a channel knows, by tag.
_NAMES: Final[dict[int, str]] = {
    11: "signed_tx",
    50: "channel_create_tx",
    51: "channel_deposit_tx",
    52: "channel_withdraw_tx",
    53: "channel_close_mutual_tx",
    54: "channel_close_solo_tx",
    55: "channel_slash_tx",
    56: "channel_settle_tx",
    57: "channel_offchain_tx",
    59: "channel_snapshot_solo_tx",
    81: "ga_meta_tx",
    501: "channel_set_delegates_tx",
    521: "channel_force_progress_tx",
}

#: The types that `channels.on_chain_tx` names.
TX_TYPES: Final = tuple(name for name in _NAMES.values() if name.startswith("channel_"))


def type_of_tx(tx: Tx | type[Tx]) -> str:
    """Return the node's name for the type of a transaction of a channel, or of a class of one version.

    Raises RpcError for a transaction that no channel knows.
    """
    if tx.TAG not in _NAMES:
        raise RpcError("tx_type_unknown", found=(tx if isinstance(tx, type) else type(tx)).__name__)
    return _NAMES[tx.TAG]


def classes_of_type(name: str) -> tuple[type[Tx], ...]:
    """Return the classes, one for each version, that the node calls by this name.

    Raises RpcError for a name that no type of a channel has.
    """
    tag = next((tag for tag, known in _NAMES.items() if known == name), None)
    if tag is None:
        raise RpcError("tx_type_unknown", found=quote(name))
    return tuple(_registry.versions(tag).values())
