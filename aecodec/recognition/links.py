"""URLs as typed objects: links of wallets, their answers, resources of nodes, middlewares and explorers."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote, unquote_plus, urlsplit

from .. import text
from .._struct import Struct
from ..errors import DecodeError
from ..limits import MAX_URL_PARAMETERS
from ..redaction import redact_within
from ..rpc import redact_url


class WalletLink(Struct, frozen=True, kw_only=True):
    """A link that asks a wallet for something, or the URL by which the wallet answers. Without secrets.

    action: `sign-transaction`, `address` and so on; `answer` for an answer, `open` for links of another kind.
    transaction, network_id, address, message, signature: what the link carries. on_success, on_cancel: URLs
    that the wallet opens afterwards. others: all other parameters. Source: the page
    deep-link-schema of superhero-com/superhero-wallet.
    """

    url: str
    action: str
    transaction: str | None = None
    network_id: str | None = None
    address: str | None = None
    message: str | None = None
    signature: str | None = None
    on_success: str | None = None
    on_cancel: str | None = None
    others: dict[str, str] = {}  # noqa: RUF012  (a copy for each, as msgspec makes them)


class Endpoint(Struct, frozen=True, kw_only=True):
    """A resource of a node, a middleware or an explorer. Without secrets.

    service: `node`, `middleware` or `explorer`. network_id: that of a public host, otherwise None. path: what
    follows the base of the API. ids: the identifiers in path and query, in order. parameters: the query.
    """

    url: str
    service: str
    network_id: str | None = None
    path: str
    ids: tuple[str, ...] = ()
    parameters: dict[str, str] = {}  # noqa: RUF012


class Parts(NamedTuple):
    """A URL in parts, with its query decoded."""

    url: str
    scheme: str
    host: str
    port: int | None
    path: str
    pairs: tuple[tuple[str, str], ...]
    raw_plus: bool  #: a prefixed text in the query has a plus sign that is not percent-encoded


def split_url(url: str) -> Parts | None:
    """Split a URL into parts; None if it is malformed."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    pairs = []
    raw_plus = False
    for pair in parts.query.split("&", MAX_URL_PARAMETERS)[:MAX_URL_PARAMETERS]:
        name, _, value = pair.partition("=")
        if not name:
            continue
        # A form writes blanks as plus signs; base64 has plus signs that were not encoded.
        prefixed = _PREFIXED.match(value) is not None
        raw_plus = raw_plus or (prefixed and "+" in value)
        pairs.append((unquote_plus(name), unquote(value) if prefixed else unquote_plus(value)))
    return Parts(url, parts.scheme.lower(), host.lower(), port, parts.path, tuple(pairs), raw_plus)


_PREFIXED: Final = re.compile("[a-z]{2}_")

# --- wallets ------------------------------------------------------------------------------------

#: What a link asks a wallet to do: the last step of its path, or the host of a link with a scheme of its own.
ACTIONS: Final = frozenset(
    ("address", "sign-transaction", "sign-message", "sign-jwt", "sign-typed-data", "sign", "connect")
)
_WALLET_SCHEMES: Final = frozenset(("superhero", "aeternity", "aepp", "aebase"))

#: Parameters of links, and the attributes that hold them. Older wallets wrote them in other ways.
_ATTRIBUTES: Final = {
    "transaction": "transaction",
    "tx": "transaction",
    "networkId": "network_id",
    "networkdId": "network_id",  # misspelled in the schema's own example
    "network_id": "network_id",
    "address": "address",
    "message": "message",
    "signature": "signature",
    "x-success": "on_success",
    "x-cancel": "on_cancel",
}

#: What an answer carries, by the prefix of its value.
_ANSWERS: Final = {"transaction": "tx_", "address": "ak_", "signature": "sg_", "transaction-hash": "th_"}


def read_wallet_link(parts: Parts) -> WalletLink | None:
    """Read a link of a wallet, or its answer; None for other URLs."""
    action = _action(parts)
    if action is None:
        return None
    values: dict[str, str] = {}
    others: dict[str, str] = {}
    for name, value in parts.pairs:
        attribute = _ATTRIBUTES.get(name)
        shown = redact_url(value) if "://" in value else redact_within(value)
        if attribute is None or attribute in values:
            others[redact_within(name)] = shown
        else:
            values[attribute] = shown
    return WalletLink(url=redact_url(parts.url), action=action, others=others, **values)


