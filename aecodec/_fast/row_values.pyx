# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Values of fields as their columns hold them: the compiled `_pure.row_values`.

All is done without Python's lock, on items that were judged before. The functions return 0, or -1 for no
memory or too much for an offset; a value that its column cannot hold is no error, but noted in `unfit`.
"""

from libc.stdint cimport int32_t, uint8_t
from libc.string cimport memcmp, memcpy

from . cimport kernels
from .judge cimport small_number
from .kernels cimport BASE58_BUFFER
from .rlp cimport aec_item, aec_rlp_take
from .table cimport OBJECT, POINTER_TARGET, Row

from .._column_forms import Form
from ..protocol import ID_PREFIXES

assert [*Form] == [*range(1, PAIRS + 1)] and Form.UNFIT + 1 == Form.INT64 == HEADS

cdef char id_prefixes[7][2]
for kind, letters in ID_PREFIXES.items():
    id_prefixes[kind][0], id_prefixes[kind][1] = letters.encode()


cdef aec_column* open_column(int form, size_t rows, size_t bytes) noexcept nogil:
    """Open the column of a form; NULL without memory."""
    cdef aec_column* made
    cdef aec_column* inner
    cdef bint done
    if form == VERSION:
        return aec_column_open(AEC_FIXED, 2, True, rows, 0)
    if form == ERROR_OFFSET or form == INT64:
        return aec_column_open(AEC_FIXED, 8, True, rows, 0)
    if form == DECIMAL:
        return aec_column_open(AEC_FIXED, 16, True, rows, 0)
    if form == VERSIONS:
        made = aec_column_open(AEC_STRUCT, 0, True, rows, 0)
        done = (
            made != NULL
            and aec_column_add(made, aec_column_open(AEC_FIXED, 4, True, rows, 0)) == 0
            and aec_column_add(made, aec_column_open(AEC_FIXED, 4, True, rows, 0)) == 0
        )
    elif form in (SIGNATURES, UNFIT, IDS_TEXT, IDS_BYTES, OBJECTS):
        made = aec_column_open(AEC_LIST, 0, True, rows, 0)
        done = made != NULL and aec_column_add(made, aec_column_open(AEC_BYTES, 0, False, 0, 0)) == 0
    elif form in (POINTERS_TEXT, POINTERS_BYTES, PAIRS):
        made = aec_column_open(AEC_LIST, 0, True, rows, 0)
        inner = aec_column_open(AEC_STRUCT, 0, False, 0, 0)
        done = made != NULL and inner != NULL
        if made != NULL:
            done = aec_column_add(made, inner) == 0 and done
        else:
            aec_column_close(inner)
        done = done and aec_column_add(inner, aec_column_open(AEC_BYTES, 0, True, 0, 0)) == 0
        done = done and aec_column_add(inner, aec_column_open(AEC_BYTES, 0, True, 0, 0)) == 0
        if form != PAIRS:
            done = done and aec_column_add(inner, aec_column_open(AEC_BYTES, 0, True, 0, 0)) == 0
    else:
        return aec_column_open(AEC_BYTES, 0, True, rows, bytes)
    if not done:
        aec_column_close(made)
        return NULL
    return made


cdef int put_name(aec_column* column, Py_ssize_t row, const Name* name) noexcept nogil:
    return aec_column_pad(column, row) or aec_column_bytes(column, name.text, name.size)


cdef int put_field(
    const aec_item* item, const Row* row_of, const Place* place,
    aec_column** columns, int unfit, Py_ssize_t row, Known* known
) noexcept nogil:
    cdef aec_column* column = columns[place.column]
    cdef const uint8_t* start = item.start
    cdef size_t size = <size_t>(item.end - start)
    cdef int form = place.form, held = 1
    if form == OBJECT_BYTES and size == 0 and row_of.op == OBJECT:
        return 0
    if form == UTF8 and not aec_is_utf8(start, size):
        return put_unfit(columns, unfit, row, place)
    if aec_column_pad(column, row):
        return -1
    if form == INT64:
        held = aec_column_int64(column, start, size)
    elif form == DECIMAL:
        held = aec_column_decimal(column, start, size)
    elif form == ID_TEXT:
        return put_id(column, start, known)
    elif form == NUMBER_TEXT:
        return aec_column_number(column, start, size)
    elif form in (BINARY, OBJECT_BYTES, UTF8, ID_BYTES):
        return aec_column_bytes(column, start, size)
    elif form == ENUM_NAME:
        return put_name(column, row, &place.members[small_number(item)])
    elif form == VERSIONS:
        return put_versions(column, small_number(item))
    elif form == IDS_TEXT:
        return put_ids(column, item, known)
    elif form in (IDS_BYTES, OBJECTS):
        return put_items(column, item)
    else:
        return put_tuples(column, item, row_of.inner, form, known)
    if held == 0:
        return put_unfit(columns, unfit, row, place)
    return 0 if held > 0 else -1


cdef int put_unfit(aec_column** columns, int unfit, Py_ssize_t row, const Place* place) noexcept nogil:
    """Add a field's name to the items of a list that `put_row` ends."""
    if unfit < 0:
        return 0
    # Rows before this one end before its first item is there.
    if aec_column_pad(columns[unfit], row):
        return -1
    return aec_column_bytes(columns[unfit].child[0], place.name.text, place.name.size)


