"""Structured texts of public reports, varied in what stands around."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import recognize
from aecodec.recognition import Kind, Reading

from .conftest import examples
from .reported import CASES

#: What each case is, in order of place: a kind and what its value shows.
EXPECTED: dict[str, list[tuple[Kind, str]]] = {
    "paste-single-quotes-python-dict": [(Kind.FRAME, "offchain_state")],
    "paste-error-with-frame": [(Kind.FRAME, "died")],
    "paste-one-frame": [(Kind.FRAME, "ch_2ejBP5ZQAXw5Gw9HXtxaP4iNm7k4MhPqBiQSj3u5gNQScstrMY")],
    "wscat-arrows": [
        (Kind.CAPTURE, "wscat"),
        (Kind.FRAME, "channels.update.new"),
        (Kind.FRAME, "Broken encoding: account pubkey"),
    ],
    "har-mixed-messages": [
        (Kind.CAPTURE, "har"),
        (Kind.CONNECTION, "13179"),
        (Kind.FRAME, "channels.update.new"),
        (Kind.FRAME, "died"),
    ],
    "mdw-encoded-tx": [(Kind.NODE_JSON, "th_2fpQo1jm3VwHkn4VcDxFxaMnNLWc2PD8KA35WZwGDDSYKxJDkx")],
    "wallet-deep-link": [(Kind.LINK, "ae_uat")],
    "channel-address": [(Kind.CONNECTION, "initiator")],
    "rest-path": [(Kind.ENDPOINT, "ct_2t7TnocFw7oCYSS7g2yGutZMpGEJta6dq2DTX38SmuqmwtN6Ch")],
    "rest-query": [(Kind.ENDPOINT, "ak_uTWegpfN6UjA4yz8X4ZVRi9xKEYeXHJDRZcRryTsRHAFoBpLa")],
    "peer-address": [(Kind.PEER, "pp_HdcpgTX2C1aZ5sjGGysFEuup67K9XiFsWqSPJs4RahEcSyF7X")],
    "json-spend": [(Kind.NODE_JSON, "th_rGmoP9FCJMQMJKmwDE8gCk7i63vX33St3UiqGQsRGG1twHD7R")],
    "json-channel-create-v1": [(Kind.NODE_JSON, "th_25ofE3Ah8Fm3PV8oo5Trh5rMMiU4E8uqFfncu9EjJHvubumkij")],
    "json-contract-create": [(Kind.NODE_JSON, "th_6memqAr5S3UQp1pc4FWXT8xUotfdrdUFgBd8VPmjM2ZRuojTF")],
    "json-name-claim-derived-ttl": [(Kind.NODE_JSON, "")],
    "json-key-block": [(Kind.NODE_JSON, "kh_D13Q4qnMmBPHvosekBGmU1hxGYw75gVc5rSDBP4hkveFk69fD")],
    "json-micro-block": [(Kind.NODE_JSON, "mh_28qJfYLgxL1pESJwnke1AzCrHu4LAHNdW4qb4rAv9k28TwH3Fk")],
    "api-json-by-hand": [(Kind.NODE_JSON, "th_meBfq6EWuUXExBRkbi618RVkQ8nFMz7uo26HkxFXwko9NjF9L")],
    "oracle-fee-long-ttl": [(Kind.NODE_JSON, "OracleRegisterTx")],
    "film-updates-in-the-transaction": [
        (Kind.CAPTURE, "jsonl"),
        (Kind.CONNECTION, "12340"),
        *6 * [(Kind.FRAME, "")],
    ],
    "recording-2018": [
        (Kind.CAPTURE, "markdown"),
        (Kind.CONNECTION, "12340"),
        (Kind.FRAME, "channel_accept"),
    ],
    "recording-2019-comment-heading": [(Kind.CAPTURE, "markdown"), (Kind.FRAME, "died")],
    "mask-erlang-binary": [(Kind.CAPTURE, "jsonl")],
    "mask-uint8array": [(Kind.CAPTURE, "jsonl")],
    "words-that-look-like-prefixes": [],
    "paste-script-log": [],
    "paste-aecli-tree": [],
    "paste-json-member": [],
    "yaml-line": [],
}
KINDS = {
    Kind.FRAME,
    Kind.CAPTURE,
    Kind.CONNECTION,
    Kind.LINK,
    Kind.ENDPOINT,
    Kind.PEER,
    Kind.NODE_JSON,
    Kind.JSON_FORM,
}


def structured(source: str) -> list[Reading]:
    """The readings of a source that are made of other things, in order."""
    found = [one for one in recognize(source) if one.kind in KINDS]
    return sorted(found, key=lambda one: (one.start, -one.end))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_reported_text_is_recognised(name: str) -> None:
    case = CASES[name]
    found = structured(case["input"])
    assert [one.kind for one in found] == [kind for kind, _ in EXPECTED[name]]
    for reading, (_, shown) in zip(found, EXPECTED[name], strict=True):
        assert shown in f"{reading.value!r}"
    for secret in (*case["absent"], "154, 175, 40", "154,175,40"):
        assert secret not in repr(recognize(case["input"]))


def test_the_member_that_the_middleware_has_computed_is_named() -> None:
    (reading,) = structured(CASES["json-name-claim-derived-ttl"]["input"])
    assert reading.error is not None
    assert (reading.error.path, reading.error.code) == ("tx.ttl", "node_json_hash")


#: What people do to a text before it is pasted. None of it changes what the text is.
DRESSES: dict[str, Callable[[str], str]] = {
    "blanks": lambda text: f"\n\n   {text}  \n",
    "a byte order mark": lambda text: f"\ufeff{text}",
    "a fence": lambda text: f"Hello,\n```\n{text}\n```\nAny idea?",
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "a member of JSON": lambda text: json.dumps({"id": 7, "text": text, "more": []}),
    "a member of JSON in JSON": lambda text: json.dumps({"log": json.dumps({"text": text})}),
    "a list of Python": lambda text: repr([text, None]),
    "a log line": lambda text: f"2026-01-01T10:00:00Z [debug] don't panic: {text}",
    "other brackets": lambda text: f"Foo(bar[1], {{x}}) [info] {text} [/info]",
}


@examples(300)
@given(st.sampled_from(sorted(EXPECTED)), st.sampled_from(sorted(DRESSES)))
def test_a_reported_text_is_the_same_in_any_dress(name: str, dress: str) -> None:
    source = CASES[name]["input"].strip()
    dressed = DRESSES[dress](source)
    # A session begins at the beginning of a line.
    expected = [one for one in structured(source) if one.kind is not Kind.CAPTURE]
    found = [one for one in structured(dressed) if one.kind is not Kind.CAPTURE]
    assert [(one.kind, one.value) for one in found] == [(one.kind, one.value) for one in expected]
    assert [one.confidence for one in found] == [one.confidence for one in expected]
