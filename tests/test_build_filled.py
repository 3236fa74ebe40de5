"""What builders fill in, and the forms of arguments that they take."""

from __future__ import annotations

import pytest

from aecodec import (
    CtVersion,
    GAMetaTxV1,
    GAMetaTxV2,
    Id,
    IdPointer,
    NameClaimTxV1,
    NameClaimTxV2,
    NameUpdateTxV1,
    NameUpdateTxV2,
    Pointer,
    SignedTx,
    TtlType,
    build,
    encode,
    encode_tx,
    fees,
    to_bytes,
)
from aecodec.names import commitment_hash, name_hash
from aecodec.objects import protocols_of
from aecodec.protocol import BLOCK_GAS, IdKind, Protocol
from aecodec.state_tree import state_hash
from aecodec.text import blake2b256

from .builder_arguments import (
    ALICE,
    ARGUMENTS,
    BOB,
    BUILDERS,
    CHANNEL,
    META,
    OFFCHAIN,
    ORACLE,
    ROUND,
    arguments_of,
    built,
)
from .shared_vectors import known_object


@pytest.mark.parametrize("name", [name for name in ARGUMENTS if name not in ("name_preclaim", "hc_vote")])
def test_few_arguments_make_a_complete_transaction_with_the_least_fee(name: str) -> None:
    tx = built(name)
    assert tx.fee == fees.min_fee(tx)
    assert getattr(tx, "ttl", 0) == 0
    assert Protocol.CERES in protocols_of(tx)
    price = "fee_gas_price" if hasattr(tx, "gas_price") else "gas_price"
    dearer = built(name, **{price: 3 * 10**9})
    assert dearer.fee == fees.min_fee(dearer, 3 * 10**9)
    assert built(name, fee=10**17).fee == 10**17


def test_a_contract_gets_the_machine_of_its_protocol_and_the_gas_that_is_left() -> None:
    tx = built("contract_create")
    assert (tx.ct_version, tx.deposit, tx.amount, tx.gas_price) == (CtVersion(8, 3), 0, 0, 10**9)
    assert tx.gas + fees.gas(tx) == BLOCK_GAS
    assert built("contract_create", protocol="lima").ct_version == CtVersion(5, 3)
    assert built("contract_create", protocol=1, fee_gas_price=1).ct_version == CtVersion(1, 1)
    assert built("contract_create", ct_version=(7, 3)).ct_version == CtVersion(7, 3)
    assert built("contract_call").abi_version == 3
    assert built("contract_call", protocol="fortuna").abi_version == 1
    assert built("contract_call", gas=5).gas == 5
    # A contract so long that what is left has fewer digits.
    long = built("contract_create", code=bytes(294_000))
    assert 0 < long.gas < 2**16
    assert long.gas + fees.gas(long) <= BLOCK_GAS
    assert long.fee == fees.min_fee(long)


def test_a_generalized_account_is_made_by_the_name_of_its_function() -> None:
    assert built("ga_attach").auth_fun == blake2b256(b"authorize")
    assert built("ga_attach", auth_fun=bytes(32)).auth_fun == bytes(32)
    assert built("ga_attach").ct_version == CtVersion(8, 3)


def test_what_a_generalized_account_authorizes_comes_bare_or_signed() -> None:
    tx = built("ga_meta")
    assert isinstance(tx, GAMetaTxV2)
    assert (tx.gas, tx.gas_price, tx.abi_version) == (50_000, 10**9, 3)
    assert tx.tx == SignedTx(signatures=(), transaction=META["tx"])
    assert built("ga_meta", tx=encode_tx(META["tx"])) == built("ga_meta", tx=tx.tx) == tx
    assert built("ga_meta", tx=to_bytes(META["tx"])) == built("ga_meta", tx=encode_tx(tx.tx)) == tx
    early = built("ga_meta", protocol="fortuna")
    assert isinstance(early, GAMetaTxV1)
    assert (early.ttl, early.abi_version) == (0, 1)
    assert built("ga_meta", protocol=None, version=1, ttl=9).ttl == 9
    assert early.fee == fees.min_fee(early) > built("ga_meta", protocol="iris").fee


