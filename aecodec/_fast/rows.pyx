# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Transactions to columns: the compiled `_pure.rows`.

The rows of a chunk are worked on a window at a time, as in `reader`, but without Python's lock: each text is
decoded and judged, and what its fields hold goes from the payload to the columns. Rows that are refused are
only noted. When all is done the lock is taken once, and the reader says what is wrong with each of these.

The functions without the lock return 0, or -1 for no memory or too much for an offset.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stdint cimport int16_t, int64_t, uint8_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy

from . cimport kernels
from .cdata cimport ArrowArray
from .judge cimport MOST_FIELDS, Found, Judge, is_valid
from .reader cimport (
    WINDOW, Reader, Window, body_behind, close_window, decode_window, open_window,
)
from .rlp cimport aec_item
from .row_values cimport (
    ENUM_NAME, ERROR_CODE, ERROR_MESSAGE, ERROR_OFFSET, ERROR_PATH, HASH_BYTES, HASH_TEXT, HEADS,
    KNOWN, ORIGIN_BYTES, ORIGIN_TEXT, SIGNATURES, TYPE, UNFIT, VERSION, Known, Name, Place,
    aec_column, aec_column_bytes, aec_column_close, aec_column_ended, aec_column_export,
    aec_column_open_items, aec_column_pad, aec_column_place, aec_column_present, aec_column_size,
    open_column, put_base58, put_field, put_id, put_items, put_name,
)
from .sources cimport MISSING, STRANGE, TEXT, WIRE, Chunk, Item, Texts, item_at
from .table cimport ENUM, Schema
from .text cimport chars_of

from .._column_forms import origin_field
from ..errors import DecodeError

cdef enum:
    SIGNED = 11

cdef class Filler:
    """A writer of the columns of rows.

    columns: name and form of each. fields: the type of each: name, format, children.
    """

    def __cinit__(self, Reader reader not None, columns, fields):
        cdef int at
        self.reader = reader
        self.fields = list(fields)
        self.kept = []
        self.judge = judge_of(reader)
        self.plan.layouts = &self.judge.layouts
        self.plan.allowed = self.judge.allowed
        self.plan.prefix = chars_of(reader.prefix)
        self.plan.count = len(columns)
        self.plan.forms = <int*>calloc(len(columns) + 1, sizeof(int))
        self.sizes = <size_t*>calloc(len(columns) + 1, sizeof(size_t))
        self.plan.types = <Type*>calloc(self.plan.layouts.count, sizeof(Type))
        self.known = <Known*>calloc(KNOWN, sizeof(Known))
        if not (self.plan.forms and self.plan.types and self.known and self.sizes):
            raise MemoryError
        for at in range(HEADS):
            self.plan.head[at] = -1
        places = {}
        for at, (name, form) in enumerate(columns):
            self.plan.forms[at] = form
            if form < HEADS:
                self.plan.head[form] = at
            else:
                places[name] = at
        for at, schema in enumerate(self.judge.schemas):
            open_type(&self.plan, &self.plan.types[at], <Schema>schema, places, self.kept)

    def __dealloc__(self):
        cdef int at, field
        if self.plan.types:
            for at in range(self.plan.layouts.count):
                if self.plan.types[at].places:
                    for field in range(MOST_FIELDS):
                        free(self.plan.types[at].places[field].members)
                    free(self.plan.types[at].places)
        free(self.plan.types)
        free(self.plan.forms)
        free(self.sizes)
        free(self.known)

    cdef int fill(self, Chunk chunk, ArrowArray** out) except -1:
        cdef int at, code = 0
        cdef aec_column** columns
        cdef uint8_t* refused
        if self.busy:
            raise RuntimeError("a stream of tables is pulled by two threads at once")
        self.busy = True
        columns = <aec_column**>calloc(self.plan.count + 1, sizeof(aec_column*))
        refused = <uint8_t*>calloc(chunk.count, 1)
        try:
            if not (columns and refused):
                raise MemoryError
            with nogil:
                for at in range(self.plan.count):
                    columns[at] = open_column(self.plan.forms[at], chunk.count, self.sizes[at])
                    if columns[at] == NULL:
                        code = -1
                if code == 0:
                    code = fill_rows(&self.plan, chunk, columns, self.known, refused)
            if code:
                raise MemoryError
            fill_errors(self, chunk, columns, refused)
            for at in range(self.plan.count):
                if aec_column_pad(columns[at], chunk.count):
                    raise MemoryError
                self.sizes[at] = aec_column_size(columns[at])
                if aec_column_export(columns[at], out[at]):
                    raise MemoryError
        finally:
            self.busy = False
            if columns:
                for at in range(self.plan.count):
                    aec_column_close(columns[at])
            free(columns)
            free(refused)
        return 0


cdef dict judges = {}


cdef Judge judge_of(Reader reader):
    """Return the judge of a reader's objects, made once."""
    known = judges.get(reader.allowed)
    if known is None:
        known = judges[reader.allowed] = Judge(reader.table, reader.allowed)
    return <Judge>known


