"""The URL by which a client opens, or takes up again, the channel API of a node: text to a typed object."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_type_hints

from .._struct import Struct
from ..errors import RpcError, quote
from ..limits import MAX_URL_PARAMETERS
from ..redaction import redact_within
from .parameters import PARAMETERS, Value, read_value, write_value
from .url_secrets import redact_name, redact_parameter, redact_url

__all__ = ["Connection", "UrlProblem"]


class UrlProblem(Struct, frozen=True):
    """What is malformed in a URL: a code of RULES, the parameter (empty: the URL itself), and a sentence."""

    code: str
    parameter: str
    message: str


class Connection(Struct, frozen=True, kw_only=True):
    """The URL of a connection with its parameters; None for those that it lacks.

    Integers are exact, also negative ones; amounts are in aettos, timeouts in milliseconds; identifiers stay
    text. `others` holds the text of parameters that have no attribute here, which nodes ignore, or are
    malformed. `existing_fsm_id` is a secret: with it anybody takes the channel up; `repr` does not show it.
    `connection_refusal` says what a node would do with it. Source: the channel API of the node
    (aeternity/protocol, node/api/channels_api_usage.md).
    """

    url: str
    protocol: str | None = None  #: `json-rpc`; `legacy` until 2019.
    role: str | None = None  #: Which side this client is.
    host: str | None = None  #: The host of the responder's node.
    port: int | None = None  #: The port for the other node, not that of the WebSocket.
    initiator_id: str | None = None  #: The account of the initiator; a responder may say `any`.
    responder_id: str | None = None  #: The account of the responder.
    initiator_amount: int | None = None  #: Coins that the initiator locks.
    responder_amount: int | None = None  #: Coins that the responder locks.
    push_amount: int | None = None  #: Coins that go to the responder within the first state.
    channel_reserve: int | None = None  #: Coins that each participant always keeps in the channel.
    lock_period: int | None = None  #: Key blocks in which a close by one participant can be disputed.
    ttl: int | None = None  #: The ttl of later transactions; the create transaction has 0.
    fee: int | None = None  #: The fee of the create transaction; the minimum by default.
    gas_price: int | None = None  #: Aettos for one gas of it. Of two fees that follow the larger counts.
    nonce: int | None = None  #: The initiator's nonce for it; the next free one by default.
    minimum_depth: int | None = None  #: Key blocks of `plain`, 3 by default; the factor of `txfee`, 10.
    minimum_depth_strategy: str | None = None  #: `txfee` asks for more blocks at a higher fee.
    msg_forwarding: bool | None = None  #: Messages may have other senders and receivers.
    keep_running: bool | None = None  #: The responder's state machine goes on without its client.
    log_keep: int | None = None  #: Events that the node keeps for FetchHistory.
    slogan: str | None = None  #: Text for the logs of the node.
    existing_channel_id: str | None = None  #: The channel to which the client comes back.
    existing_fsm_id: str | None = None  #: The last token of that channel. A secret.
    offchain_tx: str | None = None  #: What old clients sent to come back; ignored today.
    timeout_accept: int | None = None  #: For the other side to react where no chain is needed.
    timeout_funding_create: int | None = None  #: For the create transaction to be signed by the initiator.
    timeout_funding_sign: int | None = None  #: For the other side to sign what goes on chain.
    timeout_funding_lock: int | None = None  #: For a transaction to be deep enough.
    timeout_idle: int | None = None  #: With nothing happening.
    timeout_sign: int | None = None  #: For this client to sign.
    timeout_initialized: int | None = None  #: For the responder to accept; as `timeout_accept` by default.
    timeout_awaiting_open: int | None = None  #: For the initiator to open; as `timeout_idle` by default.
    report_info: bool | None = None  #: Send `channels.info`.
    report_update: bool | None = None  #: Send `channels.update`.
    report_leave: bool | None = None  #: Send `channels.leave`.
    report_conflict: bool | None = None  #: Send `channels.conflict`.
    report_message: bool | None = None  #: Send `channels.message`.
    report_error: bool | None = None  #: Send `channels.error`.
    report_debug: bool | None = None  #: Send `channels.debug`.
    report_on_chain_tx: bool | None = None  #: Send `channels.on_chain_tx`.
    report_min_depth: bool | None = None  #: Send the events of minimum depth.
    bh_delta_not_newer_than: int | None = None  #: Key blocks from the top to a pinned block, at least.
    bh_delta_not_older_than: int | None = None  #: The same at most. These three count only together.
    bh_delta_pick: int | None = None  #: How much deeper the node picks a block itself.
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
            elif name not in PARAMETERS:
                others[name] = text
            elif (value := read_value(_types()[name], PARAMETERS[name].words, text)) is None:
                others[name] = text
                problems.append(_problem("url_parameter", name, text))
            else:
                values[name] = value
        return cls(url=url, others=others, problems=tuple(problems), **values)

    @classmethod
    def make(cls, base: str, **values: Value | None) -> Connection:
        """Make the URL for these parameters; None leaves one out.

        base: the URL without them, such as `ws://localhost:3014/channel`. A name that no node knows takes
        text. Raises RpcError for a value that the parameter does not take, and for a base that is not of a
        WebSocket or has parameters.
        """
        from urllib.parse import quote as percent_encode

        if "?" in base or "#" in base:
            raise RpcError("url_parameter", "base", expected="a URL without parameters")
        pairs = []
        for name, value in values.items():
            if value is None:
                continue
            kind = _types().get(name, str)
            text = write_value(kind, value)
            if text is None:
                raise RpcError("url_parameter", name, None, kind.__name__, type(value).__name__)
            pairs.append(f"{percent_encode(name, safe='')}={percent_encode(text, safe='')}")
        made = cls.parse(f"{base}?{'&'.join(pairs)}" if pairs else base)
        if made.problems:
            problem = made.problems[0]
            raise RpcError(problem.code, problem.parameter)
        return made

    @property
    def parameters(self) -> dict[str, Value]:
        """The parameters that the URL has, by name, the others last."""
        values = {name: getattr(self, name) for name in PARAMETERS}
        return {name: value for name, value in values.items() if value is not None} | self.others

    def redact(self) -> Connection:
        """Return the same without its secrets."""
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = redact_url(value) if name == "url" else redact_parameter(name, value)
        values["others"] = {
            redact_name(name): redact_parameter(name, text) for name, text in self.others.items()
        }
        return Connection(**values)

    def __repr__(self) -> str:
        shown = self.redact()
        values = {name: getattr(shown, name) for name in ("url", *_types())}
        values |= {"others": shown.others or None, "problems": shown.problems or None}
        values = {name: value for name, value in values.items() if value is not None}
        return f"Connection({', '.join(f'{name}={value!r}' for name, value in values.items())})"


@cache
def _types() -> dict[str, type]:
    """Return the type of each parameter; the other attributes of the class are left out."""
    hints = get_type_hints(Connection)
    return {name: get_args(hints[name])[0] for name in PARAMETERS}


def _problem(code: str, parameter: str, found: str | None = None) -> UrlProblem:
    parameter = redact_within(parameter)
    error = RpcError(code, parameter, found=None if found is None else quote(redact_within(found)))
    return UrlProblem(code, parameter, str(error))
