"""The codec of the æternity blockchain: identifiers, RLP, transactions, signatures, state channels.

Text or bytes to typed objects and back; `str` is prefixed text (`tx_…`, `ak_…`), bytes are bare RLP:

    decode_tx, encode_tx                    a transaction
    decode_object, encode_object, to_bytes  any chain object: transaction, account, state tree, proof ...
    decode_txs, columns                     many transactions at once
    decode_lenient                          what the node takes beyond canonical input, with each deviation
    diff                                    the fields in which two objects differ
    map_bytes                               the field of each byte, of a valid object or up to its fault
    decode_raw                              tag, version and fields of an unknown object
    decode_header                           the header of a block
    decode, encode, split                   any prefixed text
    to_json, from_json                      the lossless JSON form
    to_node_json, from_node_json            the JSON of nodes and middlewares
    show                                    an object as a tree of text
    recognize                               what any pasted text or file is, and why
    fate.decode, fate.encode                what contracts are called with, return and store (`fate`)
    replace, protocols_of                   a changed copy; the protocols at which a transaction is valid

Identifiers, hashes, signatures and fees:

    Id, IdKind                              an identifier, `Id("ak_…")`
    tx_hash, channel_id, contract_id ...    values that follow from others (`derived`, `state_tree`)
    Key, sign, verify, find_network         Ed25519 signatures under a network id (`signing`)
    build.spend_tx, build.name_claim_tx ... complete transactions from plain arguments
    fees.min_fee, fees.cost                 gas and fees, and the most that a transaction costs
    lint                                    why a node would refuse a transaction (`linting`)
    auctions.is_auctioned, auctions.min_bid names and their bids (`names`)
    parse_amount, format_amount             `1.5 AE` to aettos and back (`amounts`)
    is_valid, is_id, is_address, is_name    yes or no instead of an error

Classes of transactions are in `tx`, those of other chain objects in `state`; all of them are here, too.
Errors derive from AecodecError; input that is not valid raises TextError, RlpError or FieldError.

Every name is imported on its first use.
"""

from __future__ import annotations

from . import _interpreter as _interpreter
from ._lazy import load

TYPE_CHECKING = False  # as that of `typing`, which takes as long to import as all of this
if TYPE_CHECKING:
    from typing import Final

    # What is listed below. `Id` is declared here, so that type checkers show it by its public name,
    # whichever twin runs.
    from . import amounts as amounts
    from . import arrow as arrow
    from . import auctions as auctions
    from . import build as build
    from . import channel as channel
    from . import derived as derived
    from . import fate as fate
    from . import fees as fees
    from . import inspector as inspector
    from . import linting as linting
    from . import names as names
    from . import recognition as recognition
    from . import rlp as rlp
    from . import rpc as rpc
    from . import signing as signing
    from . import simulator as simulator
    from . import state as state
    from . import state_tree as state_tree
    from . import tx as tx
    from ._backend import BACKEND as BACKEND
    from ._pure.ids import Id as _Id
    from .amounts import format_amount as format_amount
    from .amounts import parse_amount as parse_amount
    from .batch import *
    from .byte_map import ByteMap as ByteMap
    from .byte_map import map_bytes as map_bytes
    from .codec import *
    from .derived import *
    from .differences import *
    from .display import *
    from .errors import *
    from .headers import *
    from .json_form import *
    from .lenient import *
    from .linting import lint as lint
    from .names import pointer_key as pointer_key
    from .node_json import *
    from .objects import *
    from .predicates import *
    from .protocol import IdKind as IdKind
    from .protocol import Protocol as Protocol
    from .recognition import Reading as Reading
    from .recognition import recognize as recognize
    from .signing import Key as Key
    from .signing import Verification as Verification
    from .signing import find_network as find_network
    from .signing import sign as sign
    from .signing import sign_message as sign_message
    from .signing import verify as verify
    from .signing import verify_many as verify_many
    from .signing import verify_message as verify_message
    from .signing import verify_signature as verify_signature
    from .state import *
    from .state_tree import state_hash as state_hash
    from .state_tree import tree_root as tree_root
    from .text import decode as decode
    from .text import encode as encode
    from .text import split as split
    from .tx import *

    class Id(_Id):
        """An identifier."""

