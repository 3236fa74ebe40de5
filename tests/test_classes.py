"""What holds for whole classes: where they nest, who signs them, how they behave as values."""

from __future__ import annotations

import copy
import pickle
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec

from .conftest import TWINS, examples, needs_both_twins
from .shared_vectors import (
    WIRES,
    assert_accepted,
    assert_refused,
    describe_class,
    fields_of,
    golden,
    split_place,
)

UPDATES = [name for name in WIRES if name.startswith("OffChain")]
TRANSACTIONS = [name for name in WIRES if name.endswith(("Tx", "TxV1", "TxV2"))]

#: Which objects a field holds, and `nothing` where it may be empty.
NESTED = {
    "SignedTx.transaction": [name for name in TRANSACTIONS if name != "SignedTx"],
    "GAMetaTxV1.tx": ["SignedTx"],
    "GAMetaTxV2.tx": ["SignedTx"],
    "PayingForTx.tx": ["SignedTx"],
    "ChannelCloseSoloTx.payload": ["SignedTx", "nothing"],
    "ChannelCloseSoloTx.poi": ["TreesPoi"],
    "ChannelSlashTx.payload": ["SignedTx", "nothing"],
    "ChannelSlashTx.poi": ["TreesPoi"],
    "ChannelSnapshotSoloTx.payload": ["SignedTx", "nothing"],
    "ChannelSetDelegatesTx.payload": ["SignedTx", "nothing"],
    "ChannelForceProgressTx.payload": ["SignedTx", "nothing"],
    "ChannelForceProgressTx.update": UPDATES,
    "ChannelForceProgressTx.offchain_trees": ["StateTrees"],
    "ChannelOffchainTxV1.updates[]": UPDATES,
    "StateTrees.contracts": ["ContractsMtree"],
    "StateTrees.calls": ["CallsMtree"],
    "StateTrees.channels": ["ChannelsMtree"],
    "StateTrees.ns": ["NameserviceMtree"],
    "StateTrees.oracles": ["OraclesMtree"],
    "StateTrees.accounts": ["AccountsMtree"],
    "ContractsMtree.contracts": ["Mtree"],
    "CallsMtree.calls": ["Mtree"],
    "ChannelsMtree.channels": ["Mtree"],
    "NameserviceMtree.mtree": ["Mtree"],
    "OraclesMtree.otree": ["Mtree"],
    "AccountsMtree.accounts": ["Mtree"],
    "Mtree.values[]": ["MtreeValue"],
    "MicroBlock.txs[]": ["SignedTx"],
    "MicroBlock.pof[]": ["Pof"],
    "LightMicroBlock.pof[]": ["Pof"],
}

#: docs/protocol/serialization.md: the fields that name who signs, and the types that both participants sign.
SIGNERS = {
    "SignedTx": "",
    "SpendTx": "sender_id",
    "OracleRegisterTx": "account_id",
    "OracleQueryTx": "sender_id",
    "OracleRespondTx": "oracle_id",
    "OracleExtendTx": "oracle_id",
    "NamePreclaimTx": "account_id",
    "NameClaimTxV1": "account_id",
    "NameClaimTxV2": "account_id",
    "NameUpdateTxV1": "account_id",
    "NameUpdateTxV2": "account_id",
    "NameRevokeTx": "account_id",
    "NameTransferTx": "account_id",
    "ContractCreateTx": "owner_id",
    "ContractCallTx": "caller_id",
    "GAAttachTx": "owner_id",
    "GAMetaTxV1": "",
    "GAMetaTxV2": "",
    "PayingForTx": "payer_id",
    "HCVoteTx": "voter_id",
    "ChannelCreateTxV1": "initiator_id responder_id",
    "ChannelCreateTxV2": "initiator_id responder_id",
    "ChannelDepositTx": "from_id both",
    "ChannelWithdrawTx": "to_id both",
    "ChannelCloseMutualTx": "from_id both",
    "ChannelSetDelegatesTx": "from_id both",
    "ChannelOffchainTxV1": "both",
    "ChannelOffchainTxV2": "both",
    "ChannelCloseSoloTx": "from_id",
    "ChannelSlashTx": "from_id",
    "ChannelSettleTx": "from_id",
    "ChannelSnapshotSoloTx": "from_id",
    "ChannelForceProgressTx": "from_id",
    "ChannelClientReconnectTx": "pub_key",
}


def test_every_object_version_of_the_protocol_has_a_golden_one(twin: ModuleType) -> None:
    assert WIRES.keys() == {cls.__name__ for cls in twin.schema.classes()}
    assert len(WIRES) == 74


