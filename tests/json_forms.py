"""JSON forms to change, and the errors that come of them."""

from typing import Any

import pytest

import aecodec
from aecodec import FieldError
from aecodec.json_form import from_json

from .conftest import founding

FACTS = founding()
ACCOUNT = FACTS["initiator_id"]
OTHER = FACTS["responder_id"]


def spend(**changes: Any) -> dict[str, Any]:
    """The JSON form of a valid transaction, with changes; None leaves a key out."""
    form = {
        "type": "SpendTx",
        "tag": 12,
        "version": 1,
        "sender_id": ACCOUNT,
        "recipient_id": OTHER,
        "amount": 10,
        "fee": 17_000_000_000_000,
        "ttl": 0,
        "nonce": 5,
        "payload": aecodec.encode("ba", b"hello"),
    } | changes
    return {key: value for key, value in form.items() if value is not ...}


def refusal(form: Any) -> tuple[str, str]:
    """Code and path of the error that a form gives."""
    with pytest.raises(FieldError) as caught:
        from_json(form)
    assert "\n" not in str(caught.value)
    return caught.value.code, caught.value.path
