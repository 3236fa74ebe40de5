"""Compares a recorded frame of the node with one of the simulated node, and learns what stands for what.

Compared is everything that does not depend on keys: methods, events, codes, words, echoed requests, updates,
balances, rounds; whether a channel id is null; and of each transaction type, version, number of
authentications and all fields but identifiers and hashes. Identifiers must stand for each other everywhere.
"""

from __future__ import annotations

from typing import Any, Final

from ...derived import tx_hash
from ...ids import Id
from ...objects import ChainObject, SignedTx
from ...rpc.frames import Frame
from ...tx.layers import unwrap
from .events import signed_of

__all__ = ["Counterparts", "difference"]

#: Text that depends on keys and is not compared further: trees, calls and proofs.
_OPAQUE: Final = ("ss_", "cs_", "pi_")
_HASHES: Final = frozenset({"state_hash", "poi", "offchain_trees", "auth_data"})


class Counterparts:
    """What of the replay stands for what of the recording: accounts, channels, tokens, hashes."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.ours: dict[str, str] = {}

    def learn(self, recorded: str, own: str) -> bool:
        """Let one stand for the other; return False if another one does already."""
        return self.ours.setdefault(recorded, own) == own

    def translate(self, value: Any) -> Any:
        """Return a JSON value with what stands for the recorded identifiers in it."""
        if isinstance(value, dict):
            return {name: self.translate(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.translate(item) for item in value]
        return self.ours.get(value, value) if isinstance(value, str) else value


def difference(known: Counterparts, recorded: Frame, own: Frame) -> str | None:
    """Return the path of the first difference between two frames; None if they agree."""
    return _differ(known, recorded.value, own.value, "")


def _differ(known: Counterparts, recorded: Any, own: Any, path: str) -> str | None:
    if isinstance(recorded, dict) and isinstance(own, dict):
        if recorded.keys() != own.keys():
            return path or "members"
        for name, value in recorded.items():
            found = _differ(known, value, own[name], f"{path}.{name}".lstrip("."))
            if found is not None:
                return found
        return None
    if isinstance(recorded, list) and isinstance(own, list):
        if len(recorded) != len(own):
            return path
        for index, (one, other) in enumerate(zip(recorded, own, strict=True)):
            found = _differ(known, one, other, f"{path}[{index}]")
            if found is not None:
                return found
        return None
    if isinstance(recorded, str) and isinstance(own, str):
        return _differ_text(known, recorded, own, path)
    return None if type(recorded) is type(own) and recorded == own else path


def _differ_text(known: Counterparts, recorded: str, own: str, path: str) -> str | None:
    name = path.rpartition(".")[2]
    if recorded[:3] in _OPAQUE and recorded[:3] == own[:3]:
        return None
    if recorded.startswith("tx_") and own.startswith("tx_"):
        one, other = signed_of(recorded), signed_of(own)
        if one is not None and other is not None:
            return _differ_signed(known, one, other, path)
    if name == "fsm_id" or (recorded.startswith("ch_") and own.startswith("ch_")):
        return None if known.learn(recorded, own) else path
    if name == "tx_hash" and not recorded.startswith("th_"):
        return None  # bytes of a hash as text, damaged
    return None if known.ours.get(recorded, recorded) == own else path


def _differ_signed(known: Counterparts, recorded: SignedTx, own: SignedTx, path: str) -> str | None:
    one, other = unwrap(recorded), unwrap(own)
    known.learn(tx_hash(recorded), tx_hash(own))
    if len(one.signatures) != len(other.signatures):
        return f"{path}.signatures"
    if len(one.metas) != len(other.metas):
        return f"{path}.metas"
    return _differ_object(known, one.tx, other.tx, path)


def _differ_object(known: Counterparts, recorded: Any, own: Any, path: str) -> str | None:
    if type(recorded) is not type(own):
        return f"{path}.type"
    for name in recorded.__struct_fields__:
        one, other = getattr(recorded, name), getattr(own, name)
        at: str | None = f"{path}.{name}"
        if isinstance(one, SignedTx) and isinstance(other, SignedTx):
            at = _differ_signed(known, one, other, f"{path}.{name}")
        elif name in _HASHES or (isinstance(one, Id) and isinstance(other, Id)):
            continue
        elif isinstance(one, ChainObject) and isinstance(other, ChainObject):
            at = _differ_object(known, one, other, f"{path}.{name}")
        elif one == other:
            continue
        if at is not None:
            return at
    return None
