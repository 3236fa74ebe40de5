"""Type checkers see what editors show: field types, required fields, frozen instances."""

from __future__ import annotations

from pathlib import Path

import pytest

api = pytest.importorskip("mypy.api", reason="mypy is not installed")

SOURCE = """
from aecodec import ChannelCreateTx, ChannelCreateTxV2, Id, SignedTx, SpendTx, decode_object, decode_tx
from aecodec.state import TreesPoi
from typing_extensions import reveal_type

tx = decode_tx("tx_")
match tx:
    case SignedTx(signatures=signatures, transaction=inner):
        reveal_type(signatures)
    case SpendTx(amount=amount, sender_id=sender):
        reveal_type(amount)
        reveal_type(sender)
    case ChannelCreateTxV2() as create:
        reveal_type(create.initiator_delegate_ids)
        create.fee = 1
obj = decode_object("pi_")
reveal_type(obj)
poi = decode_object("pi_", TreesPoi)
reveal_type(poi)
SpendTx(amount=1)
spend = SpendTx(
    sender_id=Id("ak_"), recipient_id=Id("ak_"), amount="1", fee=1, ttl=0, nonce=1, payload=b""
)
"""


def test_mypy_sees_fields_and_refuses_what_the_classes_refuse(tmp_path: Path) -> None:
    path = tmp_path / "user.py"
    path.write_text(SOURCE)
    out, _, _ = api.run(["--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}", str(path)])
    assert 'Revealed type is "tuple[bytes, ...]"' in out
    assert 'Revealed type is "int"' in out
    assert 'Revealed type is "aecodec.Id"' in out
    assert 'Revealed type is "tuple[aecodec.Id, ...]"' in out
    assert 'Property "fee" defined in "ChannelCreateTxV2" is read-only' in out
    assert 'Missing named argument "sender_id" for "SpendTx"' in out
    assert 'Argument "amount" to "SpendTx" has incompatible type "str"; expected "int"' in out
    assert 'Revealed type is "aecodec.objects.ChainObject"' in out
    assert 'Revealed type is "aecodec.state.proof.TreesPoi"' in out
