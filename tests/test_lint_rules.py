"""Every rule of the lint: a transaction that breaks it, by code and path, and one that just does not."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import CtVersion, Id, IdPointer, SignedTx, Tx, build, decode, lint, replace, state_tree, to_bytes
from aecodec.protocol import AUTH_GAS, BLOCK_GAS, CREATE_VMS, IdKind, Protocol
from aecodec.state import AccountV1
from aecodec.state_tree import keys, merkle, proofs

from .builder_arguments import ALICE, BOB, CALL, FORCE, META, OFFCHAIN, PAYING, SOLO, built
from .shared_vectors import known_object

CODE = {version: to_bytes(known_object(f"CompilerSophiaV{version}")) for version in (1, 2, 3)}
CREATE = {"owner_id": ALICE, "nonce": 1, "code": CODE[3], "call_data": b"init", "gas": 10_000}
EXTEND = {"oracle_id": Id.of(IdKind.ORACLE, ALICE.key), "nonce": 1, "oracle_ttl_value": 1}
CHANNEL_CREATE = {
    "initiator_id": ALICE,
    "initiator_amount": 7,
    "responder_id": BOB,
    "responder_amount": 4,
    "channel_reserve": 4,
    "lock_period": 10,
    "nonce": 1,
    "version": 2,
}


def found(tx: Any, **known: Any) -> list[tuple[str, str, str]]:
    return [(finding.severity, finding.code, finding.path.partition(".")[2]) for finding in lint(tx, **known)]


def call(**changes: Any) -> Any:
    return build.contract_call_tx(**{**CALL, "gas": 10_000, **changes})


def update(*pointers: IdPointer, **changes: Any) -> Any:
    return replace(built("name_update"), pointers=pointers, **changes)


def attach(**changes: Any) -> Any:
    return built("ga_attach", **{"code": CODE[3], "gas": 10_000, **changes})


def claim(name: str, salt: int = 7, **changes: Any) -> Any:
    return build.name_claim_tx(
        account_id=ALICE, nonce=1, name=name, name_salt=salt, **{"version": 2, **changes}
    )


def pointer(key: bytes) -> IdPointer:
    return IdPointer(key, ALICE)


def create(**changes: Any) -> Any:
    return build.contract_create_tx(**{**CREATE, **changes})


def early_claim(name: bytes) -> Any:
    return replace(known_object("NameClaimTxV1"), name=name, nonce=1, fee=10**15)


POINTERS = [pointer(b"%d" % number) for number in range(33)]
TWICE = [pointer(b"a"), pointer(b"a")]
CHANNEL_TX = build.channel_create_tx(**CHANNEL_CREATE)
REGISTER_TX = built("oracle_register")
EXTEND_TX = build.oracle_extend_tx(**EXTEND)
CLAIM_TX = claim("fiver.chain")
#: 80 bytes of items and 2 of the list's header, with a fee of 5 bytes: 15,000 + 20 * 82 gas at 10^6.
LEAST_FEE = 16_640 * 10**6


@pytest.mark.parametrize(
    "tx",
    [
        built("spend"),
        built("oracle_register"),
        built("oracle_query"),
        build.oracle_extend_tx(**EXTEND),
        built("name_claim"),
        built("name_update"),
        built("name_preclaim", commitment_id=Id.of(IdKind.COMMITMENT, bytes(32))),
        create(),
        call(),
        call(abi_version=1, fee=10**15),
        attach(),
        built("ga_meta"),
        built("paying_for"),
        build.channel_create_tx(**CHANNEL_CREATE),
        built("channel_snapshot_solo"),
        replace(call(), gas_price=10**9),
        built("ga_meta", gas=AUTH_GAS),
        create(ct_version=(7, 3)),
        update(*POINTERS[:32], fee=10**14),
        update(pointer(bytes(256)), fee=10**14),
    ],
    ids=lambda tx: type(tx).__name__,
)
def test_what_breaks_no_rule_has_no_findings(tx: Tx) -> None:
    assert lint(tx) == ()


@pytest.mark.parametrize(
    ("tx", "known", "severity", "code", "path"),
    [
        # protocol
        (built("name_claim"), {"protocol": "fortuna"}, "error", "not_at_protocol", ""),
        (known_object("ChannelCreateTxV1"), {}, "error", "not_at_protocol", ""),
        (built("spend", recipient_id="a.chain"), {"protocol": "roma"}, None, "", ""),
        (call(contract_id="a.chain"), {"protocol": "iris"}, "error", "not_at_protocol", "contract_id"),
        (OFFCHAIN, {}, "error", "not_on_chain", ""),
        # virtual machines and code
        (create(), {"protocol": "iris"}, "error", "not_at_protocol", "ct_version"),
        (call(abi_version=2, fee=10**15), {}, "error", "vm_abi", "abi_version"),
        (replace(built("ga_meta"), abi_version=0), {}, "error", "vm_abi", "abi_version"),
        (replace(attach(), ct_version=CtVersion(8, 1)), {}, "error", "vm_abi", "ct_version"),
        (replace(attach(), ct_version=CtVersion(2, 2)), {}, "error", "vm_abi", "ct_version"),
        (replace(REGISTER_TX, abi_version=1), {}, "error", "vm_abi", "abi_version"),
        (replace(REGISTER_TX, abi_version=1), {"protocol": "lima"}, None, "", ""),
        (replace(REGISTER_TX, abi_version=3), {"protocol": 3}, "error", "not_at_protocol", "abi_version"),
        (create(code=b""), {}, "error", "contract_code", "code"),
        (create(code=to_bytes(OFFCHAIN)), {}, "error", "contract_code", "code"),
        (create(code=CODE[2]), {}, "error", "contract_code", "code"),
        (attach(code=CODE[1]), {}, "error", "contract_code", "code"),
        # fees and gas
        (replace(built("spend"), fee=LEAST_FEE - 1), {}, "error", "fee_too_low", "fee"),
        (replace(built("spend"), fee=LEAST_FEE), {}, "warning", "gas_price_not_relayed", "fee"),
        (replace(built("spend"), fee=1), {"protocol": "minerva"}, "error", "fee_too_low", "fee"),
        (replace(built("spend"), fee=15_560), {"protocol": "roma"}, "error", "fee_too_low", "fee"),
        (replace(call(), gas_price=999_999), {}, "error", "gas_price_too_low", "gas_price"),
        (replace(call(), gas_price=999_999_999), {}, "warning", "gas_price_not_relayed", "gas_price"),
        (replace(call(fee=10**15), gas=BLOCK_GAS), {}, "error", "block_gas", "gas"),
        (replace(built("spend"), payload=bytes(300_000), fee=10**17), {}, "error", "block_gas", ""),
        (replace(built("ga_meta"), gas=AUTH_GAS + 1), {}, "warning", "auth_gas", "gas"),
        # ttl of oracles
        (replace(REGISTER_TX, ttl_type=1), {"height": 500}, "error", "ttl_passed", "ttl_value"),
        (replace(REGISTER_TX, ttl_type=1, ttl_value=0), {}, "error", "ttl_passed", "ttl_value"),
        (replace(REGISTER_TX, ttl_type=1), {"height": 499}, None, "", ""),
        (replace(EXTEND_TX, oracle_ttl_value=0), {}, "error", "ttl_zero", "oracle_ttl_value"),
        # names
        (replace(CLAIM_TX, name=b"a.test"), {}, "error", "name_registrar", "name"),
        (replace(CLAIM_TX, name=b"a b.chain"), {}, "error", "name_label", "name"),
        (replace(CLAIM_TX, name=b"\xff"), {}, "error", "name_not_utf8", "name"),
        (replace(CLAIM_TX, name_fee=83_204 * 10**15 - 1), {}, "error", "name_fee_too_low", "name_fee"),
        (claim("abcdefghijklm.chain", 0), {"protocol": "iris"}, "error", "name_salt", "name_salt"),
        (claim("abcdefghijklm.chain", 0), {"protocol": "ceres"}, None, "", ""),
        (claim("abcdefghijkl.chain", 0), {"protocol": "iris"}, None, "", ""),
        (early_claim(b"a.chain"), {"protocol": "roma"}, "error", "name_registrar", "name"),
        (early_claim(b"a.test"), {"protocol": "roma"}, None, "", ""),
        (update(name_ttl=180_001), {}, "error", "name_ttl_too_long", "name_ttl"),
        (update(name_ttl=50_001), {"protocol": "lima"}, "error", "name_ttl_too_long", "name_ttl"),
        (update(*POINTERS, fee=10**15), {}, "error", "list_too_long", "pointers"),
        (update(pointer(bytes(257)), fee=10**15), {}, "error", "pointer_key_too_long", "pointers[0].key"),
        (update(*TWICE, fee=10**15), {}, "error", "pointer_repeated", "pointers[1].key"),
        (update(*TWICE, fee=10**15, name_ttl=1), {"protocol": "lima"}, None, "", ""),
        # channels
        (replace(CHANNEL_TX, responder_id=ALICE), {}, "error", "same_participants", "responder_id"),
        (replace(CHANNEL_TX, initiator_amount=3), {}, "error", "below_reserve", "initiator_amount"),
        (replace(built("channel_snapshot_solo"), payload=None), {}, "error", "payload_missing", "payload"),
        # generalized accounts
        (replace(attach(), nonce=2), {}, "error", "account_not_new", "nonce"),
        (replace(attach(ct_version=(7, 3)), nonce=2), {"protocol": "iris"}, None, "", ""),
        (replace(built("ga_meta"), ga_id=BOB), {}, "error", "ga_not_signer", "ga_id"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_found_at_its_field(
    tx: Tx, known: Any, severity: str | None, code: str, path: str
) -> None:
    first = found(tx, **known)[:1]
    assert first == ([] if severity is None else [(severity, code, path)])


def test_a_responder_must_lock_the_reserve_whatever_is_pushed_to_it() -> None:
    """The builder, as the node's state machine, looks at what there is after the push; the chain does not."""
    tx = build.channel_create_tx(
        **{**CHANNEL_CREATE, "initiator_amount": 8, "responder_amount": 3, "push_amount": 1}
    )
    assert found(tx) == [("error", "below_reserve", "responder_amount")]