@pytest.mark.parametrize("place", NESTED)
def test_a_field_holds_the_objects_it_may_and_no_others(twin: ModuleType, place: str) -> None:
    name, field, within, wrapped = split_place(place)
    for other, wire in WIRES.items():
        obj = golden(twin, other)
        if (place, other) == ("PayingForTx.tx", "SignedTx"):  # the golden one cannot be paid for
            obj = twin.replace(obj, transaction=golden(twin, "SpendTx"))
            wire = twin.to_bytes(obj)
        if other in NESTED[place]:
            assert_accepted(twin, name, field, wrapped(wire), wrapped(obj))
        else:
            assert_refused(twin, name, field, wrapped(wire), wrapped(obj), "object_not_allowed_here", within)
    if "nothing" in NESTED[place]:
        assert assert_accepted(twin, name, field, b"", None) is None
    else:
        assert_refused(twin, name, field, wrapped(b""), wrapped(None), "rlp_truncated field_type", within)
    assert_refused(
        twin, name, field, wrapped(b"\xc1\1"), wrapped(b"\xc1\1"), "not_an_object field_type", within
    )


def test_every_field_that_holds_objects_has_its_line(twin: ModuleType) -> None:
    assert fields_of("Object") == NESTED.keys()


def test_each_transaction_names_who_must_sign_it(twin: ModuleType) -> None:
    found = {}
    for cls in twin.schema.classes():
        if issubclass(cls, twin.Tx):
            both = ["both"] * cls.BOTH_PARTICIPANTS
            found[cls.__name__] = " ".join([*cls.SIGNERS, *both])
            assert set(cls.SIGNERS) <= {field.name for field in twin.schema.describe(cls).fields}
    assert found == SIGNERS


@pytest.mark.parametrize("name", WIRES)
def test_the_count_of_fields_is_exact(twin: ModuleType, name: str) -> None:
    items = twin.rlp.decode(WIRES[name])
    for wrong in items[:-1], [*items, b""]:
        with pytest.raises(twin.FieldError) as caught:
            twin.decode_object(twin.rlp.encode(wrong))
        assert (caught.value.code, caught.value.path) == ("field_count", describe_class(twin, name).name)


def test_an_unknown_version_of_a_known_tag_is_refused_and_shown_raw(twin: ModuleType) -> None:
    known = {(cls.TAG, cls.VERSION) for cls in twin.schema.classes()}
    for tag in sorted({tag for tag, _ in known}):
        for version in range(5):
            if (tag, version) in known or ((tag, None) in known and version):
                continue
            wire = twin.rlp.encode([tag.to_bytes(2, "big").lstrip(b"\0"), bytes([version]), b"x"])
            with pytest.raises(twin.FieldError) as caught:
                twin.decode_object(wire)
            assert (caught.value.code, caught.value.path) == ("unknown_version", "")
            assert twin.decode_raw(wire) == (tag, version, [b"x"])


def test_an_expected_version_is_demanded(twin: ModuleType) -> None:
    wire = WIRES["AccountV2"]
    for cls in twin.state.AccountV2, twin.state.Account, twin.ChainObject:
        assert twin.decode_object(wire, cls) == golden(twin, "AccountV2")
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_object(wire, twin.state.AccountV1)
    assert (caught.value.code, caught.value.expected) == ("object_not_allowed_here", "an AccountV1")


def test_an_expected_class_is_demanded_in_every_form(twin: ModuleType) -> None:
    spend = golden(twin, "SpendTx")
    text, wire, form = twin.encode_tx(spend), twin.to_bytes(spend), twin.to_json(spend)
    calls = [
        (twin.decode_tx, text, 0),
        (twin.decode_tx, wire, 0),
        (twin.decode_object, text, 2),
        (twin.decode_object, wire, 2),
        (twin.from_json, form, None),
    ]
    for read, data, offset in calls:
        for cls in (None, twin.SpendTx, twin.Tx):
            assert read(data, expect=cls) == spend
        with pytest.raises(twin.FieldError) as caught:
            read(data, twin.OracleQueryTx)
        error = caught.value
        assert (error.code, error.path, error.offset) == ("object_not_allowed_here", "", offset)
        assert (error.expected, error.found.partition(" ")[0]) == ("an OracleQueryTx", "SpendTx")
        with pytest.raises(TypeError):
            read(data, "SpendTx")


def test_transactions_are_read_and_written_by_other_processes_too() -> None:
    for function in aecodec.decode_tx, aecodec.encode_tx:
        assert pickle.loads(pickle.dumps(function)) == function


