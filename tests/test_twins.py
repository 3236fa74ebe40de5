"""The compiled twins of rlp, text and ids against the plain ones, and both against witnesses from elsewhere.

The plain twin is the specification: for any input the compiled one gives the same value or the same error,
with the same code, place and evidence. `rlp`, `base58`, `base64` and `hashlib` are the witnesses.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import importlib
import inspect
import pickle
import warnings
from collections.abc import Callable
from typing import Any

import base58 as base58_witness
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aecodec._pure import ids as pure_ids
from aecodec._pure import rlp as pure_rlp
from aecodec._pure import text as pure_text
from aecodec._text_rules import BASE58, BASE64
from aecodec.errors import AecodecError, FieldError
from aecodec.limits import MAX_BASE58_CHARS, MAX_PAYLOAD_BYTES, MAX_RLP_DEPTH, MAX_RLP_ITEMS
from aecodec.protocol import ID_PREFIXES, PREFIXES, IdKind

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the packages that it is built on
    import rlp as rlp_witness

REASON = "this is a build without compiled modules"
fast_rlp: Any = pytest.importorskip("aecodec._fast.rlp", reason=REASON)
fast_text: Any = pytest.importorskip("aecodec._fast.text", reason=REASON)
fast_ids: Any = pytest.importorskip("aecodec._fast.ids", reason=REASON)
fast_kernels: Any = pytest.importorskip("aecodec._fast.kernels", reason=REASON)

many = settings(max_examples=300, deadline=None)
few = settings(max_examples=60, deadline=None)


def outcome(call: Callable[..., object], *arguments: object) -> object:
    """What a call gives: its value, or everything that its error says."""
    try:
        return call(*arguments)
    except AecodecError as error:
        return type(error), error.code, error.path, error.offset, error.expected, error.found, str(error)
    except (TypeError, ValueError) as error:
        return type(error), str(error)


def same(name: str, *arguments: object) -> object:
    """The outcome of `module.name`, which must be that of both twins."""
    module, _, function = name.partition(".")
    pure, fast = {"rlp": (pure_rlp, fast_rlp), "text": (pure_text, fast_text)}[module]
    expected = outcome(getattr(pure, function), *arguments)
    found = outcome(getattr(fast, function), *arguments)
    assert found == expected
    assert type(found) is type(expected) or isinstance(expected, pure_text.Parts)
    return expected


def mutated(draw: st.DrawFn, whole: list[Any], letters: st.SearchStrategy[Any]) -> list[Any]:
    """A sequence with up to three places changed, doubled, put in or cut off."""
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(whole)))
        match draw(st.sampled_from(["change", "insert", "delete", "cut", "append"])):
            case "change":
                whole[place : place + 1] = [draw(letters)]
            case "insert":
                whole.insert(place, draw(letters))
            case "delete":
                del whole[place : place + 1]
            case "cut":
                del whole[place:]
            case _:
                whole.append(draw(letters))
    return whole


# --- RLP --------------------------------------------------------------------------------------------

contents = st.one_of(
    st.binary(max_size=4),
    st.binary(min_size=50, max_size=60),
    st.integers(0, 700).map(lambda n: b"\x7f" * n),
)
items = st.recursive(contents, lambda inner: st.lists(inner, max_size=8), max_leaves=25)
telling = st.sampled_from(
    [0, 1, 0x37, 0x38, 0x7F, 0x80, 0x81, 0xB7, 0xB8, 0xB9, 0xBF, 0xC0, 0xC1, 0xF7, 0xF8, 0xFF]
)
wire_bytes = st.one_of(telling, st.integers(0, 255))


@st.composite
def nearly_rlp(draw: st.DrawFn) -> bytes:
    return bytes(mutated(draw, list(pure_rlp.encode(draw(items))), wire_bytes))


def nested(depth: int) -> Any:
    item: Any = []
    for _ in range(depth - 1):
        item = [item]
    return item


@many
@given(st.one_of(st.binary(max_size=80), st.lists(telling, max_size=12).map(bytes), nearly_rlp()))
@example(b"")
@example(b"\x81\x7f")
@example(b"\xb8\x37" + bytes(55))
@example(b"\xbf" + b"\xff" * 8)
@example(b"\xff" + b"\xff" * 8 + b"\x00")
@example(b"\xc2\xc1")
@example(b"\xc3\xc1\x81\x00")
def test_any_bytes_decode_to_the_same_item_or_the_same_error(wire: bytes) -> None:
    same("rlp.decode", wire)


@many
@given(items)
def test_items_encode_to_the_same_bytes_as_by_the_witness_and_come_back(item: Any) -> None:
    wire = same("rlp.encode", item)
    assert wire == rlp_witness.encode(item)
    assert fast_rlp.decode(wire) == item == rlp_witness.decode(wire)


@many
@given(
    st.recursive(
        st.one_of(
            contents, contents.map(bytearray), contents.map(memoryview), st.integers(), st.text(), st.none()
        ),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.lists(inner, max_size=4).map(tuple)),
        max_leaves=12,
    )
)
@example([1, [[]], "x"])
@example([bytearray(b"a"), memoryview(b"abc")[::2], (b"",)])
@example([[nested(MAX_RLP_DEPTH), 1]])
@example([1, nested(MAX_RLP_DEPTH)])
@example([nested(MAX_RLP_DEPTH), 1])
def test_anything_encodes_to_the_same_bytes_or_the_same_error(item: object) -> None:
    same("rlp.encode", item)


@pytest.mark.parametrize("depth", [1, MAX_RLP_DEPTH - 1, MAX_RLP_DEPTH, MAX_RLP_DEPTH + 1, 1000])
def test_lists_nest_to_the_same_depth(depth: int) -> None:
    wire = b"\xc0"
    for _ in range(depth - 1):
        wire = pure_rlp.header(0xC0, len(wire)) + wire
    assert same("rlp.decode", wire) == nested(depth) or depth > MAX_RLP_DEPTH
    assert same("rlp.encode", nested(depth)) == wire or depth > MAX_RLP_DEPTH
    same("rlp.decode", pure_rlp.header(0xC0, len(wire) + 1) + b"\x01" + wire)
    same("rlp.encode", [nested(depth), [], b"\x01"])


def test_a_list_within_itself_is_too_deep() -> None:
    cycle: list[Any] = [b"a"]
    cycle.append(cycle)
    assert "rlp_too_deep" in same("rlp.encode", cycle)  # type: ignore[operator]


def test_a_million_items_are_written_alike_and_one_more_in_any_list_is_too_many() -> None:
    most = [b"\x01"] * (MAX_RLP_ITEMS - 1)
    wire = same("rlp.encode", most)
    assert fast_rlp.decode(wire) == most
    for more in ([most, []], [[b"\x01"] * 9, most]):
        assert "rlp_too_many_items" in same("rlp.decode", fast_rlp.encode(more))  # type: ignore[operator]


def test_an_item_may_fill_the_largest_payload_and_not_one_byte_more() -> None:
    for length in (MAX_PAYLOAD_BYTES - 4, MAX_PAYLOAD_BYTES - 3):
        content = bytes(length)
        wire = fast_rlp.encode(content)
        assert wire == pure_rlp.encode(content)
        assert outcome(fast_rlp.decode, wire) == outcome(pure_rlp.decode, wire)


def test_buffers_of_every_kind_are_read_alike() -> None:
    wire = pure_rlp.encode([b"abc", []])
    apart = bytearray(2 * len(wire))
    apart[::2] = wire
    released = memoryview(wire)
    released.release()

    class Named(bytes):
        pass

    for data in (bytearray(wire), memoryview(wire), memoryview(apart)[::2], Named(wire)):
        assert same("rlp.decode", data) == [b"abc", []]
        assert same("text.sha256d", data) == pure_text.sha256d(wire)
        assert same("rlp.encode", [data]) == pure_rlp.encode([wire])
    for wrong in (None, "c0", 7, [wire], released):
        same("rlp.decode", wrong)
        same("text.sha256d", wrong)
        same("text.encode", "tx", wrong)


def test_a_list_that_changes_while_it_is_encoded_is_bytes_or_an_error() -> None:
    class Disturber(bytearray):
        def __bytes__(self) -> bytes:
            outer.clear()
            inner.extend([b"x"] * 100)
            return b"abc"

    for at in range(4):
        inner: list[Any] = [b"1", b"2" * 60, b"3"]
        outer: list[Any] = [b"4", inner, b"5"]
        inner.insert(at, Disturber())
        outer.append(Disturber())
        assert isinstance(outcome(fast_rlp.encode, outer), (bytes, tuple))


# --- prefixed text ------------------------------------------------------------------------------------

prefixes = st.sampled_from(sorted(PREFIXES))
body_letters = st.one_of(st.sampled_from(BASE64 + "=_ \n\0é€\ud800😀"), st.characters())


@st.composite
def valid_texts(draw: st.DrawFn) -> str:
    prefix = draw(prefixes)
    length = PREFIXES[prefix].length
    most = 89 if PREFIXES[prefix].base58 else 3000  # 93 bytes always fit into 128 characters
    size = draw(st.integers(0, most)) if length is None else length
    payload = draw(st.binary(min_size=min(size, 40), max_size=min(size, 40)))
    payload = bytes(draw(st.integers(0, 3)) * (size > 40)) + (payload * (size // 40 + 1))
    return pure_text.encode(prefix, payload[:size])


@st.composite
def nearly_texts(draw: st.DrawFn) -> str:
    return "".join(mutated(draw, list(draw(valid_texts())), body_letters))


@st.composite
def bodies(draw: st.DrawFn) -> str:
    alphabet = draw(st.sampled_from([BASE58, BASE64 + "==", "1", "1z", "A=", "AQ="]))
    return draw(prefixes) + "_" + draw(st.text(alphabet, max_size=draw(st.sampled_from([8, 60, 140]))))


@st.composite
def checked_bodies(draw: st.DrawFn) -> str:
    """Right checksum, any length: what only the last rules refuse."""
    prefix, payload = draw(prefixes), draw(st.binary(max_size=70))
    whole = payload + pure_text.sha256d(payload)[:4]
    if PREFIXES[prefix].base58:
        return f"{prefix}_{base58_witness.b58encode(whole).decode()}"
    return f"{prefix}_{base64.b64encode(whole).decode()}"


any_text = st.one_of(st.text(max_size=40), bodies(), checked_bodies(), valid_texts(), nearly_texts())


@settings(max_examples=1000, deadline=None)
@given(any_text, st.one_of(st.none(), prefixes, st.text(max_size=3)))
@example("", None)
@example("_", "")
@example("ak_", None)
@example("tx_", "tx")
@example("tx_====", None)
@example("tx_A===", None)
@example("tx_AA=A", None)
@example("ak\ud800_", None)
@example("ak_\ud800", None)
@example("tx_" + "A" * 4 + "\0", None)
@example("ak_" + "1" * 128, None)
@example("ak_" + "1" * 129, None)
@example("ak_" + "z" * 128, None)
@example("nm_" + "é" * 129, None)
def test_any_text_decodes_to_the_same_payload_or_the_same_error(text: str, expect: str | None) -> None:
    same("text.decode", text, expect)
    same("text.split", text)
    found, wanted = outcome(fast_ids.Id, text), outcome(pure_ids.Id, text)
    if isinstance(wanted, pure_ids.Id):
        assert type(found) is fast_ids.Id
        assert bytes(found) == bytes(wanted)
        assert str(found) == str(wanted) == text
    else:
        assert found == wanted


@many
@given(st.one_of(prefixes, st.text(max_size=4)), st.binary(max_size=100))
@example("ak", bytes(32))
@example("nm", bytes(124))
@example("nm", bytes(10_000))
@example("nm", bytes(200) + b"x" * 300)
@example("ak_", bytes(32))
@example("ak\0", bytes(32))
def test_any_payload_encodes_to_the_same_text_or_the_same_error(prefix: str, payload: bytes) -> None:
    text = same("text.encode", prefix, payload)
    if isinstance(text, str):
        assert fast_text.decode(text, prefix) == payload


@many
@given(st.binary(max_size=120), st.integers(0, 20))
def test_base58_is_that_of_the_witness_at_every_length(tail: bytes, zeros: int) -> None:
    payload = bytes(zeros) + tail
    body = base58_witness.b58encode_check(payload).decode()
    wanted = f"nm_{body}" if len(body) <= MAX_BASE58_CHARS else None
    found = same("text.encode", "nm", payload)
    assert found == wanted or wanted is None
    if wanted is not None:
        assert fast_text.decode(wanted) == payload


@few
@given(st.integers(0, 3000))
def test_base64_is_that_of_the_witness_at_every_length(length: int) -> None:
    payload = hashlib.shake_128(b"%d" % length).digest(length)
    text = "tx_" + base64.b64encode(payload + pure_text.sha256d(payload)[:4]).decode()
    assert same("text.encode", "tx", payload) == text
    assert same("text.decode", text) == payload


def test_texts_around_the_largest_payload_are_read_alike() -> None:
    for length in (MAX_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES + 1):
        payload = bytes(length)
        text = "ba_" + base64.b64encode(payload + pure_text.sha256d(payload)[:4]).decode()
        assert outcome(fast_text.decode, text) == outcome(pure_text.decode, text)
        assert outcome(fast_text.encode, "ba", payload) == outcome(pure_text.encode, "ba", payload)


def test_text_of_a_subclass_of_str_is_text_and_what_is_none_a_type_error() -> None:
    class Named(str):
        def __str__(self) -> str:
            return "another text"

    text = pure_text.encode("ak", bytes(32))
    for wrong in (None, b"ak_1", 7, Named(text), [text]):
        for name in ("decode", "split"):
            same(f"text.{name}", wrong)
        same("text.encode", wrong, bytes(32))
        found, wanted = outcome(fast_ids.Id, wrong), outcome(pure_ids.Id, wrong)
        assert found == wanted or str(found) == str(wanted) == text
    for expect in (Named("ak"), Named("ct"), 7, b"ak", ""):
        same("text.decode", text, expect)
    same("text.encode", Named("ak"), bytes(32))


@pytest.mark.parametrize("ours", [fast_text.sha256d, fast_kernels.sha256d_portable], ids=["best", "portable"])
def test_hashes_are_those_of_hashlib_and_of_the_standard(ours: Any) -> None:
    stream = hashlib.shake_128(b"aecodec").digest(5000)
    for length in [*range(301), 1000, 4096, 5000]:
        data = stream[:length]
        assert ours(data) == hashlib.sha256(hashlib.sha256(data).digest()).digest() == pure_text.sha256d(data)
    for message, digest in (  # FIPS 180-4, examples
        (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (b"a" * 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ):
        assert ours(message) == hashlib.sha256(bytes.fromhex(digest)).digest()


def test_nine_rows_of_the_base58_table_never_overflow_a_sum() -> None:
    words, limbs, block, base = 24, 27, 9, 58**5
    table = [[2 ** (32 * j) // base**i % base for i in range(limbs)] for j in range(words)]
    for first in range(0, words, block):
        for column in zip(*table[first : first + block], strict=True):
            assert sum(column) * (2**32 - 1) + base < 2**64


# --- identifiers --------------------------------------------------------------------------------------

wires = st.builds(
    lambda kind, key: bytes([kind]) + key, st.integers(1, 6), st.binary(min_size=32, max_size=32)
)


@many
@given(wires, wires)
def test_identifiers_behave_alike(one: bytes, two: bytes) -> None:
    def facts(ids: Any) -> object:
        first, second = ids.Id.from_bytes(one), ids.Id.from_bytes(two)
        text = str(first)
        return [
            (
                first.kind,
                type(first.kind),
                first.key,
                bytes(first),
                text,
                repr(first),
                f"{first}",
                hash(first),
            ),
            (
                first < second,
                first <= second,
                first > second,
                first >= second,
                first == second,
                first != second,
            ),
            (first == text, text == first, first == str(second), first != text, first == one, first == 1),
            (first in {text: 1}, text in {first: 1}, ids.Id(first) == first, ids.Id(text) == first),
            (ids.Id.of(first.kind, first.key) == first, first.__reduce__()[1] == (one,)),
            (copy.copy(first) == first, copy.deepcopy([first]) == [first]),
        ]

    assert facts(fast_ids) == facts(pure_ids)


def test_pickles_name_the_public_module_so_that_either_twin_reads_them() -> None:
    front_door = importlib.import_module("aecodec").Id.from_bytes(b"\1" + bytes(32))
    pickled = pickle.dumps(front_door)
    assert b"aecodec.ids" in pickled
    assert b"_pure" not in pickled
    assert b"_fast" not in pickled
    assert pickle.loads(pickled) == front_door


@many
@given(st.binary(max_size=40))
@example(bytes(33))
@example(b"\x07" + bytes(32))
@example(b"\x06" + bytes(32))
def test_bytes_that_are_no_identifier_are_the_same_error(wire: bytes) -> None:
    found, wanted = outcome(fast_ids.Id.from_bytes, wire), outcome(pure_ids.Id.from_bytes, wire)
    assert found == wanted or bytes(found) == bytes(wanted) == wire  # type: ignore[call-overload]


def test_arguments_of_the_wrong_type_are_the_same_error() -> None:
    for kind in (0, 1, 6, 7, 255, 256, -1, IdKind.NAME, True, "1", None, 1.0, 2**70):
        for key in (bytes(32), bytearray(32), memoryview(bytes(32)), bytes(31), b"", "a" * 32, None):
            found, wanted = outcome(fast_ids.Id.of, kind, key), outcome(pure_ids.Id.of, kind, key)
            assert found == wanted or bytes(found) == bytes(wanted)  # type: ignore[call-overload]
    one = fast_ids.Id.of(1, bytes(32))
    for arguments in ((), (one, one)):
        with pytest.raises(TypeError):
            fast_ids.Id(*arguments)
    assert fast_ids.Id(text_or_id=one) == one == fast_ids.Id(text_or_id=str(one))
    with pytest.raises(TypeError):
        _ = one < str(one)


@pytest.mark.parametrize("ids", [pure_ids, fast_ids], ids=["pure", "fast"])
@pytest.mark.parametrize("kind", [-1, 0, 7, 255, 256, 2**70])
def test_a_kind_that_no_identifier_has_is_a_field_error(ids: Any, kind: int) -> None:
    with pytest.raises(FieldError) as caught:
        ids.Id.of(kind, bytes(32))
    assert (caught.value.code, caught.value.expected) == ("id_tag_unknown", "1 to 6")


@pytest.mark.parametrize("module", ["table", "reader", "encoder", "ids"])
def test_no_compiled_object_comes_to_be_without_its_contents(module: str) -> None:
    for cls in vars(importlib.import_module(f"aecodec._fast.{module}")).values():
        if isinstance(cls, type) and cls.__module__.startswith("aecodec._fast"):
            with pytest.raises(TypeError):
                cls.__new__(cls)


def test_too_little_memory_for_a_copy_is_a_memory_error() -> None:
    """Each allocation fails once, as if memory had run out there."""
    testcapi = pytest.importorskip("_testcapi")
    item = [bytearray(3000), memoryview(b"b" * 3000), [b"c" * 6000]]
    wanted = fast_rlp.encode(item)
    failures = 0
    for successes in range(40):
        testcapi.set_nomemory(successes, successes + 1)
        try:
            found = fast_rlp.encode(item)
        except MemoryError:
            failures += 1
            continue
        finally:
            testcapi.remove_mem_hooks()
        assert found == wanted
    assert failures


@pytest.mark.parametrize("ids", [pure_ids, fast_ids], ids=["pure", "fast"])
def test_an_identifier_does_not_change(ids: Any) -> None:
    one = ids.Id.of(IdKind.ACCOUNT, bytes(32))
    for name in ("kind", "key", "text", "_wire", "new"):
        with pytest.raises(AttributeError, match="an Id does not change"):
            setattr(one, name, 1)
        with pytest.raises(AttributeError, match="an Id does not change"):
            delattr(one, name)
    assert not hasattr(one, "__dict__")


@pytest.mark.parametrize("kind", IdKind)
def test_every_kind_has_its_prefix(kind: IdKind) -> None:
    assert str(fast_ids.Id.of(kind, bytes(32))) == pure_text.encode(ID_PREFIXES[kind], bytes(32))


@pytest.mark.parametrize(
    ("pure", "fast", "names"),
    [
        (pure_rlp, fast_rlp, ["decode", "encode"]),
        (pure_text, fast_text, ["decode", "encode", "split", "sha256d", "Parts"]),
        (pure_ids, fast_ids, ["Id"]),
        (pure_ids.Id, fast_ids.Id, ["of", "from_bytes", "kind", "key"]),
    ],
    ids=["rlp", "text", "ids", "Id"],
)
def test_the_same_names_have_the_same_documentation(pure: Any, fast: Any, names: list[str]) -> None:
    for name in names:
        assert inspect.getdoc(getattr(fast, name)) == inspect.getdoc(getattr(pure, name))
