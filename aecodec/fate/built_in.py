"""The types that the compiler of Sophia defines by itself, written as an interface would define them."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["BUILT_IN"]

_POINTEES: Final = ("AccountPt", "OraclePt", "ContractPt", "ChannelPt")


def _names_of(namespace: str, more: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the definitions of AENS or AENSv2, whose pointees differ."""
    pointee = [{f"{namespace}.{name}": ["address"]} for name in _POINTEES] + more
    pointees = {"map": ["string", f"{namespace}.pointee"]}
    name = [{f"{namespace}.Name": ["address", "Chain.ttl", pointees]}]
    return {f"{namespace}.pointee": {"variant": pointee}, f"{namespace}.name": {"variant": name}}


_WITH_ADDRESS: Final = ["address"]
_WITH_AMOUNT: Final = ["address", "int"]
#: The constructors of `Chain.base_tx`, in their order, with the types of their values.
_TXS: Final[dict[str, list[Any]]] = {
    "SpendTx": ["address", "int", "string"],
    "OracleRegisterTx": [],
    "OracleQueryTx": [],
    "OracleResponseTx": [],
    "OracleExtendTx": [],
    "NamePreclaimTx": [],
    "NameClaimTx": ["string"],
    "NameUpdateTx": ["hash"],
    "NameRevokeTx": ["hash"],
    "NameTransferTx": ["address", "hash"],
    "ChannelCreateTx": _WITH_ADDRESS,
    "ChannelDepositTx": _WITH_AMOUNT,
    "ChannelWithdrawTx": _WITH_AMOUNT,
    "ChannelForceProgressTx": _WITH_ADDRESS,
    "ChannelCloseMutualTx": _WITH_ADDRESS,
    "ChannelCloseSoloTx": _WITH_ADDRESS,
    "ChannelSlashTx": _WITH_ADDRESS,
    "ChannelSettleTx": _WITH_ADDRESS,
    "ChannelSnapshotSoloTx": _WITH_ADDRESS,
    "ContractCreateTx": ["int"],
    "ContractCallTx": _WITH_AMOUNT,
    "GAAttachTx": [],
}
_TX_FIELDS: Final[dict[str, Any]] = {
    "paying_for": {"option": ["Chain.paying_for_tx"]},
    "ga_metas": {"list": ["Chain.ga_meta_tx"]},
    "actor": "address",
    "fee": "int",
    "ttl": "int",
    "tx": "Chain.base_tx",
}

#: The types that the compiler defines by itself, as an interface would define them: variables and body.
BUILT_IN: Final[dict[str, tuple[tuple[str, ...], Any]]] = {
    name: ((), body)
    for name, body in {
        "hash": {"bytes": 32},
        "signature": {"bytes": 64},
        "unit": {"tuple": []},
        "Chain.ttl": {"variant": [{"RelativeTTL": ["int"]}, {"FixedTTL": ["int"]}]},
        **_names_of("AENS", []),
        **_names_of("AENSv2", [{"AENSv2.DataPt": [{"bytes": "any"}]}]),
        "Chain.ga_meta_tx": {"variant": [{"Chain.GAMetaTx": _WITH_AMOUNT}]},
        "Chain.paying_for_tx": {"variant": [{"Chain.PayingForTx": _WITH_AMOUNT}]},
        "Chain.base_tx": {"variant": [{f"Chain.{name}": types} for name, types in _TXS.items()]},
        "Chain.tx": {"record": [{"name": name, "type": form} for name, form in _TX_FIELDS.items()]},
        "MCL_BLS12_381.fr": {"bytes": 32},
        "MCL_BLS12_381.fp": {"bytes": 48},
    }.items()
} | {"Set.set": (("'a",), {"record": [{"name": "to_map", "type": {"map": ["'a", "unit"]}}]})}