def test_layers_are_wrapped_from_inside_out() -> None:
    inner = built("ga_meta")
    assert built("paying_for", tx=inner).tx == SignedTx(signatures=(), transaction=inner)
    outer = built("ga_meta", ga_id=BOB, tx=built("paying_for", tx=inner, nonce=0))
    assert outer.tx.transaction.tx.transaction.tx.transaction == META["tx"]
    assert outer.fee == fees.min_fee(outer)
    # Two accounts of one channel, both generalized.
    create = build.channel_create_tx(
        initiator_id=ALICE, initiator_amount=5, responder_id=BOB, responder_amount=5, channel_reserve=1,
        lock_period=9, nonce=0, protocol="ceres",
    )  # fmt: skip
    both = built("ga_meta", ga_id=BOB, tx=built("ga_meta", tx=create))
    assert both.tx.transaction.tx.transaction == create


def test_a_name_claim_follows_its_protocol_and_costs_what_the_name_is_worth() -> None:
    tx = built("name_claim")
    assert isinstance(tx, NameClaimTxV2)
    assert (tx.name, tx.name_fee) == (b"fiver.chain", 83_204_000_000_000_000_000)
    assert built("name_claim", name_fee=10**20).name_fee == 10**20
    early = built("name_claim", protocol="fortuna", name="fiver.test")
    assert isinstance(early, NameClaimTxV1)
    assert built("name_claim", protocol=None, version=2) == tx
    assert type(built("name_claim", protocol=None, version=1)) is NameClaimTxV1


def test_a_name_update_takes_the_version_of_its_pointers() -> None:
    first = built("name_update")
    assert isinstance(first, NameUpdateTxV1)
    assert first.pointers == (IdPointer(b"account_pubkey", ALICE),)
    assert (first.name_id.key, first.name_ttl, first.client_ttl) == (name_hash("fiver.chain"), 180_000, 0)
    assert built("name_update", protocol="lima").name_ttl == 50_000
    assert built("name_update", pointers=[("account_pubkey", str(ALICE))]) == first
    second = built("name_update", pointers={"a": str(ALICE), "b": b"raw"})
    assert isinstance(second, NameUpdateTxV2)
    assert second.pointers == (Pointer(b"a", ALICE), Pointer(b"b", b"raw"))
    assert type(built("name_update", pointers={})) is NameUpdateTxV1
    assert built("name_update", version=1).pointers == first.pointers
    assert built("name_update", version=2, pointers=second.pointers) == second
    for raw in (encode("ba", b"raw"), bytearray(b"raw"), memoryview(b"raw")):
        for pointers in ({"a": str(ALICE), "b": raw}, [["a", ALICE], ["b", raw]]):
            assert built("name_update", pointers=pointers) == second
    for repeated in ([("a", ALICE), ("a", BOB)], [("a" * 257, ALICE)]):
        assert built("name_update", pointers=repeated, protocol="lima").pointers[0].id == ALICE


def test_a_preclaim_is_made_of_the_name_and_its_salt() -> None:
    expected = Id.of(IdKind.COMMITMENT, commitment_hash("fiver.chain", 7))
    assert built("name_preclaim", name="Fiver.chain", name_salt=7).commitment_id == expected
    assert built("name_preclaim", commitment_id=str(expected)).commitment_id == expected
    assert built("name_preclaim", name=b"fiver.test", name_salt=0).commitment_id.kind == IdKind.COMMITMENT


