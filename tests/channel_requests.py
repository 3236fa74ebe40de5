"""Sessions of both participants, brought into a channel by hand, and honest requests to sign for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aecodec import _channel_rules as rules
from aecodec import build, encode_tx, rpc
from aecodec.channel import Event, Session, SignRequest, State, Terms
from aecodec.derived import channel_id_of
from aecodec.ids import Id
from aecodec.objects import SignedTx, Tx
from aecodec.rpc import SIGNING
from aecodec.signing import Key, sign
from aecodec.state.update import OffChainDeposit, OffChainTransfer, OffChainUpdate, OffChainWithdrawal
from aecodec.text import encode

# Keys of these tests alone: their seeds stand here for everybody to read.
ALICE = Key.from_seed(b"a test seed: alice, initiator ..")
BOB = Key.from_seed(b"a test seed: bob, responder ....")
EVE = Key.from_seed(b"a test seed: a third account ...")
A, B, E = Id(ALICE.address), Id(BOB.address), Id(EVE.address)
KEYS = {A: ALICE, B: BOB, E: EVE}

NETWORK = "ae_test"
#: A thousandth of a millionth of a coin, in aettos: fees are of this size.
UNIT = 10**12
FEE = 20 * UNIT
TERMS = Terms(
    initiator_id=A,
    responder_id=B,
    initiator_amount=700 * UNIT,
    responder_amount=400 * UNIT,
    push_amount=10 * UNIT,
    channel_reserve=5 * UNIT,
    lock_period=10,
)
OWN_REQUESTS = {one.name for one in SIGNING if one.before == (0,)}

# --- transactions -------------------------------------------------------------------------------


def create(**changes: Any) -> Tx:
    """The create transaction by these terms, or with other values."""
    terms = {name: getattr(TERMS, name) for name in TERMS.__struct_fields__}
    return build.channel_create_tx(**({**terms, "nonce": 1, "version": 2, "fee": FEE} | changes))


CREATE = create()
CHANNEL = channel_id_of(CREATE)


def both(tx: Tx, network: str = NETWORK) -> SignedTx:
    """The transaction with the signatures of both participants."""
    return sign(sign(tx, ALICE, network), BOB, network)


def digest(balances: dict[Id, int]) -> bytes:
    found = rules.state_hash_of(balances)
    assert found is not None
    return found


def offchain(round_: int, balances: dict[Id, int]) -> Tx:
    return build.channel_offchain_tx(channel_id=CHANNEL, round=round_, state_hash=digest(balances), version=2)


def after(update: OffChainUpdate, before: dict[Id, int] | None = None) -> dict[Id, int]:
    found = rules.apply_updates(TERMS.balances if before is None else before, [update])
    assert found is not None
    return found


def transfer(payer: Id = A, payee: Id = B, amount: int = UNIT) -> OffChainTransfer:
    return OffChainTransfer(from_=payer, to=payee, amount=amount)


#: What a payment in the first round asks to sign, and what the node reports where both propose at once.
PAID = transfer()
STATE = offchain(2, after(PAID))
CONFLICT = {"channel_id": str(CHANNEL), "round": 1, "error_code": 2, "error_msg": "conflict"}


def deposit(who: Id = A, amount: int = UNIT, **changes: Any) -> Tx:
    update = OffChainDeposit(from_=who, amount=amount)
    values = {"round": 2, "state_hash": digest(after(update)), "nonce": 2, "fee": FEE}
    return build.channel_deposit_tx(
        **({"channel_id": CHANNEL, "from_id": who, "amount": amount} | values | changes)
    )


def withdrawal(who: Id = A, amount: int = UNIT, **changes: Any) -> Tx:
    update = OffChainWithdrawal(to=who, amount=amount)
    values = {"round": 2, "state_hash": digest(after(update)), "nonce": 2, "fee": FEE}
    return build.channel_withdraw_tx(
        **({"channel_id": CHANNEL, "to_id": who, "amount": amount} | values | changes)
    )


# --- sessions -----------------------------------------------------------------------------------


def report(session: Session, method: str, data: Any, channel: Id | None = CHANNEL) -> list[Event]:
    """Give a session a notification of the node; return its events."""
    name = None if channel is None else str(channel)
    frame = rpc.Notification(
        method=f"channels.{method}", params={"channel_id": name, "data": data}, version=1
    )
    session.receive(rpc.encode(frame))
    return list(session.events())


def info(session: Session, event: str, **members: Any) -> list[Event]:
    return report(session, "info", {"event": event, **members})


def ask(
    session: Session,
    name: str,
    tx: Tx | str,
    updates: Iterable[OffChainUpdate] = (),
    signers: Iterable[Key] = (),
    *,
    channel: Id | None = CHANNEL,
    network: str = NETWORK,
) -> SignRequest:
    """Give a session a request to sign, and return what it reports of it."""
    text = tx if isinstance(tx, str) else encode_tx(signed(tx, *signers, network=network))
    data = {"signed_tx": text, "updates": [rpc.write_update(update) for update in updates]}
    (request,) = (
        one for one in report(session, f"sign.{name}", data, channel) if isinstance(one, SignRequest)
    )
    return request


def signed(tx: Tx, *signers: Key, network: str = NETWORK) -> SignedTx:
    typed: Tx = tx if isinstance(tx, SignedTx) else SignedTx(signatures=(), transaction=tx)
    for key in signers:
        typed = sign(typed, key, network)
    assert isinstance(typed, SignedTx)
    return typed


def token(number: int = 0) -> str:
    return encode("ba", bytes([number]) * 32)


def connected(key: Key, **options: Any) -> Session:
    """A session whose state machine runs, with nothing signed."""
    session = Session(TERMS, key.address, NETWORK, **options)
    report(session, "info", {"event": "fsm_up", "fsm_id": token()}, None)
    return session


def in_channel(key: Key, **options: Any) -> Session:
    """A session in an open channel at round 1."""
    session = connected(key, **options)
    info_name = "channel_accept" if key is ALICE else "channel_open"
    report(session, "info", {"event": info_name}, None)
    if key is ALICE:
        request = ask(session, "initiator_sign", CREATE, channel=None)
        session.sign(request, sign(request.signed or CREATE, ALICE, NETWORK))
    else:
        request = ask(session, "responder_sign", CREATE, signers=[ALICE])
        session.sign(request, sign(request.signed or CREATE, BOB, NETWORK))
    name = "funding_signed" if key is ALICE else "funding_created"
    report(session, "on_chain_tx", {"info": name, "tx": encode_tx(both(CREATE)), "type": "channel_create_tx"})
    info(session, "open")
    report(session, "update", {"state": encode_tx(both(CREATE))})
    assert session.status == "open"
    list(session.to_send())
    return session


def codes(request: SignRequest) -> list[str]:
    return [problem.code for problem in request.problems]


def kinds(events: Iterable[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def state(session: Session) -> State:
    assert session.state is not None
    return session.state


def methods(session: Session) -> list[str]:
    """The methods of the frames that can be sent now."""
    found = []
    for text in session.to_send():
        frame = rpc.decode(text)
        assert isinstance(frame, rpc.Request)
        found.append(frame.method)
    return found
