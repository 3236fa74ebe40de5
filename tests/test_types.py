"""The rules of field types, each checked on the wire and when constructing: one test a rule.

What is expected is written by hand from the specification (docs/protocol); that every field of a kind has its
line in a table is checked against the types.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from .shared_vectors import (
    KEY,
    WIRES,
    assert_accepted,
    assert_refused,
    describe_class,
    fields_of,
    golden,
    split_place,
)

KINDS = {"ak": 1, "nm": 2, "cm": 3, "ok": 4, "ct": 5, "ch": 6}


def table(text: str) -> dict[str, str]:
    """Lines such as `SpendTx: sender_id=ak recipient_id=ak|nm|ok|ct` by `Class.field`."""
    rules = {}
    name = ""
    for word in text.split():
        if word.endswith(":"):
            name = word[:-1]
        else:
            field, _, rule = word.partition("=")
            rules[f"{name}.{field}"] = rule
    return rules


ID_KINDS = table("""
    SpendTx: sender_id=ak recipient_id=ak|nm|ok|ct
    OracleRegisterTx: account_id=ak
    OracleQueryTx: sender_id=ak oracle_id=nm|ok
    OracleRespondTx: oracle_id=ok
    OracleExtendTx: oracle_id=ok
    NamePreclaimTx: account_id=ak commitment_id=cm
    NameClaimTxV1: account_id=ak
    NameClaimTxV2: account_id=ak
    NameUpdateTxV1: account_id=ak name_id=nm pointers[].id=ak|ok|ct|ch
    NameUpdateTxV2: account_id=ak name_id=nm
    NameRevokeTx: account_id=ak name_id=nm
    NameTransferTx: account_id=ak name_id=nm recipient_id=ak|nm
    ContractCreateTx: owner_id=ak
    ContractCallTx: caller_id=ak contract_id=nm|ct
    GAAttachTx: owner_id=ak
    GAMetaTxV1: ga_id=ak
    GAMetaTxV2: ga_id=ak
    PayingForTx: payer_id=ak
    HCVoteTx: voter_id=ak
    ChannelCreateTxV1: initiator_id=ak responder_id=ak delegate_ids[]=ak
    ChannelCreateTxV2: initiator_id=ak responder_id=ak initiator_delegate_ids[]=ak
        responder_delegate_ids[]=ak
    ChannelDepositTx: channel_id=ch from_id=ak
    ChannelWithdrawTx: channel_id=ch to_id=ak
    ChannelCloseMutualTx: channel_id=ch from_id=ak
    ChannelCloseSoloTx: channel_id=ch from_id=ak
    ChannelSlashTx: channel_id=ch from_id=ak
    ChannelSettleTx: channel_id=ch from_id=ak
    ChannelSnapshotSoloTx: channel_id=ch from_id=ak
    ChannelForceProgressTx: channel_id=ch from_id=ak
    ChannelSetDelegatesTx: channel_id=ch from_id=ak initiator_delegate_ids[]=ak
        responder_delegate_ids[]=ak
    ChannelOffchainTxV1: channel_id=ch
    ChannelOffchainTxV2: channel_id=ch
    ChannelClientReconnectTx: channel_id=ch pub_key=ak
    OffChainTransfer: from_=ak to=ak
    OffChainDeposit: from_=ak
    OffChainWithdrawal: to=ak
    OffChainNewContract: owner=ak
    OffChainCallContract: caller=ak contract=ct
    AccountV2: ga_contract=ct
    OracleQuery: sender_id=ak oracle_id=ok
    NameEntryV1: owner_id=ak pointers[].id=ak|ok|ct|ch
    NameEntryV2: owner_id=ak
    NameCommitment: owner_id=ak
    NameAuction: bidder_id=ak
    ContractObjectV1: owner_id=ak referrer_ids[]=ct
    ContractObjectV2: owner_id=ak code_ref[]=ct referrer_ids[]=ct
    ContractCallObjectV2: caller_id=ak|ct contract_id=ct
    ContractCallObjectV3: caller_id=ak|ct contract_id=ct
    ChannelV1: initiator_id=ak responder_id=ak delegate_ids[]=ak
    ChannelV2: initiator_id=ak responder_id=ak delegate_ids[]=ak
    ChannelV3: initiator_id=ak responder_id=ak initiator_delegate_ids[]=ak responder_delegate_ids[]=ak
