"""Secrets stay where they are: in no repr, error, pickle, log or JSON. For pasted text see test_redaction."""

from __future__ import annotations

import copy
import inspect
import json
import logging
import pickle
import pprint
import traceback
from collections.abc import Callable
from typing import Any

import pytest

import aecodec
from aecodec import Id, Key, build, signing

from .secret_key import FOUNDING, KEY, SEED, SPEND, TEXT, WHOLE, leaks


def test_a_leak_is_found() -> None:
    for seen in (SEED.hex(), TEXT, str(list(SEED)), repr(SEED), f"a {SEED.hex()[20:30]}…", TEXT[9:17]):
        assert leaks(seen)
    assert not leaks(str(KEY.address))
    assert not leaks(KEY.sign(b"message").hex())


# --- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        ascii,
        "{}".format,
        "{!r}".format,
        pprint.pformat,
        lambda key: repr({"key": [key]}),
        dir,
        hash,
    ],
)
def test_a_key_shows_nothing_of_its_secret(show: Callable[[Key], object]) -> None:
    assert leaks(f"{show(KEY)}") == []
    with pytest.raises(TypeError):
        vars(KEY)


@pytest.mark.parametrize(
    "keep",
    [
        *(lambda key, version=version: pickle.dumps(key, version) for version in range(6)),
        lambda key: pickle.dumps({"key": [key]}),
        copy.copy,
        copy.deepcopy,
        lambda key: key.__getstate__(),
        lambda key: key.__reduce__(),
        json.dumps,
        aecodec.to_json,
        aecodec.to_bytes,
        bytes,
        memoryview,
        list,
    ],
)
def test_a_key_goes_into_nothing_that_is_kept(keep: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError) as caught:
        keep(KEY)
    assert leaks("".join(traceback.format_exception(caught.value))) == []


