"""The numbers of the protocol and the limits of this library: tables and constants, no functions.

Sources: the æternity protocol's serialization and API-encoding documents, as gathered in the
specification's `encodings.json`, `objects.json` and `SERIALIZATION.md`.
"""

from __future__ import annotations

import enum
from typing import Final, NamedTuple

# --- limits: fixed, the same on every host ------------------------------------------------------
#
# Each is judged before the time, memory or stack is spent that it bounds, and what goes beyond is refused
# with the code in brackets. They are not settings: what one host takes every other takes as well.

#: Objects within objects [too_deep]. A paying-for around a GA meta around a signed transaction is 5. Objects
#: are read, written, compared, hashed, printed and freed by recursion, which at this depth fits a thread of
#: 64 KB of stack; no object that is deeper can be made in any way.
MAX_OBJECT_DEPTH: Final = 32

#: The largest version of an object whose version is data [unknown_version]: a block's protocol, 4 bytes in
#: its header.
MAX_DATA_VERSION: Final = (1 << 32) - 1

#: Lists within lists of one RLP input [rlp_too_deep]. The deepest object of the protocol, a proof of
#: inclusion, has 6. Bare RLP is read without recursion; what comes of it is freed and printed by Python's.
MAX_RLP_DEPTH: Final = 64

#: Items of one RLP input, all lists together [rlp_too_many_items]: one item can cost 64 bytes of memory for
#: one byte of input, five times that in plain Python.
MAX_RLP_ITEMS: Final = 1 << 20

#: Bytes of one RLP input or payload [rlp_too_long, text_too_long], which are 22,369,628 characters of base64
#: after the prefix. Block gas bounds a transaction to 300,000 bytes; state trees of a channel are larger, but
#: no recorded one comes near this.
MAX_PAYLOAD_BYTES: Final = 1 << 24

#: Characters after the prefix of a base58 string [text_too_long]: decoding base58 takes quadratic time. The
#: longest valid one, a signature, has 93.
MAX_BASE58_CHARS: Final = 128

#: Bytes of one integer [uint_too_long]: turning it into decimal digits takes quadratic time. The protocol
#: sets no bound; MAX_AMOUNT_BYTES hold every amount of a network.
MAX_UINT_BYTES: Final = 1024

#: Bytes of the longest number that a builder takes [uint_too_long] or an inspection reckons with: no amount
#: needs more.
MAX_AMOUNT_BYTES: Final = 32

#: Bytes of raw data that a name may point to [pointer_value]: the node's own limit.
MAX_POINTER_BYTES: Final = 1024

#: Bytes of one JSON-RPC frame [json_too_long]. The longest recorded one has 5,444; the state trees of a
#: channel with large contracts come to megabytes.
MAX_FRAME_BYTES: Final = 1 << 24

#: Bytes of the text of one JSON form [json_too_long]: four times the largest payload, which holds the largest
#: byte string.
MAX_JSON_BYTES: Final = 1 << 26

#: Arrays and objects within one another in a JSON text [json_too_deep]. The deepest recorded frame has 6
#: levels, the JSON form of the deepest object 37; the limit keeps the recursive JSON parser far from the end
#: of the stack.
MAX_JSON_DEPTH: Final = 64

#: The same in a line of a captured session [json_too_deep], which may hold a frame and what was found in it.
MAX_RECORD_DEPTH: Final = 256

#: Values in one JSON text [json_too_many_values]: one can cost 100 bytes of memory for two bytes of input.
MAX_JSON_VALUES: Final = 1 << 20

#: Digits of one JSON number [json_number_too_long]: what an integer of MAX_UINT_BYTES needs (2,467), and
#: little more. It holds whatever limit the host has set for Python's own conversion.
MAX_JSON_DIGITS: Final = 2_500

#: Liberties of a text, and those of its payload [too_many_liberties]: one can cost 300 bytes of memory for
#: one of input.
MAX_LIBERTIES: Final = 1 << 20

#: Bytes of one captured session [capture_too_long]. The longest recorded one has a million.
MAX_CAPTURE_BYTES: Final = 1 << 26

#: Entries of one captured session [capture_too_many_entries]: an entry can cost 300 bytes of memory for two
#: bytes of input.
MAX_CAPTURE_ENTRIES: Final = 1 << 20

