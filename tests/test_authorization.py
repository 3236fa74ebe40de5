"""Whole transactions: who signs each type, what paying_for and ga_meta change, what is left over."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import Id, decode_object, decode_tx, encode_tx, replace, signing, to_bytes
from aecodec.derived import tx_hash
from aecodec.errors import FieldError
from aecodec.objects import SignedTx, Tx
from aecodec.protocol import IdKind
from aecodec.signing import FORMS, KNOWN, Key, Verification, find_network, message_to_sign, sign, verification
from aecodec.signing.signers import layers, required_signers
from aecodec.tx import (
    ChannelCloseMutualTx,
    ChannelCreateTxV2,
    ChannelOffchainTxV2,
    GAMetaTxV1,
    GAMetaTxV2,
    PayingForTx,
    SpendTx,
)

from .conftest import VECTORS, json_lines
from .shared_vectors import WIRES

ALICE, BOB, CAROL, EVE = (Key.from_seed(bytes([number]) * 32) for number in (1, 2, 3, 4))
NETWORK = "ae_uat"
INNER = "SignedTx.transaction.tx"
#: Contracts are taken to agree, as on the chain; what is said of them without that stands in a section below.
verify = partial(signing.verify, trust_ga=True)


def spend(key: Key = ALICE) -> SpendTx:
    amounts = {"amount": 1, "fee": 2, "ttl": 0, "nonce": 3}
    return SpendTx(sender_id=key.address, recipient_id=EVE.address, payload=b"", **amounts)


def create() -> ChannelCreateTxV2:
    tx: Any = decode_object(WIRES["ChannelCreateTxV2"])
    return replace(tx, initiator_id=ALICE.address, responder_id=BOB.address)  # type: ignore[no-any-return]


def paying(tx: SignedTx, payer: Key = CAROL) -> PayingForTx:
    return PayingForTx(payer_id=payer.address, nonce=1, fee=1, tx=tx)


def authorised(tx: Tx, key: Key) -> SignedTx:
    """Wrap a transaction as a generalized account does."""
    within = tx if isinstance(tx, SignedTx) else bare(tx)
    numbers = {"abi_version": 3, "fee": 1, "gas": 1, "gas_price": 1}
    return bare(GAMetaTxV2(ga_id=key.address, auth_data=b"", tx=within, **numbers))


def bare(tx: Tx) -> SignedTx:
    return SignedTx(signatures=(), transaction=tx)


def signers_of(result: Verification) -> list[list[Id | None]]:
    """Return the signers of each layer's signatures; None stands for an unknown one."""
    return [[found.signer for found in layer.signatures] for layer in result.layers]


# --- from the chain, and from recorded sessions -------------------------------------------------


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["hash"]) for _, row in json_lines(VECTORS / "authorized.jsonl")]
)
def test_what_the_chain_took_is_fully_authorised(row: dict[str, Any]) -> None:
    assert tx_hash(row["tx"]) == row["hash"]
    pair = row["participants"] and tuple(row["participants"])
    result = verify(row["tx"], row["network_id"], participants=pair)
    assert (result.ok, result.problems, result.missing) == (True, (), ())
    assert list(result.by_contract) == row["by_contract"]
    assert [
        [f"{layer.path}.signatures[{index}]", found.signer, found.form, layer.inner]
        for layer in result.layers
        for index, found in enumerate(layer.signatures)
    ] == row["signed"]
    assert result.signatures == tuple(found for layer in result.layers for found in layer.signatures)
    fits = find_network(row["tx"], participants=pair)
    assert {fit.network_id for fit in fits} == ({row["network_id"]} if row["signed"] else set())
    for other in set(KNOWN) - {row["network_id"]}:
        assert verify(row["tx"], other, participants=pair).ok == (not row["signed"])


# --- who signs each type ------------------------------------------------------------------------