else:
    #: The modules of decoding and encoding, and which of their names are here; None: all their classes.
    _CORE: Final[dict[str, str | None]] = {
        "_backend": "BACKEND",
        "ids": "Id",
        "protocol": "IdKind Protocol",
        "rlp": "",
        "text": "decode encode split",
        "codec": "Raw decode_object decode_raw decode_tx encode_object encode_tx to_bytes",
        "headers": "Header KeyHeader MicroHeader decode_header",
        "objects": "ChainObject SignedTx Tx protocols_of replace",
        "errors": None,
        "state": None,
        "tx": None,
    }
    #: The modules of what goes beyond, and which of their names are here.
    _LATER: Final[dict[str, str]] = {
        "amounts": "format_amount parse_amount",
        "arrow": "",
        "auctions": "",
        "batch": "columns decode_txs",
        "byte_map": "ByteMap map_bytes",
        "build": "",
        "channel": "",
        "derived": (
            "Delegation auth_id auth_id_of auth_tx_hash auth_tx_hash_of block_hash channel_id"
            " channel_id_ga channel_id_of commitment_id commitment_id_of contract_call_id"
            " contract_call_id_ga contract_call_id_of contract_id contract_id_ga contract_id_of"
            " decode_delegation delegation_data ids_of name_id name_id_of oracle_id oracle_id_of"
            " oracle_query_id oracle_query_id_ga oracle_query_id_of pof_hash tx_hash"
        ),
        "differences": "Difference diff",
        "display": "show",
        "fate": "",
        "fees": "",
        "inspector": "",
        "json_form": "from_json parse_json to_json",
        "lenient": "Deviation LenientResult decode_lenient",
        "linting": "lint",
        "names": "pointer_key",
        "node_json": (
            "NodeAnswer NodeJsonKind detect_node_json from_node_json iter_node_json read_node_json"
            " to_node_json"
        ),
        "predicates": "is_address is_id is_name is_valid",
        "recognition": "Reading recognize",
        "rpc": "",
        "signing": (
            "Key Verification find_network sign sign_message verify verify_many verify_message"
            " verify_signature"
        ),
        "simulator": "",
        "state_tree": "state_hash tree_root",
    }
    _HOMES: Final = {
        name: module
        for module, names in {**_CORE, **_LATER}.items()
        for name in (module, *(names or "").split())
    }
    #: The modules whose own name is not public here.
    _INNER: Final = {
        *("batch", "byte_map", "differences", "display", "json_form", "lenient", "node_json", "predicates")
    }.union(_CORE.keys() - {"rlp", "state", "tx"})

    def __getattr__(name: str) -> object:
        if name == "__all__":
            found: object = _list_names()
        elif (home := _HOMES.get(name) or _home_of(name)) is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        else:
            module = load(f"{__name__}.{home}")
            found = module if name == home else getattr(module, name)
        globals()[name] = found
        return found

    def _home_of(name: str) -> str | None:
        """Find the module of the core that has a class."""
        if not name[:1].isupper():  # perhaps a module of the package, which is being imported
            return None
        homes = (module for module, names in _CORE.items() if names is None)
        return next((home for home in homes if name in load(f"{__name__}.{home}").__all__), None)

    def _list_names() -> list[str]:
        """List the public names of the package."""
        shared = (load(f"{__name__}.{home}").__all__ for home, names in _CORE.items() if names is None)
        return sorted((_HOMES.keys() - _INNER).union(*shared))

    def __dir__() -> list[str]:
        return sorted({*globals(), *__getattr__("__all__")})


__version__ = "0.1.0"
