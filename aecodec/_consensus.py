"""Rules of consensus on a single transaction, beyond its fields' types and without the state of the chain.

Each function yields what one transaction breaks, with the field as path; what it wraps is checked by itself.
Builders raise the first, `lint` reports all. Sources: docs/protocol/; the node's modules aetx, aeprimop,
aect_contracts and aec_governance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from . import fees, text
from .errors import DecodeError, FieldError, format_bytes, format_int
from .ids import Id
from .lenient import decode_lenient
from .names import label_length, to_ascii
from .objects import Tx, fields_invalid_at, protocols_of
from .protocol import (
    BASE_GAS,
    BLOCK_GAS,
    CREATE_VMS,
    LONGEST_AUCTIONED_NAME,
    MAX_NAME_TTLS,
    MAX_POINTER_KEY_BYTES,
    MAX_POINTERS,
    MIN_GAS_PRICES,
    VM_ABI,
    Protocol,
)
from .state import CompilerSophia, OffChainCallContract
from .state_tree import state_hash_of
from .tx import (
    ChannelCreateTx,
    ChannelForceProgressTx,
    ChannelOffchainTx,
    ContractCallTx,
    ContractCreateTx,
    GAAttachTx,
    GAMetaTx,
    NameClaimTx,
    NameClaimTxV2,
    NameUpdateTx,
    OracleExtendTx,
    OracleRegisterTx,
    UnsignedTx,
)
from .tx.layers import origin, unwrap_ga


class Violation(NamedTuple):
    """A rule that a transaction breaks; the fields have the meaning of those of `AecodecError`."""

    code: str
    path: str
    expected: str | None = None
    found: str | None = None


def violation(error: DecodeError) -> Violation:
    """Return the error of a transaction's field as a violation, whose path begins with the field."""
    return Violation(error.code, error.path.partition(".")[2], error.expected, error.found)


# --- protocol -----------------------------------------------------------------------------------


def check_protocol(tx: Tx, protocol: Protocol) -> Iterator[Violation]:
    """Check that the version and the fields of a transaction are valid at a protocol."""
    at = protocol.name.lower()
    if protocol not in protocols_of(type(tx)):
        yield Violation("not_at_protocol", "", None, f"version {tx.VERSION} at {at}")
    for name in fields_invalid_at(tx, protocol):
        yield Violation("not_at_protocol", name, None, at)


def check_machine(tx: Tx, protocol: Protocol) -> Iterator[Violation]:
    """Check virtual machine and ABI: each protocol creates contracts for its newest machines only.

    What is too new for the protocol, `check_protocol` finds.
    """
    match tx:
        case ContractCreateTx() | GAAttachTx():
            vm, abi = tx.ct_version
            # Which older machines a generalized account may have is another rule, which is not known here.
            vms: Collection[int] = CREATE_VMS[protocol] if isinstance(tx, ContractCreateTx) else VM_ABI
            valid, name = vm in vms and VM_ABI.get(vm) == abi, "ct_version"
            expected = " or ".join(f"VM {one}, ABI {VM_ABI[one]}" for one in vms)
            found = f"VM {format_int(vm)}, ABI {format_int(abi)}"
        case ContractCallTx() | GAMetaTx():
            valid, name = tx.abi_version in (1, 3), "abi_version"
            expected, found = "1 or 3", format_int(tx.abi_version)
        case OracleRegisterTx():
            # The AEVM's formats end with Lima, where those of FATE begin.
            abis = [
                0,
                *([1] if protocol <= Protocol.LIMA else []),
                *([3] if protocol >= Protocol.LIMA else []),
            ]
            valid, name = tx.abi_version in abis, "abi_version"
            expected, found = " or ".join(map(str, abis)), format_int(tx.abi_version)
        case _:
            return
    if not valid and name not in fields_invalid_at(tx, protocol):
        yield Violation("vm_abi", name, expected, found)


def check_code(tx: Tx, protocol: Protocol) -> Iterator[Violation]:
    """Check that the code of a new contract is a serialized CompilerSophia of a version of the protocol."""
    if not isinstance(tx, (ContractCreateTx, GAAttachTx)):
        return
    try:
        obj = decode_lenient(tx.code).obj  # as the node reads it
    except DecodeError as error:
        yield Violation("contract_code", "code", "a CompilerSophia", str(error))
        return
    if not isinstance(obj, CompilerSophia):
        yield Violation("contract_code", "code", "a CompilerSophia", type(obj).__name__)
    elif protocol < obj.SINCE or (obj.UNTIL is not None and protocol > obj.UNTIL):
        found = f"{type(obj).__name__} at {protocol.name.lower()}"
        yield Violation("contract_code", "code", "a version of this protocol", found)


