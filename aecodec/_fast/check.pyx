# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, embedsignature=True
"""The rules of field values: the compiled `_pure.check`, with the same values and errors.

Most values come in their one form already: each rule first looks whether this is so, and only then
asks what else the value could be.
"""

from cpython.bytes cimport PyBytes_CheckExact, PyBytes_GET_SIZE
from cpython.object cimport PyObject, PyObject_RichCompareBool, Py_LT
from cpython.ref cimport Py_INCREF, Py_XDECREF

from .ids cimport Id
from .rlp cimport contiguous
from .table cimport (
    BOOL,
    BY_ITEM,
    BY_KEY,
    BYTES,
    PACKED_VERSION,
    ENUM,
    IDENTIFIER,
    LIST,
    OBJECT,
    POINTER_TARGET,
    POINTER_BYTES,
    POINTER_KINDS,
    TUPLE,
    UINT,
    Allowed,
    Row,
    Schema,
    Table,
    aec_slot,
)
from .text cimport as_text

from operator import index

from .._rules import PAYING_FOR_TAG, check_payable
from .. import _field_rules as wrong
from ..errors import FieldError, TextError
from ..limits import MAX_DATA_VERSION, MAX_OBJECT_DEPTH, MAX_UINT_BYTES
from . import text

cdef extern from *:
    bint PyLong_CheckExact(object number)
    long long PyLong_AsLongLongAndOverflow(object number, int* overflow) except? -1

cdef int DEPTH = MAX_OBJECT_DEPTH
cdef object DATA_VERSION = MAX_DATA_VERSION
cdef Py_ssize_t UINT_BYTES = MAX_UINT_BYTES


def check(Table table not None, obj):
    """Validate the fields of a newly constructed object and put them in their one form.

    Text becomes an Id, bytes or an enum member, a list a tuple, a number an enum member. Raises
    FieldError with the field's path.
    """
    cdef Schema schema = table.of_object(obj)
    cdef Row* row
    cdef PyObject** slot
    cdef PyObject* before
    cdef Py_ssize_t i
    for i in range(schema.count):
        row = &schema.rows[i]
        slot = aec_slot(obj, row.offset)
        if slot[0] == NULL:
            raise AttributeError(schema.names[i])
        value = <object>slot[0]
        try:
            valid = validate_value(table, row, value)
        except FieldError as error:
            raise error.within(schema.names[i]).within(schema.name) from None
        if valid is not value:
            # The slot owns its reference. What was there is released last: its code may read the object.
            Py_INCREF(valid)
            before = slot[0]
            slot[0] = <PyObject*>valid
            Py_XDECREF(before)
    if schema.tag == PAYING_FOR_TAG:
        try:
            check_payable(obj)
        except FieldError as error:
            raise error.within(schema.name) from None


cdef object validate_value(Table table, const Row* row, value):
    """Returns `value` in its one form. Raises FieldError if the row does not allow it."""
    cdef int op = row.op
    if op == UINT:
        return validate_uint(value)
    if op == IDENTIFIER:
        return validate_id(value, row.kinds)
    if op == BYTES:
        content = validate_bytes(value, <object>row.prefix)
        if row.length >= 0 and PyBytes_GET_SIZE(content) != row.length:
            raise wrong.wrong_length(row.length, len(content))
        return content
    if op == LIST:
        return validate_list(table, row, value)
    if op == OBJECT:
        return None if value is None and row.empty_ok else validate_object(table, value, <Allowed>row.allowed)
    if op == TUPLE:
        return validate_tuple(table, row, value)
    if op == BOOL:
        return value if value is True or value is False else refuse("a bool", value)
    if op == ENUM:
        return validate_enum(row, value)
    if op == PACKED_VERSION:
        return validate_ct_version(row, value)
    if op == POINTER_TARGET:
        return validate_pointer(value)
    # What remains is the version in the head.
    version = validate_uint(value)
    if not 0 < version <= DATA_VERSION:
        raise wrong.wrong_data_version(version)
    return version


cdef object refuse(str expected, value):
    raise wrong.wrong_type(expected, value)


cdef object validate_uint(value):
    cdef int overflow
    if not PyLong_CheckExact(value):
        if isinstance(value, bool):
            refuse("an integer", value)
        try:
            # The number itself, whatever a subclass makes of its methods; others, as numpy's, convert.
            value = int.__index__(value) if isinstance(value, int) else index(value)
        except TypeError:
            refuse("an integer", value)
    if PyLong_AsLongLongAndOverflow(value, &overflow) >= 0 and overflow == 0:
        return value
    if value < 0 or value.bit_length() > 8 * UINT_BYTES:
        raise wrong.wrong_number(value)
    return value


cdef object validate_bytes(value, prefix):
    if PyBytes_CheckExact(value):
        return value
    if isinstance(value, str):
        return bytes_of(as_text(value, ""), prefix)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return contiguous(value)
    return refuse("bytes", value)


cdef object bytes_of(str value, prefix):
    """Convert text to the bytes it stands for: prefixed text, or UTF-8 where there is no prefix."""
    try:
        return value.encode() if prefix is None else text.decode(value, prefix)
    except UnicodeEncodeError:
        raise wrong.no_utf8(value) from None
    except TextError as error:
        raise wrong.wrong_text(error) from None


cdef object validate_id(value, unsigned int kinds):
    cdef unsigned int kind
    if type(value) is not Id:
        if not isinstance(value, str):
            refuse("an Id or its text", value)
        try:
            value = Id(value)
        except TextError as error:
            raise wrong.wrong_text(error) from None
    kind = (<Id>value).wire[0]
    if not kinds >> kind & 1:
        raise wrong.wrong_id_kind(kind, kinds)
    return value


