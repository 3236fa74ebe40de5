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
from ..errors import DecodeError, FieldError, TextError, format_bytes, format_int, kind_names, quote
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
            raise FieldError("bytes_length", "", None, f"{row.length} bytes", f"{len(content)}")
        return content
    if op == LIST:
        return validate_list(table, row, value)
    if op == OBJECT:
        return None if value is None and row.empty_ok else validate_object(table, value, <Allowed>row.allowed)
    if op == TUPLE:
        return validate_tuple(table, row, value)
    if op == BOOL:
        return value if value is True or value is False else wrong_type("a bool", value)
    if op == ENUM:
        return validate_enum(row, value)
    if op == PACKED_VERSION:
        return validate_ct_version(row, value)
    if op == POINTER_TARGET:
        return validate_pointer(value)
    # What remains is the version in the head.
    version = validate_uint(value)
    if not 0 < version <= DATA_VERSION:
        raise FieldError("unknown_version", "", None, f"1 to {DATA_VERSION}", format_int(version))
    return version


cdef object wrong_type(str expected, value):
    raise FieldError("field_type", "", None, expected, type(value).__name__)


cdef object validate_uint(value):
    cdef int overflow
    if not PyLong_CheckExact(value):
        if isinstance(value, bool):
            wrong_type("an integer", value)
        try:
            # The number itself, whatever a subclass makes of its methods; others, as numpy's, convert.
            value = int.__index__(value) if isinstance(value, int) else index(value)
        except TypeError:
            wrong_type("an integer", value)
    if PyLong_AsLongLongAndOverflow(value, &overflow) >= 0 and overflow == 0:
        return value
    if value < 0:
        raise FieldError("uint_negative", "", None, "0 or more", format_int(value))
    length = (value.bit_length() + 7) // 8
    if length > UINT_BYTES:
        raise FieldError("uint_too_long", "", None, f"at most {UINT_BYTES} bytes", f"{length}")
    return value


cdef object validate_bytes(value, prefix):
    if PyBytes_CheckExact(value):
        return value
    if isinstance(value, str):
        return bytes_of(as_text(value, ""), prefix)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return contiguous(value)
    return wrong_type("bytes", value)


cdef object bytes_of(str value, prefix):
    """Convert text to the bytes it stands for: prefixed text, or UTF-8 where there is no prefix."""
    try:
        return value.encode() if prefix is None else text.decode(value, prefix)
    except UnicodeEncodeError:
        raise FieldError("field_type", "", None, "text without lone surrogates", quote(value)) from None
    except TextError as error:
        raise FieldError(error.code, "", None, error.expected, error.found) from None


cdef object validate_id(value, unsigned int kinds):
    cdef unsigned int kind
    if type(value) is not Id:
        if not isinstance(value, str):
            wrong_type("an Id or its text", value)
        try:
            value = Id(value)
        except DecodeError as error:
            raise FieldError(error.code, "", None, error.expected, error.found) from None
    kind = (<Id>value).wire[0]
    if not kinds >> kind & 1:
        raise FieldError("id_tag_not_allowed", "", None, kind_names(kinds), kind_names(1 << kind))
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
    expected = " or ".join([member.name.lower() for member in known])
    raise FieldError("enum_value", "", None, expected, quote(name))


cdef object validate_ct_version(const Row* row, value):
    cdef tuple items
    if not isinstance(value, tuple) or len(items := tuple(value)) != 2:
        wrong_type("a CtVersion", value)
    vm, abi = validate_uint(items[0]), validate_uint(items[1])
    if vm > 0xFFFF or abi > 0xFFFF or (vm == 0 and abi != 0):
        found = f"{format_int(vm)}, {format_int(abi)}"
        raise FieldError("ct_version", "", None, "numbers below 65536", found)
    same = type(value) is <object>row.cls and vm is items[0] and abi is items[1]
    return value if same else (<object>row.cls)(vm, abi)


cdef object validate_pointer(value):
    if type(value) is Id or (isinstance(value, str) and not as_text(value, "").startswith("ba_")):
        return validate_id(value, POINTER_KINDS)
    content = validate_bytes(value, "ba")
    if PyBytes_GET_SIZE(content) > POINTER_BYTES:
        raise FieldError("pointer_value", "", None, f"at most {POINTER_BYTES} bytes", f"{len(content)}")
    return content


cdef object validate_list(Table table, const Row* row, value):
    cdef Py_ssize_t i = 0
    cdef bint same = type(value) is tuple
    cdef tuple items
    if not isinstance(value, (tuple, list)):
        wrong_type("a list or tuple", value)
    items = tuple(value)  # validating may run code of the items, which may change a list
    if row.length >= 0 and len(items) > row.length:
        raise FieldError("list_too_long", "", None, f"at most {row.length}", f"{len(items)}")
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
        wrong_type(f"a {cls.__name__}", value)
    items = tuple(value)
    if len(items) != row.count:
        raise FieldError("tuple_arity", "", None, f"{row.count}", f"{len(items)}")
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
        wrong_type(allowed.words, value)
    if not allowed.has(tag):
        raise FieldError("object_not_allowed_here", "", None, allowed.words, type(value).__name__)
    if depth_of(table, value, 2) > DEPTH:
        raise FieldError("too_deep", "", None, f"at most {DEPTH} objects")
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
            raise FieldError("key_repeated", "", place(at), found=format_bytes(value))
        seen.add(value)
        before = before[0] if before is not None and order == BY_KEY else None
    if before is not None and PyObject_RichCompareBool(value, before, Py_LT):
        expected = f"not less than {format_bytes(before)}"
        raise FieldError("not_sorted", "", place(at), expected, format_bytes(value))
    return 0


cdef object enum_member(number, tuple members, Py_ssize_t at):
    member = members[number] if number < len(members) else None
    if member is None:
        expected = " or ".join([f"{int(known)}" for known in members if known is not None])
        raise FieldError("enum_value", "", place(at), expected, format_int(number))
    return member


cdef object place(Py_ssize_t at):
    return None if at < 0 else at