# --- fee and gas --------------------------------------------------------------------------------


def check_costs(
    tx: Tx, protocol: Protocol, *, height: int = 0, pays_size: bool = True
) -> Iterator[Violation]:
    """Check that the fee is at least the minimum, and the gas fits into a block and has a price.

    height: see `fees.gas`. pays_size: its own bytes count, which those in a GAMetaTxV1 do not.
    """
    if tx.TAG not in BASE_GAS:
        return
    try:
        gas = fees.gas(tx, height=height, protocol=protocol)
    except FieldError as error:
        yield violation(error)
        return
    charged = gas if pays_size else gas - fees.size_gas(tx)
    fee, least = getattr(tx, "fee", 0), charged * MIN_GAS_PRICES[protocol]
    if fee < least:
        yield Violation("fee_too_low", "fee", f"at least {format_int(least)}", format_int(fee))
    run = fees.execution(tx)
    where = "update." if isinstance(tx, ChannelForceProgressTx) else ""
    used, name = (gas, "") if run is None else (run.gas, f"{where}gas")
    most = BLOCK_GAS if run is None else BLOCK_GAS - gas
    if used > most or most < 0:
        yield Violation("block_gas", name, f"at most {max(most, 0)}", format_int(used))
    if run is not None:
        yield from check_gas_price(f"{where}gas_price", run.gas_price, protocol)


def check_gas_price(name: str, price: int, protocol: Protocol) -> Iterator[Violation]:
    """Check that a gas price is at least the one below which no block may hold a transaction."""
    least = MIN_GAS_PRICES[protocol]
    if price < least:
        yield Violation("gas_price_too_low", name, f"at least {least}", format_int(price))


# --- names and oracles --------------------------------------------------------------------------


def check_claim(tx: Tx, protocol: Protocol) -> Iterator[Violation]:
    """Check the name of a claim, its name fee, and that it has a salt where a preclaim is needed."""
    if not isinstance(tx, NameClaimTx):
        return
    broken = next(check_name(tx.name, protocol), None)
    if broken is not None:
        yield broken
        return
    if isinstance(tx, NameClaimTxV2):
        yield from check_name_fee(tx)
        later_bid = label_length(tx.name) <= LONGEST_AUCTIONED_NAME
        if tx.name_salt == 0 and protocol < Protocol.CERES and not later_bid:
            yield Violation("name_salt", "name_salt", "1 or more", "0")


def check_name(name: bytes, protocol: Protocol | None) -> Iterator[Violation]:
    """Check that this is a name, and with a protocol that it can be claimed at it."""
    try:
        to_ascii(name, protocol=protocol)
    except FieldError as error:
        yield Violation(error.code, "name", error.expected, error.found)


def check_name_fee(tx: NameClaimTxV2) -> Iterator[Violation]:
    """Check that a claim of a valid name offers at least the fee for its length."""
    least = fees.name_fee(tx.name)
    if tx.name_fee < least:
        yield Violation("name_fee_too_low", "name_fee", f"at least {least}", format_int(tx.name_fee))


def check_update(tx: Tx, protocol: Protocol) -> Iterator[Violation]:
    """Check the ttl of a name and, from Iris on, the number and the keys of its pointers."""
    if not isinstance(tx, NameUpdateTx):
        return
    most = MAX_NAME_TTLS[protocol]
    if tx.name_ttl > most:
        yield Violation("name_ttl_too_long", "name_ttl", f"at most {most}", format_int(tx.name_ttl))
    if protocol < Protocol.IRIS:
        return
    pointers = tx.pointers  # type: ignore[attr-defined]  # its items differ by version, their keys do not
    if len(pointers) > MAX_POINTERS:
        yield Violation("list_too_long", "pointers", f"at most {MAX_POINTERS}", f"{len(pointers)}")
    seen: set[bytes] = set()
    for index, (key, _) in enumerate(pointers):
        path = f"pointers[{index}].key"
        if len(key) > MAX_POINTER_KEY_BYTES:
            expected = f"at most {MAX_POINTER_KEY_BYTES} bytes"
            yield Violation("pointer_key_too_long", path, expected, f"{len(key)}")
        if key in seen:
            yield Violation("pointer_repeated", path, None, format_bytes(key))
        seen.add(key)