#: Who signs, by the name of the field; `both` are the participants (docs/protocol/serialization.md).
SIGNED_BY = {
    "sender_id": "SpendTx OracleQueryTx",
    "account_id": "OracleRegisterTx NamePreclaimTx NameClaimTxV1 NameClaimTxV2 NameUpdateTxV1 NameUpdateTxV2 "
    "NameRevokeTx NameTransferTx",
    "oracle_id": "OracleRespondTx OracleExtendTx",
    "owner_id": "ContractCreateTx GAAttachTx",
    "caller_id": "ContractCallTx",
    "payer_id": "PayingForTx",
    "voter_id": "HCVoteTx",
    "pub_key": "ChannelClientReconnectTx",
    "initiator_id responder_id": "ChannelCreateTxV1 ChannelCreateTxV2",
    "from_id both": "ChannelDepositTx ChannelCloseMutualTx ChannelSetDelegatesTx",
    "to_id both": "ChannelWithdrawTx",
    "both": "ChannelOffchainTxV1 ChannelOffchainTxV2",
    "from_id": "ChannelCloseSoloTx ChannelSlashTx ChannelSettleTx ChannelSnapshotSoloTx "
    "ChannelForceProgressTx",
}
TYPES = {name: fields for fields, names in SIGNED_BY.items() for name in names.split()}


def of_ours(name: str) -> tuple[Tx, tuple[Key, ...], Any]:
    """A golden transaction with our accounts in it, who signs it, and the participants it needs."""
    fields = [field for field in TYPES[name].split() if field != "both"]
    keys = (ALICE, BOB)[: 2 if TYPES[name].endswith(("both", "responder_id")) else 1]
    changes: dict[str, Any] = {field: key.address for field, key in zip(fields, keys, strict=False)}
    if "oracle_id" in changes:
        changes["oracle_id"] = Id.of(IdKind.ORACLE, ALICE.address.key)
    if name == "PayingForTx":
        changes["tx"] = sign(spend(BOB), BOB, NETWORK, inner=True)
    tx: Any = replace(decode_object(WIRES[name]), **changes)
    pair = (ALICE.address, BOB.address) if TYPES[name].endswith("both") else None
    return tx, keys, pair


def test_every_type_that_is_signed_has_its_line() -> None:
    transactions = {name for name, wire in WIRES.items() if isinstance(decode_object(wire), Tx)}
    assert transactions - TYPES.keys() == {"SignedTx", "GAMetaTxV1", "GAMetaTxV2"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TYPES)
def test_each_type_is_signed_by_these_and_no_other(name: str, form: Any) -> None:
    tx, keys, pair = of_ours(name)
    addresses = tuple(key.address for key in keys)
    assert layers(tx, pair)[0].signers == addresses
    signed = bare(tx)
    for key in keys:
        result = verify(signed, NETWORK, participants=pair)
        assert not result.ok
        assert result.missing == addresses[len(signed.signatures) :]
        signed = sign(signed, key, NETWORK, form)
    result = verify(signed, NETWORK, participants=pair)
    assert (result.ok, result.problems, result.missing) == (True, (), ())
    assert {(found.signer, found.form) for found in result.layers[0].signatures} == {
        (address, form) for address in addresses
    }
    assert not verify(signed, "ae_mainnet", participants=pair).ok
    assert not verify(signed, NETWORK, participants=pair, inner=True).ok
    assert verify(decode_tx(encode_tx(signed)), NETWORK, participants=pair) == result
    foreign = sign(signed, EVE, NETWORK, form)
    again = sign(signed, ALICE, NETWORK, "raw" if form == "hash" else "hash")
    for more in (foreign, again):
        found = verify(more, NETWORK, participants=pair)
        assert (found.ok, found.missing, len(found.problems)) == (False, (), 1)


# --- paying_for ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_payer_and_paid_for_both_sign_each_for_its_place(form: Any) -> None:
    inner = sign(spend(), ALICE, NETWORK, form, inner=True)
    whole = sign(paying(inner), CAROL, NETWORK)
    result = verify(whole, NETWORK)
    assert result.ok
    assert signers_of(result) == [[CAROL.address], [ALICE.address]]
    assert [(layer.path, layer.inner) for layer in result.layers] == [("SignedTx", False), (INNER, True)]
    assert required_signers(whole) == (CAROL.address, ALICE.address)
    assert set(find_network(whole)) == {(NETWORK, "raw", CAROL.address), (NETWORK, form, ALICE.address)}


def test_what_is_paid_for_lacks_its_signature() -> None:
    result = verify(sign(paying(bare(spend())), CAROL, NETWORK), NETWORK)
    assert not result.ok
    assert result.missing == (ALICE.address,)
    missing = (
        f"a required signature is missing at {INNER}: expected {ALICE.address} on '{NETWORK}', found none"
    )
    assert result.problems == (missing,)
    assert result.layers[0].missing == ()
    assert result.layers[1].missing == (ALICE.address,)


