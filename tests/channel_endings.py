"""Random play with everything that ends a channel: closes by both and by one, disputes, snapshots, leaving.

Beside the two participants there are cheats: closes by an old state that somebody posts past the connections.
"""

from __future__ import annotations

import contextlib
from typing import Any

from aecodec import _channel_rules as rules
from aecodec import build
from aecodec.channel import Disputable, Session, SignRequest, State, Updated
from aecodec.channel.machine import ENDED
from aecodec.errors import AecodecError
from aecodec.fees import cost
from aecodec.objects import SignedTx, Tx
from aecodec.signing import sign
from aecodec.tx import ChannelCloseMutualTx, ChannelSettleTx
from aecodec.tx.layers import origin, unwrap

from .channel_requests import NETWORK, TERMS
from .channel_world import OPTIONS, URL, Participant, World
from .contract_account import ContractAccount

#: What an account has on chain before it locks anything.
WEALTH = 10**20

#: What is proposed, and how often.
MOVES = {"pay": 8, "request_payment": 5, "deposit": 2, "withdraw": 2}
#: What a close may show to a participant who knows of another state than the other one.
DISAGREEING = {"coins_not_conserved", "final_too_low", "finals_wrong", "payload_wrong", "proof_wrong"}

ENDS = {"shutdown": 4, "snapshot": 4, "close_solo": 1, "settle": 1, "slash": 1, "leave": 3}


class Ending(Participant):
    """A participant that may be a generalized account, ends channels, and disputes closes by old states."""

    def __init__(self, world: EndingWorld, key: Any, *, contract: bool, options: dict[str, Any]) -> None:
        super().__init__(world.node, key, world.random)
        self.world = world
        self.contract = ContractAccount(self.me) if contract else None
        self.options = options
        self.session = self.make_session()

    def make_session(self) -> Session:
        resume = self.stored if self.stored is not None and self.stored.channel_id is not None else None
        contracts = TERMS.participants if self.options["contracts"] else ()
        return Session(TERMS, self.key.address, NETWORK, resume=resume, generalized=contracts)

    @property
    def is_done(self) -> bool:
        """True if it saw the end of the channel."""
        return self.session.status == "closed"

    def connect(self) -> None:
        if self.is_done:
            return
        self.session = self.make_session()
        self.requests.clear()
        url = self.session.connection(URL, **OPTIONS, keep_running=self.options["keep_running"]).url
        self.connection = self.node.connect(url)

    def authenticate(self, signed: Tx) -> SignedTx:
        if self.contract is not None:
            return self.contract.authenticate(signed)
        return sign(signed, self.key, NETWORK)

    def take_events(self) -> None:
        seen = len(self.events)
        super().take_events()
        for event in self.events[seen:]:
            if (
                isinstance(event, Disputable)
                and event.info == "can_slash"
                and self.session.status not in ENDED
            ):
                self.operations.append(self.session.slash())

    def check(self, request: SignRequest) -> None:
        """Only where the participants do not agree on the state may there be a problem."""
        agree = self.world.agree()
        allowed = DISAGREEING if not agree else {"finals_wrong"} if not self.saw_close else set()
        assert {problem.code for problem in request.problems} <= allowed, request.problems

    @property
    def disputed(self) -> bool:
        """True if a slash of this participant was in a block, and nothing was agreed since."""
        slashes = [one for one in self.operations if one.name == "slash" and one.phase == "done"]
        return bool(slashes)

    @property
    def saw_close(self) -> bool:
        """True if the close was seen over this connection."""
        return self.session._machine.closing_tx is not None

    def propose(self, name: str, amount: int) -> None:
        if self.session.status in ENDED:
            return
        if name in MOVES:
            super().propose(name, amount)
        else:
            self.operations.append(getattr(self.session, name)())


