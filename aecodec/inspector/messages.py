"""One message of a captured session and what it means: its transactions opened, its answer, its channel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .._strict_json import Json
from ..codec import decode_tx
from ..derived import auth_id, channel_id_ga, channel_id_of
from ..errors import AecodecError, step
from ..objects import Tx
from ..rpc import Error, Notification, Params, Request, Result, UnknownParams, params_of, result_of, to_json
from ..rpc.methods import TypedResult
from ..tx import ChannelCreateTx
from ..tx.layers import TxLayer, unwrap_ga
from .model import Entry

#: What the other participant wrote: words of people, not of the protocol, whatever they look like.
_CHAT: Final = "channels.message"

_SIGN: Final = "channels.sign."
_SAME_NAME: Final = (
    *("initiator_sign", "responder_sign", "update", "update_ack", "deposit_tx", "deposit_ack"),
    *("withdraw_tx", "withdraw_ack", "shutdown_sign", "shutdown_sign_ack", "close_solo_sign", "slash_tx"),
    *("settle_sign", "snapshot_solo_tx", "force_progress_tx"),
)
_OTHER_NAME: Final = {
    "close_solo_tx": "close_solo_sign",
    "slash_sign": "slash_tx",
    "settle_tx": "settle_sign",
    "snapshot_solo_sign": "snapshot_solo_tx",
    "force_progress_sign": "force_progress_tx",
}

#: The methods by which a client hands in its signature, and the one by which the node asked for it.
REPLIES: Final[dict[str, str]] = {
    f"channels.{reply}": f"{_SIGN}{request}"
    for reply, request in ({name: name for name in _SAME_NAME} | _OTHER_NAME).items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A transaction where a message carries it; `tx` is None if it does not decode, for the `error`.

    channel_id: the channel that it belongs to, by itself.
    """

    line: int
    path: str
    text: str
    tx: Tx | None = None
    error: AecodecError | None = None
    channel_id: str | None = None

    @property
    def unwrapped(self) -> TxLayer | None:
        """What is authorized: a paying_for stays whole, as what it wraps is signed in another way."""
        return None if self.tx is None else unwrap_ga(self.tx)

    @property
    def inner(self) -> Tx | None:
        """The transaction within all wrappers."""
        return None if self.tx is None else unwrap_ga(self.tx).tx

    @property
    def signatures(self) -> tuple[bytes, ...]:
        return () if self.tx is None else unwrap_ga(self.tx).signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message and what it means.

    params: of a call, typed; result: of an answer to a known request, typed. partner: the entry of the
    answer or of the request. channel_id: as the message says it, as its transaction does, or its answer.
    """

    index: int
    entry: Entry
    method: str | None = None
    params: Params | UnknownParams | None = None
    result: TypedResult | None = None
    partner: Entry | None = None
    carried: tuple[Carried, ...] = ()
    channel_id: str | None = None

    @property
    def line(self) -> int:
        return self.entry.line

    @property
    def sent(self) -> bool:
        """Whether the client sent it."""
        return self.entry.kind == "send"

    @property
    def refused(self) -> bool:
        """Whether this is a request that the node answered with an error."""
        return self.sent and self.partner is not None and isinstance(self.partner.frame, Error)

    @property
    def evidence(self) -> tuple[Carried, ...]:
        """The transactions that the protocol itself carries, not what people wrote to each other."""
        return () if self.method == _CHAT else self.carried

    @property
    def data(self) -> dict[str, Any]:
        """What the node reports in it; empty for all other messages."""
        frame = self.entry.frame
        data = frame.data if not self.sent and isinstance(frame, Notification) else None
        return data if isinstance(data, dict) else {}

    @property
    def asks(self) -> bool:
        """Whether the node asks for a signature, for whatever operation."""
        return not self.sent and (self.method or "").startswith(_SIGN)

    @property
    def updates(self) -> tuple[dict[str, Any], ...]:
        """What the transaction to be signed changes."""
        updates = self.data.get("updates") if self.asks else None
        return tuple(one for one in updates if isinstance(one, dict)) if isinstance(updates, list) else ()


def messages(entries: Iterable[Entry], partners: Iterable[Entry | None]) -> Iterator[Message]:
    """The messages among the entries, with everything in them opened; `partners` has one for each entry."""
    opened: dict[str, Tx | AecodecError] = {}
    texts = []
    for entry in entries:
        texts.append((entry, tuple(_texts(entry.frame))))
        for _, text in texts[-1][1]:
            if text not in opened:
                opened[text] = _open(text)
    channels = _channels(opened)
    for index, ((entry, found), partner) in enumerate(zip(texts, partners, strict=True)):
        if entry.is_message:
            carried = tuple(_carried(entry.line, path, text, opened[text], channels) for path, text in found)
            yield _message(index, entry, partner, carried)


def _message(index: int, entry: Entry, partner: Entry | None, carried: tuple[Carried, ...]) -> Message:
    frame, asked = entry.frame, partner and partner.frame
    params: Params | UnknownParams | None = None
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
        channel_id=next(filter(None, [*named, getattr(asked, "channel", None)]), None),
    )


# --- transactions -------------------------------------------------------------------------------


def _texts(frame: Any) -> Iterator[tuple[str, str]]:
    """The JSON path and text of every `tx_` string in a frame, in order."""
    if frame is None:
        return
    value: Json = to_json(frame)
    # A refusal repeats the request: what that carries was opened where it was sent.
    if isinstance(frame, Error):
        value = {**value, "error": {**value["error"], "request": None}}
    pending: list[tuple[str, Json]] = [("", value)]
    while pending:
        path, item = pending.pop()
        if isinstance(item, dict):
            pending += [(_join(path, step(key)), inner) for key, inner in reversed(item.items())]
        elif isinstance(item, list):
            pending += [(f"{path}{step(at)}", inner) for at, inner in reversed(list(enumerate(item)))]
        elif isinstance(item, str) and item.startswith("tx_"):
            yield path, item


def _join(path: str, last: str) -> str:
    return f"{path}.{last}" if path and not last.startswith("[") else path + last


def _open(text: str) -> Tx | AecodecError:
    try:
        return decode_tx(text)
    except AecodecError as error:
        return error


def _carried(
    line: int, path: str, text: str, found: Tx | AecodecError, channels: Mapping[Tx, str | None]
) -> Carried:
    if isinstance(found, AecodecError):
        return Carried(line=line, path=path, text=text, error=found)
    return Carried(line=line, path=path, text=text, tx=found, channel_id=channels[unwrap_ga(found).tx])


def _channels(opened: Mapping[str, Tx | AecodecError]) -> dict[Tx, str | None]:
    """The channel of every innermost transaction, as far as it tells.

    What a generalized account authorised tells it too: one message of a session may carry the create
    transaction bare, and the next what its channel id is made from.
    """
    channels: dict[Tx, str | None] = {}
    for layer in (unwrap_ga(tx) for tx in opened.values() if isinstance(tx, Tx)):
        inner = layer.tx
        if isinstance(inner, ChannelCreateTx):
            channels[inner] = _created(inner, layer.metas) or channels.get(inner)
        else:
            named = getattr(inner, "channel_id", None)
            channels[inner] = None if named is None else str(named)
    return channels


def _created(create: Any, metas: tuple[Any, ...]) -> str | None:
    """The channel that a create transaction opens (CHANNEL_FLOWS, section 8)."""
    by_initiator = [meta for meta in metas if meta.ga_id == create.initiator_id]
    if by_initiator:
        authorised = auth_id(create.initiator_id, by_initiator[-1].auth_data)
        return str(channel_id_ga(create.initiator_id, authorised, create.responder_id))
    # A generalized account's nonce is 0 here; its channel follows from its authentication alone.
    return str(channel_id_of(create)) if create.nonce else None
