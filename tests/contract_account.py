"""A generalized account for the tests of channels: a function authenticates for it, and not a signature."""

from __future__ import annotations

from aecodec import build
from aecodec.ids import Id
from aecodec.objects import SignedTx, Tx


class ContractAccount:
    """An account whose contract takes a counter. authenticated: what the function was asked for."""

    def __init__(self, address: Id) -> None:
        self.address = address
        self.authenticated: list[Tx] = []

    def authenticate(self, signed: Tx) -> SignedTx:
        self.authenticated.append(signed)
        counter = len(self.authenticated).to_bytes(4, "big")
        meta = build.ga_meta_tx(ga_id=self.address, auth_data=counter, tx=signed, version=2)
        return SignedTx(signatures=(), transaction=meta)


class RemoteContractAccount(ContractAccount):
    """The same, that takes its time."""

    async def authenticate(self, signed: Tx) -> SignedTx:  # type: ignore[override]
        import asyncio

        await asyncio.sleep(0.005)
        return super().authenticate(signed)