def test_the_code_of_a_contract_opens_as_an_object(twin: ModuleType) -> None:
    tx = twin.replace(golden(twin, "ContractCreateTx"), code=WIRES["CompilerSophiaV3"])
    assert twin.decode_object(tx.code) == golden(twin, "CompilerSophiaV3")


@pytest.mark.parametrize(("prefix", "name"), [("pi", "TreesPoi"), ("ss", "StateTrees"), ("cs", "CallsMtree")])
def test_proofs_and_trees_have_texts_of_their_own(twin: ModuleType, prefix: str, name: str) -> None:
    text = twin.encode(prefix, WIRES[name])
    assert twin.decode_object(text) == golden(twin, name)
    assert twin.encode_object(golden(twin, name)) == text
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_object(twin.encode(prefix, WIRES["AccountV1"]))
    assert caught.value.code == "object_not_allowed_here"


def families() -> dict[type, list[type]]:
    bases: dict[type, list[type]] = {}
    for cls in aecodec.schema.classes():
        if cls.__base__ not in (aecodec.ChainObject, aecodec.Tx):
            bases.setdefault(cls.__base__, []).append(cls)
    return bases


def test_versions_are_named_after_their_family_which_cannot_be_built() -> None:
    for base, classes in families().items():
        with pytest.raises(TypeError, match="no object of its own"):
            base()
        assert base.__struct_fields__ == ()  # type: ignore[attr-defined]
        assert len(classes) > 1
        if base is not aecodec.state.OffChainUpdate:
            assert [cls.__name__ for cls in classes] == [f"{base.__name__}V{cls.VERSION}" for cls in classes]


def test_every_class_is_importable_where_its_kind_is() -> None:
    for cls in [*aecodec.schema.classes(), *families()]:
        places: tuple[ModuleType, ...] = (aecodec.state,)
        if issubclass(cls, aecodec.Tx):
            places = (aecodec, aecodec.tx)
        for place in places:
            assert getattr(place, cls.__name__) is cls
            assert cls.__name__ in place.__all__


@pytest.mark.parametrize("name", WIRES)
def test_an_object_of_every_type_is_a_frozen_value(twin: ModuleType, name: str) -> None:
    one, other = golden(twin, name), golden(twin, name)
    assert one == other
    assert one is not other
    assert hash(one) == hash(other)
    assert not type(one).__match_args__
    field = type(one).__struct_fields__[0]
    with pytest.raises(AttributeError):
        setattr(one, field, getattr(one, field))
    assert repr(one).startswith(f"{name}({field}=")
    assert twin.replace(one) == one
    assert copy.deepcopy(one) == one


@pytest.mark.parametrize("name", WIRES)
def test_an_object_of_every_type_survives_a_pickle(name: str) -> None:
    obj: Any = golden(aecodec, name)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(obj, protocol)) == obj


ITEMS = st.recursive(
    st.sampled_from([b"", b"\0", b"\1", b"\2", b"\0\1", bytes(32), bytes(9), bytes(64)])
    | st.binary(max_size=9)
    | st.integers(0, 7).map(lambda kind: bytes([kind]) + bytes(32))
    | st.sampled_from(sorted(WIRES.values())),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=6,
)


def outcome(twin: ModuleType, wire: bytes) -> tuple[object, ...]:
    """What decoding gives, in a form that twins can be compared by."""
    try:
        obj = twin.decode_object(wire)
    except twin.DecodeError as error:
        place = (error.code, error.path, error.offset, error.expected, error.found)
        return (type(error).__name__, *place)
    assert twin.to_bytes(obj) == wire
    return (repr(obj),)


@needs_both_twins
@pytest.mark.parametrize("name", WIRES)
@examples(30)
@given(data=st.data())
def test_a_mutated_object_of_every_type_has_the_same_outcome_on_both_twins(
    name: str, data: st.DataObject
) -> None:
    """Either bytes are changed, or one item of the valid structure, which its field then checks."""
    items = TWINS["pure"].rlp.decode(WIRES[name])
    if data.draw(st.booleans()):
        items[data.draw(st.integers(0, len(items) - 1))] = data.draw(ITEMS)
        wire = TWINS["pure"].rlp.encode(items)
    else:
        at, length = data.draw(st.integers(0, len(WIRES[name]))), data.draw(st.integers(0, 2))
        wire = WIRES[name][:at] + data.draw(st.binary(max_size=2)) + WIRES[name][at + length :]
    assert outcome(TWINS["fast"], wire) == outcome(TWINS["pure"], wire)