""")


@pytest.mark.parametrize("place", ID_KINDS)
def test_an_identifier_is_of_an_allowed_kind(twin: ModuleType, place: str) -> None:
    name, field, within, wrapped = split_place(place)
    for prefix, kind in KINDS.items():
        item = bytes([kind]) + KEY
        by_value = twin.Id.from_bytes(item)
        if prefix in ID_KINDS[place].split("|"):
            assert_accepted(twin, name, field, wrapped(item), wrapped(by_value))
            assert_accepted(twin, name, field, wrapped(item), wrapped(str(by_value)))
        else:
            assert_refused(twin, name, field, wrapped(item), wrapped(by_value), "id_tag_not_allowed", within)
    for item in bytes([7]) + KEY, bytes([0]) + KEY:
        assert_refused(twin, name, field, wrapped(item), wrapped(item), "id_tag_unknown field_type", within)
    assert_refused(twin, name, field, wrapped(KEY), wrapped(KEY), "id_length field_type", within)


LENGTHS = table("""
    SignedTx: signatures[]=64
    OracleRespondTx: query_id=32|unchecked
    GAAttachTx: auth_fun=32|unchecked
    ChannelCreateTxV1: state_hash=32
    ChannelCreateTxV2: state_hash=32
    ChannelDepositTx: state_hash=32
    ChannelWithdrawTx: state_hash=32
    ChannelForceProgressTx: state_hash=32|unchecked
    ChannelSetDelegatesTx: state_hash=32|unchecked
    ChannelOffchainTxV1: state_hash=32|unchecked
    ChannelOffchainTxV2: state_hash=32|unchecked
    AccountV2: ga_auth_fun=32|unchecked
    ContractCallObjectV2: log[].address=32|unchecked log[].topics[]=32|unchecked
    ContractCallObjectV3: log[].address=32|unchecked log[].topics[]=32|unchecked
    CompilerSophiaV1: source_hash=32|unchecked
    CompilerSophiaV2: source_hash=32|unchecked
    CompilerSophiaV3: source_hash=32|unchecked
    ChannelV1: state_hash=32|unchecked
    ChannelV2: state_hash=32|unchecked
    ChannelV3: state_hash=32|unchecked
    LightMicroBlock: tx_hashes[]=32
    Pof: pubkey=32
    GAMetaTxAuthData: tx_hash=32
""")
PARTS = ("accounts", "calls", "channels", "contracts", "ns", "oracles")
LENGTHS |= {f"TreesPoi.{part}[].{item}": "32" for part in PARTS for item in ("root_hash", "nodes[].hash")}
ROOTS = "contracts calls channels ns ns_cache oracles oracles_cache accounts"
LENGTHS |= {f"TreesDb.{tree}_hash[]": "32" for tree in ROOTS.split()}


@pytest.mark.parametrize("place", LENGTHS)
def test_bytes_have_their_length(twin: ModuleType, place: str) -> None:
    name, field, within, wrapped = split_place(place)
    length = int(LENGTHS[place].removesuffix("|unchecked"))
    assert_accepted(twin, name, field, wrapped(bytes(length)), wrapped(bytes(length)))
    for wrong in 0, length - 1, length + 1:
        assert_refused(
            twin, name, field, wrapped(bytes(wrong)), wrapped(bytes(wrong)), "bytes_length", within
        )


def unchecked(kind: Any, place: str) -> list[str]:
    """The places of a field whose length the node does not check, such as `log[].address`."""
    if hasattr(kind, "of"):
        return unchecked(kind.of, f"{place}[]")
    if hasattr(kind, "items"):
        items = zip(kind.cls._fields, kind.items, strict=True)
        return [found for name, item in items for found in unchecked(item, f"{place}.{name}")]
    return [] if getattr(kind, "node_checks_length", True) else [place]


def test_the_lengths_that_the_node_does_not_check_are_marked(twin: ModuleType) -> None:
    marked = {
        place
        for name in WIRES
        for field in describe_class(twin, name).fields
        for place in unchecked(field.type, f"{name}.{field.name}")
    }
    assert marked == {place for place, rule in LENGTHS.items() if "unchecked" in rule}


ENUMS = table("""
    OracleRegisterTx: ttl_type=DELTA|BLOCK
    OracleQueryTx: query_ttl_type=DELTA|BLOCK response_ttl_type=DELTA
    OracleRespondTx: response_ttl_type=DELTA
    OracleExtendTx: oracle_ttl_type=DELTA
    ContractCallObjectV2: return_type=OK|ERROR|REVERT
    ContractCallObjectV3: return_type=OK|ERROR|REVERT
