"""Entries of a captured session, the connections that they open, and problems of reading.

markdown.py and jsonl.py make entries with `make_entry` and `make_message`, which redact secrets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, get_type_hints

from ..errors import RULES, AecodecError, RpcError, quote
from ..limits import MAX_URL_PARAMETERS
from ..redaction import redact_json, redact_within
from ..rpc import frames
from ..rpc.frames import Frame, UnknownFrame

#: `send` and `receive` are messages, from the client's side; the others are what happens between them.
Kind: TypeAlias = Literal["send", "receive", "open", "close", "comment"]

#: Python reads integers of this many digits under every limit that a program can set; amounts have 27.
_MAX_DIGITS: Final = 640


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something in a capture could not be read: a code of RULES, a sentence and the line."""

    code: str
    message: str
    line: int
    path: str = ""

    @classmethod
    def of(cls, error: AecodecError, line: int, source: str) -> Problem:
        """Make a problem of an exception about the text `source`; without evidence if that holds a secret."""
        if redact_within(source) != source:
            return cls.rule(error.code, line)
        return cls(code=error.code, message=str(error), line=line, path=error.path)

    @classmethod
    def rule(cls, code: str, line: int, path: str = "", found: str | None = None) -> Problem:
        """Make a problem of a code of RULES, with `found` as evidence."""
        path = redact_within(path)
        place = f" at {path}" if path else ""
        evidence = f": found {quote(redact_within(found))}" if found is not None else ""
        return cls(code=code, message=f"{RULES[code]}{place}{evidence}", line=line, path=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """The URL of a connection with its parameters; None for those that it lacks.

    Integers are exact, also negative ones; amounts are in aettos; identifiers stay text. `others` holds the
    text of parameters that have no attribute here or are malformed. Source: the channel API of the node
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
    others: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @classmethod
    def parse(cls, url: str, line: int = 1) -> Connection:
        """Parse a URL. Raises nothing: `problems` lists what is malformed, with the given line."""
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


# The type of each parameter; the other attributes of the class are left out.
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
    """Read the value of a parameter; None if its text is malformed."""
    if _PARAMETERS[name] == int | None:
        digits = text[1:] if text[:1] in ("+", "-") else text
        # `isdecimal` alone would accept the digits of every script.
        plain = digits.isdecimal() and digits.isascii() and len(digits) <= _MAX_DIGITS
        return int(text) if plain else None
    if _PARAMETERS[name] == bool | None:
        return _BOOLEANS.get(text)
    return text if text in _WORDS.get(name, (text,)) and text else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of a capture, without secrets.

    participant: its name in the capture, mostly initiator or responder. line: its line in the recording,
    counted from 1. time: the time stamp as written, if there is one. text: the URL of an `open`, the text of
    a `comment`, or the body of a message that is not JSON. frame: the message. problem: why the entry could
    not be read completely.
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
        """True if this was sent or received, readable or not."""
        return self.kind in ("send", "receive")


def make_entry(
    kind: Kind,
    participant: str,
    line: int,
    text: str = "",
    time: str | None = None,
    frame: Frame | UnknownFrame | None = None,
    problem: Problem | None = None,
) -> Entry:
    """Make an entry, and redact the secrets in its texts and its frame. An `open` gets its connection."""
    text = redact_within(text)
    if frame is not None and (value := redact_json(frame.value)) != frame.value:
        frame = frames.from_json(value)
    return Entry(
        kind=kind,
        participant=redact_within(participant),
        line=line,
        text=text,
        time=None if time is None else redact_within(time),
        frame=frame,
        connection=Connection.parse(text, line) if kind == "open" and text else None,
        problem=problem,
    )


def make_message(
    kind: Kind,
    participant: str,
    line: int,
    body: str,
    time: str | None = None,
    problem: Problem | None = None,
) -> Entry:
    """Make the entry of a message; a body that is not JSON is kept as `text`, with a problem."""
    try:
        frame = frames.decode(body)
    except RpcError as error:
        above = body.encode("utf-8", "surrogatepass")[: error.offset or 0].count(b"\n")
        problem = problem or Problem.of(error, line + above, body)
        return make_entry(kind, participant, line, body, time, problem=problem)
    return make_entry(kind, participant, line, "", time, frame, problem)
