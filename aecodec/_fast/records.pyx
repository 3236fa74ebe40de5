# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Records of canonical transactions, as `decode --json` writes them: the compiled `_pure.records`.

Lines are opened a window at a time as in `reader`. Each payload is checked without making its object; then
the rows are walked a second time, over bytes that are known to be sound, and write what the fields hold as
characters into one buffer. So the second walk checks nothing but what decides how a value is written.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memchr

from . cimport kernels
from .decoder cimport read_wire
from .json_text cimport (
    AEC_LARGEST_NUMBER, Json, aec_chars_large_number, aec_chars_number, aec_chars_quote, clear_json,
    close_json, finish_json, leave_gap, open_json, put, put_bytes, put_id, put_label, put_name, put_utf8,
)
from .kernels cimport BLAKE2B_MANY
from .reader cimport WINDOW, Reader, Window, body_within, close_window, decode_window, open_window
from .rlp cimport aec_item, aec_rlp_take
from .table cimport (
    BOOL, BYTES, ENUM, HEAD_VERSION, IDENTIFIER, LIST, OBJECT, PACKED_VERSION, TUPLE, UINT, Row, Schema,
    Table,
)

from ..errors import DecodeError

if WINDOW > BLAKE2B_MANY:
    raise ImportError("a window of texts has more payloads than are hashed together")

cdef enum Ints:
    AS_NUMBER, AS_STRING, AS_SAFE

# The largest integer that readers which keep JSON numbers as doubles read exactly.
cdef uint64_t SAFE_INT = (<uint64_t>1 << 53) - 1


# What is written, and how.
cdef struct Out:
    Json json
    Ints ints
    PyObject* table          # the writer holds it
    bint refused             # something stood there that is not written here


cdef class RecordWriter:
    """A writer of records, whose memory, with the texts of identifiers that it met, serves many blocks.

    ints: how numbers are written, as for `to_json`: "number", "string" or "safe".
    """

    cdef Reader reader
    cdef Window window
    cdef Out out
    cdef bint busy

    def __cinit__(self, Reader reader not None, ints):
        open_window(&self.window)
        open_json(&self.out.json)
        self.reader = reader
        self.out.ints = {"number": AS_NUMBER, "string": AS_STRING, "safe": AS_SAFE}[ints]
        self.out.table = <PyObject*>reader.table

    def __dealloc__(self):
        close_json(&self.out.json)
        close_window(&self.window)

    def write(self, bytes block not None):
        """Write the record of each line in JSON; leave what the slower way has to look at.

        Returns, in the order of the lines, records as text that ends with a line feed, and the number of each
        line that is left, counted from 0; then how many lines there are.
        """
        cdef list made = []
        if self.busy:
            raise RuntimeError("a writer of records works on one block at a time")
        self.busy = True
        try:
            count = write_lines(
                &self.out, &self.window, self.reader, PyBytes_AS_STRING(block), PyBytes_GET_SIZE(block), made)
        finally:
            clear_json(&self.out.json)
            self.busy = False
        return made, count


cdef Py_ssize_t write_lines(
    Out* out, Window* window, Reader reader, const char* at, Py_ssize_t size, list made
) except -1:
    cdef const char* end = at + size
    cdef const char* stop
    cdef const char* line[WINDOW]
    cdef const char* body[WINDOW]
    cdef Py_ssize_t length[WINDOW]
    cdef uint8_t digests[WINDOW][32]
    cdef Py_ssize_t i, first = 0
    while at < end:
        window.count = 0
        while window.count < WINDOW and at < end:
            i = window.count
            stop = <const char*>memchr(at, c"\n", end - at)
            stop = stop if stop != NULL else end
            line[i] = at
            length[i] = stop - at - (stop > at and (stop - 1)[0] == c"\r")
            window.size[i] = body_within(reader, at, length[i], &body[i])
            window.count += 1
            at = stop + 1
        decode_window(window, body)
        hash_window(window, digests)
        for i in range(window.count):
            if not put_record(out, window, reader, i, line[i], length[i], digests[i]):
                add_written(out, made)
                made.append(first + i)
        add_written(out, made)
        first += window.count
    return first


cdef void hash_window(const Window* window, uint8_t (*digests)[32]) noexcept:
    """Hashes the payloads of a window, many together."""
    cdef const uint8_t* payloads[WINDOW]
    cdef size_t sizes[WINDOW]
    cdef Py_ssize_t i
    for i in range(window.count):
        payloads[i] = window.buffer + window.at[i]
        sizes[i] = <size_t>max(0, window.size[i])  # one that is none is left later
    kernels.blake2b256_many(payloads, sizes, digests, <size_t>window.count)


cdef int add_written(Out* out, list made) except -1:
    text = finish_json(&out.json)
    if text is not None:
        made.append(text)
    return 0


