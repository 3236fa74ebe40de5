"""URLs of channels, wallets, nodes and peers are recognised in any surroundings, and show no secret."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import recognize
from aecodec.recognition import Confidence, Endpoint, Kind, Peer, Reading, WalletLink
from aecodec.rpc import Connection

from .conftest import examples
from .growth import assert_linear
from .test_connection import CHANNEL, RECONNECT
from .test_recognize import ACCOUNT, CO_SIGNED

#: Source: superhero-com/superhero-wallet, docs/deep-link-schema.md.
SIGN = (
    "https://wallet.superhero.com/sign-transaction?transaction=tx_%2BFEMAaEB915T9XgiInpYtGMJXW2rZXyrgEV0vmLeC%2BH5"
    "UnnQkDehAfdeU%2FV4IiJ6WLRjCV1tq2V8q4BFdL5i3gvh%2BVJ50JA3C4YPJvVhyAAAAYAYTgEV&networkId=ae_uat&broadcast=true"
    "&x-success=https%3A%2F%2Fexample.com%2Fsuccess-connection%3Ftransaction-hash%3D%7Btransaction-hash%7D"
    "&x-cancel=https%3A%2F%2Fexample.com%2Ffail-connection"
)
CONNECT = (
    "https://wallet.superhero.com/address?x-success=https%3A%2F%2Fexample.com%2Fsuccess-connection%3Faddress%3D%7B"
    "address%7D%26networkdId%3D%7BnetworkId%7D&x-cancel=https%3A%2F%2Fexample.com%2Ffail-connection"
)
MESSAGE = "superhero://sign-message?message=test%20it&x-success=https%3A%2F%2Fexample.com%3Fsignature%3D%7Bsignature%7D"

#: Source: aeternity/ae_mdw#1968.
NFT = "https://mainnet.aeternity.io/mdw/v3/aex141/ct_2t7TnocFw7oCYSS7g2yGutZMpGEJta6dq2DTX38SmuqmwtN6Ch/transfers"
CONTRACT = "ct_2t7TnocFw7oCYSS7g2yGutZMpGEJta6dq2DTX38SmuqmwtN6Ch"

#: Source: aeternity/aeternity#4148.
PEER = "aenode://pp_HdcpgTX2C1aZ5sjGGysFEuup67K9XiFsWqSPJs4RahEcSyF7X@node1:3015"

KINDS = {
    RECONNECT: Kind.CONNECTION,
    SIGN: Kind.LINK,
    CONNECT: Kind.LINK,
    MESSAGE: Kind.LINK,
    NFT: Kind.ENDPOINT,
    PEER: Kind.PEER,
}


def urls(source: str) -> list[Reading]:
    """The readings of a source as URLs, in order."""
    readings = [one for one in recognize(source) if one.kind in KINDS.values()]
    return sorted(readings, key=lambda one: one.start)


def only(source: str) -> Reading:
    (reading,) = urls(source)
    return reading


SURROUNDINGS = {
    "alone": ("", ""),
    "a sentence": ("Look at ", ", please."),
    "brackets": ("(see ", ")"),
    "markdown": ("[link](", ")!"),
    "angle brackets": ("<", ">"),
    "quotes": ("url='", "'"),
    "JSON": ('{"url": "', '", "x": 1}'),
    "YAML": ("    - ", "\n    - other\n"),
    "backticks": ("`", "`."),
    "curl": ('curl -X GET "', '" -H "accept: application/json"'),
}


@pytest.mark.parametrize("around", SURROUNDINGS)
@pytest.mark.parametrize("url", KINDS, ids=lambda url: url[:30])
def test_a_url_is_the_same_in_any_surroundings(around: str, url: str) -> None:
    before, after = SURROUNDINGS[around]
    reading = only(before + url + after)
    alone = only(url)
    assert reading.kind is KINDS[url]
    assert (reading.start, reading.end) == (len(before), len(before) + len(url))
    assert (reading.value, reading.notes, reading.error) == (alone.value, alone.notes, None)


@pytest.mark.parametrize("url", KINDS, ids=lambda url: url[:30])
def test_a_url_in_escaped_json_or_html_is_the_same(url: str) -> None:
    for escaped in (json.dumps({"url": url}).replace("/", "\\/"), json.dumps(url).replace("&", "\\u0026")):
        for source in (escaped, json.dumps(escaped)):
            assert only(source).value == only(url).value
    assert only(f'<a href="{url.replace("&", "&amp;")}">').value == only(url).value


# --- channels -----------------------------------------------------------------------------------


def test_the_url_of_a_channel_is_typed_and_its_token_masked() -> None:
    reading = only(RECONNECT)
    assert isinstance(reading.value, Connection)
    assert (reading.value.role, reading.value.port) == ("initiator", 13179)
    assert reading.value.existing_channel_id == CHANNEL
    assert reading.confidence is Confidence.CERTAIN
    assert reading.notes[0] == "takes up a channel again"
    assert "dd5H9" not in repr(recognize(RECONNECT))


def test_a_malformed_parameter_is_a_note() -> None:
    reading = only("ws://localhost:3014/channel?role=initiator&protocol=json-rpc&lock_period=ten")
    assert reading.notes == (
        "opens a channel",
        "malformed connection parameter at lock_period: found 'ten'",
        "a node does not admit it: host is missing",
    )


@pytest.mark.parametrize(
    "url", ["wss://mainnet.aeternity.io/mdw/websocket", "ws://x/?role=admin", "wss://x/chat?a=1"]
)
def test_another_web_socket_is_no_channel(url: str) -> None:
    assert urls(url) == []


# --- wallets ------------------------------------------------------------------------------------


def test_a_link_that_asks_to_sign_is_typed() -> None:
    reading = only(SIGN)
    tx = (
        "tx_+FEMAaEB915T9XgiInpYtGMJXW2rZXyrgEV0vmLeC+H5UnnQkDehAfdeU/V4IiJ6WLRjCV1tq2V8q4BFdL5i3gvh+VJ50JA3C4YPJvVh"
        "yAAAAYAYTgEV"
    )
    assert reading.value == WalletLink(
        url=SIGN,
        action="sign-transaction",
        transaction=tx,
        network_id="ae_uat",
        on_success="https://example.com/success-connection?transaction-hash={transaction-hash}",
        on_cancel="https://example.com/fail-connection",
        others={"broadcast": "true"},
    )
    assert reading.notes == ("asks to sign a SpendTx on ae_uat",)
    assert reading.confidence is Confidence.CERTAIN
    assert aecodec.decode_tx(tx) in [one.value for one in recognize(SIGN)]


def test_links_that_ask_for_other_things_are_typed() -> None:
    assert (only(CONNECT).value.action, only(CONNECT).value.transaction) == ("address", None)
    assert only(CONNECT).value.on_success.endswith("?address={address}&networkdId={networkId}")
    assert (only(MESSAGE).value.action, only(MESSAGE).value.message) == ("sign-message", "test it")


@given(
    st.dictionaries(st.sampled_from(["a", "state", "x y"]), st.text(max_size=5)),
    st.sampled_from(["transaction", "address"]),
)
def test_the_answer_of_a_wallet_is_recognised_on_any_page(others: dict[str, str], name: str) -> None:
    value = {"transaction": CO_SIGNED, "address": ACCOUNT}[name]
    url = f"https://app.example/done/?{urlencode({**others, name: value, 'networkId': 'ae_uat'})}"
    link = only(url).value
    assert (link.action, getattr(link, name), link.network_id) == ("answer", value, "ae_uat")
    assert link.others == others


def test_the_answer_with_a_signed_transaction_says_so() -> None:
    reading = only(f"https://app.example/?transaction={quote(CO_SIGNED, safe='')}")
    assert reading.notes == ("carries a ChannelCreateTxV1, with 2 signatures",)


def test_a_plus_sign_that_is_not_encoded_is_said() -> None:
    reading = only(f"https://wallet.superhero.com/sign-transaction?transaction={CO_SIGNED}&networkId=ae_uat")
    assert reading.value.transaction == CO_SIGNED
    assert reading.notes[-1] == "a plus sign is not percent-encoded: a wallet reads a blank there"


def test_a_broken_transaction_in_a_link_is_told() -> None:
    reading = only("https://wallet.superhero.com/sign-transaction?transaction=tx_abcdefgh&networkId=ae_uat")
    assert reading.error is not None
    assert (reading.error.code, reading.confidence) == ("bad_checksum", Confidence.LIKELY)


def test_tokens_in_callbacks_are_masked() -> None:
    callback = quote("https://app.example/?token=geheim&address={address}", safe="")
    reading = only(f"https://wallet.superhero.com/address?x-success={callback}")
    assert reading.value.on_success == "https://app.example/?token=…&address={address}"
    assert "geheim" not in repr(recognize(reading.text or ""))


# --- nodes, middlewares, explorers, peers --------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "service", "network", "path", "ids"),
    [
        (NFT, "middleware", "ae_mainnet", f"aex141/{CONTRACT}/transfers", (CONTRACT,)),
        (
            f"https://testnet.aeternity.io/v3/accounts/{ACCOUNT}",
            "node",
            "ae_uat",
            f"accounts/{ACCOUNT}",
            (ACCOUNT,),
        ),
        (
            f"http://localhost:3013/v2/contracts/{CONTRACT}/code",
            "node",
            None,
            f"contracts/{CONTRACT}/code",
            (CONTRACT,),
        ),
        ("http://localhost:3113/v3/debug/x", None, None, None, None),
        ("http://localhost:3013/v3/key-blocks/current", "node", None, "key-blocks/current", ()),
        (
            f"https://aescan.io/contracts/{CONTRACT}?type=call",
            "explorer",
            "ae_mainnet",
            f"contracts/{CONTRACT}",
            (CONTRACT,),
        ),
        (
            f"http://mdw.example:4000/v3/aex9/{CONTRACT}?account={ACCOUNT}",
            "middleware",
            None,
            f"aex9/{CONTRACT}",
            (CONTRACT, ACCOUNT),
        ),
    ],
)
def test_resources_are_typed(
    url: str, service: str | None, network: str | None, path: str | None, ids: tuple[str, ...] | None
) -> None:
    if service is None:
        assert urls(url) == []
        return
    endpoint = only(url).value
    assert isinstance(endpoint, Endpoint)
    assert (endpoint.service, endpoint.network_id, endpoint.path, endpoint.ids) == (
        service,
        network,
        path,
        ids,
    )
    assert only(url).confidence is (Confidence.CERTAIN if network else Confidence.LIKELY)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/v3/accounts/12",
        "https://github.com/aeternity/aeternity/issues/4148",
        "https://docs.aeternity.com/aepp-sdk-js/latest/",
        "https://example.com/?address=Main+Street",
        "https://example.com/address",
        "http://[::1/v3/accounts",
        "https://",
        "aenode://nobody@host:1",
        "ftp://mainnet.aeternity.io/v3/status",
    ],
)
def test_other_urls_are_none_of_these(url: str) -> None:
    assert urls(url) == []


def test_a_peer_is_typed() -> None:
    assert only(f'    - "{PEER}"').value == Peer(public_key=PEER[9:61], host="node1", port=3015)
    assert only("aenode://" + PEER[9:61] + "@[::1]").notes == ("3015 is the port where none is named",)


def test_a_peer_with_a_typing_error_is_told() -> None:
    reading = only(PEER.replace("HdcpgTX2", "HdcpgTX3"))
    assert reading.error is not None
    assert (reading.error.code, reading.confidence) == ("bad_checksum", Confidence.LIKELY)


# --- any text -----------------------------------------------------------------------------------


@examples(200)
@given(
    st.sampled_from(["https://", "ws://h/channel?", "superhero://", "aenode://pp_a@", "https://aescan.io/"]),
    st.text(st.sampled_from("ab/?&=#:@[]{}()%2+.,…\u202e_-0") | st.characters(), max_size=30),
)
def test_any_url_is_read_without_an_error(scheme: str, rest: str) -> None:
    for reading in urls(scheme + rest):
        assert 0 <= reading.start < reading.end <= len(scheme + rest)
        assert reading.why.isprintable()


@pytest.mark.parametrize(
    "part", [")", "&a=b", "?", "%41", "http://", "{", "x@", "/", "&x-success=https://a?b=c"]
)
def test_a_long_url_takes_linear_time(part: str) -> None:
    small, large = (
        f"https://wallet.superhero.com/sign-transaction?{part * (size // len(part))}"
        for size in (3_000, 30_000)
    )
    assert_linear(urls, small, large)