""")


@pytest.mark.parametrize("place", ENUMS)
def test_an_enumeration_has_the_listed_numbers(twin: ModuleType, place: str) -> None:
    name, field, _, _ = split_place(place)
    members = ENUMS[place].split("|")
    for number, member in enumerate(members):
        assert assert_accepted(twin, name, field, bytes([number]), number).name == member
    for number in len(members), 255:
        assert_refused(twin, name, field, bytes([number]), number, "enum_value")
    assert_refused(twin, name, field, b"", True, "uint_empty field_type")


CT_VERSIONS = [
    "ContractCreateTx.ct_version",
    "GAAttachTx.ct_version",
    "OffChainNewContract.ct_version",
    "ContractObjectV1.ct_version",
    "ContractObjectV2.ct_version",
]


@pytest.mark.parametrize("place", CT_VERSIONS)
def test_a_ct_version_is_packed_as_the_node_packs_it(twin: ModuleType, place: str) -> None:
    name, field, _, _ = split_place(place)
    packings = {
        "00": (0, 0),
        "01": (1, 1),
        "02": (2, 2),
        "030003": (3, 3),
        "040001": (4, 1),
        "080003": (8, 3),
    }
    for packed, pair in packings.items():
        assert assert_accepted(twin, name, field, bytes.fromhex(packed), pair) == pair
        assert type(assert_accepted(twin, name, field, bytes.fromhex(packed), pair)).__name__ == "CtVersion"
    for packed in "03", "010001", "020002", "0100000001":
        assert_refused(twin, name, field, bytes.fromhex(packed), (0, 1), "ct_version")
    assert_refused(twin, name, field, b"\0\1", (65536, 1), "uint_leading_zero ct_version")


POINTERS = ["NameUpdateTxV2.pointers[].value", "NameEntryV2.pointers[].value"]


@pytest.mark.parametrize("place", POINTERS)
def test_a_pointer_of_version_2_is_an_id_or_up_to_1024_bytes(twin: ModuleType, place: str) -> None:
    name, field, within, wrapped = split_place(place)
    for prefix, kind in KINDS.items():
        id_ = twin.Id.from_bytes(bytes([kind]) + KEY)
        if prefix in ("nm", "cm"):
            assert_refused(
                twin, name, field, wrapped(b"\1" + bytes(id_)), wrapped(id_), "id_tag_not_allowed", within
            )
        else:
            assert_accepted(twin, name, field, wrapped(b"\1" + bytes(id_)), wrapped(id_))
    for data in b"", b"\1", bytes(1024):
        assert_accepted(twin, name, field, wrapped(b"\2" + data), wrapped(data))
    for item in b"\2" + bytes(1025), b"\3abc", b"":
        assert_refused(twin, name, field, wrapped(item), wrapped(bytes(1025)), "pointer_value", within)
    assert_refused(twin, name, field, wrapped(b"\1abc"), wrapped(1), "id_length field_type", within)
    assert_refused(twin, name, field, [[b"key"]], [(b"key",)], "tuple_arity", "[0]")
    assert_refused(twin, name, field, [b"key"], [b"key"], "expected_list field_type", "[0]")


def test_signatures_are_in_order_and_may_repeat(twin: ModuleType) -> None:
    low, high = b"\1" * 64, b"\2" * 64
    assert_accepted(twin, "SignedTx", "signatures", [low, low, high], [low, low, high])
    assert_refused(twin, "SignedTx", "signatures", [high, low], [high, low], "not_sorted", "[1]")


def test_the_map_of_a_vote_is_in_order_of_its_keys(twin: ModuleType) -> None:
    low, high = [b"a", b"2"], [b"b", b"1"]
    assert_accepted(twin, "HCVoteTx", "data", [low, high], [low, high])
    assert_refused(twin, "HCVoteTx", "data", [high, low], [high, low], "not_sorted", "[1]")
    assert_refused(twin, "HCVoteTx", "data", [low, low], [low, low], "key_repeated", "[1]")


def test_a_tree_holds_each_key_once_in_any_order(twin: ModuleType) -> None:
    values = [twin.state.MtreeValue(key=key, val=b"v") for key in (b"b", b"c", b"a", b"c")]
    wires = [twin.to_bytes(value) for value in values]
    assert_accepted(twin, "Mtree", "values", wires[:3], values[:3])
    assert_refused(twin, "Mtree", "values", wires, values, "key_repeated", "[3]")


LIMITED = {
    f"TreesPoi.{part}": [KEY, []] for part in ["accounts", "calls", "channels", "contracts", "ns", "oracles"]
}
LIMITED |= {f"TreesDb.{tree}_hash": KEY for tree in ROOTS.split()}
LIMITED |= {"ContractObjectV2.code_ref": b"\5" + KEY}


@pytest.mark.parametrize("place", LIMITED)
def test_a_list_that_stands_for_one_or_none_holds_no_two(twin: ModuleType, place: str) -> None:
    name, field, _, _ = split_place(place)
    item: Any = LIMITED[place]
    value = twin.Id.from_bytes(item) if item[0] == 5 else item
    for count in 0, 1:
        assert_accepted(twin, name, field, [item] * count, [value] * count)
    assert_refused(twin, name, field, [item] * 2, [value] * 2, "list_too_long")


@pytest.mark.parametrize("name", ["MicroBlock", "LightMicroBlock"])
def test_a_block_holds_at_most_one_proof_of_fraud(twin: ModuleType, name: str) -> None:
    pof = golden(twin, "Pof")
    assert_accepted(twin, name, "pof", [WIRES["Pof"]], [pof])
    assert_refused(twin, name, "pof", [WIRES["Pof"]] * 2, [pof] * 2, "list_too_long")


@pytest.mark.parametrize("name", ["MicroBlock", "LightMicroBlock"])
def test_the_version_of_a_block_is_data_of_1_to_4_bytes(twin: ModuleType, name: str) -> None:
    items = twin.rlp.decode(WIRES[name])
    for version in 1, 6, 250, (1 << 32) - 1:
        head = version.to_bytes((version.bit_length() + 7) // 8, "big")
        wire = twin.rlp.encode([items[0], head, *items[2:]])
        block = twin.decode_object(wire)
        assert (block.version, type(block).__name__) == (version, name)
        assert block == twin.replace(golden(twin, name), version=version)
        assert twin.to_bytes(block) == wire
    for wrong in 0, 1 << 32, 1 << 64:
        head = wrong.to_bytes((wrong.bit_length() + 7) // 8 or 1, "big")
        with pytest.raises(twin.FieldError) as caught:
            twin.decode_object(twin.rlp.encode([items[0], head, *items[2:]]))
        assert (caught.value.code, caught.value.path) == ("unknown_version", "")
        with pytest.raises(twin.FieldError) as caught:
            twin.replace(golden(twin, name), version=wrong)
        assert (caught.value.code, caught.value.path) == ("unknown_version", f"{name}.version")


BOOLS = [
    "OracleQuery.has_response",
    "ContractObjectV1.active",
    "ContractObjectV2.active",
    "CompilerSophiaV3.payable",
    "CompilerSophiaV3.type_info[].payable",
]


@pytest.mark.parametrize("place", BOOLS)
def test_a_boolean_is_00_or_01(twin: ModuleType, place: str) -> None:
    name, field, within, wrapped = split_place(place)
    for value in False, True:
        assert_accepted(twin, name, field, wrapped(bytes([value])), wrapped(value))
    for item in b"\2", b"", b"\0\1":
        assert_refused(twin, name, field, wrapped(item), wrapped(1), "bool_value field_type", within)


UINTS = sorted(place for place in fields_of("Uint") if "[]" not in place)


@pytest.mark.parametrize("name", sorted({place.partition(".")[0] for place in UINTS}))
def test_an_integer_is_minimal_and_not_negative(twin: ModuleType, name: str) -> None:
    for field in (place.partition(".")[2] for place in UINTS if place.startswith(f"{name}.")):
        for number, item in (0, b"\0"), (128, b"\x80"), (1 << 256, b"\1" + bytes(32)):
            assert assert_accepted(twin, name, field, item, number) == number
        assert_refused(twin, name, field, b"", -1, "uint_empty uint_negative")
        assert_refused(twin, name, field, b"\0\5", 5.0, "uint_leading_zero field_type")
        assert_refused(twin, name, field, [], "5", "expected_bytes field_type")


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        ("Identifier", ID_KINDS),
        ("Bytes", LENGTHS),
        ("Enum", ENUMS),
        ("PackedVersion", CT_VERSIONS),
        ("PointerTarget", POINTERS),
        ("Bool", BOOLS),
    ],
)
def test_every_field_of_a_kind_has_its_line_in_a_table(kind: str, places: Any) -> None:
    assert fields_of(kind) == set(places)