def test_a_key_goes_into_no_log(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("a user").warning("signing with %s: %r", KEY, [KEY])
    assert str(KEY.address) in caplog.text
    assert leaks(caplog.text) == []


def test_nothing_that_a_signature_leaves_behind_holds_the_secret() -> None:
    tx = build.spend_tx(sender_id=KEY.address, recipient_id=KEY.address, amount=1, nonce=1)
    signed = aecodec.sign(tx, KEY, "ae_uat")
    result = aecodec.verify(signed, "ae_uat")
    assert result
    left = [repr(signed), str(aecodec.to_json(signed)), repr(result), repr(aecodec.find_network(signed))]
    assert leaks("".join(left)) == []
    for whole in (pickle.dumps(signed), aecodec.to_bytes(signed), pickle.dumps(result)):
        assert SEED not in whole
        assert SEED[:8] not in whole


# --- errors -------------------------------------------------------------------------------------

#: Where a secret may be given by mistake, as text, and to whom.
MISTAKES: dict[str, Callable[[str], object]] = {
    "an identifier": Id,
    "a text": lambda text: aecodec.decode(text, "ak"),
    "a transaction": aecodec.decode_tx,
    "any object": aecodec.decode_object,
    "an lenient": aecodec.decode_lenient,
    "many": lambda text: [error for error in aecodec.decode_txs([text]) if raised(error)],
    "a sender": lambda text: build.spend_tx(**{**SPEND, "sender_id": text}),
    "an amount": lambda text: build.spend_tx(**{**SPEND, "amount": text}),
    "a field": lambda text: aecodec.replace(build.spend_tx(**SPEND), sender_id=text),
    "an account": lambda text: signing.verify_signature(signature=bytes(64), message=b"", account_id=text),
    "a signature": lambda text: signing.verify_signature(signature=text, message=b"", account_id=KEY.address),
    "participants": lambda text: aecodec.verify(FOUNDING, "ae_uat", participants=(text, text)),
    "a form": lambda text: aecodec.sign(FOUNDING, KEY, "ae_uat", text),
    "a key": lambda text: aecodec.sign(FOUNDING, text, "ae_uat"),
    "a protocol": lambda text: build.name_claim_tx(
        account_id=KEY.address, nonce=1, name="a.chain", name_salt=1, protocol=text
    ),
    "JSON": lambda text: aecodec.from_json({**aecodec.to_json(build.spend_tx(**SPEND)), "sender_id": text}),
}


def raised(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_secret_given_by_mistake_is_not_in_the_error(mistake: str) -> None:
    for text in (TEXT, TEXT[:-1], TEXT + "1", TEXT[:-1] + "0"):
        with pytest.raises((aecodec.AecodecError, TypeError)) as caught:
            MISTAKES[mistake](text)
        lines = traceback.format_exception(caught.value)
        assert leaks("".join(lines) + repr(caught.value) + repr(getattr(caught.value, "args", ""))) == []


#: Spellings of a secret that are none of a seed, or none of a whole secret.
NO_SEED = [
    WHOLE,
    WHOLE.hex(),
    TEXT[:-1],
    TEXT + "0",
    TEXT.upper(),
    f" {TEXT}",
    SEED.hex() + "0",
    f"0x{SEED.hex()}",
]
NO_SEED += [
    SEED[:-1],
    SEED + b"\0",
    SEED.hex()[:-1],
    SEED.hex()[:-1] + "x",
    f"{SEED.hex()[:60]}    ",
    list(SEED),
]
NO_SECRET = [
    SEED,
    SEED.hex(),
    TEXT,
    SEED + Key.from_seed(bytes(32)).address.key,
    WHOLE[:-1],
    WHOLE.hex()[:-1],
]
NO_SECRET += [SEED * 2, SEED.hex() * 2, f"0x{WHOLE.hex()}", WHOLE.hex()[:-1] + "x", list(WHOLE), f"{WHOLE!r}"]


@pytest.mark.parametrize(("make", "wrong"), [(Key.from_seed, NO_SEED), (Key.from_secret, NO_SECRET)])
def test_a_key_that_is_none_is_not_in_the_error(make: Callable[[Any], Key], wrong: list[Any]) -> None:
    for given_ in wrong:
        with pytest.raises((aecodec.SignatureError, TypeError)) as caught:
            make(given_)
        lines = traceback.format_exception(caught.value)
        assert leaks("".join(lines) + repr(caught.value) + repr(pickle.dumps(caught.value))) == []
        assert not isinstance(caught.value, TypeError) or not isinstance(given_, (str, bytes))
        chained = (caught.value.__context__, caught.value.__cause__)
        assert chained == (None, None)


# --- a key that stays in a wallet ---------------------------------------------------------------


class Wallet:
    """A remote signer: it has an address and signs, and nothing else can be read from it."""

    def __init__(self, key: Key) -> None:
        self._signed: list[bytes] = []
        self._key = key

    def __getattribute__(self, name: str) -> Any:
        frame = inspect.currentframe()
        inside = (
            frame is not None and frame.f_back is not None and frame.f_back.f_code.co_filename == __file__
        )
        assert inside or name in ("address", "sign", "__class__"), name
        return object.__getattribute__(self, name)

    @property
    def address(self) -> Id:
        return self._key.address

    def sign(self, message: bytes) -> bytes:
        self._signed.append(message)
        return self._key.sign(message)


def test_a_wallet_signs_whatever_a_key_signs_and_sees_only_what_is_signed() -> None:
    wallet = Wallet(KEY)
    tx = build.spend_tx(**SPEND)
    contract = "ct_" + aecodec.encode("ct", bytes(32)).removeprefix("ct_")
    leave = aecodec.delegation_data(
        "aens_preclaim", "ae_uat", contract_id=contract, account_id=wallet.address
    )
    assert aecodec.sign(tx, wallet, "ae_uat") == aecodec.sign(tx, KEY, "ae_uat")
    assert aecodec.sign(tx, wallet, "ae_uat", "hash", inner=True) == aecodec.sign(
        tx, KEY, "ae_uat", "hash", inner=True
    )
    assert aecodec.sign_message("words", wallet) == aecodec.sign_message("words", KEY)
    assert signing.sign_delegation(leave, wallet) == signing.sign_delegation(leave, KEY)
    assert wallet._signed == [
        signing.message_to_sign(tx, "ae_uat"),
        signing.message_to_sign(tx, "ae_uat", "hash", inner=True),
        signing.message_hash("words"),
        leave,
    ]
    assert isinstance(wallet, signing.Signer)


def test_a_wallet_that_fails_fails_as_itself() -> None:
    class Refusing:
        address = KEY.address

        def sign(self, message: bytes) -> bytes:
            raise PermissionError("the owner said no")

    with pytest.raises(PermissionError, match="the owner said no"):
        aecodec.sign(build.spend_tx(**SPEND), Refusing(), "ae_uat")