def test_a_name_stands_wherever_its_identifier_may() -> None:
    name = Id.of(IdKind.NAME, name_hash("alice.chain"))
    for text in ("alice.chain", "ALICE.chain", str(name), name):
        assert built("spend", recipient_id=text).recipient_id == name
        assert built("contract_call", contract_id=text).contract_id == name
        assert built("oracle_query", oracle_id=text).oracle_id == name
    assert build.name_revoke_tx(account_id=ALICE, nonce=1, name_id="alice.chain").name_id == name


def test_text_is_utf8_where_text_belongs_and_prefixed_elsewhere() -> None:
    tx = built("oracle_query")
    assert tx.query == "Wie spät?".encode()
    assert built("oracle_query", query=tx.query) == tx
    assert built("spend", payload="ba_Xfbg4g==").payload == built("spend").payload == b""
    assert built("spend", memo="ba_Xfbg4g==").payload == b"ba_Xfbg4g=="
    assert built("spend", memo="Grüße").payload == "Grüße".encode()
    assert built("contract_call", call_data=encode("cb", b"call")) == built("contract_call")
    close = built("channel_close_solo", poi=known_object("TreesPoi"))
    assert built("channel_close_solo", poi=to_bytes(known_object("TreesPoi"))) == close
    snapshot = built("channel_snapshot_solo")
    assert built("channel_snapshot_solo", payload=encode_tx(ROUND)) == snapshot
    assert snapshot.payload == ROUND
    answer = {"oracle_id": ORACLE, "nonce": 1, "response": "12", "response_ttl_value": 60}
    query_id = encode("oq", bytes(32))
    assert build.oracle_response_tx(**answer, query_id=query_id).query_id == bytes(32)


def test_an_enumeration_goes_by_member_number_and_name() -> None:
    for kind in (TtlType.BLOCK, 1, "block", "BLOCK"):
        assert built("oracle_register", ttl_type=kind).ttl_type is TtlType.BLOCK


def test_an_oracle_pays_from_the_height_on() -> None:
    until = {"ttl_type": "block", "ttl_value": 1_000_500}
    later, ever = built("oracle_register", **until, height=1_000_000), built("oracle_register", **until)
    assert later.fee == fees.min_fee(later, height=1_000_000) < ever.fee == fees.min_fee(ever)


def test_a_round_off_chain_has_updates_until_fortuna() -> None:
    early = {"channel_id": CHANNEL, "round": 2, "state_hash": bytes(32)}
    updates = [known_object("OffChainTransfer")]
    assert build.channel_offchain_tx(**early, version=1, updates=updates).updates == tuple(updates)
    assert build.channel_offchain_tx(**early, protocol="minerva").updates == ()
    for protocol in ("fortuna", "ceres"):
        assert build.channel_offchain_tx(**early, protocol=protocol) == OFFCHAIN
    hashed = state_hash({ALICE: 1, BOB: 2})
    built = build.channel_offchain_tx(**{**early, "state_hash": hashed}, version=2)
    assert encode("st", built.state_hash) == hashed


def test_a_vote_is_sorted_and_has_no_fee() -> None:
    tx = built("hc_vote", data={b"b": b"2", b"a": b"1"})
    assert tx.data == ((b"a", b"1"), (b"b", b"2"))
    assert built("hc_vote").data == ()


def test_early_protocols_are_cheaper() -> None:
    roma = built("channel_force_progress", protocol="roma", payload=None)
    assert roma.fee == fees.min_fee(roma, protocol="roma") < built("channel_force_progress").fee
    assert built("spend", protocol="roma", gas_price=1).fee == fees.min_fee(built("spend"), 1)


@pytest.mark.parametrize("name", ["ChannelDepositTx", "ChannelSettleTx", "OracleExtendTx", "NameTransferTx"])
def test_a_missing_argument_is_a_type_error(name: str) -> None:
    arguments = arguments_of(known_object(name))
    for argument in arguments.keys() - {"ttl", "fee", "oracle_ttl_type"}:
        with pytest.raises(TypeError, match=argument):
            BUILDERS[name.lower()](**{key: value for key, value in arguments.items() if key != argument})
