# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Texts of transactions from lines that hold their JSON form: the compiled `_pure.forms`.

A form as `to_json` gives it has its members in the order of the wire. So one pass along the rows reads them
and writes RLP; then the decoder checks that these bytes are an object. It decides alone what is valid. This
module takes care that each value means what `from_json` makes of it, and leaves every line about which there
is any doubt: other members or another order, escapes, fractions, non-ASCII characters, wrong checksums.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memchr, memcmp, memcpy

from . cimport kernels
from .decoder cimport read_wire
from .json_text cimport PyUnicode_GET_LENGTH, aec_chars, aec_chars_put, aec_chars_reserve, id_prefix
from .kernels cimport BASE58_MAX_CHARS
from .reader cimport Reader
from .table cimport (
    BOOL, BYTES, ENUM, HEAD_VERSION, IDENTIFIER, LIST, OBJECT, PACKED_VERSION, TUPLE, UINT, Row, Schema,
    Table,
)
from .text cimport Rule, chars_of, rule_of

from ..errors import DecodeError
from ..limits import MAX_PAYLOAD_BYTES

cdef extern from "scan.h":
    ctypedef struct aec_scan:
        const char* at
        const char* end
    bint aec_sign(aec_scan* scan, char expected) noexcept
    bint aec_word(aec_scan* scan, const char* expected, size_t size) noexcept
    bint aec_label(aec_scan* scan, const char* name, size_t size, bint first) noexcept
    bint aec_quoted(aec_scan* scan, const char** text, size_t* size) noexcept
    bint aec_small(aec_scan* scan, uint64_t* number) noexcept

cdef extern from "wire.h":
    int aec_wire_string(aec_chars* wire, const void* data, size_t size) except -1
    int aec_wire_close(aec_chars* wire, size_t begin, unsigned base) except -1
    int aec_wire_number(aec_chars* wire, uint64_t number) except -1
    bint aec_read_number(aec_scan* scan, aec_chars* wire) except -1
    bint aec_read_versions(aec_scan* scan, aec_chars* wire) except -1
    bint aec_read_bool(aec_scan* scan, aec_chars* wire) except -1

cdef extern from *:
    str PyUnicode_New(Py_ssize_t size, Py_UCS4 largest)

cdef enum:
    LINE_BYTES = 1 << 20     # of a line that is read: below all limits of JSON
    DEPTH = 32               # of arrays and objects in it

cdef Py_ssize_t PAYLOAD_BYTES = MAX_PAYLOAD_BYTES


# The payload of a prefixed text, whose checksum stands behind it and is still to be compared.
cdef struct Payload:
    size_t at, size          # in `payloads`


# A line that is read, and what is made of it.
cdef struct In:
    aec_scan scan
    PyObject* table          # the caller holds it
    aec_chars wire, payloads, out
    Payload* checks
    Py_ssize_t count, room   # of checks


cdef class FormReader:
    """A reader of forms, which writes the text of each. Its memory serves many blocks."""

    cdef Reader reader
    cdef In source
    cdef bint busy

    def __cinit__(self, Reader reader not None):
        self.reader = reader
        self.source.table = <PyObject*>reader.table

    def __dealloc__(self):
        free(self.source.wire.begin)
        free(self.source.payloads.begin)
        free(self.source.out.begin)
        free(self.source.checks)

    def texts(self, bytes block not None):
        """Write the text of each line's transaction; leave what the slower way has to look at.

        Returns, in the order of the lines, texts with a line feed behind each, and the number of each line
        that is left, counted from 0; then how many lines there are. Between two numbers there is one text.
        """
        cdef list made = []
        if self.busy:
            raise RuntimeError("a reader of forms works on one block at a time")
        self.busy = True
        try:
            count = read_lines(
                &self.source, self.reader, PyBytes_AS_STRING(block), PyBytes_GET_SIZE(block), made)
        finally:
            self.source.out.at = self.source.out.begin
            self.busy = False
        return made, count


