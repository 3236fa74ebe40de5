"""Every published transaction rebuilt by its builder from plain arguments, byte for byte.

The vectors are random; where one breaks a rule of the consensus, its builder must say which.
"""

from __future__ import annotations

import inspect
from collections import Counter
from typing import Any

import pytest

from aecodec import ChannelCreateTx, ContractCallTx, SignedTx, Tx, build, decode_tx, replace, to_bytes
from aecodec.errors import BuildError
from aecodec.objects import protocols_of
from aecodec.protocol import Protocol
from aecodec.schema import classes, describe

from .builder_arguments import BUILDERS, arguments_of, builder_of
from .conftest import GOLDEN_OBJECTS, VECTORS, json_lines, spec_rows

OWN = [
    pytest.param(row, id=name)
    for path in (GOLDEN_OBJECTS, VECTORS / "fees.jsonl")
    for name, row in json_lines(path)
    if "tx" in row and not isinstance(decode_tx(row["tx"]), SignedTx)
]
SPEC = [
    row
    for row in spec_rows("*_tx.jsonl", "*_tx.spec_only.jsonl", "extremes.spec_only.jsonl")
    if row.values[0]["tag"] != 11
]

#: How many of the specification's rows no protocol takes, by the rule and the argument that break it.
REFUSED = {
    "account_not_new nonce": 1,
    "argument_missing payload": 3,
    "below_reserve initiator_amount": 12,
    "below_reserve responder_amount": 2,
    "block_gas update.gas": 3,
    "fee_too_low fee": 12,
    "list_too_long pointers": 1,
    "not_at_protocol tx": 10,
    "object_not_allowed_here update": 8,
    "pointer_key_too_long pointers[1].key": 2,
    "pointer_repeated pointers[1].key": 1,
    "pointer_repeated pointers[2].key": 1,
    "pointer_repeated pointers[9].key": 1,
    "ttl_passed ttl_value": 1,
    "uint_too_long amount": 1,
}


def rebuilt(tx: Tx, arguments: dict[str, Any], protocol: Protocol) -> Any:
    result = builder_of(tx)(**arguments, protocol=protocol)
    # Random vectors have random states, which no amounts make.
    return replace(result, state_hash=tx.state_hash) if isinstance(tx, ChannelCreateTx) else result


def outcome_of(tx: Tx) -> tuple[Protocol, bytes | str]:
    """The bytes at the newest protocol that takes it; if none does, what the newest one says."""
    said = []
    for protocol in reversed(protocols_of(tx) or protocols_of(type(tx))):
        try:
            return protocol, to_bytes(rebuilt(tx, arguments_of(tx), protocol))
        except BuildError as error:
            said.append((protocol, f"{error.code} {error.path}"))
    return said[0]


@pytest.mark.parametrize("row", [*OWN, *SPEC])
def test_a_published_transaction_comes_out_byte_for_byte_or_breaks_a_rule(row: dict[str, Any]) -> None:
    _, outcome = outcome_of(decode_tx(row["tx"]))
    assert outcome in (to_bytes(decode_tx(row["tx"])), *REFUSED)


def test_just_the_vectors_that_break_a_rule_are_refused() -> None:
    outcomes = Counter(outcome_of(decode_tx(row.values[0]["tx"]))[1] for row in SPEC)
    assert {said: count for said, count in outcomes.items() if isinstance(said, str)} == REFUSED
    assert len(SPEC) == 511


def has_least_fee(row: dict[str, Any]) -> bool:
    """Whether the published fee is the least one; that of an AEVM call never is (docs/protocol/fees.md)."""
    tx = decode_tx(row["tx"])
    aevm = isinstance(tx, ContractCallTx) and tx.abi_version != 3
    return bool(row.get("min_fee", "gas" in row)) and not aevm and isinstance(outcome_of(tx)[1], bytes)


