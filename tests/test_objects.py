"""Chain objects: constructing checks, values behave, and nothing invalid can exist."""

from __future__ import annotations

import copy
import pickle
from types import ModuleType
from typing import Any

import pytest

import aecodec

from .conftest import founding
from .shared_vectors import golden

CREATE = {
    "initiator_id": "ak_2TYAjeSxPXcs6y3PBSo8zo947Xb7yPCnpXQZkJxqspcR8JzLu7",
    "initiator_amount": 70000000000000,
    "responder_id": "ak_n5NCzqWFdAzWzFxTGgXVeNBpTqLL8JGf65XSVy1mpHRtLznbu",
    "responder_amount": 40000000000000,
    "channel_reserve": 2,
    "lock_period": 10,
    "ttl": 0,
    "fee": 17620000000000,
    "delegate_ids": (),
    "state_hash": bytes(32),
    "nonce": 5,
}
CHANNEL = "ch_EeYbtmghnbRqhBctcEh9ABRNLuCwEXL166P6JeE3H9fBC2U8R"


def create(twin: ModuleType, **changes: Any) -> Any:
    return twin.ChannelCreateTxV1(**{**CREATE, **changes})


def test_text_becomes_an_id_and_a_list_a_tuple(twin: ModuleType) -> None:
    tx = create(twin, delegate_ids=[CREATE["initiator_id"]])
    assert type(tx.initiator_id) is twin.Id
    assert tx.initiator_id == CREATE["initiator_id"]
    assert tx.delegate_ids == (twin.Id(CREATE["initiator_id"]),)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("fee", -1, "uint_negative"),
        ("fee", True, "field_type"),
        ("fee", 1.0, "field_type"),
        ("fee", "1", "field_type"),
        ("fee", None, "field_type"),
        pytest.param("fee", 1 << 8 * 1024, "uint_too_long", id="fee-too-long"),
        ("initiator_id", CHANNEL, "id_tag_not_allowed"),
        ("initiator_id", "ak_2TYAjeSxPXcs6y3PBSo8zo947Xb7yPCnpXQZkJxqspcR8JzLu8", "bad_checksum"),
        ("initiator_id", b"\1" + bytes(32), "field_type"),
        pytest.param("state_hash", bytes(31), "bytes_length", id="state_hash-short"),
        ("state_hash", "st_", "too_short"),
        ("state_hash", "ba_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAArNOMg", "wrong_prefix"),
        ("state_hash", "00" * 32, "missing_prefix"),
        ("delegate_ids", "ak_", "field_type"),
        ("delegate_ids", {CHANNEL}, "field_type"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_field(
    twin: ModuleType, field: str, value: object, code: str
) -> None:
    with pytest.raises(twin.FieldError) as caught:
        create(twin, **{field: value})
    assert (caught.value.code, caught.value.path) == (code, f"ChannelCreateTx.{field}")
    assert caught.value.offset is None
    assert len(str(caught.value).splitlines()) == 1


def test_the_place_of_a_wrong_value_in_a_list_is_named(twin: ModuleType) -> None:
    with pytest.raises(twin.FieldError) as caught:
        create(twin, delegate_ids=[CREATE["initiator_id"], CHANNEL])
    assert caught.value.path == "ChannelCreateTx.delegate_ids[1]"


@pytest.mark.parametrize("missing", ["fee", "nonce", "delegate_ids"])
def test_a_forgotten_field_is_an_error_and_never_a_default(twin: ModuleType, missing: str) -> None:
    fields = {name: value for name, value in CREATE.items() if name != missing}
    with pytest.raises(TypeError, match=missing):
        twin.ChannelCreateTxV1(**fields)


def test_an_integer_of_the_largest_size_is_exact(twin: ModuleType) -> None:
    largest = (1 << 8 * 1024) - 1
    tx = create(twin, fee=largest)
    assert twin.decode_tx(twin.encode_tx(tx)).fee == largest


def test_a_class_of_many_versions_cannot_be_built_and_names_them(twin: ModuleType) -> None:
    with pytest.raises(TypeError, match="ChannelCreateTxV1, ChannelCreateTxV2"):
        twin.ChannelCreateTx()


def test_every_version_is_an_instance_of_its_family(twin: ModuleType) -> None:
    match create(twin):
        case twin.ChannelCreateTx(nonce=nonce):
            assert nonce == 5
        case other:
            pytest.fail(f"{other} is not matched")


def test_objects_are_frozen(twin: ModuleType) -> None:
    tx = create(twin)
    with pytest.raises(AttributeError):
        tx.fee = 1
    assert tx.fee == CREATE["fee"]


def test_equal_fields_make_equal_objects_with_equal_hashes(twin: ModuleType) -> None:
    one, other = create(twin), create(twin)
    assert one == other
    assert hash(one) == hash(other)
    assert one != create(twin, nonce=6)
    assert len({one, other}) == 1


def test_replace_checks_like_constructing(twin: ModuleType) -> None:
    tx = create(twin)
    assert twin.replace(tx, nonce=6) == create(twin, nonce=6)
    with pytest.raises(twin.FieldError) as caught:
        twin.replace(tx, nonce=-1)
    assert caught.value.path == "ChannelCreateTx.nonce"


def test_repr_shows_ids_and_prefixed_bytes_as_text(twin: ModuleType) -> None:
    shown = repr(create(twin))
    assert shown.startswith(
        "ChannelCreateTxV1(initiator_id='ak_2TYAjeSxPXcs6y3PBSo8zo947Xb7yPCnpXQZkJxqspcR8JzLu7'"
    )
    assert f"state_hash='{twin.encode('st', bytes(32))}'" in shown


#: Values in the form that `repr` has for the field: class, field, text, and the value that it stands for.
TEXTS = [
    ("SpendTx", "payload", "ba_aGVsbG+Vlcnf", b"hello"),
    ("OracleQueryTx", "query", "grüß dich", "grüß dich".encode()),
    ("OracleQueryTx", "query", "ba_aGVsbG+Vlcnf", b"ba_aGVsbG+Vlcnf"),
    ("CompilerSophiaV3", "compiler_version", "7.4.0", b"7.4.0"),
    ("ContractCallTx", "call_data", "cb_aGVsbG+Vlcnf", b"hello"),
    ("NameUpdateTxV1", "pointers", [["account_pubkey", CREATE["initiator_id"]]], None),
    ("NameUpdateTxV2", "pointers", [["data", "ba_aGVsbG+Vlcnf"]], ((b"data", b"hello"),)),
    ("OracleRegisterTx", "ttl_type", "block", 1),
    ("ContractCallObjectV2", "return_type", "revert", 2),
]


@pytest.mark.parametrize(("name", "field", "text", "value"), TEXTS)
def test_a_field_takes_the_text_that_its_type_has(
    twin: ModuleType, name: str, field: str, text: Any, value: Any
) -> None:
    obj = twin.replace(golden(twin, name), **{field: text})
    if value is not None:
        assert getattr(obj, field) == value
    assert twin.decode_object(twin.to_bytes(obj)) == obj


@pytest.mark.parametrize(
    ("name", "field", "text", "code", "within"),
    [
        ("SpendTx", "payload", "hello", "missing_prefix", ""),
        ("SpendTx", "payload", "cb_aGVsbG+Vlcnf", "wrong_prefix", ""),
        ("SpendTx", "payload", "ba_aGVsbG+VlcnF", "bad_checksum", ""),
        ("OracleQueryTx", "query", "\ud800", "field_type", ""),
        ("OracleRegisterTx", "ttl_type", "epoch", "enum_value", ""),
        ("SignedTx", "signatures", ["sg_1"], "too_short", "[0]"),
        ("NameUpdateTxV2", "pointers", [["data", "hello"]], "missing_prefix", "[0].value"),
        ("NameUpdateTxV2", "pointers", [["data", "ba_aGVsbG+"]], "bad_base64", "[0].value"),
    ],
)
def test_text_that_stands_for_no_value_of_the_field_is_refused_with_its_place(
    twin: ModuleType, name: str, field: str, text: Any, code: str, within: str
) -> None:
    with pytest.raises(twin.FieldError) as caught:
        twin.replace(golden(twin, name), **{field: text})
    path = f"{name.removesuffix('V2')}.{field}{within}"
    assert (caught.value.code, caught.value.path, caught.value.offset) == (code, path, None)


def test_signatures_out_of_order_are_refused(twin: ModuleType) -> None:
    signatures = [bytes([2]) * 64, bytes([1]) * 64]
    with pytest.raises(twin.FieldError) as caught:
        twin.SignedTx(signatures=signatures, transaction=create(twin))
    assert (caught.value.code, caught.value.path) == ("not_sorted", "SignedTx.signatures[1]")


def test_a_duplicate_signature_decodes_because_the_node_lets_it_stand(twin: ModuleType) -> None:
    signed = twin.SignedTx(signatures=[bytes(64)] * 2, transaction=create(twin))
    assert twin.decode_tx(twin.to_bytes(signed)) == signed


@pytest.mark.parametrize("inside", ["signed", "account", "text", "nothing", "class"])
def test_only_a_bare_transaction_can_be_signed(twin: ModuleType, inside: str) -> None:
    values = {
        "signed": twin.SignedTx(signatures=(), transaction=create(twin)),
        "account": twin.state.AccountV1(nonce=0, balance=1),
        "text": founding()["unsigned"],
        "nothing": None,
        "class": twin.ChannelCreateTxV1,
    }
    with pytest.raises(twin.FieldError) as caught:
        twin.SignedTx(signatures=(), transaction=values[inside])
    expected = "object_not_allowed_here" if inside in ("signed", "account") else "field_type"
    assert (caught.value.code, caught.value.path) == (expected, "SignedTx.transaction")


def test_copies_and_deep_copies_are_equal() -> None:
    tx = aecodec.decode_tx(founding()["co_signed"])
    assert copy.copy(tx) == tx
    assert copy.deepcopy(tx) == tx


def test_a_pickle_comes_back_equal_and_is_checked_again() -> None:
    tx = aecodec.decode_tx(founding()["co_signed"])
    assert pickle.loads(pickle.dumps(tx)) == tx
    rebuild, (cls, fields) = create(aecodec).__reduce__()
    with pytest.raises(aecodec.FieldError):
        rebuild(cls, {**fields, "fee": -1})