def test_an_inner_signature_without_its_mark_is_reported() -> None:
    whole = sign(paying(sign(spend(), ALICE, NETWORK)), CAROL, NETWORK)
    result = verify(whole, NETWORK)
    assert signers_of(result) == [[CAROL.address], [None]]
    assert result.problems[0].startswith(
        f"signature matches no required signer at {INNER}.signatures[0]: "
        f"expected {ALICE.address} on '{NETWORK}', found sg_"
    )
    assert result.problems[0].endswith(f", which {ALICE.address} signed without a paying_for around it")
    loose = verify(sign(spend(), ALICE, NETWORK, inner=True), NETWORK)
    assert loose.problems[0].endswith(f", which {ALICE.address} signed to be wrapped in a paying_for")


def test_the_payer_cannot_sign_for_the_other_nor_the_other_for_the_payer() -> None:
    whole = sign(paying(sign(spend(), CAROL, NETWORK, inner=True)), ALICE, NETWORK)
    result = verify(whole, NETWORK)
    assert signers_of(result) == [[None], [None]]
    assert result.missing == (CAROL.address, ALICE.address)


def test_one_account_may_pay_for_itself_but_signs_twice() -> None:
    whole = sign(paying(sign(spend(), ALICE, NETWORK, inner=True), ALICE), ALICE, NETWORK)
    assert verify(whole, NETWORK).ok
    result = verify(sign(paying(bare(spend()), ALICE), ALICE, NETWORK), NETWORK)
    assert (result.ok, result.missing) == (False, (ALICE.address,))


@pytest.mark.parametrize("kind", ["PayingForTx", "ChannelOffchainTxV2", "ChannelClientReconnectTx"])
@pytest.mark.parametrize("through", [False, True], ids=["directly", "through a ga_meta"])
def test_what_cannot_be_paid_for_is_not_right_as_an_inner_transaction(kind: str, through: bool) -> None:
    tx, keys, pair = of_ours(kind)
    inner: SignedTx = bare(tx)
    for key in keys:
        inner = sign(inner, key, NETWORK, inner=True)
    inner = authorised(inner, EVE) if through else inner
    result = verify(inner, NETWORK, participants=pair, inner=True)
    assert not result.ok
    (problem,) = result.problems
    assert problem.startswith("transaction type cannot be paid for")
    assert problem.endswith(f": found a {kind}")
    with pytest.raises(FieldError) as refused:
        paying(inner)
    assert refused.value.code == "object_not_allowed_here"


# --- ga_meta ------------------------------------------------------------------------------------


def test_a_generalized_account_needs_no_signature() -> None:
    result = verify(authorised(spend(), ALICE), NETWORK)
    assert (result.ok, result.missing, result.by_contract) == (True, (), (ALICE.address,))
    assert [layer.signers for layer in result.layers] == [(), ()]
    assert required_signers(authorised(spend(), ALICE)) == ()


@pytest.mark.parametrize("first", [ALICE, BOB], ids=["initiator", "responder"])
def test_who_has_no_contract_still_signs(first: Key) -> None:
    other = BOB if first is ALICE else ALICE
    half = authorised(create(), first)
    assert verify(half, NETWORK).missing == (other.address,)
    whole = sign(half, other, NETWORK)
    result = verify(whole, NETWORK)
    assert (result.ok, result.by_contract) == (True, (first.address,))
    # The signature went to what is wrapped.
    assert signers_of(result) == [[], [other.address]]
    assert whole == authorised(sign(create(), other, NETWORK), first)
    assert find_network(whole) == ((NETWORK, "raw", other.address),)


def test_several_layers_nest() -> None:
    result = verify(authorised(authorised(create(), ALICE), BOB), NETWORK)
    assert (result.ok, result.by_contract) == (True, (ALICE.address, BOB.address))
    assert [layer.path for layer in result.layers] == ["SignedTx", INNER, f"{INNER}.transaction.tx"]


@pytest.mark.parametrize("tx", [ChannelCloseMutualTx, ChannelOffchainTxV2])
def test_participants_may_be_generalized_too(tx: type[Tx]) -> None:
    unsigned, _, pair = of_ours(tx.__name__)
    whole = sign(authorised(unsigned, ALICE), BOB, NETWORK)
    assert verify(whole, NETWORK, participants=pair).ok
    assert "give participants" in verify(whole, NETWORK).problems[0]


def test_a_layer_of_the_wrong_account_authorises_nothing() -> None:
    result = verify(authorised(spend(), EVE), NETWORK)
    assert (result.ok, result.missing, result.by_contract) == (False, (ALICE.address,), ())
    assert verify(authorised(sign(spend(), ALICE, NETWORK), EVE), NETWORK).by_contract == ()


