"""Values with false methods, or that change while they are read: no invalid object, no crash, equal twins."""

from __future__ import annotations

import contextlib
import gc
import pickle
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, ClassVar

import msgspec
import pytest

import aecodec

from .conftest import needs_both_twins
from .shared_vectors import golden

ACCOUNT = b"\1" + bytes(32)
CONTRACT = b"\5" + bytes(32)


class LyingInt(int):
    """An integer whose methods give another number."""

    def __int__(self) -> int:
        return -7

    def __index__(self) -> int:
        return -8

    def __lt__(self, other: object) -> bool:
        return False

    def bit_length(self) -> int:
        return 1


class LyingBytes(bytes):
    """Bytes that equal nothing and come before nothing."""

    def __bytes__(self) -> bytes:
        return self

    def __eq__(self, other: object) -> bool:
        return False

    def __lt__(self, other: object) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return id(self)


class OtherBytes(bytearray):
    def __bytes__(self) -> bytes:
        return b"others"


class Empty(list[Any]):
    """A list whose length is 0 by its own method."""

    def __len__(self) -> int:
        return 0


class Acting(list[Any]):
    """A list that runs code when it is iterated."""

    act: Callable[[], object]

    def __iter__(self) -> Iterator[Any]:
        self.act()
        return super().__iter__()


def error_code(twin: ModuleType, name: str, **changes: Any) -> str:
    with pytest.raises(twin.FieldError) as caught:
        twin.replace(golden(twin, name), **changes)
    return str(caught.value.code)


# --- values of subclasses -----------------------------------------------------------------------


def test_an_integer_is_taken_by_its_number_not_by_its_methods(twin: ModuleType) -> None:
    tx = twin.replace(golden(twin, "SpendTx"), fee=LyingInt(3))
    assert (tx.fee, type(tx.fee)) == (3, int)
    assert error_code(twin, "SpendTx", fee=LyingInt(-3)) == "uint_negative"
    assert error_code(twin, "SpendTx", fee=LyingInt(1 << 9000)) == "uint_too_long"
    block = twin.replace(golden(twin, "MicroBlock"), version=LyingInt(5))
    assert (block.version, type(block.version)) == (5, int)
    assert error_code(twin, "MicroBlock", version=LyingInt(0)) == "unknown_version"


def test_a_member_of_an_enumeration_is_a_real_one(twin: ModuleType) -> None:
    kind = twin.fields.TtlType
    made = twin.replace(golden(twin, "OracleRegisterTx"), ttl_type=LyingInt(1))
    assert made.ttl_type is kind.BLOCK
    assert twin.replace(made, ttl_type=int.__new__(kind, 0)).ttl_type is kind.DELTA
    assert error_code(twin, "OracleRegisterTx", ttl_type=LyingInt(2)) == "enum_value"
    assert error_code(twin, "OracleRegisterTx", ttl_type=int.__new__(kind, 77)) == "enum_value"


def test_bytes_are_taken_by_their_content_not_by_their_methods(twin: ModuleType) -> None:
    for value in (LyingBytes(b"abc"), OtherBytes(b"abc"), memoryview(LyingBytes(b"abc"))):
        tx = twin.replace(golden(twin, "SpendTx"), payload=value)
        assert (tx.payload, type(tx.payload)) == (b"abc", bytes)
        assert twin.decode_tx(twin.encode_tx(tx)) == tx
    low, high = LyingBytes(b"a" * 64), LyingBytes(b"b" * 64)
    assert error_code(twin, "SignedTx", signatures=[high, low]) == "not_sorted"
    assert error_code(twin, "SignedTx", signatures=[LyingBytes(b"a")]) == "bytes_length"
    twice = [(LyingBytes(b"k"), b"1"), (LyingBytes(b"k"), b"2")]
    assert error_code(twin, "HCVoteTx", data=twice) == "key_repeated"