cdef bint put_record(
    Out* out, Window* window, Reader reader, Py_ssize_t i,
    const char* text, Py_ssize_t length, const uint8_t* digest
) except -1:
    """Write one record, or nothing for a text that is left. A canonical one has nothing to escape."""
    cdef const uint8_t* wire = window.buffer + window.at[i]
    cdef Json* json = &out.json
    cdef Py_ssize_t size = window.size[i], gaps = json.count, before = json.chars.at - json.chars.begin
    if size < 0:
        return False
    try:
        read_wire(reader.table, reader.allowed, wire, size, False)
    except DecodeError:
        return False
    put(json, b'{"input": ', 10)
    aec_chars_quote(&json.chars, text, length)
    put(json, b', "object": ', 12)
    put_object(out, wire, wire + size)
    if out.refused:
        out.refused = False
        json.count = gaps
        json.chars.at = json.chars.begin + before
        json.now += 1  # nothing that was left here is the same as what follows
        return False
    put(json, b', "hash": ', 10)
    leave_gap(json, b"th", digest, 32, True)
    put(json, b"}\n", 2)
    return True


# --- objects and values -----------------------------------------------------------------------------

cdef int put_object(Out* out, const uint8_t* at, const uint8_t* end) except -1:
    cdef aec_item root, item
    cdef const uint8_t* next
    cdef uint64_t tag, version
    cdef PyObject* found
    cdef Schema schema
    cdef Py_ssize_t i
    take(at, end, &root)
    take(root.start, root.end, &item)
    tag = small(&item)
    take(item.end, root.end, &item)
    version = small(&item)
    next = item.end
    found = (<Table>out.table).nearby(tag, version)
    # It is not near if another schema took its place, or if its version is data.
    schema = <Schema>found if found != NULL else (<Table>out.table).find(tag, version)
    put(&out.json, b'{"type": ', 9)
    put_name(&out.json, schema.name)
    put(&out.json, b', "tag": ', 9)
    aec_chars_number(&out.json.chars, tag)
    put(&out.json, b', "version": ', 13)
    aec_chars_number(&out.json.chars, version)
    for i in range(schema.count):
        if schema.rows[i].op == HEAD_VERSION:
            continue
        take(next, root.end, &item)
        next = item.end
        put_label(&out.json, (<tuple>schema.names)[i], False)
        put_value(out, &item, &schema.rows[i])
    return put(&out.json, b"}", 1)


cdef int put_value(Out* out, const aec_item* item, const Row* row) except -1:
    cdef const uint8_t* start = item.start
    cdef Py_ssize_t size = item.end - start
    cdef int op = row.op
    cdef uint64_t number
    if op == UINT:
        return put_number(out, item, size)
    if op == IDENTIFIER:
        return put_id(&out.json, start)
    if op == BYTES:
        if row.prefix == <PyObject*>None:
            return put_utf8(&out.json, start, size)
        return put_bytes(&out.json, <str>row.prefix, start, size)
    if op == OBJECT:
        return put_object(out, start, item.end) if size else put(&out.json, b"null", 4)
    if op == LIST or op == TUPLE:
        return put_items(out, item, row)
    if op == BOOL:
        return put(&out.json, b"true", 4) if start[0] else put(&out.json, b"false", 5)
    if op == ENUM:
        return put_name(&out.json, (<tuple>row.members)[small(item)].name.lower())
    if op == PACKED_VERSION:
        number = small(item)
        put(&out.json, b'{"vm": ', 7)
        aec_chars_number(&out.json.chars, number >> 16 or number)
        put(&out.json, b', "abi": ', 9)
        aec_chars_number(&out.json.chars, number & 0xFFFF)
        return put(&out.json, b"}", 1)
    if start[0] == 1:  # of what a name points to: an identifier, or else raw data
        return put_id(&out.json, start + 1)
    return leave_gap(&out.json, b"ba", start + 1, size - 1, False)


cdef int put_items(Out* out, const aec_item* within, const Row* row) except -1:
    cdef aec_item item
    cdef const uint8_t* next = within.start
    cdef Py_ssize_t i = 0
    cdef tuple names = (<object>row.cls)._fields if row.op == TUPLE else None
    put(&out.json, b"[" if row.op == LIST else b"{", 1)
    while next < within.end:
        take(next, within.end, &item)
        next = item.end
        if row.op == TUPLE:
            put_label(&out.json, names[i], i == 0)
        elif i:
            put(&out.json, b", ", 2)
        put_value(out, &item, row.inner if row.op == LIST else &row.inner[i])
        i += 1
    return put(&out.json, b"]" if row.op == LIST else b"}", 1)


cdef int put_number(Out* out, const aec_item* item, Py_ssize_t size) except -1:
    """Write the number of a field: one beyond 32 bytes refuses the record."""
    cdef uint64_t number = 0
    cdef bint quoted
    if size > AEC_LARGEST_NUMBER:
        out.refused = True
        return 0
    if size <= 8:
        number = small(item)
    quoted = out.ints == AS_STRING or (out.ints == AS_SAFE and (size > 8 or number > SAFE_INT))
    if quoted:
        put(&out.json, b'"', 1)
    if size <= 8:
        aec_chars_number(&out.json.chars, number)
    else:
        aec_chars_large_number(&out.json.chars, item.start, size)
    return put(&out.json, b'"', 1) if quoted else 0


cdef inline int take(const uint8_t* at, const uint8_t* end, aec_item* item) except -1:
    """Read an item of what was checked before."""
    if aec_rlp_take(at, end, item):
        raise RuntimeError("read_wire let a broken item pass")
    return 0


cdef inline uint64_t small(const aec_item* item) noexcept:
    """The number of an item of at most 8 bytes."""
    cdef const uint8_t* digit = item.start
    cdef uint64_t number = 0
    while digit < item.end:
        number = number << 8 | digit[0]
        digit += 1
    return number