@pytest.mark.parametrize("row", [row for row in [*OWN, *SPEC] if has_least_fee(row.values[0])])
def test_without_a_fee_the_least_one_is_filled_in(row: dict[str, Any]) -> None:
    tx = decode_tx(row["tx"])
    protocol, _ = outcome_of(tx)
    assert to_bytes(rebuilt(tx, arguments_of(tx, fee=False), protocol)) == to_bytes(tx)


# --- all builders -------------------------------------------------------------------------------


def golden() -> dict[str, tuple[Tx, Protocol]]:
    """For every builder one of our own vectors that it takes, and the newest protocol that does."""
    found: dict[str, tuple[Tx, Protocol]] = {}
    for row in OWN:
        tx = decode_tx(row.values[0]["tx"])
        protocol, outcome = outcome_of(tx)
        if isinstance(outcome, bytes):
            found[describe(type(tx)).name.lower()] = (tx, protocol)
    return found


GOLDEN = golden()


def test_every_type_of_transaction_has_a_builder() -> None:
    types = {describe(cls).name.lower() for cls in classes() if issubclass(cls, Tx)} - {"signedtx"}
    assert types == BUILDERS.keys() == GOLDEN.keys()


@pytest.mark.parametrize("name", sorted(BUILDERS))
def test_arguments_are_named_after_the_fields_and_written_in_full(name: str) -> None:
    arguments = inspect.signature(BUILDERS[name]).parameters
    assert {argument.kind for argument in arguments.values()} == {inspect.Parameter.KEYWORD_ONLY}
    fields = {
        field.name
        for cls in classes()
        if describe(cls).name.lower() == name
        for field in describe(cls).fields
    }
    options = {"version", "protocol", "fee", "gas_price", "fee_gas_price", "height"}
    extra = {"channelcreatetx": {"push_amount"}, "namepreclaimtx": {"name", "name_salt"}, "spendtx": {"memo"}}
    if fields & {"call_data", "auth_data"}:  # which a function with its arguments makes
        options |= {"arguments", "aci"} | ({"function"} if name in ("contractcalltx", "gametatx") else set())
    derived = {"state_hash"} if "create" in name else set()
    assert arguments.keys() - options - extra.get(name, set()) == fields - options - derived
    assert (
        ("fee" in fields) == ("fee" in arguments) == bool({"gas_price", "fee_gas_price"} & arguments.keys())
    )
    assert "protocol" in arguments
    versions = {cls.VERSION for cls in classes() if describe(cls).name.lower() == name}
    assert ("version" in arguments) == (len(versions) > 1)


JUNK: list[Any] = [
    True,
    1.5,
    -1,
    2**256,
    2**9000,
    "",
    "x",
    "ak_x",
    "a.b",
    "é\ud800",
    "pi_x",
    "tx_Xfbg4g==",
    b"",
    b"\xff",
    [],
    ["x"],
    [1],
    {},
    {"a": "b"},
    {1: 2},
    ("a",),
    (1, 2, 3),
    object(),
    Protocol,
    decode_tx(OWN[0].values[0]["tx"]),
]


@pytest.mark.parametrize("name", sorted(BUILDERS))
def test_a_wrong_value_is_a_build_error_of_its_argument(name: str) -> None:
    tx, protocol = GOLDEN[name]
    arguments = {**arguments_of(tx, fee=False), "protocol": protocol}
    for argument in inspect.signature(BUILDERS[name]).parameters.keys() - {"version"}:
        errors = [error for junk in [*JUNK, None] if (error := refusal(name, {**arguments, argument: junk}))]
        assert len(errors) > len(JUNK) // 3, argument
        for error in errors:
            assert "\n" not in str(error)
            assert len(str(error)) < 400
            # Without a protocol a version is missing; a name excludes a commitment_id.
            assert error.path.startswith((argument, "version", "name", "commitment_id")), str(error)


def refusal(name: str, arguments: dict[str, Any]) -> BuildError | None:
    try:
        BUILDERS[name](**arguments)
    except BuildError as error:
        return error
    return None


def test_a_builder_takes_what_it_knows_and_nothing_else() -> None:
    with pytest.raises(TypeError, match="sender"):
        build.spend_tx(sender="ak_x")  # type: ignore[call-arg]
