"""The differences of two objects: none of equal ones, exactly the changed field of others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import Difference, diff, testing
from aecodec.fields import List, Tuple, Uint
from aecodec.schema import describe

from .conftest import examples, founding
from .shared_vectors import WIRES, known_object

FACTS = founding()


def places(differences: tuple[Difference, ...]) -> list[tuple[str, Any, Any]]:
    return [one[:3] for one in differences]


@given(testing.objects())
def test_an_object_does_not_differ_from_itself(obj: Any) -> None:
    wire = aecodec.to_bytes(obj)
    assert diff(obj, obj) == diff(obj, wire) == diff(wire, aecodec.decode_object(wire)) == ()


@examples(200)
@given(st.data())
def test_two_objects_of_a_class_differ_exactly_in_the_fields_that_are_not_equal(data: st.DataObject) -> None:
    cls = type(known_object(data.draw(st.sampled_from(sorted(WIRES)))))
    one, other = data.draw(testing.objects(cls)), data.draw(testing.objects(cls))
    found = diff(one, other)
    assert (found == ()) == (one == other)
    changed = {name for name, _ in describe(cls).fields if getattr(one, name) != getattr(other, name)}
    assert {difference.path.replace("[", ".").split(".")[1] for difference in found} == changed
    mirrored = diff(other, one)
    assert {(path, right, left) for path, left, right, _ in found if None not in (left, right)} >= {
        (path, left, right)
        for path, left, right, _ in mirrored
        if None not in (left, right) and "[" not in path
    }


@pytest.mark.parametrize("name", WIRES)
def test_one_changed_number_is_one_difference(name: str) -> None:
    obj = known_object(name)
    for field, kind in describe(type(obj)).fields:
        if isinstance(kind, Uint):
            value = getattr(obj, field)
            try:
                changed = aecodec.replace(obj, **{field: value + 1})
            except aecodec.FieldError:
                continue  # a number that is bound to others
            path = f"{describe(type(obj)).name}.{field}"
            assert diff(obj, changed) == ((path, value, value + 1, kind),)


def test_a_signed_and_an_unsigned_transaction_are_compared_by_what_is_signed() -> None:
    co_signed = aecodec.decode_tx(FACTS["co_signed"])
    assert places(diff(FACTS["co_signed"], co_signed.transaction)) == [
        ("SignedTx.signatures", co_signed.signatures, None)
    ]
    changed = aecodec.replace(co_signed.transaction, fee=1)
    assert places(diff(changed, FACTS["co_signed"])) == [
        ("SignedTx.signatures", None, co_signed.signatures),
        ("SignedTx.transaction.fee", 1, co_signed.transaction.fee),
    ]


def test_a_missing_signature_is_the_one_that_only_one_list_has() -> None:
    half, whole = (aecodec.decode_tx(FACTS[name]) for name in ("half_signed", "co_signed"))
    (added,) = set(whole.signatures) - set(half.signatures)
    index = whole.signatures.index(added)
    assert places(diff(half, whole)) == [(f"SignedTx.signatures[{index}]", None, added)]
    assert places(diff(whole, half)) == [(f"SignedTx.signatures[{index}]", added, None)]


def test_versions_of_a_type_are_compared_by_their_fields() -> None:
    old, new = known_object("ChannelCreateTxV1"), known_object("ChannelCreateTxV2")
    found = diff(old, new)
    assert ("ChannelCreateTx.version", 1, 2, None) in found
    paths = {one.path.partition("[")[0] for one in found}
    names = {field.name for cls in (type(old), type(new)) for field in describe(cls).fields}
    assert paths <= {"ChannelCreateTx.version"} | {f"ChannelCreateTx.{name}" for name in names}
    assert ("ChannelCreateTx.delegate_ids", old.delegate_ids, None) in places(found)


def test_objects_of_different_types_differ_in_their_type() -> None:
    spend, account = known_object("SpendTx"), known_object("AccountV1")
    assert places(diff(spend, account)) == [("SpendTx.type", "SpendTx", "Account")]
    signed = known_object("SignedTx")
    other = aecodec.replace(signed, transaction=known_object("NameRevokeTx"))
    (found,) = diff(aecodec.replace(signed, transaction=spend), other)
    assert found[:3] == ("SignedTx.transaction.type", "SpendTx", "NameRevokeTx")


def test_items_with_keys_are_compared_by_key() -> None:
    update = known_object("NameUpdateTxV1")
    alice, bob = (aecodec.Id.of(aecodec.IdKind.ACCOUNT, bytes([number]) * 32) for number in (1, 2))
    one = aecodec.replace(update, pointers=(("a", alice), ("b", bob)))
    other = aecodec.replace(update, pointers=(("b", alice), ("c", alice), ("a", alice)))
    assert places(diff(one, other)) == [
        ("NameUpdateTx.pointers[1].id", bob, alice),
        ("NameUpdateTx.pointers[1]", None, (b"c", alice)),
    ]


def test_another_order_alone_is_a_difference_of_the_list() -> None:
    update = known_object("NameUpdateTxV1")
    alice, bob = (aecodec.Id.of(aecodec.IdKind.ACCOUNT, bytes([number]) * 32) for number in (1, 2))
    pairs = ((b"a", alice), (b"b", bob))
    one, other = (aecodec.replace(update, pointers=order) for order in (pairs, pairs[::-1]))
    (found,) = diff(one, other)
    assert found[:3] == ("NameUpdateTx.pointers", pairs, pairs[::-1])
    assert isinstance(found.kind, List)
    assert isinstance(found.kind.of, Tuple)
    create = known_object("ChannelCreateTxV1")
    one, other = (aecodec.replace(create, delegate_ids=order) for order in ((alice, bob), (bob, alice)))
    assert places(diff(one, other)) == [("ChannelCreateTx.delegate_ids", (alice, bob), (bob, alice))]


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(aecodec.TextError):
        diff("tx_", FACTS["unsigned"])
    with pytest.raises(TypeError):
        diff(None, FACTS["unsigned"])  # type: ignore[arg-type]
