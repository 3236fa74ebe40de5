"""The typed model is that of the specification: methods, members, types, codes; its examples are typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import pytest

from aecodec import rpc
from aecodec.rpc import ABSENT, METHODS, RESULTS, Error, Params, Result, UnknownParams
from aecodec.rpc.params import Known, Prefixed
from aecodec.rpc.reading import variants
from aecodec.state import OffChainUpdate

from .conftest import spec_text

SPEC: dict[str, Any] = json.loads(spec_text("channel_rpc.json"))
DIRECTIONS = {"client_to_node": "send", "node_to_client": "receive"}
MESSAGES = {(DIRECTIONS[one["direction"]], one["method"]): one for one in SPEC["messages"]}

#: Members that the specification requires, and nodes of 2018 left out of a conflict.
EARLY = {("conflict", name) for name in ("channel_id", "error_code", "error_msg")}
#: The specification says that it may be missing. Every frame that was seen has it, and every node writes it.
ALWAYS = {("minimum_depth_achieved", "notice")}


def test_every_method_of_the_specification_is_in_the_table_and_no_other() -> None:
    assert set(METHODS) == set(MESSAGES)
    assert set(RESULTS) == {method for direction, method in METHODS if direction == "send"}


def stated(hint: Any) -> str:
    """The type that an annotation states, in the words of the specification."""
    base, marks = hint, ()
    if get_origin(base) is Annotated:
        base, *marks = get_args(base)
    for mark in marks:
        if isinstance(mark, Prefixed):
            return "|".join(mark.prefixes) + ("|=" if mark.empty_ok else "")
        if isinstance(mark, Known):
            return "string"
    origin, arguments = get_origin(base), get_args(base)
    if origin is tuple:
        return f"{stated(arguments[0])}[]"
    if origin is dict:
        return f"map({stated(arguments[0])},{stated(arguments[1])})"
    if origin is Literal:
        return "=" + "|".join(arguments)
    if OffChainUpdate in arguments:
        return "@update"
    if arguments:
        return "|".join(stated(one) for one in arguments if one not in (rpc.params.UnsetType, type(None)))
    if isinstance(base, type) and issubclass(base, Params):
        return f"@{base.__name__}"
    return {str: "string", int: "int", bool: "bool", Any: "any"}[base]


def specified(type_: str, name: str) -> str:
    """The type that the specification gives, in the same words."""
    if type_.startswith("%"):
        values = SPEC["enums"][type_[1:]]["values"]
        return "string" if type_ in ("%on_chain_info", "%on_chain_type") else "=" + "|".join(values)
    if type_.startswith("=") and name in ("notice", "type"):
        return "string"
    if type_.startswith("@") and type_ != "@update[]":
        return {"@message": "@Message", "@contract": "@ContractInfo"}[type_]
    return {"fsm_id": "ba", "bytes_as_text": "string"}.get(type_, type_)


def check_members(cls: type[Params], fields: dict[str, Any], of: str) -> None:
    hints = get_type_hints(cls, include_extras=True)
    named = {name.removesuffix("_"): hints[name] for name in cls.__struct_fields__ if name != "extra"}
    assert named.keys() == fields.keys(), cls
    for name, field in fields.items():
        required = rpc.params.UnsetType not in get_args(named[name])
        wanted = field.get("required", True) and (of, name) not in EARLY
        assert required is (wanted or (of, name) in ALWAYS), (cls, name)
        if name != "event":
            assert stated(named[name]) == specified(field["type"], name), (cls, name)


def objects() -> Iterator[tuple[str, dict[str, Any], type[Params]]]:
    """Each object of the specification, its fields, and our class."""
    classes = {
        "sign_data": rpc.SignRequest,
        "state": rpc.State,
        "on_chain_tx": rpc.OnChainTx,
        "conflict": rpc.Conflict,
        "message_data": rpc.ReceivedMessage,
        "message": rpc.Message,
        "error_data": rpc.Report,
        "pong": rpc.Pong,
        "calls_pruned": rpc.CallsPruned,
        "poi": rpc.ProofOfInclusion,
        "balance": rpc.Balance,
        "offchain_state": rpc.OffchainState,
        "contract_reply": rpc.ContractState,
        "contract": rpc.ContractInfo,
        "call_result": rpc.CallResult,
        "history_entry": rpc.HistoryEvent,
        "error_entry": rpc.Reason,
    }
    for name, cls in classes.items():
        yield name, SPEC["objects"][name]["fields"], cls
    for event, known in SPEC["objects"]["info"]["variants"].items():
        yield event, known["fields"], variants(rpc.Info).get(event, rpc.Info)


@pytest.mark.parametrize(("name", "fields", "cls"), [pytest.param(*one, id=one[0]) for one in objects()])
def test_what_nodes_write_has_the_members_of_the_specification(
    name: str, fields: dict[str, Any], cls: type[Params]
) -> None:
    check_members(cls, fields, name)


@pytest.mark.parametrize("key", sorted(key for key in MESSAGES if key[0] == "send"), ids=lambda key: key[1])
def test_what_clients_write_has_the_members_of_the_specification(key: Any) -> None:
    message = MESSAGES[key]
    alternatives = message.get("alternatives", [message["params"]])
    for cls, form in zip(METHODS[key], alternatives, strict=False):
        check_members(cls, form["fields"], key[1])
    result = message["result"]["type"]
    shapes = {"=ok": "=ok", "=ok|@pong": "=ok @Pong", "@balance[]": "@Balance[]", "@poi": "@ProofOfInclusion"}
    shapes |= {"@offchain_state": "@OffchainState", "@contract_reply": "@ContractState"}
    shapes |= {"@call_result": "@CallResult", "@calls_pruned": "@CallsPruned"}
    shapes |= {"@history_entry[]": "@HistoryEvent[]"}
    assert " ".join(stated(shape) for shape in RESULTS[key[1]]) == shapes[result]


def test_events_and_reports_are_those_of_the_specification() -> None:
    elsewhere = {"info", "update", "error_object", "notification_params"}
    assert set(rpc.EVENTS) == set(SPEC["objects"]["info"]["variants"])
    assert set(rpc.ON_CHAIN) == set(SPEC["enums"]["on_chain_info"]["values"])
    assert {name for name, _, _ in objects()} >= set(SPEC["objects"]) - elsewhere


def test_each_signing_operation_is_that_of_the_specification() -> None:
    for one in rpc.SIGNING:
        request = MESSAGES["receive", f"channels.sign.{one.name}"]
        facts = request["sign_request"]
        assert request["reply_with"] == f"channels.{one.replies[0]}"
        assert (one.tx_type, list(one.before), list(one.updates)) == (
            facts["tx_type"],
            facts["authentications"],
            facts["ops"],
        )
        for reply in one.replies:
            answer = MESSAGES["send", f"channels.{reply}"]
            assert answer["answers"] == request["method"]
            assert answer["signing_reply"] == {"tx_type": one.tx_type, "authentications": list(one.after)}


def test_error_codes_have_the_words_of_the_specification() -> None:
    outer, inner = SPEC["errors"]["codes"], SPEC["errors"]["data_codes"]
    assert {str(code): words for code, (words, _) in rpc.ERRORS.items()} == {
        code: known["message"] for code, known in outer.items()
    }
    assert {str(code): words for code, (words, _) in rpc.REASONS.items()} == {
        code: known["message"] for code, known in inner.items()
    }
    ranges = {
        f"{one.first}..{one.last}".replace(f"{one.last}..{one.last}", str(one.last)): one.message
        for one in rpc.SIGNING_ERRORS
    }
    assert ranges == {code: words for code, words in SPEC["sign_error_codes"].items() if code != "note"}
    assert rpc.explain(1001) == "whoever pays would fall below the channel reserve"
    assert rpc.explain(-32603) == rpc.ERRORS[-32603][1]
    assert rpc.explain(7) is None


def test_types_of_transactions_have_the_names_of_the_specification() -> None:
    for name, tag in SPEC["tx_tags"].items():
        classes = rpc.classes_of_type(name)
        assert {cls.TAG for cls in classes} == {tag}
        assert {rpc.type_of_tx(cls) for cls in classes} == {name}
    assert set(SPEC["enums"]["on_chain_type"]["values"]) == set(rpc.TX_TYPES)


def examples() -> Iterator[Any]:
    for (direction, method), message in MESSAGES.items():
        for name in ("example", "example_result"):
            if name in message:
                yield pytest.param(direction, method, message[name], id=f"{direction} {method} {name}")


@pytest.mark.parametrize(("direction", "method", "form"), list(examples()))
def test_the_examples_of_the_specification_are_typed(direction: Any, method: str, form: Any) -> None:
    frame = rpc.from_json(form)
    if isinstance(frame, Result):
        typed, value = rpc.result_of(method, frame.result), frame.result
    else:
        assert not isinstance(frame, Error | rpc.UnknownFrame)
        typed = rpc.params_of(frame, direction)
        value = frame.params["data"] if direction == "receive" else frame.params
    assert not isinstance(typed, UnknownParams), typed
    assert rpc.to_json(typed) == value
    assert not getattr(typed, "extra", None)


def test_refusals_of_the_specification_are_typed() -> None:
    for code, known in SPEC["errors"]["data_codes"].items():
        if "example" in known:
            frame = rpc.from_json(known["example"])
            assert isinstance(frame, Error)
            reasons = rpc.reasons_of(frame)
            assert rpc.Reason(code=int(code), message=known["message"]) in reasons
            assert rpc.to_json(reasons) == frame.data
            assert isinstance(frame.id, int) or frame.request is not ABSENT
