"""Names of functions that many contracts have, to say which of them an id matches.

An id has 4 bytes of a hash, so several names may have the same: without the code of the contract a name is
never certain.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from .code import function_id

__all__ = ["STANDARD_NAMES", "names_of"]

_NAMES: Final = {
    "AEX-9": """
        aex9_extensions meta_info total_supply owner balances balance transfer allowances allowance
        allowance_for_caller transfer_allowance create_allowance change_allowance reset_allowance burn mint
        swap check_swap swapped name symbol decimals balance_of transfer_from approve""",
    "AEX-11": """
        meta total_supply balance_of default_operators is_operator_for authorize_operator revoke_operator
        transfer op_transfer burn op_burn tokensToTransfer tokensReceived""",
    "AEX-141": """
        aex141_extensions meta_info metadata total_supply balance owner transfer transfer_to_contract
        approve approve_all get_approved is_approved is_approved_for_all on_aex141_received mint burn
        token_limit change_token_limit""",
    "common": """
        init Chain.event authorize get set get_state add update read create delete remove register
        call call_contract claim withdraw deposit stake unstake vote get_balance get_owner set_owner
        transfer_ownership pause unpause tip retip tip_token retip_token swap_exact_tokens_for_tokens
        swap_tokens_for_exact_tokens swap_exact_ae_for_tokens swap_tokens_for_exact_ae
        swap_exact_tokens_for_ae swap_ae_for_exact_tokens add_liquidity add_liquidity_ae remove_liquidity
        remove_liquidity_ae get_reserves token0 token1 create_pair get_pair""",
}

#: Names of functions, by the standard that defines them: AEX-9, fungible tokens, with its first drafts;
#: AEX-11, fungible tokens with operators; AEX-141, non-fungible tokens; then names common without one.
STANDARD_NAMES: Final[dict[str, tuple[str, ...]]] = {
    standard: tuple(names.split()) for standard, names in _NAMES.items()
}


@cache
def _built_in() -> dict[bytes, tuple[str, ...]]:
    """Return the names that are built in by their ids."""
    return _by_id(name for names in STANDARD_NAMES.values() for name in names)


def _by_id(names: Iterable[str]) -> dict[bytes, tuple[str, ...]]:
    found: dict[bytes, tuple[str, ...]] = {}
    for name in dict.fromkeys(names):
        number = function_id(name)
        found[number] = (*found.get(number, ()), name)
    return found


def names_of(number: bytes, extra: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names that match a function id: those of `extra` first, then those that are built in.

    A match is no proof: say "matches", never "is".
    """
    return tuple(dict.fromkeys((*_by_id(extra).get(number, ()), *_built_in().get(number, ()))))
