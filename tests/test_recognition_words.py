"""Names, amounts, heights and network ids: what they mean, and that prose is none of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.protocol import NETWORK_IDS
from aecodec.recognition import Confidence, Kind, Reading

from .dresses import AROUND, Dress
from .growth import assert_linear

#: aeternity/ae_mdw README.md: a claim on mainnet, with the id of the name and its fee.
META = "meta.chain"
META_ID = "nm_2ab7LiFhV5uAzXq6EHmMsPm2cHoKaLdFMnwoTrkVaHSUAAZmx5"


def only(source: str) -> Reading:
    """Return the only reading of a source."""
    (reading,) = aecodec.recognize(source)
    return reading


@pytest.mark.parametrize(
    "source", [META, "META.chain", f"  '{META}'\n", f'{{"name": "{META}"}}', f"name={META}"]
)
def test_a_name_is_shown_with_its_id(source: str) -> None:
    reading = next(one for one in aecodec.recognize(source) if one.kind is Kind.NAME)
    assert (reading.text, reading.value) == (META_ID, aecodec.Id(META_ID))
    assert reading.confidence is Confidence.LIKELY
    assert META_ID in reading.notes[0]
    assert aecodec.decode(META_ID).hex() in reading.notes[0]


def test_the_claim_of_a_short_name_is_an_auction() -> None:
    # 4 characters: 1,346,269 units of 10^14 aettos, and as many key blocks as docs/protocol/fees.md says
    assert only(META).notes[-1] == (
        "auctioned for 2400 key blocks; the first bid is at least 134.6269 AE, later ones are 5 % higher"
    )


def test_the_claim_of_a_long_name_is_none() -> None:
    assert (
        only(f"{'a' * 31}.chain").notes[-1]
        == "no auction: claimed at once for a name fee of at least 0.0003 AE"
    )


def test_a_name_in_another_script_says_what_is_hashed() -> None:
    assert "it is hashed as xn--hxajbheg2az3al.chain" in only("παράδειγμα.chain").notes


def test_a_name_of_before_lima_says_so() -> None:
    reading = only("example.test")
    assert "before Lima" in reading.why
    assert "cannot be claimed" in reading.notes[-1]
    assert aecodec.recognize("open example.test and look") == ()


@pytest.mark.parametrize("dress", AROUND.values(), ids=AROUND)
def test_a_name_is_found_in_what_is_around_it(dress: Dress) -> None:
    reading = next(one for one in aecodec.recognize(dress(META)) if one.kind is Kind.NAME)
    assert reading.text == META_ID


@pytest.mark.parametrize(
    "source",
    [
        "itertools.chain(a, b)",
        "from a.b.chain import c",
        "www.meta.chain",
        "meta.chain.com",
        "me@meta.chain",
        "meta.chains",
        "-.chain",
        "ab--y.chain",
        "the chain. chain",
        f"{'a' * 300}.chain",
    ],
)
def test_what_only_ends_like_a_name_is_none(source: str) -> None:
    assert Kind.NAME not in {one.kind for one in aecodec.recognize(f"see {source} there")}


def test_a_word_of_a_program_is_unlikely_to_be_a_name() -> None:
    assert only("use itertools.chain here").confidence is Confidence.UNLIKELY


@pytest.mark.parametrize(
    ("source", "aettos", "text"),
    [
        ("1.5AE", 1_500_000_000_000_000_000, "1.5 AE"),
        ("1.5 ae\n", 1_500_000_000_000_000_000, "1.5 AE"),
        ('"17.62 microAE"', 17_620_000_000_000, "0.00001762 AE"),
        ("70000000000000 aettos", 70_000_000_000_000, "0.00007 AE"),
    ],
)
def test_an_amount_with_its_unit_is_certain(source: str, aettos: int, text: str) -> None:
    reading = only(source)
    assert (reading.kind, reading.value, reading.text) == (Kind.AMOUNT, aettos, text)
    assert reading.confidence is Confidence.CERTAIN
    assert reading.notes == (f"{aettos} aettos are {text}",)


def test_a_large_number_is_likely_an_amount_in_aettos() -> None:
    reading = only("70000000000000")
    assert (reading.kind, reading.value, reading.text) == (Kind.AMOUNT, 70_000_000_000_000, "0.00007 AE")
    assert reading.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("height", "protocols"),
    [
        (0, "mainnet and testnet have Roma (protocol 1)"),
        (161_149, "mainnet has Fortuna (protocol 3), testnet Lima (protocol 4)"),
        (161_150, "mainnet and testnet have Lima (protocol 4)"),
        (441_444, "mainnet and testnet have Iris (protocol 5)"),
        (941_699, "mainnet has Iris (protocol 5), testnet Ceres (protocol 6)"),
        (1_200_000, "mainnet and testnet have Ceres (protocol 6)"),
    ],
)
def test_a_small_number_is_likely_a_height_of_a_protocol(height: int, protocols: str) -> None:
    first, second = aecodec.recognize(f"{height}")
    assert (first.kind, first.value, first.confidence) == (Kind.HEIGHT, height, Confidence.LIKELY)
    assert first.notes == (f"at this height, {protocols}",)
    assert (second.kind, second.value, second.confidence) == (Kind.AMOUNT, height, Confidence.UNLIKELY)


@pytest.mark.parametrize("network", NETWORK_IDS)
def test_the_id_of_a_network_is_recognized_alone(network: str) -> None:
    reading = only(f"{network}\n")
    assert (reading.kind, reading.value, reading.confidence) == (Kind.NETWORK, network, Confidence.CERTAIN)


@pytest.mark.parametrize(
    "source",
    [
        "height 441444 of ae_mainnet",
        "1.5",
        "-1 AE",
        "007",
        "1.5 BTC",
        "٣ AE",
    ],
)
def test_amounts_and_numbers_within_a_text_are_no_readings(source: str) -> None:
    kinds = {one.kind for one in aecodec.recognize(source)}
    assert kinds.isdisjoint({Kind.AMOUNT, Kind.HEIGHT, Kind.NETWORK})


def test_amounts_with_their_unit_within_a_text_are_unlikely_ones() -> None:
    source = "pay 1.5 AE now, and 17620000000000aettos; not 3 ETH, v1.5AEx or 1 000"
    found = aecodec.recognize(source)
    assert [(source[one.start : one.end], one.value) for one in found] == [
        ("1.5 AE", 1_500_000_000_000_000_000),
        ("17620000000000aettos", 17_620_000_000_000),
    ]
    assert {one.confidence for one in found} == {Confidence.UNLIKELY}


@given(st.text(alphabet="ab.chaintest-_ @/\"'é", max_size=80))
def test_any_text_is_read_or_not(source: str) -> None:
    for one in aecodec.recognize(source):
        assert one.kind is not Kind.NAME or source[one.start : one.end].endswith((".chain", ".test"))


@pytest.mark.parametrize("unit", ["a", "a.", ".chain", "a.chain ", "é-", "1", "name='"])
def test_names_are_looked_for_in_linear_time(unit: str) -> None:
    assert_linear(aecodec.recognize, unit * 1000, unit * 10_000)