class EndingWorld(World):
    """A node and both participants, who may close and leave."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        random = self.random
        contracts = random.random() < 0.3
        options = {"keep_running": random.random() < 0.5, "contracts": contracts}
        self.ends = dict(ENDS) if random.random() < 0.8 else {"snapshot": 4, "leave": 3}
        self.cheats = random.random() < 0.3
        both = [
            Ending(self, one.key, contract=contracts and random.random() < 0.6, options=options)
            for one in self.both
        ]
        self.alice, self.bob = both
        self.both = (self.alice, self.bob)  # type: ignore[assignment]
        self.included: list[SignedTx] = []
        #: Coins that no final amount pays out, as where an older state is settled after a deposit.
        self.left_over = 0
        for one in both:
            self.node.account(one.me).balance = WEALTH
            if one.contract is not None:
                self.node.generalized(one.me)
        mine = self.node.chain.mine

        def mine_and_note() -> tuple[SignedTx, ...]:
            channel = self.on_chain
            was_closed = channel is None or channel.is_closed
            block = mine()
            self.included.extend(block)
            if not was_closed and channel.is_closed:
                tx: Any = unwrap(block[-1]).tx
                finals = tx.initiator_amount_final + tx.responder_amount_final
                fee = tx.fee if isinstance(tx, ChannelCloseMutualTx) else 0
                self.left_over = channel.coins - finals - fee
            return block

        self.node.chain.mine = mine_and_note  # type: ignore[method-assign]

    # --- what happens -----------------------------------------------------------------------------

    def step(self) -> None:
        one = self.random.choice(self.both)
        if self.random.random() < 0.97:
            super().step()
        elif self.cheats and self.random.random() < 0.2:
            self.cheat()
        else:
            name = self.random.choices(list(self.ends), list(self.ends.values()))[0]
            one.propose(name, 0)

    def cheat(self) -> None:
        """Post a close by any state that both signed."""
        channel_id = self.alice.session.channel_id
        cheat: Any = self.random.choice(self.both)
        states = [event.state for event in cheat.events if isinstance(event, Updated)]
        states = [one for one in states if one.is_off_chain and one.balances is not None]
        if channel_id is None or not states:
            return
        state: State = self.random.choice(states)
        assert state.balances is not None
        close = build.channel_close_solo_tx(
            channel_id=channel_id,
            from_id=cheat.me,
            payload=state.signed,
            poi=rules.proof_of(state.balances, TERMS.participants),
            nonce=self.node.chain.next_nonce(cheat.me),
            protocol="ceres",
        )
        # The channel may be in closing already, or the chain may know a later round.
        with contextlib.suppress(AecodecError):
            self.node.post(cheat.authenticate(SignedTx(signatures=(), transaction=close)))

    def rest(self) -> None:
        """Bring everything to an end: what is open stays open, and what is being closed gets closed."""
        for one in self.both:
            one.refusing = 0.0
        for _ in range(60):
            away = [one for one in self.both if one.connection is None and not one.is_done]
            for one in away:
                one.connect()
            self.settle()
            self._fill_nonces()
            channel, quiet = self.on_chain, {"open", "channel_closing"}
            waiting = [one for one in self.node.machines if one.client is not None and one.state not in quiet]
            if channel.is_closed and any(one.is_done for one in self.both):
                for one in self.both:  # to a channel that is closed nobody comes back
                    if not one.is_done:
                        one.hang_up(crash=False)
                return
            if away or any(one.connection is None and not one.is_done for one in self.both):
                continue
            if waiting and waiting[0].client is not None:
                # A client that came back is not asked again for what it did not answer: a timer ends that.
                self.node.expire(waiting[0].client)
            elif channel.is_closed or channel.locked_until == 0:
                return
            if channel.locked_until > 0 and not channel.is_closed:
                self._pay_out()
                if not waiting and not any(one.saw_close for one in self.both):
                    return  # both were away when it was closed, by a state that they cannot know
        if not self.node.machines and not self.agree():
            return  # the node ends a channel to which both come back with different states
        raise AssertionError("nobody comes back")

    def _fill_nonces(self) -> None:
        """Let accounts use the nonces of transactions that will never be in a block."""
        for signed in self.node.chain.mempool:
            tx: Any = unwrap(signed).tx
            for one in self.both:
                account = self.node.account(one.me)
                mine = [unwrap(other).tx.nonce for other in self.node.chain.mempool]  # type: ignore[attr-defined]
                if origin(tx) == one.me and account.nonce + 1 < tx.nonce and account.nonce + 1 not in mine:
                    account.nonce += 1

    def _pay_out(self) -> None:
        """Let time pass, and whoever is there settle."""
        self.node.mine(TERMS.lock_period + 1)
        for one in self.both:
            one.session.tick(150)
            one.take_events()
            if one.session.status not in ENDED and all(op.over for op in one.operations):
                one.propose("settle", 0)
        self.settle()

    def agree(self) -> bool:
        """Tell whether both have the same latest state."""
        states = [one.session.state for one in self.both]
        return states[0] is not None and states[1] is not None and states[0].tx == states[1].tx

    # --- what is true -----------------------------------------------------------------------------

    @property
    def on_chain(self) -> Any:
        return next(iter(self.node.chain.channels.values()), None)

    def wealth(self) -> int:
        """All coins: on both accounts, in the channel, and paid as fees."""
        accounts = sum(self.node.account(one.me).balance or 0 for one in self.both)
        channel = self.on_chain
        locked = 0 if channel is None or channel.is_closed else channel.coins
        return accounts + locked + self.left_over + sum(map(fees_of, self.included))

    def payout(self) -> Any:
        """The transaction that closed the channel; None if it is not closed."""
        closing = (ChannelCloseMutualTx, ChannelSettleTx)
        found = [unwrap(signed).tx for signed in self.included]
        return next((tx for tx in found if isinstance(tx, closing)), None)


def fees_of(signed: SignedTx) -> int:
    """What an included transaction cost, beside the coins that it moves."""
    return sum(one.amount for one in cost(signed).payments if one.name in ("fee", "gas"))
