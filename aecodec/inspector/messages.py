"""The messages of a captured session: typed, with their transactions decoded, their answer and channel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from .._strict_json import Json
from ..codec import decode_tx
from ..derived import auth_id, channel_id_ga, channel_id_of
from ..errors import AecodecError, FieldError, format_step
from ..lenient import Deviation, LenientResult, decode_lenient
from ..objects import Tx
from ..rpc import (
    ABSENT,
    Error,
    Notification,
    Request,
    Result,
    params_of,
    result_of,
)
from ..rpc.methods import TypedParams, TypedResult
from ..rpc.updates import Update
from ..tx import ChannelCreateTx
from ..tx.layers import TxLayer, unwrap_ga
from .model import Entry

#: What the other participant wrote: text of people, not of the protocol, whatever it looks like.
_CHAT: Final = "channels.message"

#: Transactions that are decoded of one frame; those of the protocol have one or two.
MAX_FRAME_TRANSACTIONS: Final = 100

#: Characters of a JSON path that are shown; those of the protocol have 30.
_MAX_PATH_CHARS: Final = 200

_SIGN: Final = "channels.sign."

#: A transaction, what the node makes of a text that is not canonical, or why it is none.
_Decoded: TypeAlias = Tx | LenientResult | AecodecError


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A transaction where a message carries it; `tx` is None if it does not decode, and `error` says why.

    path: the JSON path in the frame. channel_id: the channel that the transaction itself belongs to.
    deviations: from canonical form, which the node takes and strict decoding refuses. unwrapped: the layer
    within all `GAMetaTx`; a `PayingForTx` stays, as what it wraps is signed in another way.
    """

    line: int
    path: str
    text: str
    tx: Tx | None = None
    error: AecodecError | None = None
    deviations: tuple[Deviation, ...] = ()
    channel_id: str | None = None
    unwrapped: TxLayer | None = None

    @property
    def inner(self) -> Tx | None:
        """The transaction within all `GAMetaTx`."""
        return None if self.unwrapped is None else self.unwrapped.tx

    @property
    def signatures(self) -> tuple[bytes, ...]:
        """The signatures of the layer within all `GAMetaTx`."""
        return () if self.unwrapped is None else self.unwrapped.signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a capture.

    params: of a call, typed; result: of an answer to a known request, typed. partner: the entry of the
    answer or of the request. carried: the transactions in it, `unopened` how many more it has beyond
    MAX_FRAME_TRANSACTIONS. channel_id: as the frame, its transactions or its request name it.
    """

    index: int
    entry: Entry
    method: str | None = None
    params: TypedParams | None = None
    result: TypedResult | None = None
    partner: Entry | None = None
    carried: tuple[Carried, ...] = ()
    unopened: int = 0
    channel_id: str | None = None

    @property
    def line(self) -> int:
        """The line of the capture."""
        return self.entry.line

    @property
    def sent(self) -> bool:
        """True if the client sent it."""
        return self.entry.kind == "send"

    @property
    def refused(self) -> bool:
        """True if this is a request that the node answered with an error."""
        return self.sent and self.partner is not None and isinstance(self.partner.frame, Error)

    @property
    def evidence(self) -> tuple[Carried, ...]:
        """The transactions that the protocol itself carries, not what people wrote to each other."""
        return () if self.method == _CHAT else self.carried

    @property
    def data(self) -> dict[str, Any]:
        """The `params.data` of what the node reports; empty for all other messages."""
        frame = self.entry.frame
        data = frame.data if not self.sent and isinstance(frame, Notification) else None
        return data if isinstance(data, dict) else {}

    @property
    def asks(self) -> bool:
        """True if the node asks for a signature, for whatever operation."""
        return not self.sent and (self.method or "").startswith(_SIGN)

    @property
    def updates(self) -> tuple[Update, ...] | None:
        """The updates that the frame shows beside the transaction to sign; None if it has no list of them."""
        updates = getattr(self.params, "updates", None) if self.asks else None
        return updates if isinstance(updates, tuple) else None


def messages(entries: Iterable[Entry], partners: Iterable[Entry | None]) -> Iterator[Message]:
    """Yield the messages among the entries, transactions decoded; `partners` has one for each entry."""
    decoded: dict[str, _Decoded] = {}
    texts = []
    for entry in entries:
        found = list(_find_texts(entry.frame))
        texts.append((entry, found[:MAX_FRAME_TRANSACTIONS], len(found)))
        for _, text in texts[-1][1]:
            if text not in decoded:
                decoded[text] = _try_decode(text)
    channels = _find_channels(decoded)
    for index, ((entry, kept, count), partner) in enumerate(zip(texts, partners, strict=True)):
        if entry.is_message:
            carried = tuple(
                _carried(entry.line, _format_path(path), text, decoded[text], channels) for path, text in kept
            )
            yield _message(index, entry, partner, carried, count - len(kept))


def _message(
    index: int, entry: Entry, partner: Entry | None, carried: tuple[Carried, ...], unopened: int
) -> Message:
    frame, asked = entry.frame, partner and partner.frame
    params: TypedParams | None = None
    result: TypedResult | None = None
    method = None
    if isinstance(frame, (Request, Notification)):
        method = frame.method
        params = params_of(frame, "send" if entry.kind == "send" else "receive")
    elif isinstance(asked, (Request, Notification)):
        method = asked.method
        if isinstance(frame, Result):
            result = result_of(method, frame.result)
    if method == _CHAT:
        carried = tuple(one for one in carried if one.tx is not None)
    named = [getattr(frame, "channel", None), getattr(getattr(params, "message", None), "channel_id", None)]
    if method != _CHAT:
        named += [one.channel_id for one in carried]
    return Message(
        index=index,
        entry=entry,
        method=method,
        params=params,
        result=result,
        partner=partner,
        carried=carried,
        unopened=unopened,
        channel_id=next(filter(None, [*named, getattr(asked, "channel", None)]), None),
    )


# --- transactions -------------------------------------------------------------------------------


#: A step of a JSON path and the path before it. Text is only made of paths that lead to a transaction.
_Path: TypeAlias = tuple["_Path | None", str | int]


def _find_texts(frame: Any) -> Iterator[tuple[_Path | None, str]]:
    """Yield the JSON path and text of every `tx_` string in a frame, in order."""
    if frame is None:
        return
    # A refusal repeats the request: what that carries was decoded where it was sent.
    skipped = frame.request if isinstance(frame, Error) else ABSENT
    pending: list[tuple[_Path | None, Json]] = [(None, frame.value)]
    while pending:
        path, item = pending.pop()
        if item is skipped:
            continue
        if isinstance(item, dict):
            pending += [((path, key), inner) for key, inner in reversed(item.items())]
        elif isinstance(item, list):
            pending += [((path, at), inner) for at, inner in reversed(list(enumerate(item)))]
        elif isinstance(item, str) and item.startswith("tx_"):
            yield path, item


def _format_path(path: _Path | None) -> str:
    """Write a path such as `params.data.signed_tx`; of a very long one the beginning is left out."""
    steps: list[str] = []
    length = 0
    while path is not None and length < _MAX_PATH_CHARS:
        path, key = path
        steps.append(format_step(key))
        length += len(steps[-1]) + 1
    steps += [] if path is None else ["…"]
    parts = (part if part.startswith("[") else f".{part}" for part in reversed(steps))
    return "".join(parts).removeprefix(".")


def _try_decode(text: str) -> _Decoded:
    try:
        return decode_tx(text)
    except AecodecError as error:
        # Of what a client sends the node takes more: signatures in any order, for one.
        try:
            lenient = decode_lenient(text)
            decode_tx(lenient.canonical)
        except AecodecError:
            return error
        return lenient


def _carried(line: int, path: str, text: str, found: _Decoded, channels: Mapping[Tx, str | None]) -> Carried:
    if isinstance(found, AecodecError):
        return Carried(line=line, path=path, text=text, error=found)
    deviations = found.deviations if isinstance(found, LenientResult) else ()
    tx = _tx_of(found)
    assert tx is not None
    layer = unwrap_ga(tx)
    return Carried(
        line=line,
        path=path,
        text=text,
        tx=tx,
        deviations=deviations,
        channel_id=channels[layer.tx],
        unwrapped=layer,
    )


def _tx_of(found: _Decoded) -> Tx | None:
    obj = found.obj if isinstance(found, LenientResult) else found
    return obj if isinstance(obj, Tx) else None


def _find_channels(decoded: Mapping[str, _Decoded]) -> dict[Tx, str | None]:
    """Find the channel of every innermost transaction, as far as it shows.

    What a generalized account authorized shows it too: one message of a session may carry the create
    transaction bare, and the next what its channel id is made from.
    """
    channels: dict[Tx, str | None] = {}
    for layer in (unwrap_ga(tx) for tx in map(_tx_of, decoded.values()) if tx is not None):
        inner = layer.tx
        if isinstance(inner, ChannelCreateTx):
            channels[inner] = _created(inner, layer.metas) or channels.get(inner)
        else:
            named = getattr(inner, "channel_id", None)
            channels[inner] = None if named is None else str(named)
    return channels


def _created(create: Any, metas: tuple[Any, ...]) -> str | None:
    """Derive the id of the channel that a create transaction opens; None if there is none."""
    by_initiator = [meta for meta in metas if meta.ga_id == create.initiator_id]
    try:
        if by_initiator:
            auth = auth_id(create.initiator_id, by_initiator[-1].auth_data)
            return str(channel_id_ga(create.initiator_id, auth, create.responder_id))
        # A generalized account's nonce is 0 here; its channel follows from its authentication alone.
        return str(channel_id_of(create)) if create.nonce else None
    except FieldError:
        return None  # the nonce is longer than that of any account