#: Parameters of one address that a captured session opens [url_scheme]: the API has 41.
MAX_URL_PARAMETERS: Final = 256

# --- prefixed text ------------------------------------------------------------------------------


class IdKind(enum.IntEnum):
    """What an identifier names; the number is its first byte on the wire."""

    ACCOUNT = 1
    NAME = 2
    COMMITMENT = 3
    ORACLE = 4
    CONTRACT = 5
    CHANNEL = 6


#: What a name may point to.
POINTED_KINDS: Final = (IdKind.ACCOUNT, IdKind.ORACLE, IdKind.CONTRACT, IdKind.CHANNEL)

#: Bytes of every hash here, and of the keys of identifiers.
HASH_BYTES: Final = 32


class Prefix(NamedTuple):
    """How the payload behind a prefix is written: base58 or base64, its length if fixed, its id kind."""

    base58: bool
    length: int | None = None
    id_kind: IdKind | None = None


PREFIXES: Final[dict[str, Prefix]] = {
    "ak": Prefix(True, 32, IdKind.ACCOUNT),
    "ba": Prefix(False),
    "bf": Prefix(True, 32),
    "bs": Prefix(True, 32),
    "bx": Prefix(True, 32),
    "cb": Prefix(False),
    "ch": Prefix(True, 32, IdKind.CHANNEL),
    "ck": Prefix(False),
    "cm": Prefix(True, 32, IdKind.COMMITMENT),
    "cs": Prefix(False),
    "ct": Prefix(True, 32, IdKind.CONTRACT),
    "cv": Prefix(False),
    "kh": Prefix(True, 32),
    "mh": Prefix(True, 32),
    # The node declares no size for names; an identifier needs 32 bytes all the same.
    "nm": Prefix(True, None, IdKind.NAME),
    "ok": Prefix(True, 32, IdKind.ORACLE),
    "oq": Prefix(True, 32),
    "or": Prefix(False),
    "ov": Prefix(False),
    "pi": Prefix(False),
    "pp": Prefix(True, 32),
    "sg": Prefix(True, 64),
    "sk": Prefix(True, 32),
    "ss": Prefix(False),
    "st": Prefix(False, 32),
    "th": Prefix(True, 32),
    "tx": Prefix(False),
}

ID_PREFIXES: Final[dict[IdKind, str]] = {
    prefix.id_kind: name for name, prefix in PREFIXES.items() if prefix.id_kind is not None
}

# --- protocol versions --------------------------------------------------------------------------


class Protocol(enum.IntEnum):
    """The consensus protocols; the last two are not released."""

    ROMA = 1
    MINERVA = 2
    FORTUNA = 3
    LIMA = 4
    IRIS = 5
    CERES = 6
    ARCUS = 7
    SALUS = 8


class Start(NamedTuple):
    """The height of a protocol's first key block on mainnet and on the public testnet; None: unreleased."""

    mainnet: int | None
    testnet: int | None


PROTOCOL_STARTS: Final[dict[Protocol, Start]] = {
    Protocol.ROMA: Start(0, 0),
    Protocol.MINERVA: Start(47_800, 40_900),
    Protocol.FORTUNA: Start(90_800, 82_900),
    Protocol.LIMA: Start(161_150, 154_300),
    Protocol.IRIS: Start(441_444, 425_900),
    Protocol.CERES: Start(941_700, 939_750),
    Protocol.ARCUS: Start(None, None),
    Protocol.SALUS: Start(None, None),
}

#: The newest protocol that runs on the public networks.
CURRENT_PROTOCOL: Final = Protocol.CERES

#: The first protocol of each virtual machine (2 was never enabled) and of each ABI.
VM_SINCE: Final[dict[int, Protocol]] = {
    1: Protocol.ROMA,
    3: Protocol.MINERVA,
    4: Protocol.FORTUNA,
    5: Protocol.LIMA,
    6: Protocol.LIMA,
    7: Protocol.IRIS,
    8: Protocol.CERES,
}
ABI_SINCE: Final[dict[int, Protocol]] = {1: Protocol.ROMA, 3: Protocol.LIMA}