def test_a_layer_authorises_only_what_is_within() -> None:
    inner = authorised(spend(), ALICE)
    outer = paying(inner, ALICE)
    assert verify(bare(outer), NETWORK).missing == (ALICE.address,)
    assert verify(sign(outer, ALICE, NETWORK), NETWORK).ok
    assert verify(authorised(outer, ALICE), NETWORK).ok


def test_a_signature_around_a_ga_meta_is_left_over() -> None:
    whole = authorised(spend(), ALICE)
    signature = ALICE.sign(NETWORK.encode() + to_bytes(whole.transaction))
    result = verify(replace(whole, signatures=(signature,)), NETWORK)
    (problem,) = result.problems
    assert problem.startswith(
        "signature matches no required signer at SignedTx.signatures[0]: expected no signature of a ga_meta"
    )
    assert signers_of(result) == [[None], []]


def test_a_signature_of_whom_a_contract_authorises_is_left_over() -> None:
    result = verify(authorised(sign(spend(), ALICE, NETWORK), ALICE), NETWORK)
    (problem,) = result.problems
    assert problem.startswith(
        f"unexpected signature of an account that ga_meta authorizes at {INNER}.signatures[0]: "
    )
    assert problem.endswith(f" of {ALICE.address}")
    assert [(found.signer, found.ok) for found in result.signatures] == [(ALICE.address, False)]


def test_a_bare_ga_meta_lacks_the_signed_tx_around_it() -> None:
    meta = authorised(spend(), ALICE).transaction
    result = verify(meta, NETWORK)
    assert result.problems == ("transaction is not wrapped in a SignedTx: found a bare GAMetaTx",)
    assert [layer.path for layer in result.layers] == ["GAMetaTx", "GAMetaTx.tx"]


def test_both_versions_of_ga_meta_authorise() -> None:
    meta: Any = authorised(spend(), ALICE).transaction
    old = {name: getattr(meta, name) for name in GAMetaTxV2.__struct_fields__}
    assert verify(bare(GAMetaTxV1(**old, ttl=0)), NETWORK).by_contract == (ALICE.address,)


# --- without trust in contracts ---------------------------------------------------------------------


def ga_layers(result: Verification) -> list[str]:
    return [issue.found or "" for issue in result.issues if issue.code == "ga_unchecked"]


def test_anybody_can_wrap_what_no_one_signed_so_it_is_not_verified() -> None:
    for forged in (authorised(spend(), ALICE), sign(paying(authorised(spend(), ALICE)), CAROL, NETWORK)):
        result = signing.verify(forged, NETWORK)
        assert (bool(result), result.by_contract, result.missing) == (False, (ALICE.address,), ())
        assert ga_layers(result) == [f"generalized account {ALICE.address}"]
        (problem,) = result.problems
        assert "authorized by a contract, which only the chain can check" in problem
        assert problem in str(result)
        assert str(verify(forged, NETWORK)).splitlines() == [
            f"verified on {NETWORK}",
            f"only the chain can check the contract of {ALICE.address}",
        ]


def test_an_account_around_what_is_fully_signed_is_not_verified_either() -> None:
    whole = authorised(sign(spend(), ALICE, NETWORK), EVE)
    assert ga_layers(signing.verify(whole, NETWORK)) == [f"generalized account {EVE.address}"]
    assert verify(whole, NETWORK).ok


@given(st.lists(st.sampled_from([ALICE, BOB, EVE]), max_size=5), st.booleans())
def test_every_ga_meta_needs_trust_and_nothing_else_does(accounts: list[Key], paid: bool) -> None:
    whole = sign(spend(CAROL), CAROL, NETWORK, inner=paid)
    for account in accounts:
        whole = authorised(whole, account)
    if paid:
        whole = sign(paying(whole), CAROL, NETWORK)
    assert verify(whole, NETWORK).ok
    assert len(ga_layers(signing.verify(whole, NETWORK))) == len(accounts)
    assert signing.verify(whole, NETWORK).ok == (not accounts)


# --- all together -------------------------------------------------------------------------------