cdef object validate_enum(const Row* row, value):
    members = <tuple>row.members
    if type(value) is <object>row.cls:
        for known in members:  # `int.__new__` makes others of this type, too
            if known is value:
                return value
    if isinstance(value, str):
        return named_member(as_text(value, ""), members)
    return enum_member(validate_uint(value), members, -1)


cdef object named_member(str name, tuple members):
    """Find a member by its name in any case."""
    known = [member for member in members if member is not None]
    for member in known:
        if member.name == name.upper():
            return member
    raise wrong.no_member_name(known, name)


cdef object validate_ct_version(const Row* row, value):
    cdef tuple items
    if not isinstance(value, tuple) or len(items := tuple(value)) != 2:
        refuse("a CtVersion", value)
    vm, abi = validate_uint(items[0]), validate_uint(items[1])
    if vm > 0xFFFF or abi > 0xFFFF or (vm == 0 and abi != 0):
        raise wrong.wrong_versions(vm, abi)
    same = type(value) is <object>row.cls and vm is items[0] and abi is items[1]
    return value if same else (<object>row.cls)(vm, abi)


cdef object validate_pointer(value):
    if type(value) is Id or (isinstance(value, str) and not as_text(value, "").startswith("ba_")):
        return validate_id(value, POINTER_KINDS)
    content = validate_bytes(value, "ba")
    if PyBytes_GET_SIZE(content) > POINTER_BYTES:
        raise wrong.long_pointer(len(content))
    return content


cdef object validate_list(Table table, const Row* row, value):
    cdef Py_ssize_t i = 0
    cdef bint same = type(value) is tuple
    cdef tuple items
    if not isinstance(value, (tuple, list)):
        refuse("a list or tuple", value)
    items = tuple(value)  # validating may run code of the items, which may change a list
    if row.length >= 0 and len(items) > row.length:
        raise wrong.too_long(row.length, len(items))
    valid = []
    before = None
    seen = set() if row.order > BY_ITEM else None
    for item in items:
        try:
            one = validate_value(table, row.inner, item)
            if row.order:
                in_order(before, one, row.order, seen, -1)
        except FieldError as error:
            raise error.within(f"[{i}]") from None
        same = same and one is item
        valid.append(one)
        before = one
        i += 1
    return value if same else tuple(valid)


cdef object validate_tuple(Table table, const Row* row, value):
    cdef Py_ssize_t i
    cls = <object>row.cls
    cdef bint same = type(value) is cls
    cdef tuple items
    if not isinstance(value, (tuple, list)):
        refuse(f"a {cls.__name__}", value)
    items = tuple(value)
    if len(items) != row.count:
        raise wrong.wrong_arity(row.count, len(items))
    valid = []
    for i in range(row.count):
        item = items[i]
        try:
            one = validate_value(table, &row.inner[i], item)
        except FieldError as error:
            raise error.within(cls._fields[i]) from None
        same = same and one is item
        valid.append(one)
    return value if same else cls(*valid)


cdef object validate_object(Table table, value, Allowed allowed):
    tag = getattr(type(value), "TAG", None)
    if type(tag) is not int or not is_known(table, tag, type(value)):
        refuse(allowed.words, value)
    if not allowed.has(tag):
        raise wrong.wrong_object(allowed, type(value))
    if depth_of(table, value, 2) > DEPTH:
        raise wrong.too_deep()
    return value


cdef bint is_known(Table table, tag, cls) except -1:
    """Tells whether it is a class of chain objects itself, not only equal to one by its metaclass."""
    for known in table.tags.get(tag, {}).values():
        if known is cls:
            return True
    return False


cdef int depth_of(Table table, obj, int depth) except -1:
    """Counts how deep the objects within `obj`, which stands at `depth`, go; stops beyond the limit."""
    cdef Schema schema
    cdef Row* row
    cdef PyObject* value
    cdef int deepest = depth
    if depth > DEPTH:
        return depth
    schema = table.of_object(obj)
    for i in range(schema.count):
        row = &schema.rows[i]
        value = aec_slot(obj, row.offset)[0]
        if value == NULL:
            raise AttributeError(schema.names[i])
        held = <object>value  # finding a schema may run code, which may empty the slot
        if row.op == OBJECT and held is not None:
            deepest = max(deepest, depth_of(table, held, depth + 1))
        elif row.op == LIST and row.inner.op == OBJECT:
            for item in <tuple?>held:
                deepest = max(deepest, depth_of(table, item, depth + 1))
    return deepest


# --- rules that hold on the wire as well --------------------------------------------------------------


cdef int in_order(before, value, int order, set seen, Py_ssize_t at) except -1:
    if order != BY_ITEM:
        value = value[0] if isinstance(value, tuple) else value.key
        if value in seen:
            raise wrong.repeated_key(value, place(at))
        seen.add(value)
        before = before[0] if before is not None and order == BY_KEY else None
    if before is not None and PyObject_RichCompareBool(value, before, Py_LT):
        raise wrong.unsorted(before, value, place(at))
    return 0


cdef object enum_member(number, tuple members, Py_ssize_t at):
    member = members[number] if number < len(members) else None
    if member is None:
        raise wrong.no_member([known for known in members if known is not None], number, place(at))
    return member


cdef object place(Py_ssize_t at):
    return None if at < 0 else at
