"""Any interface: its values both ways in every form, and the place of a fault in one."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from aecodec import FateError, fate
from aecodec.fate import Contract

from .conftest import examples
from .error_of import error_of
from .generated_acis import Interface, interfaces


@examples(400)
@given(interfaces(), st.data())
def test_any_value_of_any_type_is_what_it_is_in_fate_and_comes_back(
    interface: Interface, data: st.DataObject
) -> None:
    contract = Contract(json.dumps(interface.form))
    python, value = data.draw(interface.kind.pairs)
    made = contract.call("f", python)
    assert made == fate.call("f", (value,))
    assert contract.decode_call(made).arguments == {"x": python}
    result = contract.encode_result("f", python)
    assert contract.decode_result("f", "ok", result).value == python
    form = json.loads(json.dumps(contract.json.decode_call(made).arguments["x"]))
    assert contract.json.call("f", form) == made
    assert contract.decode(interface.kind.form, fate.encode(value)) == python
    if '"any"' not in json.dumps(interface.form):  # bytes of many sizes have no type in common for the node
        assert fate.matches(value, contract.functions["f"].returns.fate)


@examples(400)
@given(interfaces(), st.data())
def test_a_part_of_no_type_is_found_by_its_path(interface: Interface, data: st.DataObject) -> None:
    python, path = data.draw(interface.kind.broken)
    error = error_of(FateError, Contract(interface.form).call, "f", python)
    place = "argument 1 `x`"
    assert error.code == "field_type"
    assert error.found == "Nothing"
    assert error.path == place + ("" if not path or path[0] == "[" else ".") + path


@examples(200)
@given(interfaces(), interfaces(), st.data())
def test_call_data_of_another_interface_fits_or_is_refused(
    one: Interface, other: Interface, data: st.DataObject
) -> None:
    made = Contract(one.form).call("f", data.draw(one.kind.pairs)[0])
    reader = Contract(other.form)
    try:
        found = reader.decode_call(made)
    except FateError as error:
        assert error.path.startswith("argument 1 `x`")  # noqa: PT017  (it may as well fit)
    else:
        assert reader.call("f", **found.arguments) == made
