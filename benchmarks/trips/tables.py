"""Tables of Arrow against objects: what columns of all classes take, relative to `decode_txs` alone."""

from __future__ import annotations

import ctypes
from base64 import b64decode
from collections.abc import Sequence
from hashlib import blake2b, sha256
from itertools import cycle, islice
from typing import Any, Final

import aecodec
from aecodec import arrow

from ..corpus import mixture
from ..race import Contestant, Race, faster, ours, time_of

try:
    import pyarrow
except ImportError:
    pyarrow = None

try:
    import base58
    import rlp
except ImportError:
    base58 = rlp = None

#: Rows of one batch: kept objects cost more, the more there are, so a ratio holds for one number of rows.
ROWS: Final = 16_384
TEXTS: Final = list(islice(cycle(mixture.transactions()), ROWS))
FEW: Final = TEXTS[:1000]

#: What an indexer keeps of all types: eighteen columns.
COLUMNS: Final = (
    *("type", "version", "origin_id", "error_code", "sender_id", "recipient_id", "amount", "fee", "ttl"),
    *(
        "nonce",
        "payload",
        "account_id",
        "name_id",
        "contract_id",
        "caller_id",
        "gas",
        "gas_price",
        "call_data",
    ),
)
SIX: Final = ("type", "version", "origin_id", "fee", "nonce", "hash")


class _Array(ctypes.Structure):
    _fields_ = [
        *[(name, ctypes.c_int64) for name in ("length", "nulls", "offset", "buffers", "children")],
        *[(name, ctypes.c_void_p) for name in ("at", "of", "dictionary", "release", "own")],
    ]


class _Stream(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in ("schema", "next", "error", "release", "own")]


_NEXT: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_RELEASE: Final = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_POINTER: Final = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)


def pull(texts: Sequence[str], **options: Any) -> int:
    """Make a table and pull all of it, as any consumer does; return the number of its rows."""
    capsule = arrow.table(texts, rows=ROWS, **options).__arrow_c_stream__()
    at = _POINTER(capsule, b"arrow_array_stream")
    take = _NEXT(_Stream.from_address(at).next)
    array, rows = _Array(), 0
    while not take(at, ctypes.addressof(array)) and array.release:
        rows += array.length
        _RELEASE(array.release)(ctypes.addressof(array))
    return rows


def by_hand(texts: Sequence[str]) -> int:
    """Make five columns of objects, as code does that has no tables."""
    txs = [tx.transaction if isinstance(tx, aecodec.SignedTx) else tx for tx in aecodec.decode_txs(texts)]
    columns: dict[str, list[Any]] = {
        "type": [type(tx).__name__ for tx in txs],
        "sender": [str(getattr(tx, tx.SIGNERS[0])) if tx.SIGNERS else None for tx in txs],
        "amount": [str(getattr(tx, "amount", "")) for tx in txs],
        "fee": [str(getattr(tx, "fee", "")) for tx in txs],
        "nonce": [getattr(tx, "nonce", None) for tx in txs],
    }
    return int(pyarrow.table(columns).num_rows)


def by_parts(texts: Sequence[str]) -> int:
    """Make six columns with common packages; nothing but checksums is checked."""
    rows = []
    for text in texts:
        data = b64decode(text[3:])
        wire, checksum = data[:-4], data[-4:]
        if sha256(sha256(wire).digest()).digest()[:4] != checksum:
            raise ValueError(text)
        items = rlp.decode(wire)
        inner = rlp.decode(items[3]) if items[0] == b"\x0b" else items
        flat = [item for item in inner if isinstance(item, bytes)]
        named = next((item[1:] for item in flat if len(item) == 33), b"")
        numbers = [int.from_bytes(item, "big") for item in flat if len(item) < 17]
        digest = base58.b58encode_check(blake2b(wire, digest_size=32).digest())
        rows.append((inner[0], inner[1], base58.b58encode_check(named), numbers[-2:], digest))
    return len(rows)


def objects(share: float) -> Contestant:
    name = "decode_txs, objects only"
    return Contestant(name, aecodec.decode_txs, (TEXTS,), convert=len, units=ROWS, must=time_of(share))


def table(name: str, *rivals: Contestant, texts: Sequence[str] = TEXTS, **options: Any) -> Race:
    mine = ours(pull, texts, options=options, units=len(texts))
    return Race(f"arrow.table, {name}", len(texts), mine, rivals)


RACES = (
    table("type only", objects(0.7), columns=["type"]),
    table("18 columns, ids as bytes", objects(0.8), columns=COLUMNS, ids="bytes"),
    table("19 columns with hash", objects(1.8), columns=(*COLUMNS, "hash")),
    table(
        "all 82 columns",
        objects(2.4),
        Contestant(
            "decode_txs and five columns by hand",
            by_hand,
            (TEXTS,),
            units=ROWS,
            must=time_of(1),
            absent=None if pyarrow else "pyarrow is not installed",
        ),
    ),
    table(
        "six columns with hash",
        Contestant(
            "base64, hashlib, rlp, base58",
            by_parts,
            (FEW,),
            units=len(FEW),
            must=faster(18),
            absent=None if rlp else "rlp and base58 are not installed",
        ),
        texts=FEW,
        columns=SIX,
    ),
)
