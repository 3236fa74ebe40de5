"""Chain objects of any class, with values of the usual sizes on the chain.

The classes' own descriptions say what a field is; its name and unit say how large it usually is. Proofs
and state trees are real ones, made of accounts and contracts that are drawn. What a transaction says as
a whole makes no sense: it could not be paid for, and signatures are random bytes.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from aecodec import ChainObject, CtVersion, Id, IdKind, SignedTx, Tx, state, to_bytes, tx
from aecodec import fields as f
from aecodec.protocol import BASE_GAS, POINTED_KINDS, Order
from aecodec.schema import describe
from aecodec.state_tree import keys, proofs, state_trees

from .draw import Draw

_O = TypeVar("_O", bound=ChainObject)

_ACCOUNTS: Final = 200
_HEIGHT: Final = 1_100_000
_UPDATES: Final[tuple[type[state.OffChainUpdate], ...]] = (
    state.OffChainTransfer,
    state.OffChainDeposit,
    state.OffChainWithdrawal,
    state.OffChainNewContract,
    state.OffChainCallContract,
    state.OffChainMeta,
)
#: Classes that a ga_meta or paying_for wraps.
_CARRIED: Final[tuple[type[Tx], ...]] = (tx.SpendTx, tx.ContractCallTx, tx.ContractCallTx, tx.NameUpdateTxV1)


class Maker:
    """Makes objects of random values."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._accounts = [draw.bytes(32) for _ in range(_ACCOUNTS)]

    def make(self, cls: type[_O], **known: Any) -> _O:
        """Make an object of this class; fields that are not given are drawn."""
        fields = describe(cls).fields
        if any(field.name == "fee" for field in fields):
            known.setdefault("fee", self._fee(cls))
        values = {name: self._value(name, kind) for name, kind in fields if name not in known}
        return cls(**values, **known)

    def signed(self, inner: Tx, signatures: int) -> SignedTx:
        drawn = sorted(self._draw.bytes(64) for _ in range(signatures))
        return SignedTx(signatures=tuple(drawn), transaction=inner)

    def carrying(self, cls: type[tx.GAMetaTx | tx.PayingForTx]) -> Tx:
        """Make a transaction around another one, which is signed only where it is paid for."""
        inner: Tx = self.make(self._draw.of(_CARRIED))
        if issubclass(cls, tx.PayingForTx):
            return self.make(cls, tx=self.signed(inner, 1))
        return self.make(cls, gas=self._draw.between(5_000, 40_000), tx=self.signed(inner, 0))

    def proof(self) -> state.TreesPoi:
        """Make a proof of two accounts, and in one of three of a contract, in the state of a channel."""
        accounts = self._account_entries()
        keys = list(accounts)[:2]
        contracts = self._contract_entries() if self._draw.chance(33) else {}
        return state.TreesPoi(
            accounts=proofs.prove(accounts, keys),
            calls=(),
            channels=(),
            contracts=proofs.prove(contracts, contracts),
            ns=(),
            oracles=(),
        )

    def trees(self) -> state.StateTrees:
        """Make the state of a channel with a contract."""
        return state_trees(accounts=self._account_entries(), contracts=self._contract_entries())

    def calls(self) -> state.CallsMtree:
        """Make the calls of the contracts of a channel."""
        made = [self.make(state.ContractCallObjectV2) for _ in range(self._draw.between(1, 3))]
        answered = {self._draw.bytes(64): to_bytes(call) for call in made}
        return state_trees(calls=answered).calls

    # --- fields ---------------------------------------------------------------------------------

    def _fee(self, cls: type) -> int:
        """What the gas of its type and of some bytes costs."""
        return (BASE_GAS.get(describe(cls).tag, 0) + self._draw.between(5_000, 200_000)) * 10**9

    def _value(self, name: str, kind: f.FieldType) -> Any:
        match kind:
            case f.Uint(unit=unit):
                return self._uint(name, unit)
            case f.Bool():
                return self._draw.chance(50)
            case f.Bytes(length=None):
                return self._bytes(name)
            case f.Bytes(length=int(length)):
                return self._draw.bytes(length)
            case f.Identifier(kinds=kinds):
                return self._id(kinds)
            case f.Enum(cls=cls):
                return self._draw.of(list(cls))
            case f.PackedVersion():
                return self._draw.of((CtVersion(7, 3), CtVersion(8, 3), CtVersion(5, 3)))
            case f.PointerTarget():
                return self._id(POINTED_KINDS) if self._draw.chance(50) else self._draw.bytes(40)
            case f.Tuple(cls=cls, items=items):
                return cls(*map(self._value, cls._fields, items))
            case f.List():
                return self._list(name, kind)
            case f.Object(base=base):
                return self._nested(base)
        raise AssertionError(kind)

    def _uint(self, name: str, unit: str) -> int:
        draw = self._draw
        match name, unit:
            case "deposit", _:
                return 0
            case "name_fee", _:
                return draw.between(60, 600) * 10**18
            case "gas_price", _:
                return 10**9 if draw.chance(90) else draw.between(10**9, 2 * 10**9)
            case _, "aettos":
                return 0 if draw.chance(10) else draw.number(30, 80)
            case _, "gas":
                return draw.between(20_000, 2_000_000)
            case "ttl", _:
                return 0 if draw.chance(60) else draw.between(_HEIGHT, _HEIGHT + 1000)
            case "name_ttl", _:
                return 180_000
            case "client_ttl", _:
                return 84_600
            case _, "key blocks" | "height":
                return draw.between(3, 500)
            case "abi_version", _:
                return 3
            case "name_salt", _:
                return draw.number(1, 53)
            case _:
                return draw.number(1, 12)

    def _bytes(self, name: str) -> bytes:
        draw = self._draw
        match name:
            case "code":
                return draw.bytes(draw.between(900, 4000))
            case "call_data" | "auth_data" | "return_value":
                return draw.bytes(draw.between(24, 250))
            case "payload":
                return b"" if draw.chance(75) else draw.text(draw.between(1, 12)).encode()
            case "name":
                return f"{draw.text(1)}.chain".encode()
            case "role":
                return draw.of((b"initiator", b"responder"))
            case "key":
                return draw.of((b"account_pubkey", b"contract_pubkey", b"channel", b"oracle_pubkey"))
            case "query_format" | "response_format":
                return b"string"
            case "log":
                return b""
            case _:
                return draw.text(draw.between(2, 10)).encode()

    def _id(self, kinds: tuple[IdKind, ...]) -> Id:
        # The kind that stands first is the usual one.
        kind = kinds[0] if self._draw.chance(80) else self._draw.of(kinds)
        key = self._draw.of(self._accounts) if kind == IdKind.ACCOUNT else self._draw.bytes(32)
        return Id.of(kind, key)

    def _list(self, name: str, kind: f.List) -> tuple[Any, ...]:
        least, most = (0, 1) if name.endswith("delegate_ids") else (1, 3)
        items = [self._value(name, kind.of) for _ in range(self._draw.between(least, most))]
        match kind.order:
            case Order.BY_ITEM:
                return tuple(sorted(items))
            case Order.BY_KEY:
                return tuple(sorted({item[0]: item for item in items}.values()))
        return tuple(items)

    def _nested(self, base: type) -> ChainObject | None:
        """Make the object within a transaction of a channel; `carrying` makes those within others."""
        if base is SignedTx:
            agreed = self.signed(self.make(tx.ChannelOffchainTxV2), 2)
            return agreed if self._draw.chance(85) else None
        if base is state.TreesPoi:
            return self.proof()
        if base is state.StateTrees:
            return self.trees()
        assert base is state.OffChainUpdate
        return self.make(self._draw.of(_UPDATES))

    # --- entries of trees -----------------------------------------------------------------------

    def _account_entries(self) -> dict[bytes, bytes]:
        drawn = ((self._id((IdKind.ACCOUNT,)), self._account()) for _ in range(self._draw.between(2, 5)))
        return dict(keys.account_entry(*one) for one in drawn)

    def _account(self) -> state.Account:
        return state.AccountV1(nonce=0, balance=self._draw.number(40, 70))

    def _contract_entries(self) -> dict[bytes, bytes]:
        store = {bytes([number]): self._draw.bytes(40) for number in range(self._draw.between(1, 4))}
        contract = self.make(state.ContractObjectV2, code_ref=(), referrer_ids=())
        return keys.contract_entries(self._id((IdKind.CONTRACT,)), contract, store)
