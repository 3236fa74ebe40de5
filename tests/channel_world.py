"""Two participants and a node in one process: everything is moved by a random generator with a known seed."""

from __future__ import annotations

from random import Random
from typing import Any

from aecodec.channel import Event, Resume, Save, Session, SignRequest, State, Terms
from aecodec.channel.machine import ENDED
from aecodec.channel.operations import Operation
from aecodec.ids import Id
from aecodec.objects import Tx
from aecodec.signing import Key, sign
from aecodec.simulator import ClientConnection, Node

from .channel_requests import ALICE, BOB, NETWORK, TERMS, UNIT

URL = "ws://localhost/channel"
#: Confirmed by the first block.
OPTIONS = {"host": "localhost", "port": 3014, "minimum_depth": 0, "minimum_depth_strategy": "plain"}


class Participant:
    """A session with its key, its store and its connection; it signs what is safe, or refuses at random."""

    def __init__(self, node: Node, key: Key, random: Random, terms: Terms = TERMS) -> None:
        self.node, self.key, self.random, self.terms = node, key, random, terms
        self.stored: Resume | None = None
        self.session = Session(terms, key.address, NETWORK)
        self.connection: ClientConnection | None = None
        self.requests: list[SignRequest] = []
        self.events: list[Event] = []
        self.operations: list[Operation] = []
        #: What this participant's balance may be: those of every state that it signed.
        self.agreed: set[int] = {terms.balances[self.me]}
        self.signed: list[Tx | None] = []
        self.refusing = 0.0

    @property
    def me(self) -> Id:
        return self.session.me

    def connect(self) -> None:
        """Connect, for the first time or again with what was stored."""
        if self.stored is not None and self.stored.channel_id is not None:
            self.session = Session(self.terms, self.key.address, NETWORK, resume=self.stored)
        elif self.session.status != "connecting":
            self.session = Session(self.terms, self.key.address, NETWORK)
        self.requests.clear()
        self.connection = self.node.connect(self.session.connection(URL, **OPTIONS).url)

    def hang_up(self, *, crash: bool) -> None:
        """Lose the connection, and what was not stored if it is a crash."""
        if self.connection is not None:
            self.node.hangup(self.connection)
        self.connection = None
        if crash:
            self.requests.clear()
            self.operations = [one for one in self.operations if one.over]
        self.session.eof()
        self.take_events()

    def hear(self) -> bool:
        """Take one frame of the node; return False if there is none."""
        text = None if self.connection is None else self.connection.take()
        if text is None:
            if self.connection is not None and self.connection.closed:
                self.hang_up(crash=False)
            return False
        self.session.receive(text)
        self.take_events()
        return True

    def speak(self) -> bool:
        """Send what waits; return False if nothing does."""
        frames = [] if self.connection is None else list(self.session.to_send())
        for text in frames:
            if self.connection is not None:
                self.node.receive(self.connection, text)
        return bool(frames)

    def take_events(self) -> None:
        for event in self.session.events():
            self.events.append(event)
            if isinstance(event, Save):
                self.stored = event.resume
            elif isinstance(event, SignRequest):
                self.requests.append(event)

    def answer(self) -> bool:
        """Answer a request to sign; return False if there is none."""
        while self.requests and self.requests[0] is not self.session.request:
            self.requests.pop(0)
        if not self.requests:
            return False
        request = self.requests.pop(0)
        self.check(request)
        assert request.signed is not None
        may_refuse = request.name not in ("initiator_sign", "responder_sign")
        if not request.safe:
            self.session.refuse(request)
        elif may_refuse and self.random.random() < self.refusing:
            self.session.refuse(request, self.random.choice([1, 4, 147]))
        else:
            self.session.sign(request, self.authenticate(request.signed))
            self.signed.append(request.tx)
            if request.after is not None:
                self.agreed.add(request.after[self.me])
        self.take_events()
        return True

    def check(self, request: SignRequest) -> None:
        """No honest request has a problem."""
        assert request.safe, [str(problem) for problem in request.problems]

    def authenticate(self, signed: Tx) -> Tx:
        return sign(signed, self.key, NETWORK)

    def propose(self, name: str, amount: int) -> None:
        if self.session.status not in ENDED:
            make: Any = getattr(self.session, name)
            self.operations.append(make(amount))


class World:
    """A node and both participants."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        numbers = Random(seed + 1)
        self.node = Node(NETWORK, random_bytes=numbers.randbytes)
        self.alice = Participant(self.node, ALICE, self.random)
        self.bob = Participant(self.node, BOB, self.random)
        self.both = (self.alice, self.bob)

    def open(self) -> None:
        for one in self.both:
            one.connect()
        self.settle()
        assert [one.session.status for one in self.both] == ["open", "open"]

    def settle(self, rounds: int = 400) -> None:
        """Move everything until nothing is left to be moved."""
        for _ in range(rounds):
            moved = False
            for one in self.both:
                moved |= one.hear() or one.answer() or one.speak()
            moved |= bool(self.node.deliver())
            if not moved:
                before = self._frames()
                self.node.mine()
                for one in self.both:
                    one.session.tick(4)
                    one.take_events()
                if self._frames() == before and not any(one.speak() for one in self.both):
                    return
        raise AssertionError("nothing comes to rest")

    def _frames(self) -> list[int]:
        return [0 if one.connection is None else len(one.connection.pending) for one in self.both]

    def step(self) -> None:
        """Do one thing at random."""
        one = self.random.choice(self.both)
        action = self.random.choices(
            ["hear", "speak", "answer", "deliver", "mine", "propose", "lose", "crash", "return", "tick"],
            [30, 20, 20, 25, 4, 10, 1, 1, 5, 2],
        )[0]
        match action:
            case "hear":
                one.hear()
            case "speak":
                one.speak()
            case "answer":
                one.answer()
            case "deliver":
                self.node.deliver(one.connection)
            case "mine":
                self.node.mine()
            case "tick":
                one.session.tick(1)
                one.take_events()
            case "propose":
                name = self.random.choice(["pay", "pay", "request_payment", "deposit", "withdraw"])
                one.propose(name, self.random.randrange(1, 3 * UNIT))
            case "lose" | "crash":
                if one.connection is not None and one.session.status == "open":
                    one.hang_up(crash=action == "crash")
            case _:
                if one.connection is None:
                    one.connect()

    def rest(self) -> None:
        """Bring everybody back, and everything to an end."""
        for one in self.both:
            one.refusing = 0.0
        for _ in range(50):
            for one in self.both:
                if one.connection is None:
                    one.connect()
            self.settle()
            # A client that came back is not asked again for what it did not answer: a timer ends that.
            waiting = [one for one in self.node.machines if one.state != "open" and one.client is not None]
            if waiting and waiting[0].client is not None:
                self.node.expire(waiting[0].client)
            elif all(one.connection is not None for one in self.both):
                return
        if not self.node.machines:
            return  # the node ends a channel to which both come back with different states
        raise AssertionError("nobody comes back")


def coins(state: State | None) -> int | None:
    return None if state is None or state.balances is None else sum(state.balances.values())