@pytest.mark.parametrize("protocol", Protocol)
def test_contracts_are_created_for_the_machines_of_their_protocol(protocol: Protocol) -> None:
    """Up to Iris as the node's aect_contracts has it: 1; 3; 3 and 4; 5 and 6; 7."""
    base = create()
    takes = [
        vm
        for vm in range(1, 10)
        for abi in (0, 1, 3)
        if not {"ct_version"}
        & {path for _, _, path in found(replace(base, ct_version=CtVersion(vm, abi)), protocol=protocol)}
    ]
    known = {1: [1], 2: [3], 3: [3, 4], 4: [5, 6], 5: [7]}
    assert takes == known.get(protocol, [7, 8]) == sorted(CREATE_VMS[protocol])


# --- evidence of channels -------------------------------------------------------------------------

ENTRIES = {
    keys.account_key(account): to_bytes(AccountV1(nonce=0, balance=balance))
    for account, balance in ((ALICE, 6), (BOB, 5))
}
PROOF = replace(
    known_object("TreesPoi"),
    **dict.fromkeys(("calls", "channels", "contracts", "ns", "oracles"), ()),
    accounts=proofs.prove(ENTRIES, ENTRIES),
)
STATE = decode(state_tree.state_hash({ALICE: 6, BOB: 5}), "st")


