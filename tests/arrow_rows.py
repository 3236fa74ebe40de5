"""Transactions to make tables of, and the row that each must give, from `decode_tx` and `to_json` alone."""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from types import ModuleType
from typing import Any

from .conftest import founding
from .shared_vectors import WIRES

FOUNDING = [founding()[key] for key in ("unsigned", "half_signed", "co_signed")]
TX_NAMES = [name for name, wire in WIRES.items() if name.endswith(("Tx", "TxV1", "TxV2"))]


def mixed(twin: ModuleType) -> list[Any]:
    """Texts and bytes of every class, bare and signed, sound and not, and nulls."""
    txs = [twin.decode_tx(WIRES[name]) for name in TX_NAMES]
    signed = [
        twin.to_bytes(twin.SignedTx(signatures=(b"\1" * 64, b"\2" * 64)[: place % 3], transaction=tx))
        for place, tx in enumerate(txs)
        if not isinstance(tx, twin.SignedTx)
    ]
    sound = [*(WIRES[name] for name in TX_NAMES), *signed]
    texts = [twin.encode("tx", wire) for wire in sound]
    broken = [text[:-3] + "AAA" for text in FOUNDING] + [text[:40] + "!" + text[41:] for text in texts[:9]]
    cut = [wire[:-1] for wire in sound] + [wire + b"\0" for wire in sound[:5]]
    strange: list[Any] = ["", "tx_", "ak_", "tx_A", "tx_é", b"", b"\xc0", "pi_" + FOUNDING[0][3:], "\ud800"]
    others = [wire for name, wire in WIRES.items() if name not in TX_NAMES]
    return [
        None,
        *FOUNDING,
        *sound,
        None,
        *texts,
        *broken,
        *cut,
        *strange,
        *others,
        bytearray(sound[0]),
        None,
    ]


def expected_row(twin: ModuleType, data: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """The row of a transaction: identifiers as text, numbers as they are."""
    row: dict[str, Any] = dict.fromkeys(names)
    if data is None:
        return row
    try:
        tx = twin.decode_tx(data)
    except twin.DecodeError as error:
        known = {
            "error_code": error.code,
            "error_path": error.path,
            "error_message": str(error),
            "error_offset": error.offset,
        }
        return {**row, **known}
    wire = twin.to_bytes(tx)
    inner = tx
    if isinstance(tx, twin.SignedTx):
        row["signatures"] = [*tx.signatures]
        inner = tx.transaction
    form = twin.to_json(inner)
    row |= {"type": form["type"], "version": form["version"], "origin_id": origin(twin, inner)}
    row["hash"] = twin.encode("th", blake2b(wire, digest_size=32).digest())
    unfit = []
    for name, kind in twin.schema.describe(type(inner)).fields:
        row[name] = expected_value(twin, kind, form[name], getattr(inner, name))
        if row[name] is None and getattr(inner, name) is not None:
            unfit.append(name)
    row["unfit"] = unfit or None
    return {name: row[name] for name in names}


def origin(twin: ModuleType, tx: Any) -> str | None:
    """Who acts: the account of a generalized account, or of the first signer, also of an oracle."""
    if isinstance(tx, (twin.GAMetaTxV1, twin.GAMetaTxV2)):
        return str(tx.ga_id)
    return str(twin.encode("ak", getattr(tx, tx.SIGNERS[0]).key)) if tx.SIGNERS else None


def expected_value(twin: ModuleType, kind: Any, form: Any, value: Any) -> Any:
    """A field's value in its column, mostly from its JSON form; None for what the column cannot hold."""
    fields = twin.fields
    match kind:
        case fields.Uint():
            return form if form < (10**38 if kind.unit == "aettos" else 2**63) else None
        case fields.Bytes() if kind.text:
            with suppress(UnicodeDecodeError):
                return value.decode()
            return None
        case fields.Bytes():
            return twin.decode(form)
        case fields.Object():
            return None if form is None else twin.to_bytes(twin.from_json(form))
        case fields.List() if isinstance(kind.of, fields.Object):
            return [twin.to_bytes(twin.from_json(item)) for item in form]
        case fields.List() if isinstance(kind.of, fields.Tuple):
            return [expected_pair(twin, pair) for pair in value]
    return form  # identifiers, lists of them, names of enumerations, versions


def expected_pair(twin: ModuleType, pair: Any) -> dict[str, Any]:
    key, value = pair
    if "value" in pair._fields and type(pair).__name__ == "VoteItem":
        return {"key": key, "value": value}
    is_data = isinstance(value, bytes)
    return {"key": key, "id": None if is_data else str(value), "data": value if is_data else None}