def check_extension(tx: Tx) -> Iterator[Violation]:
    """Check that an extension of an oracle is one."""
    if isinstance(tx, OracleExtendTx) and tx.oracle_ttl_value == 0:
        yield Violation("ttl_zero", "oracle_ttl_value", "1 or more", "0")


# --- channels -----------------------------------------------------------------------------------


def check_participants(tx: Tx) -> Iterator[Violation]:
    """Check that a channel has two participants."""
    if isinstance(tx, ChannelCreateTx) and tx.initiator_id == tx.responder_id:
        yield Violation("same_participants", "responder_id", None, str(tx.responder_id))


def check_reserve(tx: Tx) -> Iterator[Violation]:
    """Check that both participants lock at least the reserve, whatever is pushed afterwards.

    The node's state machine looks at the amounts after the push, the chain at those of the transaction.
    """
    if not isinstance(tx, ChannelCreateTx):
        return
    least = f"at least {format_int(tx.channel_reserve)}"
    for name, amount in (
        ("initiator_amount", tx.initiator_amount),
        ("responder_amount", tx.responder_amount),
    ):
        if amount < tx.channel_reserve:
            yield Violation("below_reserve", name, least, format_int(amount))


def check_evidence(tx: Tx) -> Iterator[Violation]:
    """Check that the payload of a channel's transaction is an off-chain one, and the update a call."""
    if isinstance(tx, ChannelForceProgressTx) and not isinstance(tx.update, OffChainCallContract):
        expected, update = "an OffChainCallContract", type(tx.update).__name__
        yield Violation("object_not_allowed_here", "update", expected, update)
    payload = getattr(tx, "payload", None)
    if isinstance(payload, Tx):
        inner = unwrap_ga(payload, "payload")
        if not isinstance(inner.tx, ChannelOffchainTx):
            kind = type(inner.tx).__name__
            yield Violation("object_not_allowed_here", inner.tx_path, "a ChannelOffchainTx", kind)


def check_payload(tx: Tx) -> Iterator[Violation]:
    """Check that a payload is of this channel, and that what is proven or forced follows from its state."""
    payload: Any = getattr(tx, "payload", None)
    inner: Any = unwrap_ga(payload, "payload").tx if isinstance(payload, Tx) else None
    if isinstance(tx, ChannelForceProgressTx):
        caller = getattr(tx.update, "caller", tx.from_id)
        if caller != tx.from_id:
            yield Violation("caller_not_sender", "update.caller", str(tx.from_id), str(caller))
        if isinstance(inner, ChannelOffchainTx) and tx.round != inner.round + 1:
            yield Violation("payload_round", "round", format_int(inner.round + 1), format_int(tx.round))
    if not isinstance(inner, ChannelOffchainTx):
        return  # the state last put on chain
    if inner.channel_id != tx.channel_id:  # type: ignore[attr-defined]
        yield Violation("payload_channel", "payload", str(tx.channel_id), str(inner.channel_id))  # type: ignore[attr-defined]
    for name in ("poi", "offchain_trees"):
        shown = getattr(tx, name, None)
        if shown is None:
            continue
        try:
            found = text.decode(state_hash_of(shown), "st")
        except FieldError as error:
            yield Violation(error.code, name, error.expected, error.found)
            continue
        if found != inner.state_hash:
            yield Violation("payload_state", name, format_bytes(inner.state_hash), format_bytes(found))


# --- generalized accounts -----------------------------------------------------------------------


def check_attachment(tx: Tx, protocol: Protocol) -> Iterator[Violation]:
    """Check that, from Ceres on, an account becomes a generalized one with its first transaction."""
    if isinstance(tx, GAAttachTx) and protocol >= Protocol.CERES and tx.nonce > 1:
        yield Violation("account_not_new", "nonce", "at most 1", format_int(tx.nonce))


def check_authorized_nonce(tx: UnsignedTx, authorized: Iterable[Id]) -> Iterator[Violation]:
    """Check that the nonce is 0 where one of these generalized accounts is the origin of a transaction."""
    nonce = getattr(tx, "nonce", 0)
    if nonce and origin(tx) in {*authorized}:
        yield Violation("nonce_not_zero", "nonce", "0", format_int(nonce))
