"""Builder of the vote of hyperchains, which nodes send each other outside of blocks."""

from __future__ import annotations

from collections.abc import Mapping

from .._validation import ProtocolName
from ..tx import HCVoteTx
from .draft import complete
from .values import AnyId


def hc_vote_tx(
    *,
    voter_id: AnyId,
    epoch: int,
    type_: int,
    data: Mapping[bytes, bytes] | None = None,
    protocol: ProtocolName | None = None,
) -> HCVoteTx:
    """Build a vote on how an epoch ends, without a fee. data: a mapping in any order."""
    arguments = dict(locals())
    if isinstance(data, Mapping) and all(isinstance(key, bytes) for key in data):
        arguments["data"] = sorted(data.items())
    return complete(arguments, HCVoteTx)