#: The newest virtual machine of Sophia at each protocol, and its ABI.
USUAL_VM_ABI: Final[dict[Protocol, tuple[int, int]]] = {
    Protocol.ROMA: (1, 1),
    Protocol.MINERVA: (3, 1),
    Protocol.FORTUNA: (4, 1),
    Protocol.LIMA: (5, 3),
    Protocol.IRIS: (7, 3),
    **dict.fromkeys((Protocol.CERES, Protocol.ARCUS, Protocol.SALUS), (8, 3)),
}

# --- gas and networks ---------------------------------------------------------------------------

#: Gas of one byte of an unsigned transaction (fees.md).
BYTE_GAS: Final = 20

#: Gas of a transaction by its tag; a type that is not here has no fee.
BASE_GAS: Final[dict[int, int]] = {
    **dict.fromkeys((12, 22, 23, 24, 25, 32, 33, 34, 35, 36), 15_000),
    **dict.fromkeys((50, 51, 52, 53, 54, 55, 56, 59, 501), 15_000),
    **dict.fromkeys((42, 80, 81), 75_000),
    **dict.fromkeys((43, 521), 450_000),
    82: 3_000,
}

#: Gas of a contract call (tag 43) by its ABI, where that is not BASE_GAS.
CALL_GAS: Final[dict[int, int]] = {3: 180_000}

#: Gas of a force progress (tag 521) before Fortuna.
EARLY_FORCE_PROGRESS_GAS: Final = 15_000

#: Gas of what an oracle transaction keeps in the state, for a year, and the key blocks of a year.
STATE_GAS_PER_YEAR: Final = 32_000
KEY_BLOCKS_PER_YEAR: Final = 175_200

#: What the time to live is called that an oracle transaction pays for, by its tag.
PAID_TTL: Final[dict[int, str]] = {22: "ttl", 23: "query_ttl", 24: "response_ttl", 25: "oracle_ttl"}

#: Gas of all transactions of a block, with what their contracts may use.
BLOCK_GAS: Final = 6_000_000

#: Gas that a generalized account may use to authorise a transaction, unless the node is told otherwise.
AUTH_GAS: Final = 50_000

#: Aettos for one gas that nodes ask for by default before they relay a transaction, and wallets pay.
USUAL_GAS_PRICE: Final = 10**9

#: Aettos for one gas below which no block may hold a transaction.
LEAST_GAS_PRICES: Final[dict[Protocol, int]] = {
    protocol: 1 if protocol == Protocol.ROMA else 10**6 for protocol in Protocol
}

#: Aettos for a name of so many characters or more, from Lima on; each shorter length costs the next
#: Fibonacci number times NAME_FEE_UNIT.
NAME_FEE_UNIT: Final = 10**14
CHEAPEST_NAME_LENGTH: Final = 31

#: Key blocks that a name update may let the name live.
MAX_NAME_TTLS: Final[dict[Protocol, int]] = {
    protocol: 50_000 if protocol < Protocol.IRIS else 180_000 for protocol in Protocol
}

#: From Iris on: pointers of a name, and bytes of the key of one.
MAX_POINTERS: Final = 32
MAX_POINTER_KEY_BYTES: Final = 256

#: The network ids that stand in the node; private networks choose their own.
NETWORK_IDS: Final = (
    "ae_mainnet",
    "ae_uat",
    "ae_dev",
    "local_roma_testnet",
    "local_minerva_testnet",
    "local_fortuna_testnet",
    "local_lima_testnet",
    "local_iris_testnet",
    "local_ceres_testnet",
)

# --- the rows that the engine interprets --------------------------------------------------------


class Op(enum.IntEnum):
    """What a field is on the wire. A row is a tuple of one of these and its arguments."""

    UINT = 1  # ()
    BOOL = 2  # ()
    BYTES = 3  # (length | None)
    ID = 4  # (bit mask of allowed kinds)
    ENUM = 5  # (IntEnum class)
    CT_VERSION = 6  # (NamedTuple class of vm and abi)
    POINTER = 7  # ()
    LIST = 8  # (row, largest length | None, Order)
    TUPLE = 9  # (NamedTuple class, rows)
    OBJECT = 10  # (Allowed, empty allowed)
    VERSION = 11  # (): no item of its own, the version in the object's head


class Order(enum.IntEnum):
    """The order that a list must have. Keys are unique: the first item of a tuple, the `key` of an object."""

    FREE = 0
    BY_ITEM = 1
    BY_KEY = 2
    DISTINCT_KEYS = 3  # in any order
