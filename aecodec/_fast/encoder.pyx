# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Object to wire, compiled: rows read the slots of an object and fill a buffer from its end (writer.h).

Same bytes as `_pure.encoder`. Objects are valid when they are made; what is looked at here again is only
what a wrong value could make the C code read or write where it must not.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t

from .ids cimport Id
from .kernels cimport blake2b256
from .rlp cimport (
    aec_writer,
    aec_writer_close,
    aec_writer_header,
    aec_writer_open,
    aec_writer_reserve,
    aec_writer_size,
    aec_writer_string,
)
from .table cimport (
    BOOL,
    BYTES,
    PACKED_VERSION,
    ENUM,
    IDENTIFIER,
    LIST,
    OBJECT,
    POINTER_TARGET,
    TUPLE,
    UINT,
    HEAD_VERSION,
    Allowed,
    Row,
    Schema,
    Table,
    aec_slot,
)
from .text cimport base64_text, chars_of

from .._lazy import load
from ..errors import FieldError
from ..limits import MAX_OBJECT_DEPTH, MAX_PAYLOAD_BYTES, MAX_UINT_BYTES
from . import text

cdef extern from "longs.h":
    Py_ssize_t aec_long_to_bytes(object number, uint8_t* room_end, size_t most) except -3

cdef int DEPTH = MAX_OBJECT_DEPTH
cdef Py_ssize_t UINT_BYTES = MAX_UINT_BYTES, PAYLOAD_BYTES = MAX_PAYLOAD_BYTES


def encode(Table table not None, obj):
    """Encode a chain object as RLP."""
    cdef aec_writer w
    aec_writer_open(&w)
    try:
        write_object(table, &w, table.of_object(obj), obj, 1)
        return PyBytes_FromStringAndSize(<const char*>w.at, aec_writer_size(&w))
    finally:
        aec_writer_close(&w)


cdef class Writer:
    """A writer of objects of one kind, as the prefixed text that carries them."""

    cdef Table table
    cdef str prefix
    cdef Allowed allowed

    def __cinit__(self, Table table not None, str prefix not None, Allowed allowed not None):
        if len(prefix) != 2:
            raise ValueError(f"a prefix has two letters: {prefix!r}")
        self.table = table
        self.prefix = prefix
        self.allowed = allowed

    def __reduce__(self):
        return load("pkgutil").resolve_name, (f"aecodec.codec:{self.prefix}_writer",)  # as in `Reader`

    def write(self, obj):
        """Encode an object as its prefixed text. Raises TypeError for one of another kind."""
        return write_text(self, schema_of(self, obj), obj)

    def digest(self, obj):
        """Hash an object's bytes by BLAKE2b-256. Raises TypeError for one of another kind."""
        cdef aec_writer w
        cdef uint8_t made[32]
        cdef Schema schema = schema_of(self, obj)
        aec_writer_open(&w)
        try:
            write_object(self.table, &w, schema, obj, 1)
            blake2b256(w.at, aec_writer_size(&w), made)
            return PyBytes_FromStringAndSize(<const char*>made, 32)
        finally:
            aec_writer_close(&w)


@cython.final
cdef class TxWriter(Writer):
    """A writer of transactions. Its bound method is the public `encode_tx`, and named like it in errors."""

    @cython.always_allow_keywords(False)
    def encode_tx(self, tx):
        """Encode a transaction as its `tx_` text. Raises TypeError for anything else."""
        return write_text(self, schema_of(self, tx), tx)


cdef Schema schema_of(Writer writer, obj):
    cdef Schema schema
    try:
        schema = writer.table.of_object(obj)
    except TypeError:
        schema = None  # no class of chain objects
    if schema is None or not writer.allowed.has(schema.tag):
        raise TypeError(f"expected {writer.allowed.words}, not {type(obj).__name__}")
    return schema


cdef object write_text(Writer writer, Schema schema, obj):
    cdef aec_writer w
    cdef Py_ssize_t size
    aec_writer_open(&w)
    try:
        write_object(writer.table, &w, schema, obj, 1)
        size = aec_writer_size(&w)
        if size > PAYLOAD_BYTES:
            return text.encode(writer.prefix, PyBytes_FromStringAndSize(<const char*>w.at, size))
        return base64_text(chars_of(writer.prefix), w.at, size)
    finally:
        aec_writer_close(&w)


cdef int write_object(Table table, aec_writer* w, Schema schema, obj, int depth) except -1:
    cdef size_t before = aec_writer_size(w)
    cdef Py_ssize_t i
    cdef PyObject* value
    version = schema.version
    if depth > DEPTH:
        raise FieldError("too_deep", "", None, f"at most {DEPTH} objects")
    for i in range(schema.count - 1, -1, -1):
        value = aec_slot(obj, schema.rows[i].offset)[0]
        if value == NULL:
            raise AttributeError(schema.names[i])
        held = <object>value  # a wrong value may run code when written, which may empty the slot
        if schema.rows[i].op == HEAD_VERSION:
            version = held
        else:
            write_value(table, w, &schema.rows[i], held, depth)
    write_uint(w, version)
    write_uint(w, schema.tag)
    return aec_writer_header(w, 0xC0, aec_writer_size(w) - before)


cdef int write_value(Table table, aec_writer* w, const Row* row, value, int depth) except -1:
    cdef size_t before = aec_writer_size(w)
    cdef Py_ssize_t i
    cdef int op = row.op
    if op == UINT or op == ENUM:
        return write_uint(w, value)
    if op == BYTES:
        return aec_writer_string(w, <const uint8_t*>PyBytes_AS_STRING(<bytes?>value), PyBytes_GET_SIZE(value))
    if op == IDENTIFIER:
        return aec_writer_string(w, (<Id?>value).wire, 33)
    if op == BOOL:
        return write_uint(w, 1 if value else 0)
    if op == PACKED_VERSION:
        vm, abi = value
        return write_uint(w, abi if vm == abi <= 2 else vm << 16 | abi)
    if op == POINTER_TARGET:
        data = b"\1" + bytes(value) if isinstance(value, Id) else b"\2" + <bytes?>value
        return aec_writer_string(w, <const uint8_t*>PyBytes_AS_STRING(data), PyBytes_GET_SIZE(data))
    if op == OBJECT:
        if value is not None:
            write_object(table, w, table.of_object(value), value, depth + 1)
        return aec_writer_header(w, 0x80, aec_writer_size(w) - before)
    if not isinstance(value, tuple) or (op == TUPLE and len(<tuple>value) != row.count):
        raise TypeError(f"a tuple of the right length belongs here, not {type(value).__name__}")
    for i in range(len(<tuple>value) - 1, -1, -1):
        write_value(table, w, row.inner if op == LIST else &row.inner[i], (<tuple>value)[i], depth)
    return aec_writer_header(w, 0xC0, aec_writer_size(w) - before)


cdef int write_uint(aec_writer* w, number) except -1:
    cdef Py_ssize_t size
    aec_writer_reserve(w, UINT_BYTES)
    size = aec_long_to_bytes(number, w.at, UINT_BYTES)
    if size < 0:
        raise FieldError("uint_negative" if size == -1 else "uint_too_long")
    w.at -= size
    if size == 1 and w.at[0] < 0x80:
        return 0
    return aec_writer_header(w, 0x80, size)
