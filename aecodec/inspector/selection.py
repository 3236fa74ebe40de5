"""A selection of what a capture holds: the messages, findings and channels that a report shows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ..rpc import Error
from .checks import Finding
from .formatting import refused_method
from .history import Channel, ChannelHistory, Message
from .model import Entry
from .steps import Step
from .wording import round_of

__all__ = ["Selection", "method_of"]


def method_of(message: Message) -> str:
    """Return the method of a message, or of what it answers, without `channels.`; "" if unknown."""
    frame = message.entry.frame
    method = refused_method(message, frame) if isinstance(frame, Error) else message.method
    return (method or "").removeprefix("channels.")


class Selection:
    """What of a history and its findings is shown: what fits one word of each kind that has words.

    channels: ids. participants: names in the capture. methods: without `channels.`. rounds: as ranges.
    severities: of findings, and of the messages that they are about.
    """

    def __init__(
        self,
        history: ChannelHistory,
        findings: Iterable[Finding] = (),
        *,
        channels: Iterable[str] = (),
        participants: Iterable[str] = (),
        methods: Iterable[str] = (),
        rounds: Iterable[range] = (),
        severities: Iterable[str] = (),
    ) -> None:
        self._history = history
        self._findings = tuple(findings)
        self._channels = frozenset(channels)
        self._participants = frozenset(participants)
        self._methods = frozenset(methods)
        self._rounds = tuple(rounds)
        self._severities = frozenset(severities)
        self._by_message = bool(self._channels or self._methods or self._rounds)

    @property
    def shows_all(self) -> bool:
        """True if nothing is left out."""
        return not (self._by_message or self._participants or self._severities)

    @cached_property
    def _found(self) -> frozenset[int]:
        """The identities of the entries that findings of the severities are about."""
        entries = self._history.capture.entries
        found = [one for one in self._findings if one.severity in self._severities]
        places = {(one.source, one.line) for one in found if one.index is None}
        at = (id(entries[one.index]) for one in found if one.index is not None)
        return frozenset((*at, *(id(entry) for entry in entries if (entry.source, entry.line) in places)))

    @cached_property
    def _messages(self) -> dict[int, Message]:
        return {message.index: message for message in self._history.messages}

    def _is_found(self, messages: Iterable[Message]) -> bool:
        return any(id(message.entry) in self._found for message in messages)

    def shows(self, entry: Entry, message: Message | None) -> bool:
        """Tell whether an entry is shown; `message` is what it is if it is one."""
        if self._severities and id(entry) not in self._found:
            return False
        return self._fits(entry, message)

    def shows_channel(self, channel: Channel) -> bool:
        """Tell whether a channel is shown."""
        return not self._channels or channel.channel_id in self._channels

    def shows_round(self, number: int | None) -> bool:
        """Tell whether a round is shown; what has none only if no round is asked for."""
        return not self._rounds or (number is not None and any(number in one for one in self._rounds))

    def shows_step(self, step: Step) -> bool:
        """Tell whether a step of a channel is shown."""
        if self._participants and step.participant not in self._participants:
            return False
        if self._channels and step.channel_id not in self._channels:
            return False
        if self._methods and not any(method_of(message) in self._methods for message in step.messages):
            return False
        if self._severities and not self._is_found(step.messages):
            return False
        return self.shows_round(step.round)

    def shows_finding(self, finding: Finding) -> bool:
        """Tell whether a finding is shown: by its severity, and by the message that it is about."""
        if self._severities and finding.severity not in self._severities:
            return False
        if not self._by_message and not self._participants:
            return True
        message = None if finding.index is None else self._messages.get(finding.index)
        return message is not None and self._fits(message.entry, message)

    def _fits(self, entry: Entry, message: Message | None) -> bool:
        if self._participants and entry.participant not in self._participants:
            return False
        if message is None:
            return not self._by_message
        if self._channels and message.channel_id not in self._channels:
            return False
        if self._methods and method_of(message) not in self._methods:
            return False
        return not self._rounds or self.shows_round(round_of(message))