cdef int open_type(Plan* plan, Type* type, Schema schema, dict places, list kept) except -1:
    cdef Py_ssize_t i, number
    cdef Place* place
    origin = origin_field(schema.cls, schema.names)
    type.origin = -1 if origin is None else schema.names.index(origin)
    open_name(&type.name, schema.name, kept)
    type.places = <Place*>calloc(MOST_FIELDS, sizeof(Place))
    if type.places == NULL:
        raise MemoryError
    for i in range(schema.count):
        place = &type.places[i]
        name = schema.names[i]
        place.column = places.get(name, -1)
        if place.column < 0:
            continue
        type.any_place = True
        place.form = plan.forms[place.column]
        open_name(&place.name, name, kept)
        if schema.rows[i].op == ENUM and place.form == ENUM_NAME:
            members = <tuple>schema.rows[i].members
            place.members = <Name*>calloc(len(members), sizeof(Name))
            if place.members == NULL:
                raise MemoryError
            for number, member in enumerate(members):
                if member is not None:
                    open_name(&place.members[number], member.name.lower(), kept)
    return 0


cdef int open_name(Name* name, str text, list kept) except -1:
    kept.append(text)  # an ASCII text, whose characters stay where they are
    name.text = chars_of(text)
    name.size = len(text)
    return 0


# --- errors ---------------------------------------------------------------------------------------------

cdef int fill_errors(
    Filler self, Chunk chunk, aec_column** columns, const uint8_t* refused
) except -1:
    """Tell what is wrong with the rows that were refused."""
    cdef const int* head = self.plan.head
    cdef Py_ssize_t row
    for row in range(chunk.count):
        if not refused[row]:
            continue
        try:
            self.reader.read(chunk_item(chunk, row))
        except DecodeError as error:
            put_text(columns, head[ERROR_CODE], row, error.code)
            put_text(columns, head[ERROR_PATH], row, error.path)
            put_text(columns, head[ERROR_MESSAGE], row, str(error))
            put_offset(columns, head[ERROR_OFFSET], row, error.offset)
        else:
            raise RuntimeError("the judge refused what the decoder reads")
    return 0


cdef object chunk_item(Chunk chunk, Py_ssize_t row):
    """Return the text or bytes of a row. What is no UTF-8 in a text is escaped, and found wrong later."""
    cdef Item item
    if chunk.objects is not None:
        return chunk.objects[row]
    item = item_at(&chunk.texts, chunk.start + row)
    data = PyBytes_FromStringAndSize(item.data, item.size)
    return data.decode("utf-8", "surrogateescape") if item.kind == TEXT else data


cdef int put_text(aec_column** columns, int at, Py_ssize_t row, str text) except -1:
    if at < 0:
        return 0
    content = text.encode("utf-8", "backslashreplace")
    if (aec_column_pad(columns[at], row)
            or aec_column_bytes(columns[at], PyBytes_AS_STRING(content), PyBytes_GET_SIZE(content))):
        raise MemoryError
    return 0


cdef int put_offset(aec_column** columns, int at, Py_ssize_t row, offset) except -1:
    cdef int64_t number
    cdef uint8_t* place
    if at < 0 or offset is None:
        return 0
    number = offset
    place = NULL if aec_column_pad(columns[at], row) else aec_column_place(columns[at])
    if place == NULL:
        raise MemoryError
    memcpy(place, &number, 8)
    aec_column_present(columns[at])
    return 0


# --- rows -----------------------------------------------------------------------------------------------

cdef int fill_rows(
    const Plan* plan, Chunk chunk, aec_column** columns, Known* known, uint8_t* refused
) except? -1 nogil:
    """Fill all columns but those of errors; note the rows that are refused."""
    cdef Window window
    cdef Py_ssize_t start = 0
    cdef int code = 0
    open_window(&window)
    try:
        while start < chunk.count and code == 0:
            window.count = min(<Py_ssize_t>WINDOW, chunk.count - start)
            code = fill_window(plan, &window, &chunk.texts, chunk.start, start, columns, known, refused)
            start += window.count
    finally:
        close_window(&window)
    return code