def signed(tx: Tx) -> SignedTx:
    return SignedTx(signatures=(), transaction=tx)  # type: ignore[arg-type]


def round_of(**changes: Any) -> SignedTx:
    return signed(replace(OFFCHAIN, **{"state_hash": STATE, **changes}))


def close(payload: SignedTx | None) -> Any:
    return build.channel_close_solo_tx(**SOLO, poi=PROOF, payload=payload)


def test_a_proof_of_the_state_of_the_payload_has_no_findings() -> None:
    assert merkle.root_hash(ENTRIES) == PROOF.accounts[0].root_hash
    assert lint(close(round_of())) == lint(close(None)) == ()


def test_payloads_belong_to_their_channel_and_to_the_proof() -> None:
    other = Id.of(IdKind.CHANNEL, bytes(32))
    assert found(close(round_of(channel_id=other))) == [("error", "payload_channel", "payload")]
    assert found(close(round_of(state_hash=bytes(32)))) == [("error", "payload_state", "poi")]
    wrong = replace(
        close(None), payload=signed(build.spend_tx(sender_id=ALICE, recipient_id=BOB, amount=1, nonce=1))
    )
    assert found(wrong)[:1] == [("error", "object_not_allowed_here", "payload.transaction")]


def test_a_forced_call_follows_the_payload_and_is_its_sender_s() -> None:
    trees = FORCE["offchain_trees"]
    agreed = round_of(state_hash=decode(state_tree.state_hash_of(trees), "st"))
    mine = replace(FORCE["update"], caller=ALICE)
    force = build.channel_force_progress_tx(**{**FORCE, "update": mine, "payload": agreed})
    assert lint(force) == ()
    assert found(replace(force, update=FORCE["update"])) == [("error", "caller_not_sender", "update.caller")]
    assert found(replace(force, round=5)) == [("error", "payload_round", "round")]
    assert found(replace(force, payload=round_of(state_hash=bytes(32)))) == [
        ("error", "payload_state", "offchain_trees")
    ]
    transfer = replace(force, update=known_object("OffChainTransfer"))
    assert ("error", "object_not_allowed_here", "update") in found(transfer)


def test_the_signatures_of_a_payload_are_checked_where_the_participants_are_known() -> None:
    known = {"network_id": "ae_uat", "participants": (ALICE, BOB)}
    missing = [finding.path for finding in lint(signed(close(round_of())), **known)]
    payload = "SignedTx.transaction.payload"
    assert missing == ["SignedTx", payload, payload]  # of both participants
    assert [finding.path for finding in lint(signed(close(round_of())), network_id="ae_uat")] == missing[:1]


def test_wrapped_transactions_are_checked_as_well() -> None:
    cheap = replace(PAYING["tx"], transaction=replace(PAYING["tx"].transaction, fee=1))
    tx = replace(built("paying_for"), tx=cheap)
    assert found(tx) == [("error", "fee_too_low", "tx.transaction.fee")]


def test_before_iris_the_bytes_of_a_wrapped_transaction_are_those_of_the_outer_one() -> None:
    inner = replace(META["tx"], fee=15_000 * 10**6)
    early = build.ga_meta_tx(**{**META, "protocol": "lima", "tx": inner})
    assert found(early, protocol="lima") == [("warning", "gas_price_not_relayed", "tx.transaction.fee")]
    later = build.ga_meta_tx(**META)
    assert found(replace(later, tx=signed(inner))) == [("error", "fee_too_low", "tx.transaction.fee")]
