"""The URL by which a client opens, or takes up again, the channel API of a node: text to a typed object."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final, TypeAlias, get_type_hints

from .._struct import Struct
from ..errors import RpcError, quote
from ..limits import MAX_URL_PARAMETERS
from ..redaction import MASK, redact_within

__all__ = ["Connection", "UrlProblem", "redact_url"]

#: The value of a parameter.
Value: TypeAlias = int | bool | str


class UrlProblem(Struct, frozen=True):
    """What is malformed in a URL: a code of RULES, the parameter (empty: the URL itself), and a sentence."""

    code: str
    parameter: str
    message: str


class Connection(Struct, frozen=True, kw_only=True):
    """The URL of a connection with its parameters; None for those that it lacks.

    Integers are exact, also negative ones; amounts are in aettos; identifiers stay text. `others` holds the
    text of parameters that have no attribute here or are malformed. `existing_fsm_id` is a secret: with it
    anybody takes the channel up; `repr` does not show it. Source: the channel API of the node
    (aeternity/protocol, node/api/channels_api_usage.md).
    """

    url: str
    protocol: str | None = None
    role: str | None = None
    host: str | None = None
    port: int | None = None
    initiator_id: str | None = None
    responder_id: str | None = None
    initiator_amount: int | None = None
    responder_amount: int | None = None
    push_amount: int | None = None
    channel_reserve: int | None = None
    lock_period: int | None = None
    ttl: int | None = None
    fee: int | None = None
    gas_price: int | None = None
    nonce: int | None = None
    minimum_depth: int | None = None
    minimum_depth_strategy: str | None = None
    msg_forwarding: bool | None = None
    keep_running: bool | None = None
    existing_channel_id: str | None = None
    existing_fsm_id: str | None = None
    offchain_tx: str | None = None
    others: dict[str, str] = {}  # noqa: RUF012  (a copy for each, as msgspec makes them)
    problems: tuple[UrlProblem, ...] = ()

    @classmethod
    def parse(cls, url: str) -> Connection:
        """Parse a URL. Raises nothing: `problems` lists what is malformed."""
        from urllib.parse import parse_qsl, urlsplit  # slow to import, and few need it

        try:
            parts = urlsplit(url)
            pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MAX_URL_PARAMETERS)
        except ValueError:
            return cls(url=url, problems=(_problem("url_scheme", "", redact_url(url)),))
        problems = []
        if parts.scheme not in ("ws", "wss"):
            problems.append(_problem("url_scheme", "", redact_url(url)))
        values: dict[str, Any] = {}
        others: dict[str, str] = {}
        for name, text in pairs:
            if name in values or name in others:
                problems.append(_problem("url_parameter_repeated", name))
            elif name not in _types():
                others[name] = text
            elif (value := _read(name, text)) is None:
                others[name] = text
                problems.append(_problem("url_parameter", name, text))
            else:
                values[name] = value
        return cls(url=url, others=others, problems=tuple(problems), **values)

    @property
    def parameters(self) -> dict[str, Value]:
        """The parameters that the URL has, by name, the others last."""
        values = {name: getattr(self, name) for name in _types()}
        return {name: value for name, value in values.items() if value is not None} | self.others

    def redact(self) -> Connection:
        """Return the same without its secrets."""
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = redact_url(value) if name == "url" else _redact(name, value)
        values["others"] = {redact_within(name): _redact(name, text) for name, text in self.others.items()}
        return Connection(**values)

    def __repr__(self) -> str:
        shown = self.redact()
        values = {"url": shown.url} | shown.parameters
        return f"Connection({', '.join(f'{name}={value!r}' for name, value in values.items())})"


# --- parameters ---------------------------------------------------------------------------------

#: Python reads integers of this many digits under every limit that a program can set; amounts have 27.
_MAX_DIGITS: Final = 640

_BOOLEANS: Final = {"true": True, "false": False}
_WORDS: Final = {
    "role": ("initiator", "responder"),
    "protocol": ("json-rpc",),
    "minimum_depth_strategy": ("txfee", "plain"),
}


@cache
def _types() -> dict[str, Any]:
    """Return the type of each parameter; the other attributes of the class are left out."""
    hints = get_type_hints(Connection)
    return {name: hint for name, hint in hints.items() if name not in ("url", "others", "problems")}


def _read(name: str, text: str) -> Value | None:
    """Read the value of a parameter; None if its text is malformed."""
    if _types()[name] == int | None:
        digits = text[1:] if text[:1] in ("+", "-") else text
        # `isdecimal` alone would accept the digits of every script.
        plain = digits.isdecimal() and digits.isascii() and len(digits) <= _MAX_DIGITS
        return int(text) if plain else None
    if _types()[name] == bool | None:
        return _BOOLEANS.get(text)
    return text if text in _WORDS.get(name, (text,)) and text else None


def _problem(code: str, parameter: str, found: str | None = None) -> UrlProblem:
    parameter = redact_within(parameter)
    error = RpcError(code, parameter, found=None if found is None else quote(redact_within(found)))
    return UrlProblem(code, parameter, str(error))


# --- secrets ------------------------------------------------------------------------------------

#: What the names of parameters that let somebody in have in them.
_TOKENS: Final = ("fsm_id", "token", "secret", "passw", "api_key", "apikey", "api-key", "jwt")

_SIGNS: Final = re.compile("([?&#])")

#: URLs within parameters of URLs that are searched.
_MOST_NESTED: Final = 3


def redact_url(url: str, nested: int = _MOST_NESTED) -> str:
    """Redact the secrets in a URL: passwords, tokens such as `existing_fsm_id`, keys by their form."""
    from urllib.parse import unquote, unquote_plus

    place, *pairs = _SIGNS.split(url)
    redacted = [redact_within(place)]
    for mark, pair in zip(pairs[::2], pairs[1::2], strict=True):
        name, sign, text = pair.partition("=")
        decoded = unquote_plus(text)
        shown = _redact(unquote(name), decoded)
        if shown == decoded and "=" in decoded and nested:
            shown = redact_url(decoded, nested - 1)
        redacted.append(f"{mark}{redact_within(name)}{sign}{text if shown == decoded else shown}")
    return "".join(redacted)


def _redact(name: str, value: str) -> str:
    """Redact the value of a parameter, all of it if the name says so."""
    return MASK if value and any(word in name.lower() for word in _TOKENS) else redact_within(value)
