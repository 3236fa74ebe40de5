"""The members that a transaction has in the node's JSON, and the fields that they stand for.

Nearly all follow from the description of the class. The tables hold the rest: other names, other forms, what
nodes wrote in earlier versions, what a middleware adds. Source: docs/protocol/node-json.md.
"""

from __future__ import annotations

import enum
from functools import cache
from typing import Final, NamedTuple

from .. import fields as f
from .. import tx
from ..objects import SignedTx, Tx
from ..schema import describe
from ..state import OffChainUpdate
from .detection import TYPE_NAMES


class Form(enum.Enum):
    """How the values of one or two fields are written."""

    INTEGER = enum.auto()  # a number
    INTEGERS = enum.auto()
    IDENTIFIER = enum.auto()  # its text
    IDENTIFIERS = enum.auto()
    DELEGATES = enum.auto()  # {"initiator": identifiers, "responder": identifiers}
    VERSIONS = enum.auto()  # the packed versions of VM and ABI, in two members
    TTL = enum.auto()  # {"type": "delta" or "block", "value": number}
    TEXT = enum.auto()  # UTF-8 bytes as a string
    BYTES = enum.auto()  # prefixed text
    HEX = enum.auto()  # 0x and hexadecimal digits
    POINTERS = enum.auto()  # an array of {"key": ..., "encoded_key": ..., "id": ...}
    SERIALIZED = enum.auto()  # an object as prefixed text
    SIGNED = enum.auto()  # {"tx": ..., "signatures": ...}
    UPDATE = enum.auto()  # {"op": ..., members}
    UPDATES = enum.auto()
    VOTE = enum.auto()  # an object, its names and values the bytes as text


class Member(NamedTuple):
    """One member of a transaction, two for packed versions, and the fields that it stands for."""

    names: tuple[str, ...]
    fields: tuple[str, ...]
    form: Form
    kind: f.FieldType
    """The type of the first field."""

    @property
    def name(self) -> str:
        """The name of the member, or of the first of two."""
        return self.names[0]

    @property
    def omitted_when_zero(self) -> bool:
        """The node leaves out a `ttl` of 0 and nothing else."""
        return self.names == ("ttl",)


# --- where the JSON differs from the fields, by type and field or member ------------------------

#: Members with another name than the field. `x_type` and `x_value` are one member `x`.
NAMES: Final = {
    ("OracleRegisterTx", "ttl_type"): "oracle_ttl",
    ("OffChainCallContract", "caller"): "caller_id",
    ("OffChainCallContract", "contract"): "contract_id",
}

#: Fields with another form than their type has elsewhere.
FORMS: Final = {
    ("GAAttachTx", "auth_fun"): Form.HEX,
    ("ChannelCreateTx", "initiator_delegate_ids"): Form.DELEGATES,
}

#: Fields that the node does not write. It did write updates before 3.0.
UNWRITTEN: Final = frozenset({("ChannelOffchainTx", "updates"), ("HCVoteTx", "type_")})

#: Types whose JSON never holds the whole transaction, and why.
LOSSY: Final = {"HCVoteTx": "the type of the vote is overwritten by the type name"}

#: Layouts that a member tells apart: with it the second, without it the first, whatever `version` says.
LAYOUT_MEMBERS: Final = {"NameClaimTx": "name_fee"}

#: The version that the node writes, where it is not that of the object.
JSON_VERSIONS: Final[dict[type[Tx], int | None]] = {tx.NameClaimTxV1: 2}

#: Names that members had in earlier versions.
EARLIER_NAMES: Final = {
    **{
        (name, "abi_version"): "vm_version"  # 1.x, where both were the same
        for name in (
            "OracleRegisterTx",
            "ContractCreateTx",
            "ContractCallTx",
            "OffChainNewContract",
            "OffChainCallContract",
        )
    },
    ("OffChainCallContract", "caller_id"): "caller",  # up to 3.x
    ("OffChainCallContract", "contract_id"): "contract",
}

#: Members with text in hexadecimal up to 3.x.
HEX_VERSIONS: Final = frozenset({"vm_version", "abi_version"})

#: Members that were the bytes themselves as text up to 2.x.
PLAIN_BYTES: Final = frozenset({("SpendTx", "payload"), ("OffChainNewContract", "code")})

#: Members that a middleware writes in base64 without prefix and checksum; earlier ones as the node does.
BASE64: Final = frozenset({("OracleQueryTx", "query"), ("OracleRespondTx", "response")})

#: Keys of pointers that a middleware does not write in base64.
PLAIN_KEYS: Final = frozenset({"account_pubkey", "oracle_pubkey", "contract_pubkey", "channel"})

#: Members that a middleware writes as an array of byte values where they are not UTF-8.
BYTE_ARRAYS: Final = frozenset(
    {("OracleRegisterTx", "query_format"), ("OracleRegisterTx", "response_format")}
)

_RESULT: Final = "aexn_type gas_used log return_type"