def _action(parts: Parts) -> str | None:
    """Return what a link asks for; None if it is no link of a wallet."""
    steps = [step for step in (parts.host, *parts.path.split("/")) if step]
    last = steps[-1] if steps else ""
    names = {name for name, _ in parts.pairs}
    if parts.scheme in _WALLET_SCHEMES:
        return last if last in ACTIONS else "open"
    if parts.scheme not in ("http", "https"):
        return None
    asks = last in ACTIONS and len(steps) > 1
    if asks and (parts.host.startswith("wallet.") or "x-success" in names):
        return last
    answers = any(value.startswith(_ANSWERS.get(name, " ")) for name, value in parts.pairs)
    # An explorer or an API has such parameters, too, but not on its own.
    return "answer" if answers and read_endpoint(parts) is None else None


# --- resources ----------------------------------------------------------------------------------

#: Public hosts: service and network.
_HOSTS: Final = {
    "mainnet.aeternity.io": ("node", "ae_mainnet"),
    "testnet.aeternity.io": ("node", "ae_uat"),
    "sdk-mainnet.aepps.com": ("node", "ae_mainnet"),
    "sdk-testnet.aepps.com": ("node", "ae_uat"),
    "aescan.io": ("explorer", "ae_mainnet"),
    "www.aescan.io": ("explorer", "ae_mainnet"),
    "testnet.aescan.io": ("explorer", "ae_uat"),
    "explorer.aeternity.io": ("explorer", "ae_mainnet"),
    "explorer.testnet.aeternity.io": ("explorer", "ae_uat"),
}

#: The ports of a node's HTTP API, and of a middleware.
_PORTS: Final = {3013: "node", 3113: "node", 4000: "middleware"}

#: The base of an API before the resource.
_BASE: Final = re.compile(r"/(?P<mdw>mdw/)?(?:api/)?(?P<version>(?:internal/)?v[1-4]/|debug/)?")

#: What only a middleware has.
_MIDDLEWARE: Final = frozenset(
    (
        "aex9",
        "aex141",
        "activities",
        "stats",
        "statistics",
        "deltastats",
        "totalstats",
        "transfers",
        "txs",
        "txi",
    )
)
_RESOURCES: Final = frozenset(
    (
        *(
            "accounts",
            "transactions",
            "contracts",
            "names",
            "oracles",
            "channels",
            "key-blocks",
            "micro-blocks",
        ),
        *(
            "generations",
            "headers",
            "status",
            "peers",
            "blocks",
            "tx",
            "tokens",
            "nfts",
            "auctions",
            "balance",
        ),
        *_MIDDLEWARE,
    )
)


def read_endpoint(parts: Parts) -> Endpoint | None:
    """Read the URL of a resource; None for URLs that nothing shows to be one of æternity."""
    if parts.scheme not in ("http", "https"):
        return None
    base = _BASE.match(parts.path or "/")
    if base is None:
        return None
    path = parts.path[base.end() :]
    resource = path.partition("/")[0]
    service, network_id = _HOSTS.get(parts.host, ("", None))
    ids = tuple(step for step in (*path.split("/"), *(value for _, value in parts.pairs)) if _is_id(step))
    # Elsewhere, an account of that form could be anybody's.
    shown = (ids and (base["version"] or base["mdw"])) or parts.port in _PORTS
    if not service and (resource not in _RESOURCES or not shown):
        return None
    if base["mdw"] or (resource in _MIDDLEWARE and service != "explorer"):
        service = "middleware"
    return Endpoint(
        url=redact_url(parts.url),
        service=service or _PORTS.get(parts.port or 0, "node"),
        network_id=network_id,
        path=redact_within(unquote(path)),
        ids=ids,
        parameters={redact_within(name): redact_within(value) for name, value in parts.pairs},
    )


def _is_id(step: str) -> bool:
    """Return True for the text of an identifier, but not of a secret key."""
    if _PREFIXED.match(step) is None or step.startswith("sk_"):
        return False
    try:
        text.split(step)
    except DecodeError:
        return False
    return True