def test_a_chain_of_layers_within_a_paying_for_is_signed_as_inner() -> None:
    inner = sign(authorised(create(), ALICE), BOB, NETWORK, inner=True)
    result = verify(sign(paying(inner), CAROL, NETWORK), NETWORK)
    assert (result.ok, result.by_contract) == (True, (ALICE.address,))
    assert signers_of(result) == [[CAROL.address], [], [BOB.address]]
    assert [layer.inner for layer in result.layers] == [False, True, True]
    wrong = sign(authorised(create(), ALICE), BOB, NETWORK)
    assert verify(sign(paying(wrong), CAROL, NETWORK), NETWORK).missing == (BOB.address,)


def test_a_generalized_payer_authorises_from_outside() -> None:
    inner = sign(spend(BOB), BOB, NETWORK, inner=True)
    whole = authorised(paying(inner), CAROL)
    result = verify(whole, NETWORK)
    assert (result.ok, result.by_contract) == (True, (CAROL.address,))
    assert verify(sign(authorised(paying(inner), EVE), CAROL, NETWORK), NETWORK).ok


def test_what_is_signed_does_not_depend_on_ga_metas_around_it() -> None:
    once, twice = authorised(create(), ALICE), authorised(authorised(create(), ALICE), BOB)
    for form in FORMS:
        for inner in (False, True):
            covered = message_to_sign(create(), NETWORK, form, inner=inner)
            assert message_to_sign(once, NETWORK, form, inner=inner) == covered
            assert message_to_sign(twice.transaction, NETWORK, form, inner=inner) == covered


@pytest.mark.parametrize("act", ["verify", "find_network"])
def test_the_work_does_not_grow_with_layers_times_signatures(
    monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    made = 0

    class Counting(verification.SignedContent):
        """Counts the bytes of the messages that are made, each of which is then hashed."""

        def message(self, form: Any, network: bytes, inner: bool) -> bytes:
            nonlocal made
            message = super().message(form, network, inner)
            made += len(message)
            return message

    monkeypatch.setattr(verification, "SignedContent", Counting)
    whole = SignedTx(signatures=STRAYS, transaction=replace(spend(), payload=bytes(1 << 20)))
    for _ in range(14):
        whole = replace(authorised(whole, EVE), signatures=STRAYS)
    if act == "verify":
        assert not verify(whole, NETWORK)
    else:
        assert find_network(whole) == ()
    assert made < 12 * (1 if act == "verify" else len(KNOWN)) * len(to_bytes(whole))


def test_each_layer_is_serialized_once(monkeypatch: pytest.MonkeyPatch) -> None:
    serialized = []

    class Noted(verification.SignedContent):
        def __init__(self, tx: Tx) -> None:
            serialized.append(type(tx).__name__)
            super().__init__(tx)

    monkeypatch.setattr(verification, "SignedContent", Noted)
    whole = SignedTx(signatures=STRAYS, transaction=paying(SignedTx(signatures=STRAYS, transaction=spend())))
    for act in (lambda: verify(whole, NETWORK), lambda: find_network(whole)):
        serialized.clear()
        act()
        assert serialized == ["PayingForTx", "SpendTx"]


STRAYS = tuple(number.to_bytes(64, "big") for number in range(64))
ACTS = st.lists(st.sampled_from(["ga alice", "ga bob", "ga eve", "pay"]), max_size=6)


@given(ACTS, st.sets(st.sampled_from(["alice", "bob"])), st.sampled_from(FORMS))
def test_whatever_is_wrapped_whoever_must_sign_is_found_or_missing(
    acts: list[str], signing: set[str], form: Any
) -> None:
    acts = [act for index, act in enumerate(acts) if act != "pay" or "pay" not in acts[:index]]
    keys = {"alice": ALICE, "bob": BOB, "eve": EVE}
    by_contract = {act.split()[1] for act in acts if act.startswith("ga")} & {"alice", "bob"}
    whole: SignedTx = bare(create())
    for name in sorted(signing - by_contract):
        whole = sign(whole, keys[name], NETWORK, form, inner="pay" in acts)
    for act in acts:
        whole = (
            sign(paying(whole), CAROL, NETWORK) if act == "pay" else authorised(whole, keys[act.split()[1]])
        )
    result = verify(decode_tx(encode_tx(whole)), NETWORK)
    assert set(result.by_contract) == {keys[name].address for name in by_contract}
    missing = {"alice", "bob"} - by_contract - signing
    assert set(result.missing) == {keys[name].address for name in missing}
    assert result.ok == (not missing)
    assert len(result.layers) == len(acts) + 1
    if result.signatures:
        assert not verify(whole, "ae_mainnet").ok