#: Members that a middleware adds to a transaction.
ADDED: Final = {
    name: frozenset(members.split())
    for name, members in {
        "SpendTx": "recipient",
        "OracleRegisterTx": "oracle_id",
        "OracleQueryTx": "query_id",
        "NameClaimTx": "name_id",
        "NameUpdateTx": "name",
        "NameTransferTx": "name",
        "NameRevokeTx": "name",
        "ContractCreateTx": (
            f"{_RESULT} args caller_id compiler_version contract_id return_value source_hash"
        ),
        "ContractCallTx": f"{_RESULT} arguments call_id function result return",
        "GAAttachTx": "args auth_fun_name contract_id gas_used return_type",
        "GAMetaTx": "gas_used return_type",
        "ChannelCreateTx": "channel_id",
        "ChannelCloseMutualTx": "initiator_id responder_id",
        "ChannelCloseSoloTx": "initiator_id responder_id round",
        "ChannelSlashTx": "initiator_id responder_id round",
        "ChannelSnapshotSoloTx": "initiator_id responder_id round",
        "ChannelSettleTx": "initiator_id responder_id",
        "ChannelForceProgressTx": "initiator_id responder_id",
    }.items()
}

#: Members of an answer that the node derives, and those that a middleware adds.
ENVELOPE: Final = ("tx", "signatures", "hash", "encoded_tx")
ENVELOPE_DERIVED: Final = frozenset({"block_height", "block_hash"})
ENVELOPE_ADDED: Final = frozenset({"micro_index", "micro_time", "tx_index", "failures"})

#: Members that a middleware adds to a block header.
HEADER_ADDED: Final = frozenset(
    {
        "micro_blocks_count",
        "transactions_count",
        "beneficiary_reward",
        "micro_blocks",
        "micro_block_index",
        "gas",
        "transactions",
    }
)


# --- members by class ---------------------------------------------------------------------------


def versions_of(type_name: str) -> tuple[type[Tx], ...]:
    """Return the classes of a type that has JSON, the first version first; none for another name."""
    return _versions_of(type_name) if type_name in TYPE_NAMES else ()


@cache
def _versions_of(type_name: str) -> tuple[type[Tx], ...]:
    base: type[Tx] = getattr(tx, type_name)
    versions = [base] if "TAG" in base.__dict__ else base.__subclasses__()
    return tuple(sorted(versions, key=lambda cls: cls.VERSION or 0))


@cache
def updates() -> dict[str, type[OffChainUpdate]]:
    """Return the classes of off-chain updates by the name that `op` gives."""
    return {describe(cls).name: cls for cls in OffChainUpdate.__subclasses__()}


def json_version(cls: type[Tx]) -> int | None:
    """Return the version that the node writes for this class."""
    return JSON_VERSIONS.get(cls, cls.VERSION)


@cache
def members_of(cls: type) -> tuple[Member, ...]:
    """Return the members of a class of transactions or updates, in the order of its fields."""
    known = describe(cls)
    fields = dict(known.fields)
    members: list[Member] = []
    while fields:
        name = next(iter(fields))
        member = _member(known.name, name, fields[name])
        for field in member.fields:
            del fields[field]
        members.append(member)
    return tuple(members)


def is_written(type_name: str, member: Member) -> bool:
    """Check that the node writes a member."""
    return (type_name, member.fields[0]) not in UNWRITTEN


def _member(type_name: str, field: str, kind: f.FieldType) -> Member:
    form = FORMS.get((type_name, field)) or _form(kind)
    name = NAMES.get((type_name, field), field.removesuffix("_"))
    match form:
        case Form.TTL:
            name = NAMES.get((type_name, field), field.removesuffix("_type"))
            return Member((name,), (field, field.removesuffix("type") + "value"), form, kind)
        case Form.DELEGATES:
            other = field.replace("initiator", "responder")
            return Member((field.removeprefix("initiator_"),), (field, other), form, kind)
        case Form.VERSIONS:
            return Member(("vm_version", "abi_version"), (field,), form, kind)
    return Member((name,), (field,), form, kind)


def _form(kind: f.FieldType) -> Form:
    """Return the form that fields of this type have."""
    match kind:
        case f.Uint():
            return Form.INTEGER
        case f.Identifier():
            return Form.IDENTIFIER
        case f.Enum():
            return Form.TTL
        case f.PackedVersion():
            return Form.VERSIONS
        case f.Bytes(text=text):
            return Form.TEXT if text else Form.BYTES
        case f.List(of=f.Uint()):
            return Form.INTEGERS
        case f.List(of=f.Identifier()):
            return Form.IDENTIFIERS
        case f.List(of=f.Object()):
            return Form.UPDATES
        case f.List(of=f.Tuple(cls=cls)):
            return Form.POINTERS if issubclass(cls, f.IdPointer | f.Pointer) else Form.VOTE
        case f.Object(base=base, empty_ok=empty_ok):
            # What must be there is a transaction that is wrapped; what may be empty is evidence in a payload.
            if issubclass(base, SignedTx) and not empty_ok:
                return Form.SIGNED
            return Form.UPDATE if issubclass(base, OffChainUpdate) else Form.SERIALIZED
    raise AssertionError(kind)
