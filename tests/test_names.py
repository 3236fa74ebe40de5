"""Names: the form that is hashed, the two rules of hashing, and what is no name."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import names
from aecodec.errors import RULES, FieldError
from aecodec.text import blake2b256

from .conftest import ROOT

LABELS = st.from_regex(r"[a-z0-9]([a-z0-9]{0,8}-?[a-z0-9])?", fullmatch=True).filter(
    lambda label: label[2:4] != "--"
)


def test_a_name_in_ascii_is_hashed_as_it_is_with_its_suffix() -> None:
    assert names.to_ascii("example.chain") == "example.chain"
    assert names.name_hash("example.chain") == blake2b256(b"example.chain")


def test_case_does_not_matter() -> None:
    assert names.to_ascii("ExAmple.CHAIN") == "example.chain"


# Forms in public use: bücher and faß are the examples of UTS 46, 日本語.jp is a registered domain.
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("bücher.chain", "xn--bcher-kva.chain"),
        ("BÜCHER.chain", "xn--bcher-kva.chain"),
        ("bu\u0308cher.chain", "xn--bcher-kva.chain"),
        ("faß.chain", "xn--fa-hia.chain"),
        ("日本語.chain", "xn--wgv71a119e.chain"),
        ("日本語。chain", "xn--wgv71a119e.chain"),
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
    second = blake2b256(first + blake2b256(b"y"))
    assert names.name_hash("x.y.test") == blake2b256(second + blake2b256(b"test"))


def test_commitments_follow_the_two_rules() -> None:
    salt = (7).to_bytes(32, "big")
    assert names.commitment_hash("a.chain", 7) == blake2b256(b"a.chain" + salt)
    assert names.commitment_hash("a.test", 7) == blake2b256(names.name_hash("a.test") + salt)
    assert names.commitment_hash("a.test", 0) == blake2b256(names.name_hash("a.test") + bytes(32))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_label"),
        ("chain", "name_labels"),
        (".chain", "name_label"),
        ("a..chain", "name_label"),
        ("a.chain.", "name_label"),
        ("é.chain.", "name_registrar"),
        ("a.aet", "name_registrar"),
        ("é.aet", "name_registrar"),
        ("a", "name_labels"),
        ("a.b.chain", "name_labels"),
        ("é。b.chain", "name_labels"),
        ("-a.chain", "name_label"),
        ("a-.chain", "name_label"),
        ("ab--c.chain", "name_label"),
        ("a_b.chain", "name_label"),
        ("a b.chain", "name_label"),
        ("a\n.chain", "name_label"),
        ("a.chain\n", "name_label"),
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
        ("xn--bcher-.chain", "name_label"),
        (b"\xff.chain", "name_not_utf8"),
    ],
)
def test_what_is_no_name_is_refused_in_one_line(name: str | bytes, code: str) -> None:
    with pytest.raises(FieldError) as wrong:
        names.to_ascii(name)
    assert (wrong.value.code, wrong.value.path) == (code, "name")
    assert "\n" not in str(wrong.value)
    assert str(wrong.value).isascii()


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
def test_the_judgement_of_plain_ascii_is_that_of_idna(label: str, registrar: str) -> None:
    name = f"{label}.{registrar}"
    assert names.to_ascii(name) == names._mapped(name) == name


@given(st.text(alphabet="ab-_.xnéß。\u0301\u200d😀 A", max_size=12))
def test_any_text_is_a_name_or_a_documented_error(label: str) -> None:
    form = answer(f"{label}.chain")
    if isinstance(form, FieldError):
        assert form.code in RULES
    else:
        assert names.to_ascii(form) == names._mapped(f"{label}.chain") == form


def answer(name: str) -> str | FieldError:
    try:
        return names.to_ascii(name)
    except FieldError as error:
        return error


def test_idna_is_loaded_only_for_names_beyond_ascii() -> None:
    code = (
        "import sys; from aecodec import names; names.name_hash('a.chain'); assert 'idna' not in sys.modules;"
        "names.name_hash('\\u00e9.chain'); assert 'idna' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