cdef int fill_window(
    const Plan* plan, Window* window, const Texts* texts, Py_ssize_t first, Py_ssize_t start,
    aec_column** columns, Known* known, uint8_t* refused
) except? -1 nogil:
    cdef const char* body[WINDOW]
    cdef const uint8_t* wires[WINDOW]
    cdef size_t sizes[WINDOW]
    cdef Item items[WINDOW]
    cdef Found found, inner
    cdef Py_ssize_t i, size, count = window.count
    cdef bint hashing = plan.head[HASH_TEXT] >= 0 or plan.head[HASH_BYTES] >= 0
    found.inner = &inner
    inner.inner = NULL
    for i in range(count):
        items[i] = item_at(texts, first + start + i)
        window.size[i] = -1
        if items[i].kind == TEXT:
            window.size[i] = body_behind(plan.prefix, items[i].data, items[i].size, &body[i])
    decode_window(window, body)
    for i in range(count):
        size = window.size[i]
        wires[i] = window.buffer + window.at[i]
        if items[i].kind == WIRE:
            wires[i] = <const uint8_t*>items[i].data
            size = items[i].size
        sizes[i] = 0
        if items[i].kind == MISSING:
            wires[i] = NULL
        elif items[i].kind == STRANGE or size <= 0 or not is_valid(
                plan.layouts, plan.allowed, wires[i], size, &found):
            wires[i] = NULL
            refused[start + i] = True
        else:
            sizes[i] = <size_t>size
            if put_row(plan, &found, columns, start + i, known):
                return -1
    return put_hashes(plan, wires, sizes, count, start, columns) if hashing else 0


cdef int put_hashes(
    const Plan* plan, const uint8_t** wires, const size_t* sizes, Py_ssize_t count, Py_ssize_t start,
    aec_column** columns
) noexcept nogil:
    """Hash the sound payloads of a window, many together; then their texts, three checksums at a time."""
    cdef const uint8_t* payloads[WINDOW]
    cdef const uint8_t* three[3]
    cdef size_t lengths[WINDOW]
    cdef size_t of_hashes[3]
    cdef uint8_t digests[WINDOW][32]
    cdef uint8_t checksums[3][32]
    cdef Py_ssize_t rows[WINDOW]
    cdef Py_ssize_t i, j, sound = 0
    cdef aec_column* column
    for i in range(count):
        if wires[i] != NULL:
            payloads[sound] = wires[i]
            lengths[sound] = sizes[i]
            rows[sound] = start + i
            sound += 1
    kernels.blake2b256_many(payloads, lengths, digests, <size_t>sound)
    if plan.head[HASH_BYTES] >= 0:
        column = columns[plan.head[HASH_BYTES]]
        for i in range(sound):
            if aec_column_pad(column, rows[i]) or aec_column_bytes(column, digests[i], 32):
                return -1
        return 0
    column = columns[plan.head[HASH_TEXT]]
    of_hashes[0] = of_hashes[1] = of_hashes[2] = 32
    for i in range(0, sound, 3):
        for j in range(3):
            three[j] = digests[min(i + j, sound - 1)]
        kernels.sha256d_three(three, of_hashes, checksums)
        for j in range(min(<Py_ssize_t>3, sound - i)):
            if aec_column_pad(column, rows[i + j]) or put_base58(column, b"th", three[j], checksums[j]):
                return -1
    return 0


cdef int put_row(
    const Plan* plan, const Found* found, aec_column** columns, Py_ssize_t row, Known* known
) noexcept nogil:
    cdef const Found* tx = found
    cdef const Type* type
    cdef aec_column* column
    cdef const int* head = plan.head
    cdef int16_t version
    cdef uint8_t* place
    cdef Py_ssize_t i
    cdef int at
    if found.layout.tag == SIGNED:
        tx = found.inner
    type = &plan.types[tx.layout.number]
    if head[TYPE] >= 0:
        if put_name(columns[head[TYPE]], row, &type.name):
            return -1
    if head[VERSION] >= 0:
        version = <int16_t>tx.layout.version
        column = columns[head[VERSION]]
        place = NULL if aec_column_pad(column, row) else aec_column_place(column)
        if place == NULL:
            return -1
        memcpy(place, &version, 2)
        aec_column_present(column)
    if head[SIGNATURES] >= 0 and tx != found:
        column = columns[head[SIGNATURES]]
        if aec_column_pad(column, row) or put_items(column, &found.items[0]):
            return -1
    if type.origin >= 0 and (head[ORIGIN_TEXT] >= 0 or head[ORIGIN_BYTES] >= 0):
        if put_origin(plan, &tx.items[type.origin], columns, row, known):
            return -1
    if not type.any_place:
        return 0
    for i in range(tx.layout.count):
        if type.places[i].column >= 0:
            if put_field(&tx.items[i], &tx.layout.rows[i], &type.places[i], columns, head[UNFIT], row, known):
                return -1
    at = head[UNFIT]
    return aec_column_ended(columns[at]) if at >= 0 and aec_column_open_items(columns[at]) else 0


cdef int put_origin(
    const Plan* plan, const aec_item* item, aec_column** columns, Py_ssize_t row, Known* known
) noexcept nogil:
    """Write an identifier's key as that of an account."""
    cdef uint8_t wire[33]
    cdef bint text = plan.head[ORIGIN_TEXT] >= 0
    cdef aec_column* column = columns[plan.head[ORIGIN_TEXT if text else ORIGIN_BYTES]]
    memcpy(wire, item.start, 33)
    wire[0] = 1
    if aec_column_pad(column, row):
        return -1
    return put_id(column, wire, known) if text else aec_column_bytes(column, wire, 33)
