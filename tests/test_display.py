"""Objects as trees of text and as HTML: every field is there, nothing of it is obeyed by what displays it."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

import aecodec
from aecodec import _parts
from aecodec.schema import describe
from aecodec.state import AccountsMtree, Mtree, MtreeValue, ProofNode, StateTrees, TreeProof, TreesPoi
from aecodec.state_tree import proofs, roots

from .conftest import VECTORS, founding, json_lines
from .shared_vectors import WIRES
from .test_terminal import NASTY, harmful, nasty

FOUNDING = aecodec.decode_tx(founding()["co_signed"])
OBJECTS = {name: aecodec.decode_object(wire) for name, wire in WIRES.items()}
ACCOUNT = aecodec.Id(founding()["initiator_id"])


def accounts(balance: int) -> AccountsMtree:
    """A tree with the one account."""
    state = aecodec.AccountV1(nonce=3, balance=balance)
    return AccountsMtree(accounts=Mtree(values=[MtreeValue(key=ACCOUNT.key, val=aecodec.to_bytes(state))]))


def plain(html: str) -> str:
    """The text of HTML without its style."""
    return unescape(re.sub("<[^>]*>", "\n", re.sub("<style>.*</style>", "", html, flags=re.DOTALL)))


@pytest.mark.parametrize("name", OBJECTS)
def test_every_field_of_every_object_is_a_row(name: str) -> None:
    obj = OBJECTS[name]
    shown = aecodec.show(obj)
    assert shown.startswith(f"{describe(type(obj)).name} (tag {obj.TAG}")
    rows = {line.split()[0] for line in shown.splitlines()[1:]}
    if not type(obj).__name__.endswith("Mtree"):
        assert {field for field, _ in describe(type(obj)).fields} <= rows
    html = plain(obj._repr_html_())
    assert all(row in html for row in rows)


def test_headers_unknown_objects_and_lenient_results_are_rows_of_html_as_well() -> None:
    header = aecodec.decode_header(bytes.fromhex(next(json_lines(VECTORS / "headers.jsonl"))[1]["bytes"]))
    raw = aecodec.decode_raw(founding()["co_signed"])
    lenient = aecodec.decode_lenient(founding()["co_signed"])
    for obj in header, raw, lenient:
        rows = [line.split()[0] for line in aecodec.show(obj).splitlines()[1:]]
        html = plain(obj._repr_html_())
        assert rows
        assert all(row in html for row in rows)


def test_state_trees_and_proofs_show_accounts_by_address_and_balance() -> None:
    tree = accounts(2 * 10**18)
    entries = roots.entries_of(tree)
    poi = TreesPoi(
        accounts=proofs.prove(entries, [ACCOUNT.key]), calls=(), channels=(), contracts=(), ns=(), oracles=()
    )
    for obj in tree, poi:
        lines = aecodec.show(obj).splitlines()
        at = next(index for index, line in enumerate(lines) if str(ACCOUNT) in line)
        assert lines[at].endswith("Account (tag 10, version 1)")
        assert lines[at + 2].split(maxsplit=1) == ["balance", "2000000000000000000 (2 AE)"]


def test_a_proof_of_malformed_nodes_is_shown_with_its_nodes_and_the_fault() -> None:
    nodes = (ProofNode(hash=bytes(32), node=(b"\1", b"\2", b"\3")),)
    part = (TreeProof(root_hash=bytes(32), nodes=nodes),)
    poi = TreesPoi(accounts=part, calls=(), channels=(), contracts=(), ns=(), oracles=())
    shown = aecodec.show(poi)
    assert "unreadable" in shown
    assert "TreesPoi.accounts[0]" in shown
    assert shown.count(aecodec.encode("ba", bytes(32))) == 2


def test_headers_unknown_objects_identifiers_and_lenient_results_are_shown() -> None:
    assert aecodec.show(ACCOUNT).splitlines() == [
        "account public key (ak_)",
        f"  payload  {ACCOUNT.key.hex()} (32 bytes)",
    ]
    raw = aecodec.show(aecodec.Raw(9999, 7, [b"\x01\xff", [b"", [b"\2"]]])).splitlines()
    assert raw[0] == "unknown object (tag 9999, version 7)"
    assert raw[1].split() == ["[0]", "01ff"]
    assert "(empty)" in raw[3]
    canonical = aecodec.show(aecodec.decode_lenient(founding()["co_signed"]))
    assert canonical.splitlines()[-1].split() == ["deviations", "(none)"]
    assert canonical.startswith(aecodec.show(FOUNDING).splitlines()[0])
    found = aecodec.decode_lenient(bytes.fromhex("c50a01018102"))
    assert "RLP header before a single byte" in aecodec.show(found)
    assert found.canonical_hash.hex() in aecodec.show(found)
    with pytest.raises(TypeError, match="not bytes"):
        aecodec.show(b"\x01")


def test_a_secret_key_is_not_shown() -> None:
    shown = aecodec.show(aecodec.text.split(aecodec.encode("sk", bytes(range(32)))))
    assert "secret" in shown
    assert bytes(range(32)).hex()[:12] not in shown


class Elements(HTMLParser):
    """The names of the elements of a document, and whether each was closed in turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.names.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("content", ["<script>alert(1)</script>", "\"'&<b>", *NASTY.values()])
def test_html_holds_nothing_of_a_field_but_text(content: str) -> None:
    for obj in OBJECTS.values():
        html = nasty(obj, content.encode("utf-8", "ignore"))._repr_html_()
        assert harmful(re.sub("<style>.*</style>", "", html, flags=re.DOTALL)) == []
        found = Elements(html)
        assert found.open == []
        assert found.names <= {"div", "style", "b", "i", "br", "span", "details", "summary"}


def test_html_needs_nothing_from_elsewhere() -> None:
    html = FOUNDING._repr_html_()
    assert not re.search(r"https?:|url\(|@import|src=|href=|<script", html)


def test_rich_prints_what_repr_shows() -> None:
    for obj in OBJECTS.values():
        fields = obj.__rich_repr__()
        assert f"{type(obj).__name__}({', '.join(f'{name}={value!r}' for name, value in fields)})" == repr(
            obj
        )


def test_many_entries_are_shown_in_linear_time_and_folded() -> None:
    values = [
        MtreeValue(key=index.to_bytes(32, "big"), val=aecodec.to_bytes(aecodec.AccountV1(nonce=1, balance=1)))
        for index in range(300)
    ]
    tree = AccountsMtree(accounts=Mtree(values=values))
    empty = {
        name: kind.base(**{kind_.name: Mtree(values=()) for kind_ in describe(kind.base).fields})
        for name, kind in describe(StateTrees).fields
        if name != "accounts"
    }
    trees: Any = StateTrees(accounts=tree, **empty)
    assert aecodec.show(trees).count("Account (tag 10") == 300
    assert "<details><summary>" in trees._repr_html_()


def test_every_prefix_has_a_meaning() -> None:
    assert set(_parts.MEANINGS) == set(aecodec.protocol.PREFIXES)
