"""The constants of the protocol: prefixes, kinds of identifiers, protocol versions, gas, networks.

Sources: the æternity protocol's documents of serialization and of API encodings; docs/protocol/ gathers them.
"""

from __future__ import annotations

import enum
from typing import Final, NamedTuple

__all__ = [
    "CURRENT_PROTOCOL",
    "ID_PREFIXES",
    "NETWORK_IDS",
    "PREFIXES",
    "PROTOCOL_STARTS",
    "IdKind",
    "Order",
    "Prefix",
    "Protocol",
    "Start",
]

# --- prefixed text ------------------------------------------------------------------------------


class IdKind(enum.IntEnum):
    """The kind of thing that an identifier names; the number is its first byte on the wire."""

    ACCOUNT = 1
    NAME = 2
    COMMITMENT = 3
    ORACLE = 4
    CONTRACT = 5
    CHANNEL = 6


#: The kinds of identifiers that a name may point to.
POINTED_KINDS: Final = (IdKind.ACCOUNT, IdKind.ORACLE, IdKind.CONTRACT, IdKind.CHANNEL)

#: The key under which a name points to each of them by default. Where a name stands for an identifier, the
#: node follows the pointer of this key.
POINTER_KEYS: Final[dict[IdKind, str]] = {
    IdKind.ACCOUNT: "account_pubkey",
    IdKind.ORACLE: "oracle_pubkey",
    IdKind.CONTRACT: "contract_pubkey",
    IdKind.CHANNEL: "channel",
}

#: Bytes of every hash here, and of the keys of identifiers.
HASH_BYTES: Final = 32


class Prefix(NamedTuple):
    """The encoding behind a prefix: base58 or base64, fixed length of the payload, kind of identifier."""

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

#: The prefixes of texts that hold an object. Nodes and the JavaScript SDK write state objects as `ba_`,
#: bytecode as `cb_`; behind these may also be anything else.
OBJECT_PREFIXES: Final = ("tx", "pi", "ss", "cs", "ba", "cb")

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

#: Names of virtual machines and ABIs. Source: the node's header aecontract.hrl.
VM_NAMES: Final[dict[int, str]] = {
    1: "AEVM_SOPHIA_1",
    3: "AEVM_SOPHIA_2",
    4: "AEVM_SOPHIA_3",
    5: "FATE_SOPHIA_1",
    6: "AEVM_SOPHIA_4",
    7: "FATE_SOPHIA_2",
    8: "FATE_SOPHIA_3",
}
ABI_NAMES: Final[dict[int, str]] = {1: "AEVM", 3: "FATE"}

#: The ABI of each virtual machine.
VM_ABI: Final[dict[int, int]] = {1: 1, 3: 1, 4: 1, 5: 3, 6: 1, 7: 3, 8: 3}
#: The ABI of FATE.
FATE_ABI: Final = 3
#: Fields that hold FATE if the contract of their object runs on it, and the code of such a contract.
FATE_FIELDS: Final = frozenset(
    {"call_data", "auth_data", "code", "byte_code", "auth_fun", "return_value", "log"}
)
#: Prefixes of texts that may hold FATE: call data, code and results, queries and responses of oracles.
FATE_PREFIXES: Final = frozenset({"cb", "ov", "or"})

#: The virtual machines for which contracts may be created, by protocol. Up to Iris these are the rules of the
#: node's module aect_contracts; whether 7 ends with Iris is not known, so that it is allowed here.
CREATE_VMS: Final[dict[Protocol, tuple[int, ...]]] = {
    Protocol.ROMA: (1,),
    Protocol.MINERVA: (3,),
    Protocol.FORTUNA: (3, 4),
    Protocol.LIMA: (5, 6),
    Protocol.IRIS: (7,),
    **dict.fromkeys((Protocol.CERES, Protocol.ARCUS, Protocol.SALUS), (7, 8)),
}

#: The newest virtual machine of Sophia at each protocol, and its ABI.
DEFAULT_VM_ABI: Final[dict[Protocol, tuple[int, int]]] = {
    Protocol.ROMA: (1, 1),
    Protocol.MINERVA: (3, 1),
    Protocol.FORTUNA: (4, 1),
    Protocol.LIMA: (5, 3),
    Protocol.IRIS: (7, 3),
    **dict.fromkeys((Protocol.CERES, Protocol.ARCUS, Protocol.SALUS), (8, 3)),
}

# --- gas and networks ---------------------------------------------------------------------------

#: Gas of one byte of an unsigned transaction (docs/protocol/fees.md).
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

