"""What a captured session consists of: entries, the connections that they open, and problems of reading.

Values; recording.py and records.py make them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, get_type_hints

from ..errors import RULES, AecodecError, RpcError, quote
from ..limits import MAX_URL_PARAMETERS
from ..rpc import frames
from ..rpc.frames import Frame, UnknownFrame

#: send and receive are messages, as the client sees it; the others happen around them.
Kind: TypeAlias = Literal["send", "receive", "open", "close", "comment"]

#: Python reads integers of this many digits whatever limit the host has set; a coin amount has 27 at most.
_MAX_DIGITS: Final = 640


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something in a capture could not be read: a code of RULES, a sentence and the line."""

    code: str
    message: str
    line: int
    path: str = ""

    @classmethod
    def of(cls, error: AecodecError, line: int) -> Problem:
        """The problem that an exception tells of."""
        return cls(code=error.code, message=str(error), line=line, path=error.path)

    @classmethod
    def rule(cls, code: str, line: int, path: str = "", found: str | None = None) -> Problem:
        """The problem that a rule of RULES is broken, with what was found as evidence."""
        place = f" at {path}" if path else ""
        evidence = f": found {quote(found)}" if found is not None else ""
        return cls(code=code, message=f"{RULES[code]}{place}{evidence}", line=line, path=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """The address that a participant opened, parameter by parameter; None where it has none.

    Integers are exact and as written, negative ones too; identifiers stay text. `others` holds parameters
    without an attribute here, and the text of those that are malformed. Source: `connection.json`.
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
    others: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @classmethod
    def parse(cls, url: str, line: int = 1) -> Connection:
        """Take an address apart. Raises nothing: what is malformed is in `problems`, which name `line`."""
        from urllib.parse import parse_qsl, urlsplit  # slow to import, and few need it

        try:
            parts = urlsplit(url)
            pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MAX_URL_PARAMETERS)
        except ValueError:
            return cls(url=url, problems=(Problem.rule("url_scheme", line, found=url),))
        problems = []
        if parts.scheme not in ("ws", "wss"):
            problems.append(Problem.rule("url_scheme", line, found=url))
        values: dict[str, Any] = {}
        others: dict[str, str] = {}
        for name, text in pairs:
            if name in values or name in others:
                problems.append(Problem.rule("url_parameter_repeated", line, name))
            elif name not in _PARAMETERS:
                others[name] = text
            elif (value := _read_parameter(name, text)) is None:
                others[name] = text
                problems.append(Problem.rule("url_parameter", line, name, text))
            else:
                values[name] = value
        return cls(url=url, others=others, problems=tuple(problems), **values)


# The annotation says what a parameter must be; what the class declares beyond parameters is left out.
_PARAMETERS: Final = {
    name: hint
    for name, hint in get_type_hints(Connection).items()
    if name not in ("url", "others", "problems")
}
_BOOLEANS: Final = {"true": True, "false": False}
_WORDS: Final = {
    "role": ("initiator", "responder"),
    "protocol": ("json-rpc",),
    "minimum_depth_strategy": ("txfee", "plain"),
}


def _read_parameter(name: str, text: str) -> int | bool | str | None:
    """The value of a parameter, or None if its text is malformed."""
    if _PARAMETERS[name] == int | None:
        digits = text[1:] if text[:1] in ("+", "-") else text
        # isdecimal alone would take the digits of every script
        plain = digits.isdecimal() and digits.isascii() and len(digits) <= _MAX_DIGITS
        return int(text) if plain else None
    if _PARAMETERS[name] == bool | None:
        return _BOOLEANS.get(text)
    return text if text in _WORDS.get(name, (text,)) and text else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that a capture records.

    participant: the word it uses, mostly initiator or responder. line: where it stands in the recording,
    counted from 1. time: the time stamp if there is one, as written. text: the address of an `open`, the
    words of a `comment`, and the body of a message that is no JSON. frame: the message. problem: why this
    entry is less than it should be.
    """

    kind: Kind
    participant: str
    line: int
    text: str = ""
    time: str | None = None
    frame: Frame | UnknownFrame | None = None
    connection: Connection | None = None
    problem: Problem | None = None

    @property
    def is_message(self) -> bool:
        """Whether this was sent or received, readable or not."""
        return self.kind in ("send", "receive")


def message(
    kind: Kind,
    participant: str,
    line: int,
    body: str,
    time: str | None = None,
    problem: Problem | None = None,
) -> Entry:
    """The entry of a message from its body; a body that is no JSON is kept as `text`, with a problem."""
    try:
        frame = frames.decode(body)
    except RpcError as error:
        above = body.encode("utf-8", "surrogatepass")[: error.offset or 0].count(b"\n")
        problem = problem or Problem.of(error, line + above)
        return Entry(kind=kind, participant=participant, line=line, text=body, time=time, problem=problem)
    return Entry(kind=kind, participant=participant, line=line, time=time, frame=frame, problem=problem)
