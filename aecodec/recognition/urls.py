"""URLs: connections of channels, links of wallets, resources of nodes and middlewares, peers of a node."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from .. import text
from .._struct import Struct
from ..codec import decode_tx
from ..errors import DecodeError, TextError, with_article
from ..objects import SignedTx
from ..rpc import Connection, connection_refusal
from .links import Parts, WalletLink, read_endpoint, read_wallet_link, split_url
from .reading import Confidence, Kind, Reading
from .view import View

#: A URL in any text, up to what cannot stand in one.
_URL: Final = re.compile(
    r"(?<![A-Za-z0-9+.-])(?P<scheme>wss?|https?|superhero|aeternity|aepp|aebase|aenode):(?:\\*/){2}"
    r"(?:[^\s\"'<>`\\|^\x00-\x1f]|\\+(?:[/&?=]|u00[2-7][0-9A-Fa-f]))+",
    re.IGNORECASE,
)

#: What JSON, shells and HTML write for a sign of a URL. Percent signs belong to the URL itself.
_ESCAPED: Final = re.compile(r"\\+(?:u00([0-9A-Fa-f]{2})|(.))|&(?:amp|#38|#x26);")

#: Signs that belong to the sentence around a URL, and brackets that close one before it.
_TRAILING: Final = ".,;:!?*_"
_BRACKETS: Final = {")": "(", "]": "[", "}": "{"}


class Peer(Struct, frozen=True, kw_only=True):
    """A peer of a node, as `aenode://` names it: the text of its public key, host and port."""

    public_key: str
    host: str
    port: int


def find(view: View) -> Iterator[Reading]:
    """Find URLs that name æternity things in a view."""
    for match in _URL.finditer(view.text):
        part = view.cut(*match.span())
        escaped = [(*one.span(), _meaning(one)) for one in _ESCAPED.finditer(part.text)]
        part = part.replace(escaped, "decoded escapes") if escaped else part
        url = _strip(part.text)
        members = _read(match["scheme"].lower(), url)
        if members is not None:
            yield part.reading(0, len(url), **members)


def _meaning(match: re.Match[str]) -> str:
    """Return the sign that an escape stands for."""
    if match[1]:
        return chr(int(match[1], 16))
    return match[2] or "&"


def _strip(url: str) -> str:
    """Remove what belongs to the text around a URL from its end."""
    open_ = {closing: url.count(opening) - url.count(closing) for closing, opening in _BRACKETS.items()}
    end = len(url)
    while end:
        last = url[end - 1]
        if open_.get(last, 0) < 0:
            open_[last] += 1  # it closes a bracket before the URL
        elif last not in _TRAILING:
            break
        end -= 1
    return url[:end]


def _read(scheme: str, url: str) -> dict[str, Any] | None:
    """Return the members of the reading of a URL; None if it names nothing of æternity."""
    if scheme == "aenode":
        return _read_peer(url)
    if scheme in ("ws", "wss"):
        return _read_connection(url)
    parts = split_url(url)
    if parts is None:
        return None
    if (link := read_wallet_link(parts)) is not None:
        return _read_link(parts, link)
    if (endpoint := read_endpoint(parts)) is None:
        return None
    known = endpoint.network_id is not None
    network = f" of {endpoint.network_id}" if known else ""
    return {
        "kind": Kind.ENDPOINT,
        "value": endpoint,
        "text": endpoint.url,
        "confidence": Confidence.CERTAIN if known else Confidence.LIKELY,
        "why": f"its host is a public one{network}"
        if known
        else "its path is one of the API and names an identifier",
        "notes": (f"{endpoint.service}{network}: {endpoint.path}",),
    }


# --- channels and peers -------------------------------------------------------------------------


def _read_connection(url: str) -> dict[str, Any] | None:
    """Read the URL that a client of a channel opens; None for other WebSockets."""
    connection = Connection.parse(url)
    known = connection.parameters.keys() - connection.others.keys()
    named = connection.url.partition("?")[0].rstrip("/").endswith("/channel")
    if len(known) < 2 and not named:
        return None
    again = connection.existing_channel_id is not None
    notes = ["takes up a channel again" if again else "opens a channel"] if known else []
    notes += [problem.message for problem in connection.problems]
    if known and (refusal := connection_refusal(connection)) is not None:
        notes.append(f"a node does not admit it: {refusal.reason}")
    if connection.existing_fsm_id is not None:
        notes.append("the token existing_fsm_id is masked: with it, anybody takes the channel up")
    return {
        "kind": Kind.CONNECTION,
        "value": (masked := connection.redact()),
        "text": masked.url,
        "confidence": Confidence.CERTAIN if named and len(known) > 1 else Confidence.LIKELY,
        "why": "it is a WebSocket URL with parameters of the channel API",
        "notes": tuple(notes),
    }


_PEER: Final = re.compile(
    r"aenode://(?P<key>pp_[0-9A-Za-z]+)@(?P<host>[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
)

#: The port on which nodes speak to each other.
_PEER_PORT: Final = 3015


def _read_peer(url: str) -> dict[str, Any] | None:
    """Read the address of a peer as it stands in the configuration of a node."""
    match = _PEER.match(url)
    if match is None:
        return None
    error: TextError | None = None
    try:
        text.split(match["key"])
    except TextError as fault:
        error = fault
    port = int(match["port"] or _PEER_PORT)
    right = error is None and port < 1 << 16
    return {
        "kind": Kind.PEER,
        "value": Peer(public_key=match["key"], host=match["host"], port=port),
        "text": match[0],
        "confidence": Confidence.CERTAIN if right else Confidence.LIKELY,
        "why": "it has the form of a peer in the configuration of a node",
        "error": error,
        "notes": () if match["port"] else (f"{_PEER_PORT} is the port where none is named",),
    }


# --- wallets ------------------------------------------------------------------------------------


def _read_link(parts: Parts, link: WalletLink) -> dict[str, Any]:
    """Return the members of the reading of a link of a wallet."""
    notes = []
    carried, error = _describe_transaction(link.transaction)
    if link.action == "answer":
        why = "its parameters are those of a wallet's answer"
        if carried:
            notes.append(f"carries {carried}")
    else:
        why = (
            f"it asks a wallet for {link.action}"
            if link.action != "open"
            else "its scheme is that of a wallet"
        )
        if carried:
            network = f" on {link.network_id}" if link.network_id else ""
            notes.append(f"asks to sign {carried}{network}")
    if parts.raw_plus:
        notes.append("a plus sign is not percent-encoded: a wallet reads a blank there")
    return {
        "kind": Kind.LINK,
        "value": link,
        "text": link.url,
        "confidence": Confidence.CERTAIN if link.transaction and error is None else Confidence.LIKELY,
        "why": why,
        "error": error,
        "notes": tuple(notes),
    }


def _describe_transaction(transaction: str | None) -> tuple[str, DecodeError | None]:
    """Name the transaction that a link carries, and what is wrong with it."""
    if transaction is None or (transaction[:1], transaction[-1:]) == ("{", "}"):  # to be filled in
        return "", None
    try:
        tx = decode_tx(transaction)
    except DecodeError as error:
        return "", error
    inner = tx.transaction if isinstance(tx, SignedTx) else tx
    signatures = f", with {len(tx.signatures)} signatures" if isinstance(tx, SignedTx) else ""
    return f"{with_article(type(inner).__name__)}{signatures}", None
