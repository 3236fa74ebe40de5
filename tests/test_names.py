"""Names: the ASCII form that is hashed, the two rules of hashing, and what is not a name."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import Id, _idna, build, encode, names
from aecodec.errors import RULES, BuildError, DecodeError, FieldError
from aecodec.protocol import Protocol
from aecodec.text import blake2b256

from .conftest import ROOT, spec_text

ALICE = "ak_2gx9MEFxKvY9vMG5YnqnXWv1hCsX7rgnfvBLJS4aQurustR1rt"
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9]{0,8}-?[a-z0-9])?", fullmatch=True).filter(
    lambda label: label[2:4] != "--"
)


def test_a_name_in_ascii_is_hashed_as_it_is_with_its_suffix() -> None:
    assert names.to_ascii("example.chain") == "example.chain"
    assert names.name_hash("example.chain") == blake2b256(b"example.chain")


def test_case_does_not_matter() -> None:
    assert names.to_ascii("ExAmple.chain") == "example.chain"


# Forms in public use: bücher and faß are the examples of UTS 46, 日本語.jp is a registered domain.
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("bücher.chain", "xn--bcher-kva.chain"),
        ("BÜCHER.chain", "xn--bcher-kva.chain"),
        ("bu\u0308cher.chain", "xn--bcher-kva.chain"),
        ("faß.chain", "xn--fa-hia.chain"),
        ("日本語.chain", "xn--wgv71a119e.chain"),
        ("ｅｘａｍｐｌｅ.chain", "example.chain"),
        ("exam\u00adple.chain", "example.chain"),
        ("xn--bcher-kva.chain", "xn--bcher-kva.chain"),
        ("XN--BCHER-KVA.chain", "xn--bcher-kva.chain"),
        ("bücher.test", "xn--bcher-kva.test"),
    ],
)
def test_what_is_beyond_ascii_is_mapped_to_punycode(name: str, form: str) -> None:
    assert names.to_ascii(name) == form
    assert names.to_ascii(name.encode()) == form
    assert names.name_hash(name) == names.name_hash(form)


def test_a_legacy_name_is_hashed_label_by_label() -> None:
    first = blake2b256(bytes(32) + blake2b256(b"x"))
    assert names.name_hash("x.test") == blake2b256(first + blake2b256(b"test"))


def test_commitments_follow_the_two_rules() -> None:
    salt = (7).to_bytes(32, "big")
    assert names.commitment_hash("a.chain", 7) == blake2b256(b"a.chain" + salt)
    assert names.commitment_hash("a.test", 7) == blake2b256(names.name_hash("a.test") + salt)
    assert names.commitment_hash("a.test", 0) == blake2b256(names.name_hash("a.test") + bytes(32))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_labels"),
        ("chain", "name_labels"),
        (".chain", "name_labels"),
        ("\u00ad.chain", "name_labels"),
        ("a..chain", "name_labels"),
        ("a.CHAIN", "name_registrar"),
        ("a。chain", "name_labels"),
        ("日本語。chain", "name_labels"),
        ("a.aet", "name_registrar"),
        ("é.aet", "name_registrar"),
        ("a", "name_labels"),
        ("a.b.chain", "name_labels"),
        ("-a.chain", "name_label"),
        ("a-.chain", "name_label"),
        ("ab--c.chain", "name_label"),
        ("a_b.chain", "name_label"),
        ("a b.chain", "name_label"),
        ("a\n.chain", "name_label"),
        ("a.chain\n", "name_registrar"),
        ("x" * 64 + ".chain", "name_label"),
        ("é" * 64 + ".chain", "name_label"),
        ("x" * 2000 + ".chain", "text_too_long"),
        ("😀.chain", "name_label"),
        ("é_.chain", "name_label"),
        ("\u0301a.chain", "name_label"),
        ("a\u200db.chain", "name_label"),
        ("\ud800.chain", "name_label"),
        ("xn--.chain", "name_label"),
        ("xn--abc.chain", "name_label"),
        ("xn--bcher-kvá.chain", "name_label"),
        (b"\xff.chain", "name_not_utf8"),
    ],
)
def test_what_is_no_name_is_refused_in_one_line(name: str | bytes, code: str) -> None:
    with pytest.raises(FieldError) as wrong:
        names.to_ascii(name)
    assert (wrong.value.code, wrong.value.path) == (code, "name")
    assert "\n" not in str(wrong.value)
    assert str(wrong.value).replace("…", "").isascii()


def test_a_longest_label_is_a_name() -> None:
    assert names.to_ascii("x" * 63 + ".chain").startswith("x" * 63)


@pytest.mark.parametrize(
    ("salt", "code"), [(0, "name_salt"), (-1, "uint_negative"), (2**256, "uint_too_long")]
)
def test_a_wrong_salt_is_named(salt: int, code: str) -> None:
    with pytest.raises(FieldError) as wrong:
        names.commitment_hash("a.chain", salt)
    assert (wrong.value.code, wrong.value.path) == (code, "salt")


@pytest.mark.parametrize("arguments", [(5, 1), (None, 1), ("a.chain", True), ("a.chain", "1")])
def test_a_wrong_type_is_a_type_error(arguments: Any) -> None:
    with pytest.raises(TypeError):
        names.commitment_hash(*arguments)


@given(LABELS, st.sampled_from(["chain", "test"]))
def test_names_in_plain_ascii_come_out_the_same_with_and_without_the_table(
    label: str, registrar: str
) -> None:
    name = f"{label}.{registrar}"
    assert names.to_ascii(name) == _idna.to_ascii(name) == name


@given(st.text(alphabet="ab-_.xnéß。\u0301\u200d😀 A\u09c7\u09be\u0995", max_size=12))
def test_any_text_is_a_name_or_a_documented_error(label: str) -> None:
    form = answer(f"{label}.chain")
    if isinstance(form, FieldError):
        assert form.code in RULES
    elif form.count(".") == 1:
        assert names.to_ascii(form) == form


def answer(name: str) -> str | FieldError:
    try:
        return names.to_ascii(name)
    except FieldError as error:
        return error


def test_the_table_is_loaded_only_for_names_beyond_ascii() -> None:
    code = (
        "import sys; from aecodec import names; names.name_hash('A.chain');"
        "assert 'unicodedata' not in sys.modules; names.name_hash('\\u00e9.chain');"
        "assert 'aecodec._unicode' in sys.modules and 'idna' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


# --- the rule of the node -----------------------------------------------------------------------


def node_rows() -> list[tuple[str, str]]:
    """Names with the node's answer: `ok` and the ASCII form, or `no` and its reason."""
    return [(name, reply) for name, reply in map(json.loads, spec_text("node_names.jsonl").splitlines())]