# Functions that read return whether they could. Where one could not, the line is left.
cdef Py_ssize_t read_lines(
    In* source, Reader reader, const char* at, Py_ssize_t size, list made
) except -1:
    cdef const char* end = at + size
    cdef const char* stop
    cdef Py_ssize_t count = 0
    while at < end:
        stop = <const char*>memchr(at, c"\n", end - at)
        stop = stop if stop != NULL else end
        source.scan.at = at
        source.scan.end = stop - (stop > at and (stop - 1)[0] == c"\r")
        if not read_line(source, reader):
            add_written(source, made)
            made.append(count)
        count += 1
        at = stop + 1
    add_written(source, made)
    return count


cdef int add_written(In* source, list made) except -1:
    cdef Py_ssize_t size = source.out.at - source.out.begin
    if size:
        text = PyUnicode_New(size, 127)
        memcpy(chars_of(text), source.out.begin, size)
        made.append(text)
        source.out.at = source.out.begin
    return 0


cdef bint read_line(In* source, Reader reader) except -1:
    """Read a line that is a form or a record with one, and nothing else, and write the text."""
    cdef const char* start
    cdef size_t size
    cdef const char* begin = source.scan.at
    source.wire.at, source.payloads.at, source.count = source.wire.begin, source.payloads.begin, 0
    if source.scan.end - begin > LINE_BYTES or not aec_sign(&source.scan, c"{"):
        return False
    if aec_label(&source.scan, b"input", 5, True):
        if not (
            aec_quoted(&source.scan, &start, &size)
            and aec_label(&source.scan, b"object", 6, False)
            and read_object(source, 1)
            and aec_label(&source.scan, b"hash", 4, False)
            and (aec_quoted(&source.scan, &start, &size) or aec_word(&source.scan, b"null", 4))
            and aec_sign(&source.scan, c"}")
        ):
            return False
    else:
        source.scan.at = begin
        if not read_object(source, 1):
            return False
    return source.scan.at == source.scan.end and checksums_match(source) and put_text(source, reader)


