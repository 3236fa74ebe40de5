"""Requests that need a contract machine, which the simulated node has not.

Their members are checked as the node checks them. A request that is well-formed is then refused with -32603,
the code of every reason that has none of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..errors import AecodecError
from ..text import decode
from .reading import OTHER, Params, identifier
from .refusals import Answer, Refusal

if TYPE_CHECKING:
    from .machine import Machine

__all__ = ["CONTRACT_METHODS", "refuse_call", "refuse_contract", "refuse_force_progress"]

#: The methods that this node refuses for want of a contract machine.
CONTRACT_METHODS: Final = frozenset(
    {
        "channels.update.new_contract",
        "channels.update.call_contract",
        "channels.dry_run.call_contract",
        "channels.force_progress",
    }
)

_BAD_ACCOUNT, _BAD_CONTRACT, _BAD_BYTES = 1005, 1006, 1009


def refuse_contract(machine: Machine, params: Any) -> Answer:
    """Refuse a new contract."""
    given = Params(params, "vm_version", "abi_version", "deposit", "code", "call_data")
    for name in ("vm_version", "abi_version", "deposit"):
        given.integer(name)
    if not _is_bytecode(given.members["code"]) or not _is_bytecode(given.members["call_data"]):
        raise Refusal(_BAD_BYTES)
    given.check_block_hash()
    given.meta()
    raise Refusal(code=OTHER)


def refuse_call(machine: Machine, params: Any) -> Answer:
    """Refuse a call, also one that only runs dry."""
    given = Params(params, "abi_version", "amount", "call_data", "contract_id")
    given.integer("abi_version")
    given.integer("amount")
    contract = identifier(given.members["contract_id"], "ct") is not None
    data = _is_bytecode(given.members["call_data"])
    reasons = [code for code, sound in ((_BAD_CONTRACT, contract), (_BAD_BYTES, data)) if not sound]
    if reasons:
        raise Refusal(*reasons)
    given.check_block_hash()
    given.meta()
    raise Refusal(code=OTHER)


def refuse_force_progress(machine: Machine, params: Any) -> Answer:
    """Refuse a forced progress. For damaged text the node gives the reason of an account."""
    given = Params(params, "abi_version", "amount", "call_data", "contract_id", "gas_price")
    for name in ("abi_version", "amount", "gas_price"):
        given.integer(name)
    given.optional_integer("gas")
    given.optional_integer("nonce")
    contract = identifier(given.members["contract_id"], "ct") is not None
    if not contract or not _is_bytecode(given.members["call_data"]):
        raise Refusal(_BAD_ACCOUNT)
    raise Refusal(code=OTHER)


def _is_bytecode(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        decode(value, "cb")
    except AecodecError:
        return False
    return True