def test_each_name_has_the_form_and_the_id_that_the_node_gives_it() -> None:
    accepted = {name: reply[3:] for name, reply in node_rows() if reply.startswith("ok ")}
    assert len(accepted) > 1000
    assert {name: names.to_ascii(name) for name in accepted} == accepted
    for name, form in accepted.items():
        if form.endswith(".chain"):
            assert bytes(aecodec.name_id(name))[1:] == blake2b256(form.encode())


def test_each_name_that_the_node_refuses_has_neither_id_nor_claim() -> None:
    refused = [name for name, reply in node_rows() if reply.startswith("no ")]
    assert len(refused) > 1000
    for name in refused:
        with pytest.raises(FieldError) as wrong:
            aecodec.name_id(name)
        assert wrong.value.path == "name"
        with pytest.raises(BuildError) as unbuilt:
            build.name_claim_tx(account_id=ALICE, nonce=1, name=name, name_salt=0, version=2)
        assert (unbuilt.value.code, unbuilt.value.path) == (wrong.value.code, "name")


# The words are written with two-part vowels (U+09CB, U+0BCA, U+0D4A); the forms are in names.md.
@pytest.mark.parametrize(
    ("name", "form"),
    [("কোলকাতা", "xn--p5ba9byc1ccb0e"), ("கொச்சி", "xn--clcka6lh2bzc"), ("കൊച്ചി", "xn--bwcka6lh2bzc")],
)
def test_vowels_of_two_parts_stay_apart_behind_a_consonant(name: str, form: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    assert composed != decomposed
    assert names.to_ascii(f"{composed}.chain") == names.to_ascii(f"{decomposed}.chain") == f"{form}.chain"
    assert names.to_ascii(f"{form}.chain") == f"{form}.chain"


def test_a_label_in_punycode_that_the_node_does_not_make_is_refused() -> None:
    composed = unicodedata.normalize("NFC", "কোলকাতা").encode("punycode").decode()
    assert isinstance(answer(f"xn--{composed}.chain"), FieldError)


@pytest.mark.parametrize("later", ["\u1c90", "\U00030000", "\U0001fbf0", "\ua7ca", "\u0e89"])
def test_what_unicode_added_after_version_11_is_refused(later: str) -> None:
    wrong = answer(f"a{later}.chain")
    assert isinstance(wrong, FieldError)
    assert f"U+{ord(later):04X} is not allowed" in str(wrong)


@pytest.mark.parametrize("invisible", ["\u2063", "\u3164", "\u115f", "\u180b", "\ufe0f", "\u200b", "\u2060"])
def test_an_invisible_character_never_gives_a_second_name(invisible: str) -> None:
    shown = answer(f"ab{invisible}.chain")
    # UTS 46 drops some, so that both are the same name; the node refuses the others.
    assert shown == "ab.chain" or isinstance(shown, FieldError)


def test_a_dot_at_the_end_belongs_to_the_name_that_is_hashed() -> None:
    assert names.name_hash("foo.chain.") == blake2b256(b"foo.chain.")


def test_another_dot_than_the_ascii_one_separates_labels_only_in_the_form() -> None:
    assert names.to_ascii("foo\u3002bar.chain") == "foo.bar.chain"  # a row of node_names.jsonl
    assert names.name_hash("foo\u3002bar.chain") == blake2b256(b"foo.bar.chain")


# --- registrars and keys of pointers ------------------------------------------------------------


def test_names_end_in_test_before_lima_and_in_chain_since() -> None:
    assert [names.registrar(protocol) for protocol in Protocol] == ["test"] * 3 + ["chain"] * 5
    with pytest.raises(FieldError) as wrong:
        names.registrar("genesis")
    assert (wrong.value.code, wrong.value.path) == ("protocol_unknown", "protocol")


@pytest.mark.parametrize(
    ("prefix", "key"),
    [
        # getDefaultPointerKey of aepp-sdk-js 14
        ("ak", "account_pubkey"),
        ("ok", "oracle_pubkey"),
        ("ct", "contract_pubkey"),
        ("ch", "channel"),
    ],
)
def test_a_pointer_has_the_key_of_what_it_points_to(prefix: str, key: str) -> None:
    text = encode(prefix, bytes(range(32)))
    assert names.pointer_key(text) == names.pointer_key(Id(text)) == names.pointer_key(bytes(Id(text))) == key


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        (encode("nm", bytes(32)), "id_tag_not_allowed"),
        (encode("cm", bytes(32)), "id_tag_not_allowed"),
        (encode("th", bytes(32)), "wrong_prefix"),
        ("ak_", "too_short"),
        (bytes(33), "id_tag_unknown"),
    ],
)
def test_a_name_points_to_nothing_else(given_: Any, code: str) -> None:
    with pytest.raises(DecodeError) as wrong:
        names.pointer_key(given_)
    assert (wrong.value.code, wrong.value.path) == (code, "identifier")