cdef bint put_text(In* source, Reader reader) except -1:
    """Write the text of the bytes that were read, if they are an object that may stand there."""
    cdef const uint8_t* wire = <const uint8_t*>source.wire.begin
    cdef Py_ssize_t size = source.wire.at - source.wire.begin, groups = size - size % 3
    cdef uint8_t last[2 + 32]
    cdef char* at
    if size > PAYLOAD_BYTES:
        return False
    try:
        read_wire(reader.table, reader.allowed, wire, size, False)
    except DecodeError:
        return False
    aec_chars_reserve(&source.out, (size + 4 + 2) // 3 * 4 + 4)
    at = source.out.at
    memcpy(at, chars_of(reader.prefix), 2)
    at[2] = c"_"
    memcpy(last, wire + groups, size - groups)  # whole groups lie together; what is left joins the checksum
    kernels.sha256d(wire, size, last + size - groups)
    at += 3 + kernels.base64_encode(wire, groups, at + 3)
    at += kernels.base64_encode(last, size - groups + 4, at)
    at[0] = c"\n"
    source.out.at = at + 1
    return True


# --- objects and values -----------------------------------------------------------------------------

cdef bint read_object(In* source, int depth) except -1:
    cdef const char* name
    cdef size_t size, begin = source.wire.at - source.wire.begin
    cdef uint64_t tag, version
    cdef Py_ssize_t i
    cdef PyObject* found
    cdef Schema schema
    if depth > DEPTH or not (
        aec_sign(&source.scan, c"{")
        and aec_label(&source.scan, b"type", 4, True)
        and aec_quoted(&source.scan, &name, &size)
        and aec_label(&source.scan, b"tag", 3, False)
        and aec_small(&source.scan, &tag)
        and aec_label(&source.scan, b"version", 7, False)
        and aec_small(&source.scan, &version)
    ):
        return False
    found = (<Table>source.table).nearby(tag, version)
    known = <object>found if found != NULL else (<Table>source.table).find(tag, version)
    if known is None or not is_name(name, size, (<Schema>known).name):
        return False
    schema = <Schema>known
    aec_wire_number(&source.wire, tag)
    aec_wire_number(&source.wire, version)
    for i in range(schema.count):
        if schema.rows[i].op == HEAD_VERSION:
            continue
        if not (
            member(source, (<tuple>schema.names)[i], False) and read_value(source, &schema.rows[i], depth)
        ):
            return False
    if not aec_sign(&source.scan, c"}"):
        return False
    aec_wire_close(&source.wire, begin, 0xC0)
    return True


cdef bint read_value(In* source, const Row* row, int depth) except -1:
    cdef size_t begin = source.wire.at - source.wire.begin
    cdef const char* text
    cdef size_t size
    cdef int op = row.op
    if op == UINT:
        return aec_read_number(&source.scan, &source.wire)
    if op == LIST:
        return read_list(source, row, depth)
    if op == TUPLE:
        return read_tuple(source, row, depth)
    if op == OBJECT:
        if row.empty_ok and aec_word(&source.scan, b"null", 4):
            aec_wire_string(&source.wire, NULL, 0)
            return True
        if not read_object(source, depth + 1):
            return False
        aec_wire_close(&source.wire, begin, 0x80)
        return True
    if op == BOOL:
        return aec_read_bool(&source.scan, &source.wire)
    if op == PACKED_VERSION:
        return aec_read_versions(&source.scan, &source.wire)
    if not aec_quoted(&source.scan, &text, &size):
        return False
    if op == IDENTIFIER:
        return read_id(source, text, size, 0)
    if op == ENUM:
        return read_enum(source, text, size, <tuple>row.members)
    if op == BYTES:
        if row.prefix != <PyObject*>None:
            return read_bytes(source, text, size, <str>row.prefix, 0)
        if size >= 3 and memcmp(text, b"ba_", 3) == 0:
            return read_bytes(source, text, size, "ba", 0)
        aec_wire_string(&source.wire, text, size)
        return True
    if size >= 3 and memcmp(text, b"ba_", 3) == 0:  # what a name points to: raw data, or else an identifier
        return read_bytes(source, text, size, "ba", 2)
    return read_id(source, text, size, 1)


cdef bint read_list(In* source, const Row* row, int depth) except -1:
    cdef size_t begin = source.wire.at - source.wire.begin
    if depth >= DEPTH or not aec_sign(&source.scan, c"["):
        return False
    if not aec_sign(&source.scan, c"]"):
        while True:
            if not read_value(source, row.inner, depth + 1):
                return False
            if aec_sign(&source.scan, c"]"):
                break
            if not aec_sign(&source.scan, c","):
                return False
    aec_wire_close(&source.wire, begin, 0xC0)
    return True


cdef bint read_tuple(In* source, const Row* row, int depth) except -1:
    cdef size_t begin = source.wire.at - source.wire.begin
    cdef tuple names = (<object>row.cls)._fields
    cdef Py_ssize_t i
    if depth >= DEPTH or not aec_sign(&source.scan, c"{"):
        return False
    for i in range(row.count):
        if not (member(source, names[i], i == 0) and read_value(source, &row.inner[i], depth + 1)):
            return False
    if not aec_sign(&source.scan, c"}"):
        return False
    aec_wire_close(&source.wire, begin, 0xC0)
    return True


cdef bint read_enum(In* source, const char* text, Py_ssize_t size, tuple members) except -1:
    cdef Py_ssize_t number
    for number in range(len(members)):
        if members[number] is not None and is_name(text, size, members[number].name.lower()):
            aec_wire_number(&source.wire, number)
            return True
    return False


# --- prefixed texts ---------------------------------------------------------------------------------

cdef bint read_id(In* source, const char* text, Py_ssize_t size, int mark) except -1:
    """Read an identifier of any kind, behind a mark if there is one; the decoder checks the kind."""
    cdef uint8_t made[2 + 32]
    cdef int kind
    cdef size_t at = source.payloads.at - source.payloads.begin
    for kind in range(1, 7):
        if size > 3 and memcmp(text, id_prefix(kind), 2) == 0 and text[2] == c"_":
            break
    else:
        return False
    if take_payload(source, text + 3, size - 3, True) != 32:
        return False
    made[0] = <uint8_t>mark
    made[1] = <uint8_t>kind
    memcpy(made + 2, source.payloads.begin + at, 32)
    aec_wire_string(&source.wire, made + (not mark), 33 + mark)
    return True


cdef bint read_bytes(In* source, const char* text, Py_ssize_t size, str prefix, int mark) except -1:
    """Read bytes behind their prefix, and behind a mark if there is one."""
    cdef const Rule* rule = rule_of(prefix)
    cdef size_t at = source.payloads.at - source.payloads.begin, begin
    if size <= 3 or memcmp(text, chars_of(prefix), 2) != 0 or text[2] != c"_":
        return False
    size = take_payload(source, text + 3, size - 3, rule.base58)
    if size < 0 or (rule.length >= 0 and size != rule.length):
        return False
    if not mark:
        aec_wire_string(&source.wire, source.payloads.begin + at, size)
        return True
    begin = source.wire.at - source.wire.begin
    aec_wire_number(&source.wire, mark)
    aec_chars_put(&source.wire, source.payloads.begin + at, size)
    if size:  # alone, the mark is its own encoding
        aec_wire_close(&source.wire, begin, 0x80)
    return True


cdef Py_ssize_t take_payload(In* source, const char* body, Py_ssize_t size, bint base58) except -2:
    """Decode a payload, and leave its checksum to `checksums_match`. Returns its size, -1 for none."""
    cdef Payload* checks
    cdef uint8_t* made
    aec_chars_reserve(&source.payloads, BASE58_MAX_CHARS if base58 else size // 4 * 3)
    made = <uint8_t*>source.payloads.at
    size = (
        kernels.base58_decode(body, size, made) if base58 else kernels.base64_decode(body, size, made)) - 4
    if size < 0:
        return -1
    if source.count == source.room:
        checks = <Payload*>realloc(source.checks, (2 * source.room + 64) * sizeof(Payload))
        if checks == NULL:
            raise MemoryError
        source.checks = checks
        source.room = 2 * source.room + 64
    checks = &source.checks[source.count]
    checks.at = source.payloads.at - source.payloads.begin
    checks.size = size
    source.count += 1
    source.payloads.at += size + 4
    return size


cdef bint checksums_match(In* source) noexcept:
    """Compare the checksums of all payloads; three take less time than two."""
    cdef uint8_t made[3][32]
    cdef const uint8_t* payloads[3]
    cdef size_t sizes[3]
    cdef Py_ssize_t first, i
    for first in range(0, source.count, 3):
        for i in range(3):  # the last one more than once fills the last three
            sizes[i] = source.checks[min(first + i, source.count - 1)].size
            payloads[i] = (
                <const uint8_t*>source.payloads.begin + source.checks[min(first + i, source.count - 1)].at)
        kernels.sha256d_three(payloads, sizes, made)
        for i in range(3):
            if memcmp(made[i], payloads[i] + sizes[i], 4) != 0:
                return False
    return True


cdef inline bint member(In* source, name, bint first):
    """Read the name of a field and what stands around it."""
    return aec_label(&source.scan, chars_of(<str>name), PyUnicode_GET_LENGTH(<str>name), first)


cdef inline bint is_name(const char* text, size_t size, name):
    return size == <size_t>PyUnicode_GET_LENGTH(<str>name) and memcmp(text, chars_of(<str>name), size) == 0