def test_versions_of_a_contract_are_plain_numbers(twin: ModuleType) -> None:
    ct_version = twin.fields.CtVersion(LyingInt(7), LyingInt(3))
    made = twin.replace(golden(twin, "ContractObjectV2"), ct_version=ct_version)
    assert made.ct_version == (7, 3)
    assert [type(number) for number in made.ct_version] == [int, int]


def test_every_layer_takes_bytes_by_their_content(twin: ModuleType) -> None:
    wire = twin.to_bytes(golden(twin, "SpendTx"))
    for kind in (LyingBytes, OtherBytes):
        assert twin.decode_object(kind(wire)) == golden(twin, "SpendTx")
        assert twin.rlp.decode(kind(wire)) == twin.rlp.decode(wire)
        assert twin.rlp.encode([kind(b"abc"), [kind(b"")]]) == twin.rlp.encode([b"abc", [b""]])
        assert twin.encode("ak", kind(bytes(32))) == twin.encode("ak", bytes(32))
        assert twin.text.sha256d(kind(b"abc")) == twin.text.sha256d(b"abc")
        assert twin.Id.from_bytes(kind(ACCOUNT)) == twin.Id.of(1, kind(bytes(32)))


def test_rlp_takes_lists_by_their_content(twin: ModuleType) -> None:
    class Lying(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            return iter(())

        __reversed__ = __iter__

        def __len__(self) -> int:
            return 0

    assert twin.rlp.encode(Lying([b"a", Lying([b"b"])])) == twin.rlp.encode([b"a", [b"b"]])
    with pytest.raises(TypeError, match="RLP holds"):
        twin.rlp.encode(Lying([b"a", 1]))


# --- values that change -------------------------------------------------------------------------


def test_a_list_has_the_length_that_it_has(twin: ModuleType) -> None:
    contract = twin.Id.from_bytes(CONTRACT)
    assert error_code(twin, "ContractObjectV2", code_ref=Empty([contract, contract])) == "list_too_long"
    assert error_code(twin, "HCVoteTx", data=[Empty([b"k", b"v", b"w"])]) == "tuple_arity"


def test_a_list_that_changes_while_it_is_checked_keeps_its_first_items(twin: ModuleType) -> None:
    entry: list[Any] = [bytes(32), Acting(), b"data"]
    entry[1].act = entry.clear
    made = twin.replace(golden(twin, "ContractCallObjectV3"), log=[entry])
    assert entry == []
    assert made.log == ((bytes(32), (), b"data"),)
    log: list[Any] = [[bytes(32), Acting(), b"data"]] * 2
    log[0][1].act = log.clear
    assert len(twin.replace(made, log=log).log) == 2


def test_a_field_that_is_emptied_while_it_is_written_is_written_as_it_was(twin: ModuleType) -> None:
    good = golden(twin, "CompilerSophiaV3")
    good = twin.replace(good, type_info=[(b"a" * 40, b"b", True, b"d", b"e")] * 3)
    cls, entry = type(good), type(good.type_info[0])
    obj = twin.replace(good)

    class Acting:
        def __bool__(self) -> bool:
            cls.type_info.__set__(obj, ())
            gc.collect()
            return True

    cls.type_info.__set__(
        obj, tuple([tuple.__new__(entry, [b"a" * 40, b"b", Acting(), b"d", b"e"]) for _ in range(3)])
    )
    assert twin.to_bytes(obj) == twin.to_bytes(good)
    assert obj.type_info == ()


def test_a_field_that_is_emptied_while_depth_is_measured_is_held(twin: ModuleType) -> None:
    outer = golden(twin, "PayingForTx")
    inner = twin.replace(outer.tx)

    class Meta(type):
        def __hash__(cls) -> int:
            type(inner).transaction.__set__(inner, None)
            return 5

    class Unknown(metaclass=Meta):
        TAG = 12

    type(inner).transaction.__set__(inner, Unknown())
    with pytest.raises(TypeError):
        twin.replace(outer, tx=inner)


# --- classes that equal others ---------------------------------------------------------------


def make_imposter(twin: ModuleType, name: str) -> Any:
    """An object without fields whose class equals a class of chain objects."""
    real = type(golden(twin, name))

    class Meta(type):
        def __hash__(cls) -> int:
            return hash(real)

        def __eq__(cls, other: object) -> bool:
            return other is real

    class Imposter(metaclass=Meta):
        __slots__ = ()
        TAG, VERSION = real.TAG, real.VERSION
        __class__ = property(lambda self: real)  # type: ignore[assignment]

    return Imposter()


def test_a_class_that_only_equals_a_known_one_is_not_it(twin: ModuleType) -> None:
    good = golden(twin, "SignedTx")
    false = make_imposter(twin, type(good.transaction).__name__)
    twin.to_bytes(good)
    with pytest.raises(TypeError):
        twin.to_bytes(false)
    assert error_code(twin, "SignedTx", transaction=false) == "field_type"
    half = twin.replace(good)
    type(half).transaction.__set__(half, false)
    with pytest.raises(TypeError):
        twin.to_bytes(half)
    with pytest.raises(TypeError):
        twin.PayingForTx(payer_id=twin.Id.from_bytes(ACCOUNT), nonce=1, fee=1, tx=half)
    assert twin.to_bytes(twin.replace(good)) == twin.to_bytes(good)


@pytest.fixture
def unregistered(twin: ModuleType) -> Iterator[None]:
    """Remove the classes of tag 900 from the registry afterwards."""
    yield
    twin._registry._by_tag.pop(900, None)
    twin.schema._allowed.clear()


@pytest.mark.usefixtures("unregistered")
def test_a_field_is_never_read_through_the_descriptor_of_another_class(twin: ModuleType) -> None:
    big = type(golden(twin, "ChannelV3"))

    class Odd(twin.objects.ChainObject, frozen=True, kw_only=True):  # type: ignore[name-defined,misc]
        TAG: ClassVar = 900
        VERSION: ClassVar = 1
        x: twin.fields.Nonce  # type: ignore[name-defined]

    # Its module is this one, where annotations would not be found by name.
    Odd.__annotations__["x"] = twin.fields.Nonce
    Odd.x = big.__dict__[big.__struct_fields__[-1]]
    with pytest.raises(TypeError):
        Odd(x=1)


def test_a_schema_has_a_name_for_each_row(twin: ModuleType) -> None:
    cls = type(golden(twin, "SpendTx"))
    known = twin.schema.TABLE.of(cls)
    with pytest.raises(ValueError, match="50 names for 1 rows"):
        type(known)(cls, "SpendTx", 12, 1, ("fee",) * 50, ((1,),))


@needs_both_twins
def test_a_schema_in_use_is_not_made_again() -> None:
    tx = golden(aecodec, "SpendTx")
    wire = aecodec.to_bytes(tx)
    known = aecodec.schema.TABLE.of(type(tx))
    with contextlib.suppress(TypeError):
        known.__init__(type(tx), "SpendTx", 12, 1, ("fee",) * 500, ((1,),) * 500)
    assert len(known.names) == len(tx.__struct_fields__)
    assert aecodec.to_bytes(tx) == wire


# --- the garbage collector ----------------------------------------------------------------------


def test_the_garbage_collector_sees_only_full_lists(twin: ModuleType) -> None:
    votes = [(b"%06d" % number, b"value") for number in range(600)]
    wire = twin.to_bytes(twin.replace(golden(twin, "HCVoteTx"), data=votes))
    tree = [[b"ab"]] * 600
    bare = twin.rlp.encode(tree)

    def look(phase: str, info: object) -> None:
        if phase == "start":
            for found in gc.get_objects():
                if (type(found) is list or type(found) is tuple) and len(found) == 600:
                    found[-1]  # crashes if it is not there yet

    before = gc.get_threshold()
    gc.freeze()  # what is there already is not looked at
    gc.callbacks.append(look)
    gc.set_threshold(7)
    try:
        assert twin.rlp.decode(bare) == tree
        assert len(twin.decode_object(wire).data) == 600
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(look)
        gc.unfreeze()


def test_decoded_rlp_lists_are_known_to_the_garbage_collector(twin: ModuleType) -> None:
    tree = twin.rlp.decode(twin.rlp.encode([b"a", [b"b", []]]))
    assert gc.is_tracked(tree)
    assert gc.is_tracked(tree[1])
    assert gc.is_tracked(tree[1][1])


def test_schemas_outlive_emptied_tables(twin: ModuleType) -> None:
    wires = {name: twin.to_bytes(golden(twin, name)) for name in ("SpendTx", "SignedTx", "HCVoteTx")}
    schema = type(twin.schema.TABLE.of(type(golden(twin, "SpendTx"))))
    emptied = [
        (found, dict(found))
        for found in gc.get_referents(twin.schema.TABLE)
        if isinstance(found, dict) and any(isinstance(value, schema) for value in found.values())
    ]
    try:
        for found, _ in emptied:
            found.clear()
        gc.collect()
        for wire in wires.values():
            assert twin.to_bytes(twin.decode_object(wire)) == wire
    finally:  # other tests ask the same tables
        for found, content in emptied:
            found.clear()
            found.update(content)


# --- half-made objects --------------------------------------------------------------------------


def test_an_object_without_a_field_is_not_written(twin: ModuleType) -> None:
    for name in ("SpendTx", "SignedTx", "MicroBlock", "ContractObjectV2"):
        for field in type(golden(twin, name)).__struct_fields__:
            obj = twin.replace(golden(twin, name))
            getattr(type(obj), field).__delete__(obj)
            with pytest.raises(AttributeError):
                twin.to_bytes(obj)
            with pytest.raises(AttributeError):
                repr(obj)


@pytest.mark.parametrize("value", [None, -1, 1 << 9000, "x", 1.5, b"x", bytearray(b"x"), [], ((),), object])
def test_a_field_of_a_wrong_type_put_in_by_force_is_written_or_refused(twin: ModuleType, value: Any) -> None:
    for name in ("SpendTx", "SignedTx", "MicroBlock", "ContractObjectV2", "NameUpdateTxV2", "TreesPoi"):
        for field in type(golden(twin, name)).__struct_fields__:
            obj = twin.replace(golden(twin, name))
            msgspec.structs.force_setattr(obj, field, value)
            written: Any = lambda obj: twin.decode_object(twin.to_bytes(obj))  # noqa: E731
            for act in (written, repr, hash, golden(twin, name).__eq__):
                with contextlib.suppress(TypeError, ValueError, AttributeError, OverflowError):
                    act(obj)
            if twin is aecodec and value is not object:  # pickles name classes by the package imported first
                state = pickle.dumps(obj)
                with contextlib.suppress(TypeError, ValueError):
                    assert twin.to_bytes(pickle.loads(state))


def test_reference_counts_come_out_even(twin: ModuleType) -> None:
    wires = [twin.to_bytes(golden(twin, name)) for name in ("SpendTx", "SignedTx", "ContractObjectV2")]
    classes = [type(golden(twin, name)) for name in ("SpendTx", "SignedTx", "ContractObjectV2")]

    def rounds() -> None:
        for _ in range(300):
            for wire in wires:
                twin.to_bytes(twin.replace(twin.decode_object(wire)))
                for bad in (wire[:-1], wire + b"\0", b"\xc0"):
                    with pytest.raises(twin.DecodeError):
                        twin.decode_object(bad)

    watched = [b"", (), *classes]
    rounds()
    gc.collect()
    before = [sys.getrefcount(thing) for thing in watched]
    rounds()
    gc.collect()
    after = [sys.getrefcount(thing) for thing in watched]
    assert all(abs(one - other) < 50 for one, other in zip(before, after, strict=True))