#: Gas of one year of an oracle object in the state, and the key blocks of a year.
STATE_GAS_PER_YEAR: Final = 32_000
KEY_BLOCKS_PER_YEAR: Final = 175_200

#: The field with the ttl that an oracle transaction pays for, by its tag.
PAID_TTL: Final[dict[int, str]] = {22: "ttl", 23: "query_ttl", 24: "response_ttl", 25: "oracle_ttl"}

#: Gas of all transactions of a block, with what their contracts may use.
BLOCK_GAS: Final = 6_000_000

#: Gas that a generalized account may use to authorize a transaction, unless the node is configured otherwise.
AUTH_GAS: Final = 50_000

#: How far a nonce may be above the last one of its account; beyond that nodes do not keep the transaction,
#: unless they are configured otherwise.
MAX_NONCE_OFFSET: Final = 5

#: Aettos for one gas that nodes ask for by default before they relay a transaction, and wallets pay.
DEFAULT_GAS_PRICE: Final = 10**9

#: Aettos for one gas below which no block may hold a transaction.
MIN_GAS_PRICES: Final[dict[Protocol, int]] = {
    protocol: 1 if protocol == Protocol.ROMA else 10**6 for protocol in Protocol
}

#: Aettos for a name of so many characters or more, from Lima on; each shorter length costs the next
#: Fibonacci number times NAME_FEE_UNIT.
NAME_FEE_UNIT: Final = 10**14
CHEAPEST_NAME_LENGTH: Final = 31

#: Aettos that a claim locked before Lima, when it had no name fee.
LOCKED_NAME_FEE: Final = 3

#: The longest name that is auctioned, from Lima on, and by how many percent a bid must exceed the one before.
LONGEST_AUCTIONED_NAME: Final = 12
BID_INCREMENT: Final = 5

#: Key blocks from the first bid to the end of an auction, by the longest name that has so many. Sources: the
#: node's module aec_governance; from Ceres on the protocol's document AENS.md.
AUCTION_BLOCKS: Final[dict[Protocol, tuple[tuple[int, int], ...]]] = {
    protocol: ((4, 29_760), (8, 14_880), (12, 480))
    if protocol < Protocol.CERES
    else ((4, 2_400), (8, 960), (12, 480))
    for protocol in Protocol
    if protocol >= Protocol.LIMA
}

#: Key blocks that remain at least after a later bid, from Ceres on: measured with the node of 2026. AENS.md
#: and the announcement of Ceres say 120.
AUCTION_EXTENSION: Final = 240

#: The longest ttl of a name update, in key blocks.
MAX_NAME_TTLS: Final[dict[Protocol, int]] = {
    protocol: 50_000 if protocol < Protocol.IRIS else 180_000 for protocol in Protocol
}

#: From Iris on: pointers of a name, and bytes of the key of one.
MAX_POINTERS: Final = 32
MAX_POINTER_KEY_BYTES: Final = 256

#: The ids of the public networks, of networks that developers run, of the simulated node, and of the node's
#: own tests; private networks choose their own.
NETWORK_IDS: Final = (
    "ae_mainnet",
    "ae_uat",
    "ae_dev",
    "ae_devnet",
    "ae_docker",
    "ae_sim",
    "ae_testnet",
    "devnet",
    "local_roma_testnet",
    "local_minerva_testnet",
    "local_fortuna_testnet",
    "local_lima_testnet",
    "local_iris_testnet",
    "local_ceres_testnet",
)

# --- the rows that the engine interprets --------------------------------------------------------


class Op(enum.IntEnum):
    """The wire form of a field. A row is a tuple of one of these and its arguments."""

    UINT = 1  # ()
    BOOL = 2  # ()
    BYTES = 3  # (length | None, prefix of the text form | None for UTF-8)
    IDENTIFIER = 4  # (bit mask of allowed kinds)
    ENUM = 5  # (IntEnum class)
    PACKED_VERSION = 6  # (NamedTuple class of vm and abi)
    POINTER_TARGET = 7  # ()
    LIST = 8  # (row, largest length | None, Order)
    TUPLE = 9  # (NamedTuple class, rows)
    OBJECT = 10  # (Allowed, empty allowed)
    HEAD_VERSION = 11  # (): no item of its own, the version in the object's head


class Order(enum.IntEnum):
    """The order that a list must have. Keys are unique: the first item of a tuple, the `key` of an object."""

    FREE = 0
    BY_ITEM = 1
    BY_KEY = 2
    DISTINCT_KEYS = 3  # in any order
