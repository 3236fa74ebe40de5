"""Any value of any class survives the way to JSON and back; others are refused with a place."""

from __future__ import annotations

import pickle
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import RpcError, rpc
from aecodec.errors import RULES
from aecodec.rpc import ABSENT, METHODS, Float, Notification, Params, UnknownParams, UnknownUpdate
from aecodec.rpc.params import UnsetType
from aecodec.rpc.reading import reader, variants
from aecodec.state import OffChainMeta, OffChainTransfer, OffChainUpdate
from aecodec.testing import objects

from .conftest import examples

#: Source: `aecodec.testing`; any two accounts do.
ALICE, BOB = (
    "ak_2KP8cKSPR1Zt6BP3PtdfKqmYGArvp9RDdPz7xdjf6DRa9PNyPL",
    "ak_RLFiEZ2Cq165ftSppQwVJ5jCQRBXjY31yPDLRB9WEK8v2qNQo",
)
TRANSFER = {"op": "OffChainTransfer", "from": ALICE, "to": BOB, "amount": 2**70}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just(Float("1.5")),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)
updates = objects(OffChainUpdate).filter(
    lambda update: not isinstance(update, OffChainMeta) or is_utf8(update.data)
) | st.builds(UnknownUpdate, op=st.just("OffChainDance"), extra=st.dictionaries(st.just("step"), json_values))


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Draw a value of an annotation."""
    if get_origin(hint) is Annotated:
        return values(get_args(hint)[0])
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(st.text(), values(arguments[1]), max_size=2)
    if origin is Literal:
        return st.sampled_from(arguments)
    if OffChainUpdate in arguments:
        return updates
    if arguments:
        return st.one_of(*map(values, arguments))
    if hint is Any:
        return json_values
    if isinstance(hint, type) and issubclass(hint, Params):
        return params(hint)
    plain = {str: st.text(), int: st.integers(), bool: st.booleans()}
    if hint in plain:
        return plain[hint]
    return st.just(ABSENT if hint is UnsetType else None)


def params(cls: type[Params]) -> st.SearchStrategy[Params]:
    """Draw typed params of a class; those of an unknown event where the event chooses the class."""
    hints = get_type_hints(cls, include_extras=True)
    members = {name: values(hints[name]) for name in cls.__struct_fields__ if name != "extra"}
    if variants(cls):
        members[cls.TAG_MEMBER] = members[cls.TAG_MEMBER].filter(lambda text: text not in variants(cls))
    extra = st.dictionaries(st.sampled_from(["newer", "x y"]), json_values, max_size=1)
    return st.builds(cls, **members, extra=extra)


CLASSES = sorted(
    {
        getattr(rpc, name)
        for name in rpc.__all__
        if isinstance(getattr(rpc, name), type) and issubclass(getattr(rpc, name), Params)
    }
    - {Params, UnknownUpdate},
    key=lambda cls: cls.__name__,
)


def test_every_class_is_public() -> None:
    shapes = {one for shapes in METHODS.values() for one in shapes}
    assert {cls for cls in shapes if isinstance(cls, type)} <= set(CLASSES)
    assert len(CLASSES) == 50


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@examples(20)
@given(data=st.data())
def test_a_typed_value_comes_back_from_its_json(cls: type[Params], data: st.DataObject) -> None:
    typed = data.draw(params(cls))
    form = rpc.to_json(typed)
    assert isinstance(form, dict)
    assert reader(cls)(form) == typed
    assert rpc.to_json(reader(cls)(form)) == form
    assert pickle.loads(pickle.dumps(typed)) == typed


@given(updates)
def test_an_update_comes_back_from_its_json(update: Any) -> None:
    form = rpc.to_json(update)
    assert form["op"] == getattr(update, "op", type(update).__name__)
    assert rpc.read_update(form) == update


def test_updates_are_those_of_state() -> None:
    assert rpc.read_update(TRANSFER) == OffChainTransfer(from_=ALICE, to=BOB, amount=2**70)
    newer = TRANSFER | {"why": "lunch"}
    assert rpc.read_update(newer) == UnknownUpdate(
        op="OffChainTransfer", extra={"from": ALICE, "to": BOB, "amount": 2**70, "why": "lunch"}
    )
    assert rpc.to_json(rpc.read_update(newer)) == newer
    with pytest.raises(RpcError) as raised:
        rpc.to_json(OffChainMeta(data=b"\xff"))
    assert (raised.value.code, raised.value.path, raised.value.offset) == ("json_not_utf8", "data", 0)


NEW = {"from": ALICE, "to": BOB, "amount": 1}
SIGN = {"signed_tx": "tx_a", "updates": [TRANSFER]}


def with_update(**members: Any) -> dict[str, Any]:
    return SIGN | {"updates": [{"op": "OffChainMeta", "data": "x"}, TRANSFER | members]}


@pytest.mark.parametrize(
    ("direction", "method", "value", "code", "path"),
    [
        ("send", "update.new", NEW | {"amount": "1"}, "member_type", "amount"),
        ("send", "update.new", NEW | {"amount": Float("1.0")}, "precision_lost", "amount"),
        ("send", "update.new", NEW | {"amount": Float("1e18")}, "precision_lost", "amount"),
        ("send", "update.new", NEW | {"amount": True}, "member_type", "amount"),
        ("send", "update.new", {"from": ALICE, "amount": 1}, "member_missing", "to"),
        ("send", "update.new", NEW | {"meta": 17}, "member_type", "meta"),
        ("send", "update.new", NEW | {"meta": ["a", 7]}, "member_type", "meta[1]"),
        ("send", "deposit", {"amount": 1, "fee": None}, "member_type", "fee"),
        ("send", "get.poi", {"contracts": ["ct_a", 3]}, "member_type", "contracts[1]"),
        ("send", "update_ack", {"error": None}, "member_type", "error"),
        ("send", "update_ack", {}, "member_missing", "signed_tx"),
        ("receive", "info", {"event": "fsm_up"}, "member_missing", "fsm_id"),
        ("receive", "info", {"event": "funding_signed", "fsm_id": 1}, "member_type", "fsm_id"),
        ("receive", "on_chain_tx", {"info": "can_slash", "type": "t"}, "member_missing", "tx"),
        ("receive", "conflict", {"channel_id": None, "round": "5"}, "member_type", "round"),
        ("receive", "get.balances.reply", {"account": "ak_a"}, "member_type", ""),
        ("receive", "get.balances.reply", [{"account": 1, "balance": 1}], "member_type", "[0].account"),
        ("receive", "sign.update", {"signed_tx": "tx_a"}, "member_missing", "updates"),
        ("receive", "sign.update", SIGN | {"updates": {}}, "member_type", "updates"),
        ("receive", "sign.update", SIGN | {"updates": [1]}, "member_type", "updates[0]"),
        ("receive", "sign.update", SIGN | {"updates": [{}]}, "member_missing", "updates[0].op"),
        ("receive", "sign.update", SIGN | {"updates": [{"op": 7}]}, "member_type", "updates[0].op"),
        ("receive", "sign.update", with_update(amount="1"), "member_type", "updates[1].amount"),
        ("receive", "sign.update", with_update(amount=Float("1.5")), "precision_lost", "updates[1].amount"),
        ("receive", "sign.update", with_update(amount=-1), "uint_negative", "updates[1].amount"),
        ("receive", "sign.update", with_update(to=None), "member_type", "updates[1].to"),
        ("receive", "sign.update", with_update(to=BOB[:-1] + "p"), "bad_checksum", "updates[1].to"),
        (
            "receive",
            "sign.update",
            with_update(to=BOB.replace("ak", "ok")),
            "id_tag_not_allowed",
            "updates[1].to",
        ),
    ],
)
def test_what_does_not_fit_is_kept_with_the_rule_and_the_place(
    direction: Any, method: str, value: Any, code: str, path: str
) -> None:
    whole = value if direction == "send" else {"channel_id": None, "data": value}
    typed = rpc.params_of(Notification(method=f"channels.{method}", params=whole), direction)
    assert isinstance(typed, UnknownParams)
    start = "params" if direction == "send" else "params.data"
    assert (typed.code, typed.path) == (
        code,
        f"{start}{path}" if path[:1] == "[" else f"{start}.{path}".rstrip("."),
    )
    assert typed.value is whole
    assert rpc.to_json(typed) is whole
    assert typed.reason.startswith(RULES[code])


@pytest.mark.parametrize(
    ("method", "typed", "code", "path"),
    [
        ("channels.dance", rpc.Leave(), "method_unknown", ""),
        ("channels.info", rpc.Info(event="open"), "method_unknown", ""),
        ("channels.deposit", rpc.Deposit(amount=1.5), "member_type", "params.amount"),
        ("channels.deposit", rpc.Deposit(amount="1"), "member_type", "params.amount"),
        ("channels.deposit", rpc.Leave(), "member_missing", "params.amount"),
        ("channels.leave", rpc.Deposit(amount=1), "params_of_another_method", "params"),
        ("channels.get.poi", rpc.GetProof(accounts=(1,)), "member_type", "params.accounts[0]"),
    ],
)
def test_only_params_of_the_method_are_written(method: str, typed: Any, code: str, path: str) -> None:
    with pytest.raises(RpcError) as raised:
        rpc.make_request(method, typed)
    assert (raised.value.code, raised.value.path) == (code, path)


def test_a_frame_is_written_by_what_it_says() -> None:
    transfer = rpc.NewTransfer(from_=ALICE, to=BOB, amount=10**27)
    frame = rpc.make_request("channels.update.new", transfer, 0)
    assert rpc.encode(frame) == (
        '{"jsonrpc":"2.0","id":0,"method":"channels.update.new",'
        f'"params":{{"from":"{ALICE}","to":"{BOB}","amount":1000000000000000000000000000}}}}'
    )
    assert rpc.params_of(rpc.decode(rpc.encode(frame)), "send") == transfer
    silent = rpc.make_request("channels.leave", rpc.Leave())
    assert rpc.encode(silent) == '{"jsonrpc":"2.0","method":"channels.leave","params":{}}'
    notification = rpc.make_notification("channels.info", rpc.Info(event="died"), None)
    assert rpc.encode(notification) == (
        '{"jsonrpc":"2.0","method":"channels.info","params":{"channel_id":null,"data":{"event":"died"}},'
        '"version":1}'
    )


def test_transactions_have_types_by_the_names_of_the_node() -> None:
    with pytest.raises(RpcError) as raised:
        rpc.classes_of_type("spend_tx")
    assert (raised.value.code, raised.value.found) == ("tx_type_unknown", "'spend_tx'")
