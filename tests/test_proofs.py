"""Proofs of inclusion: what is built proves just that, and nothing changed passes for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import Id, decode_object, encode_object, rlp, state_tree, text, to_bytes
from aecodec.errors import RULES, DecodeError, FieldError, TextError
from aecodec.objects import replace
from aecodec.protocol import IdKind
from aecodec.state import AccountV1, ProofNode, StateTrees, TreeProof, TreesPoi
from aecodec.state_tree import merkle, proofs, roots

from .conftest import VECTORS, spec_rows
from .recordings import needs_recordings, recorded_objects, within
from .shared_vectors import blake2b_256
from .test_merkle import CONTENTS, KEYS

RECORDED: dict[str, str] = json.loads((VECTORS / "trees.json").read_text(encoding="utf-8"))
EMPTY = TreesPoi(accounts=(), calls=(), channels=(), contracts=(), ns=(), oracles=())
LONG = {bytes([n]) * 32: b"value of key %d, longer than a hash" % n for n in range(0, 250, 10)}


def poi(part: tuple[TreeProof, ...]) -> TreesPoi:
    return replace(EMPTY, ns=part)


def part_of(*nodes: tuple[bytes, ...], root: bytes | None = None) -> tuple[TreeProof, ...]:
    """A proof of these nodes with their right hashes; the first is the root."""
    known = sorted({merkle.node_hash(node): node for node in nodes}.items())
    return (TreeProof(root or merkle.node_hash(nodes[0]), tuple(ProofNode(*each) for each in known)),)


def answer(call: Callable[[], Any]) -> Any:
    """What a call returns, or the documented error that it raises."""
    try:
        result = call()
    except DecodeError as error:
        result = error
    assert not isinstance(result, DecodeError) or (result.code in RULES and str(result).isprintable())
    return result


# --- what is built ------------------------------------------------------------------------------


@given(CONTENTS, st.lists(KEYS, max_size=6), st.data())
def test_a_proof_says_of_its_keys_what_the_tree_holds(
    content: dict[bytes, bytes], others: list[bytes], data: Any
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(sorted(content)))) if content else []
    proof = poi(proofs.prove(content, chosen + others))
    proofs.check(proof)
    assert decode_object(encode_object(proof)) == proof
    assert roots.roots_of(proof).ns == roots.tree_root(content)
    for key in chosen + others:
        assert proofs.lookup(proof, "ns", key) == content.get(key)
        assert proofs.lookup(encode_object(proof), "ns", key) == content.get(key)


@given(CONTENTS, st.data())
def test_the_entries_of_a_proof_are_those_it_proves_and_others_of_the_tree(
    content: dict[bytes, bytes], data: Any
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(sorted(content)))) if content else []
    for keys, least in ((chosen, set(chosen)), (content, content.keys()), ((), set())):
        for root, nodes in proofs.prove(content, keys):
            found = list(merkle.iter_entries(root, dict(nodes)))
            assert found == sorted(found)
            assert dict(found).items() <= content.items()
            assert dict(found).keys() >= least


@given(CONTENTS.filter(bool), KEYS, KEYS)
def test_what_a_proof_does_not_reach_it_says_nothing_of(
    content: dict[bytes, bytes], proven: bytes, asked: bytes
) -> None:
    proof = poi(proofs.prove(content, [proven]))
    found = answer(lambda: proofs.lookup(proof, "ns", asked))
    if isinstance(found, FieldError):
        assert found.code == "proof_silent"
        assert asked != proven
    else:
        assert found == content.get(asked)


@given(CONTENTS, KEYS, st.data())
def test_a_proof_of_every_key_has_every_node_and_of_none_no_node(
    content: dict[bytes, bytes], key: bytes, data: Any
) -> None:
    tree = merkle.build(content)
    whole = proofs.prove(content, content)
    assert whole == proofs.prove(list(content.items()), reversed(content))
    if not content:
        assert whole == proofs.prove(content, [key]) == ()
        return
    assert {node.hash for node in whole[0].nodes} == set(tree.nodes)
    assert proofs.prove(content, []) == (TreeProof(merkle.root_hash(content) or b"", ()),)
    proofs.check(poi(proofs.prove(content, [])))


@pytest.mark.parametrize("row", spec_rows("mpt.jsonl"))
def test_a_proof_of_each_of_the_specification_s_entries_holds(row: dict[str, Any]) -> None:
    content = {bytes.fromhex(key): bytes.fromhex(value) for key, value in row["entries"]}
    for key, value in content.items():
        proof = poi(proofs.prove(content, [key]))
        proofs.check(proof)
        assert roots.roots_of(proof).ns == text.encode("ba", bytes.fromhex(row["root"]))
        assert proofs.lookup(proof, "ns", key) == value


def test_an_empty_tree_holds_nothing_and_proves_it() -> None:
    proofs.check(EMPTY)
    for tree in roots.TREES:
        assert proofs.lookup(EMPTY, tree, b"any") is None  # type: ignore[arg-type]


# --- what was recorded --------------------------------------------------------------------------


def test_the_recorded_proof_is_what_we_would_build() -> None:
    proofs.check(RECORDED["poi"])
    trees = decode_object(RECORDED["trees"], StateTrees)
    contents = {name: roots.entries_of(getattr(trees, name)) for name in roots.TREES}
    contract = Id.of(IdKind.CONTRACT, min(contents["contracts"], key=len))
    keys = {
        "accounts": tuple(contents["accounts"]),
        "contracts": proofs.contract_keys(contents["contracts"], contract),
    }
    parts: Any = {name: proofs.prove(contents[name], keys.get(name, ())) for name in roots.TREES}
    assert encode_object(TreesPoi(**parts)) == RECORDED["poi"]


def test_the_recorded_proof_shows_its_accounts() -> None:
    trees = decode_object(RECORDED["trees"], StateTrees)
    for key, value in roots.entries_of(trees.accounts).items():
        for kind in (IdKind.ACCOUNT, IdKind.CONTRACT):
            shown = proofs.account(RECORDED["poi"], Id.of(kind, key))
            assert isinstance(shown, AccountV1)
            assert to_bytes(shown) == value
    assert proofs.account(RECORDED["poi"], Id.of(IdKind.ACCOUNT, bytes(32))) is None
    with pytest.raises(FieldError, match="proof does not cover this key") as silent:
        proofs.lookup(RECORDED["poi"], "calls", bytes(64))
    assert silent.value.path == "TreesPoi.calls[0]"


@needs_recordings
def test_every_recorded_proof_is_rebuilt_from_the_trees_of_its_state() -> None:
    objects = [obj for _, outer in recorded_objects() for obj in within(outer)]
    states = {roots.state_hash_of(obj): obj for obj in objects if isinstance(obj, StateTrees)}
    carried = {text.encode("st", obj.state_hash) for obj in objects if hasattr(obj, "state_hash")}
    recorded = [obj for obj in objects if isinstance(obj, TreesPoi)]
    assert len(recorded) > 30
    for proof in recorded:
        proofs.check(proof)
        assert roots.state_hash_of(proof) in carried
        trees = states[roots.state_hash_of(proof)]
        parts: Any = {}
        for name in roots.TREES:
            content = roots.entries_of(getattr(trees, name))
            whole = getattr(proof, name) != proofs.prove(content, [])
            parts[name] = proofs.prove(content, content if whole else [])
            assert not whole or {proofs.lookup(proof, name, key) for key in content} == {*content.values()}
        assert TreesPoi(**parts) == proof


# --- what is wrong with a proof -----------------------------------------------------------------


@given(st.data())
def test_a_flipped_bit_does_not_pass(data: Any) -> None:
    key = data.draw(st.sampled_from(sorted(LONG)))
    proof = poi(proofs.prove(LONG, [key]))
    wire = bytearray(to_bytes(proof))
    place = data.draw(st.integers(0, len(wire) - 1))
    wire[place] ^= 1 << data.draw(st.integers(0, 7))
    if not isinstance(answer(lambda: proofs.check(bytes(wire))), DecodeError):
        assert roots.state_hash_of(bytes(wire)) != roots.state_hash_of(proof)


@given(st.data())
def test_a_lookup_in_changed_nodes_tells_the_truth_or_fails(data: Any) -> None:
    """Whatever nodes come with a signed root, they can show no other value."""
    ((root, nodes),) = proofs.prove(LONG, LONG)
    index = data.draw(st.integers(0, len(nodes) - 1))
    node = list(nodes[index].node)
    item = data.draw(st.integers(0, len(node) - 1))
    node[item] = data.draw(st.binary(max_size=40) | st.sampled_from(sorted(LONG.values())))
    digest = data.draw(st.sampled_from([nodes[index].hash, merkle.node_hash(tuple(node))]))
    changed = [*nodes[:index], ProofNode(digest, tuple(node)), *nodes[index + 1 :]]
    proof = poi((TreeProof(root, tuple(changed)),))
    for key in (data.draw(st.sampled_from(sorted(LONG))), b"", b"\x05" * 32):
        found = answer(lambda key=key: proofs.lookup(proof, "ns", key))
        if isinstance(found, FieldError):
            assert found.code in {"proof_silent", "node_hash"}
            assert found.path == "TreesPoi.ns[0]"
        else:
            assert found == LONG.get(key)


def whole_part() -> TreeProof:
    (part,) = proofs.prove(LONG, list(LONG)[:3])
    return part


def test_a_node_that_does_not_hash_to_its_key_is_named() -> None:
    part = whole_part()
    nodes = [part.nodes[0], ProofNode(part.nodes[1].hash, part.nodes[2].node), *part.nodes[2:]]
    refused((part._replace(nodes=tuple(nodes)),), "node_hash", ".nodes[1]")


def test_nodes_are_sorted_and_each_stands_once() -> None:
    part = whole_part()
    refused((part._replace(nodes=part.nodes[::-1]),), "not_sorted", ".nodes[1]")
    refused((part._replace(nodes=(part.nodes[0], *part.nodes)),), "node_repeated", ".nodes[1]")


def test_a_proof_begins_with_its_root() -> None:
    part = whole_part()
    rest = tuple(node for node in part.nodes if node.hash != part.root_hash)
    refused((part._replace(nodes=rest),), "proof_rootless", ".root_hash")
    refused((part._replace(root_hash=bytes(32)),), "proof_rootless", ".root_hash")


def test_an_idle_node_is_named() -> None:
    part = whole_part()
    idle = (b"\x20", b"a leaf without a reference, longer than a hash")
    nodes = tuple(sorted((*part.nodes, ProofNode(merkle.node_hash(idle), idle))))
    at = [node.node for node in nodes].index(idle)
    refused((part._replace(nodes=nodes),), "node_unreachable", f".nodes[{at}]")


def refused(part: tuple[TreeProof, ...], code: str, place: str) -> None:
    with pytest.raises(FieldError) as wrong:
        proofs.check(poi(part))
    assert (wrong.value.code, wrong.value.path) == (code, f"TreesPoi.ns[0]{place}")
    assert "\n" not in str(wrong.value)


# --- nodes that are none ------------------------------------------------------------------------

BLANK = (b"",) * 16
JUNK: dict[str, tuple[bytes, ...]] = {
    "nothing": (),
    "one item": (b"\x20",),
    "three items": (b"\x20", b"v", b"w"),
    "no prefix": (b"", b"value"),
    "unknown prefix": (b"\x40", b"value"),
    "padded prefix": (b"\x21", b"value"),
    "leaf of nothing": (b"\x20", b""),
    "extension of no digits": (b"\x00", bytes(32)),
    "extension to a short node": (b"\x11", rlp.encode([b"\x20", b"v"])),
    "extension to nothing": (b"\x11", b""),
    "extension to more than a hash": (b"\x11", bytes(33)),
    "branch with a long child": (bytes(33), *BLANK[1:], b""),
    "branch with a byte": (b"\x01", *BLANK[1:], b""),
    "branch with a torn child": (b"\xc3\x20", *BLANK[1:], b""),
    "branch with an empty list": (b"\xc0", *BLANK[1:], b""),
    "branch with lists in a list": (b"\xc2\xc0\xc0", *BLANK[1:], b""),
    "branch with a short extension": (rlp.encode([b"\x11", b"\xc2\x20\x01"]), *BLANK[1:], b""),
    "branch too wide": (*BLANK, b"", b"value"),
}


@pytest.mark.parametrize("node", JUNK.values(), ids=JUNK)
def test_a_node_that_is_none_is_refused_in_its_place(node: tuple[bytes, ...]) -> None:
    refused(part_of(node), "node_form", ".nodes[0]")
    with pytest.raises(FieldError) as wrong:
        proofs.lookup(poi(part_of(node)), "ns", b"\x01\x00")
    assert (wrong.value.code, wrong.value.path) == ("node_form", "TreesPoi.ns[0]")


def test_short_nodes_inside_short_nodes_are_read() -> None:
    leaf = rlp.encode([b"\x20", b"v"])
    inner = rlp.encode([leaf, *BLANK[1:], b""])
    assert len(inner) < 32
    node = (b"", inner, *BLANK[2:], b"")
    proof = poi(part_of(node))
    proofs.check(proof)
    assert proofs.lookup(proof, "ns", b"\x10") == b"v"
    assert proofs.lookup(proof, "ns", b"\x11") is None
    assert proofs.lookup(proof, "ns", b"\x10\x00") is None


@given(st.lists(st.lists(st.binary(max_size=40), max_size=18).map(tuple), min_size=1, max_size=4), KEYS)
def test_junk_nodes_meet_a_documented_error_or_are_read(nodes: list[tuple[bytes, ...]], key: bytes) -> None:
    proof = poi(part_of(*nodes))
    for found in answer(lambda: proofs.check(proof)), answer(lambda: proofs.lookup(proof, "ns", key)):
        if isinstance(found, DecodeError):
            assert found.code in {"node_form", "node_unreachable", "proof_silent"}


def test_a_deep_proof_is_no_matter_of_stack_depth() -> None:
    nodes: list[tuple[bytes, ...]] = [(b"\x20", b"value of a leaf that is longer than a hash")]
    for _ in range(20_000):
        nodes.append((merkle.node_hash(nodes[-1]), *BLANK[1:], b""))
    proof = poi(part_of(*nodes[::-1]))
    proofs.check(proof)
    assert proofs.lookup(proof, "ns", bytes(10_000)) == nodes[0][1]


def test_many_ways_to_one_node_take_no_longer() -> None:
    node: tuple[bytes, ...] = (b"\x20", b"value of a leaf that is longer than a hash")
    nodes = [node]
    for _ in range(100):
        node = (*(merkle.node_hash(node) for _ in range(16)), b"")
        nodes.append(node)
    proofs.check(poi(part_of(*nodes[::-1])))


def test_entries_that_too_many_paths_lead_to_are_refused() -> None:
    """Nodes that share children make any number of paths."""
    leaf: tuple[bytes, ...] = (b"\x20", b"value of a leaf that is longer than a hash")
    shared, chain = [leaf], [leaf]
    for _ in range(100):
        child = merkle.node_hash(shared[-1])
        shared.append((*([child] * 16), b""))
        chain.append((*([merkle.node_hash(chain[-1])] + [b""] * 15), b""))
    dead = shared[1:]
    for nodes in (shared, dead):
        ((root, known),) = part_of(*nodes[::-1])
        with pytest.raises(FieldError) as wrong:
            list(merkle.iter_entries(root, dict(known)))
        assert wrong.value.code == "proof_paths"
    ((root, known),) = part_of(*chain[::-1])
    assert list(merkle.iter_entries(root, dict(known))) == [(bytes(50), leaf[1])]
    with pytest.raises(FieldError) as wrong:
        state_tree.iter_items(poi(part_of(*shared[::-1])))
    assert (wrong.value.code, wrong.value.path) == ("proof_paths", "TreesPoi.ns[0]")


@pytest.mark.parametrize(
    ("node", "code"),
    [((b"\x20",), "node_form"), ((b"\x30", b"v" * 33), "node_form"), ((b"", b""), "node_form")],
)
def test_entries_of_a_malformed_node_are_refused(node: tuple[bytes, ...], code: str) -> None:
    ((root, known),) = part_of(node)
    with pytest.raises(FieldError) as wrong:
        list(merkle.iter_entries(root, dict(known)))
    assert wrong.value.code == code
    with pytest.raises(FieldError) as wrong:
        list(merkle.iter_entries(bytes(32), {bytes(32): node}))
    assert wrong.value.code == "node_hash"


# --- wrong arguments ----------------------------------------------------------------------------


def test_a_wrong_argument_is_named() -> None:
    for call, code, path in (
        (lambda: proofs.lookup(EMPTY, "names", b""), "enum_value", "tree"),  # type: ignore[arg-type]
        (lambda: proofs.account(EMPTY, "ct_1"), "too_short", "account_id"),
        (lambda: proofs.account(EMPTY, Id.of(IdKind.CHANNEL, bytes(32))), "id_tag_not_allowed", "account_id"),
        (lambda: proofs.check("pi_1"), "bad_base64", ""),
    ):
        with pytest.raises((FieldError, TextError)) as wrong:
            call()
        assert (wrong.value.code, wrong.value.path) == (code, path)


def test_a_value_that_is_no_account_is_named() -> None:
    account = Id.of(IdKind.ACCOUNT, bytes(32))
    proof = replace(EMPTY, accounts=proofs.prove({account.key: b"\xc2\x0c\x01"}, [account.key]))
    with pytest.raises(FieldError) as wrong:
        proofs.account(proof, account)
    assert wrong.value.path.startswith(f"TreesPoi.accounts[{account}]")


@pytest.mark.parametrize("given_", [None, 5, {}])
def test_a_wrong_type_is_a_type_error(given_: Any) -> None:
    with pytest.raises(TypeError):
        proofs.check(given_)
    with pytest.raises(TypeError):
        proofs.lookup(EMPTY, "ns", given_)
    with pytest.raises(TypeError):
        proofs.prove({b"key": b"value"}, [given_])


def test_hashes_are_those_of_the_network() -> None:
    assert merkle.node_hash((b"\x20", b"v")) == blake2b_256(rlp.encode([b"\x20", b"v"]))
