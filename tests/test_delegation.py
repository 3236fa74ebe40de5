"""Delegations: the message that an account signs for a contract, made and read."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import Id, derived, encode, rlp, show, text
from aecodec.derived import Delegation, decode_delegation, delegation_data
from aecodec.derived.delegation import DelegationKind
from aecodec.errors import AecodecError, DecodeError, FieldError, TextError
from aecodec.protocol import IdKind

from .conftest import VECTORS, founding, json_lines, spec_rows
from .shared_vectors import SPEND_TEXT

OWN = [pytest.param(row, id=name) for name, row in json_lines(VECTORS / "derived.jsonl")]
ROWS = [row for row in OWN + spec_rows("derived.jsonl") if row.values[0]["kind"] == "delegation_data"]
KINDS = {*get_args(DelegationKind)}
CHANNEL: str = founding()["channel_id"]
INITIATOR: str = founding()["initiator_id"]
CONTRACT = Id.of(IdKind.CONTRACT, bytes(32))
NETWORK = "ae_uat"


@pytest.mark.parametrize("row", ROWS)
def test_the_specification_s_delegations_have_their_bytes(row: dict[str, Any]) -> None:
    ids = {f"{name}_id": value for name, value in row["ids"].items()}
    assert delegation_data(row["type"], row["network_id"], **ids).hex() == row["result"]


def test_each_kind_of_delegation_is_among_the_rows_of_this_repository() -> None:
    own = {row["type"] for _, row in json_lines(VECTORS / "derived.jsonl") if "type" in row}
    assert own == KINDS


def test_a_query_is_given_as_bytes_or_text() -> None:
    key = derived.oracle_query_id(INITIATOR, 1, derived.oracle_id(INITIATOR))
    given = (key, text.decode(key, "oq"), bytearray(text.decode(key, "oq")))
    results = {
        delegation_data("oracle_response", NETWORK, query_id=query, contract_id=CONTRACT) for query in given
    }
    assert len(results) == 1


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"kind": "aens"}, "enum_value", "kind"),
        ({"network_id": ""}, "network_id", "network_id"),
        ({"account_id": CHANNEL}, "id_tag_not_allowed", "account_id"),
        ({"name_id": INITIATOR}, "id_tag_not_allowed", "name_id"),
        ({"contract_id": INITIATOR}, "id_tag_not_allowed", "contract_id"),
        ({"contract_id": "ct_1"}, "too_short", "contract_id"),
    ],
)
def test_a_wrong_argument_of_a_delegation_is_named(change: dict[str, Any], code: str, path: str) -> None:
    arguments = {
        "kind": "aens_name",
        "network_id": NETWORK,
        "account_id": INITIATOR,
        "name_id": derived.name_id("example.chain"),
        "contract_id": CONTRACT,
        **change,
    }
    with pytest.raises((FieldError, TextError)) as wrong:
        delegation_data(**arguments)
    assert (wrong.value.code, wrong.value.path) == (code, path)


@pytest.mark.parametrize(
    ("query", "code"), [("oq_1", "too_short"), (INITIATOR, "wrong_prefix"), (b"", "bytes_length")]
)
def test_a_wrong_query_is_named(query: Any, code: str) -> None:
    with pytest.raises((FieldError, TextError)) as wrong:
        delegation_data("oracle_response", NETWORK, query_id=query, contract_id=CONTRACT)
    assert (wrong.value.code, wrong.value.path) == (code, "query_id")


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"account_id": INITIATOR},
        {"account_id": INITIATOR, "name_id": "nm_", "query_id": bytes(32)},
    ],
)
def test_a_delegation_names_no_more_and_no_less_than_its_kind_takes(named: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="aens_name takes account_id, name_id and contract_id"):
        delegation_data("aens_name", NETWORK, contract_id=CONTRACT, **named)


# --- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS)
def test_the_specification_s_delegations_are_read(row: dict[str, Any]) -> None:
    found = decode_delegation(bytes.fromhex(row["result"]))
    ids = {f"{name}_id": value for name, value in row["ids"].items()}
    absent = dict.fromkeys({"account_id", "name_id", "query_id"} - ids.keys())
    assert found._asdict() == {"kind": row["type"], "network_id": row["network_id"], **ids, **absent}
    assert decode_delegation(encode("ba", bytes.fromhex(row["result"]))) == found


KEYS = st.binary(min_size=32, max_size=32)
NETWORKS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1).filter(
    lambda network: not network.endswith("-inner_tx")
)


@st.composite
def delegations(draw: st.DrawFn) -> Delegation:
    """Draw a delegation of any kind, for any network."""
    kind = draw(st.sampled_from(get_args(DelegationKind)))
    contract, key, name = (draw(KEYS) for _ in range(3))
    account = None if kind == "oracle_response" else Id.of(IdKind.ACCOUNT, key)
    return Delegation(
        kind,
        draw(NETWORKS),
        Id.of(IdKind.CONTRACT, contract),
        account,
        Id.of(IdKind.NAME, name) if kind == "aens_name" else None,
        encode("oq", key) if account is None else None,
    )


@given(delegations())
def test_what_is_made_is_read_again(drawn: Delegation) -> None:
    assert decode_delegation(delegation_data(**drawn._asdict())) == drawn


@given(delegations(), st.data())
def test_what_is_read_is_made_again_byte_for_byte(drawn: Delegation, data: st.DataObject) -> None:
    wire = bytearray(delegation_data(**drawn._asdict()))
    wire[data.draw(st.integers(0, len(wire) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = decode_delegation(wire)
    except AecodecError:
        return
    assert delegation_data(**found._asdict()) == wire


def listed(*items: Any) -> bytes:
    """Serialize the items of a delegation behind the head and the network id, which are 8 bytes."""
    return b"\x1a\x01ae_uat" + rlp.encode(list(items))


ACCOUNT, ANOTHER = b"\x01" + bytes(32), b"\x05" + bytes(32)
#: Head and network id have 8 bytes, and a list of up to 55 bytes a header of one: its items begin at 9; a
#: longer list has a header of two. An identifier has 34 bytes with its own header.
SHORT, LONG = 9, 10


@pytest.mark.parametrize(
    ("wire", "code", "path", "offset"),
    [
        (b"", "delegation_data", "", 0),
        (b"\x1a\x02ae_uat", "delegation_data", "", 0),
        (b"\x1a\x01", "network_id", "network_id", 2),
        (b"\x1a\x01\xc0", "network_id", "network_id", 2),
        (b"\x1a\x01ae uat\xc0", "network_id", "network_id", 2),
        (b"\x1a\x01ae_uat", "rlp_truncated", "", 8),
        (b"\x1a\x01ae_uat\xc2\x01", "rlp_truncated", "", 8),
        (b"\x1a\x01ae_uat\xc0\x00", "rlp_trailing_bytes", "", 9),
        (b"\x1a\x01ae_uat\x80", "expected_list", "", 8),
        (listed(), "field_count", "", 8),
        (listed(b"\1", b"\1", ACCOUNT), "field_count", "", 8),
        (listed(b"\1", b"\1", ACCOUNT, ACCOUNT, ANOTHER), "field_count", "", 8),
        (listed(b"\2", b"\1", ACCOUNT, ANOTHER), "field_count", "", 8),
        (listed([], b"\1", b"", b""), "expected_bytes", "kind", SHORT),
        (listed(b"", b"\1", b"", b""), "uint_empty", "kind", SHORT),
        (listed(b"\0\1", b"\1", b"", b""), "uint_leading_zero", "kind", SHORT),
        (listed(b"\0", b"\1", b"", b""), "enum_value", "kind", SHORT),
        (listed(b"\6", b"\1", b"", b""), "enum_value", "kind", SHORT),
        (listed(b"\1", b"\2", b"", b""), "unknown_version", "version", SHORT + 1),
        (listed(b"\1", b"\1", [], ANOTHER), "expected_bytes", "account_id", SHORT + 2),
        (listed(b"\1", b"\1", b"", ANOTHER), "id_length", "account_id", SHORT + 2),
        (listed(b"\1", b"\1", ANOTHER, ANOTHER), "id_tag_not_allowed", "account_id", LONG + 2),
        (listed(b"\1", b"\1", b"\7" + bytes(32), ANOTHER), "id_tag_unknown", "account_id", LONG + 2),
        (listed(b"\1", b"\1", ACCOUNT, ACCOUNT), "id_tag_not_allowed", "contract_id", LONG + 2 + 34),
        (listed(b"\5", b"\1", ACCOUNT, ANOTHER), "id_tag_not_allowed", "query_id", LONG + 2),
        (listed(b"\2", b"\1", ACCOUNT, ACCOUNT, ANOTHER), "id_tag_not_allowed", "name_id", LONG + 2 + 34),
    ],
)
def test_what_is_no_delegation_is_refused_at_its_place(
    wire: bytes, code: str, path: str, offset: int
) -> None:
    with pytest.raises(DecodeError) as wrong:
        decode_delegation(wire)
    assert (wrong.value.code, wrong.value.path, wrong.value.offset) == (code, path, offset)


def test_a_transaction_s_message_is_no_delegation() -> None:
    with pytest.raises(FieldError, match="expected 1a 01, found 61 65"):
        decode_delegation(b"ae_uat" + text.decode(SPEND_TEXT))
    with pytest.raises(TextError) as wrong:
        decode_delegation(SPEND_TEXT)
    assert (wrong.value.code, wrong.value.path) == ("wrong_prefix", "data")
    with pytest.raises(TypeError, match="data"):
        decode_delegation(None)  # type: ignore[arg-type]


def test_a_list_of_many_items_is_refused_in_linear_time() -> None:
    with pytest.raises(FieldError, match="expected 4 or 5, found 200000"):
        decode_delegation(listed(*[b""] * 200_000))


def test_a_delegation_is_shown_with_what_it_names() -> None:
    name = derived.name_id("example.chain")
    wire = delegation_data("aens_name", NETWORK, account_id=INITIATOR, name_id=name, contract_id=CONTRACT)
    assert show(decode_delegation(wire)).splitlines() == [
        "Delegation (aens_name)",
        "  network_id   ae_uat",
        f"  contract_id  {CONTRACT}",
        f"  account_id   {INITIATOR}",
        f"  name_id      {name}",
    ]