cdef int put_versions(aec_column* column, unsigned long long number) noexcept nogil:
    """Write the versions of virtual machine and ABI, which may be one number for both."""
    cdef int32_t versions[2]
    cdef uint8_t* place
    cdef int i
    versions[1] = <int32_t>(number & 0xFFFF)
    versions[0] = <int32_t>(number >> 16) if number >> 16 else versions[1]
    for i in range(2):
        place = aec_column_place(column.child[i])
        if place == NULL:
            return -1
        memcpy(place, &versions[i], 4)
        aec_column_present(column.child[i])
    return aec_column_ended(column)


cdef int put_items(aec_column* column, const aec_item* within) noexcept nogil:
    """Write the bytes of each item of a list."""
    cdef aec_item item
    cdef const uint8_t* next = within.start
    while next < within.end:
        aec_rlp_take(next, within.end, &item)
        next = item.end
        if aec_column_bytes(column.child[0], item.start, <size_t>(item.end - item.start)):
            return -1
    return aec_column_ended(column)


cdef int put_ids(aec_column* column, const aec_item* within, Known* known) noexcept nogil:
    cdef aec_item item
    cdef const uint8_t* next = within.start
    while next < within.end:
        aec_rlp_take(next, within.end, &item)
        next = item.end
        if put_id(column.child[0], item.start, known):
            return -1
    return aec_column_ended(column)


cdef int put_tuples(
    aec_column* column, const aec_item* within, const Row* row, int form, Known* known
) noexcept nogil:
    """Write pairs of two bytes, or pointers: a key and an identifier or raw data."""
    cdef aec_column* inner = column.child[0]
    cdef aec_item item, key, value
    cdef const uint8_t* next = within.start
    while next < within.end:
        aec_rlp_take(next, within.end, &item)
        next = item.end
        aec_rlp_take(item.start, item.end, &key)
        aec_rlp_take(key.end, item.end, &value)
        if aec_column_bytes(inner.child[0], key.start, <size_t>(key.end - key.start)):
            return -1
        if form == PAIRS:
            if aec_column_bytes(inner.child[1], value.start, <size_t>(value.end - value.start)):
                return -1
        elif put_target(inner, &value, row.inner[1].op == POINTER_TARGET, form, known):
            return -1
        if aec_column_ended(inner):
            return -1
    return aec_column_ended(column)


cdef int put_target(
    aec_column* pointer, const aec_item* value, bint marked, int form, Known* known
) noexcept nogil:
    """Write what a pointer points to. marked: its first byte says whether that is an identifier."""
    cdef const uint8_t* start = value.start + marked
    cdef size_t size = <size_t>(value.end - start)
    if marked and value.start[0] == 2:
        return aec_column_pad(pointer.child[1], pointer.length + 1) or aec_column_bytes(
            pointer.child[2], start, size)
    if aec_column_pad(pointer.child[2], pointer.length + 1):
        return -1
    if form == POINTERS_TEXT:
        return put_id(pointer.child[1], start, known)
    return aec_column_bytes(pointer.child[1], start, size)


# --- texts of identifiers -------------------------------------------------------------------------------

cdef int put_id(aec_column* column, const uint8_t* wire, Known* known) noexcept nogil:
    """Write the text of an identifier. Many are met again and again: their text is made once."""
    cdef Known* one = &known[(wire[1] << 8 | wire[2]) & (KNOWN - 1)]
    cdef uint8_t checksum[32]
    if one.size == 0 or memcmp(one.wire, wire, 33) != 0:
        memcpy(one.wire, wire, 33)
        kernels.sha256d(wire + 1, 32, checksum)
        one.size = <uint8_t>write_base58(one.text, id_prefixes[wire[0]], wire + 1, checksum)
    return aec_column_bytes(column, one.text, one.size)


cdef int put_base58(
    aec_column* column, const char* prefix, const uint8_t* key, const uint8_t* checksum
) noexcept nogil:
    cdef char text[54]
    return aec_column_bytes(column, text, write_base58(text, prefix, key, checksum))


cdef size_t write_base58(
    char* out, const char* prefix, const uint8_t* key, const uint8_t* checksum
) noexcept nogil:
    """Write the text of 32 bytes, which has at most 53 characters, and return how many."""
    cdef uint8_t whole[36]
    cdef char buffer[BASE58_BUFFER]
    cdef char* body = NULL
    cdef int count
    memcpy(whole, key, 32)
    memcpy(whole + 32, checksum, 4)
    count = kernels.base58_encode(whole, 36, buffer, &body)
    memcpy(out, prefix, 2)
    out[2] = c"_"
    memcpy(out + 3, body, count)
    return <size_t>count + 3
