# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Tables as streams of batches: the compiled `_pure.streams`.

A consumer may pull on any thread, one pull at a time, without Python's lock. A pull takes it, reads the next
rows of the source, and gives it up again while the rows are worked on.
"""

from cpython.bytes cimport PyBytes_AS_STRING
from cpython.ref cimport Py_DECREF, Py_INCREF
from libc.string cimport memset

from .cdata cimport (
    ARROW_FLAG_NULLABLE, ArrowArray, ArrowArrayStream, ArrowSchema, aec_owned_open, aec_schema_copy,
    aec_schema_open, allocate, new_schema, new_stream,
)
from .rows cimport Filler
from .sources cimport Chunk, Source


def export_schema(Source source, fields):
    """Return the capsule of a table's schema: the columns that a source hands on, then ours."""
    cdef ArrowSchema* schema
    capsule = new_schema(&schema)
    write_table_schema(source, fields, schema)
    return capsule


cdef int write_table_schema(Source source, fields, ArrowSchema* out) except -1:
    cdef Py_ssize_t at = 0, i
    cdef Py_ssize_t kept = 0 if source is None else len(source.names)
    if aec_schema_open(out, b"+s", b"", 0, kept + len(fields)):
        raise MemoryError
    try:
        if kept:
            for i in range(source.schema.n_children):
                if i != source.at:
                    out.children[at] = <ArrowSchema*>allocate(sizeof(ArrowSchema))
                    if aec_schema_copy(source.schema.children[i], out.children[at]):
                        raise MemoryError
                    at += 1
        write_children(fields, out, at)
    except BaseException:
        out.release(out)
        raise
    return 0


cdef int write_children(fields, ArrowSchema* out, Py_ssize_t at) except -1:
    """Write types, each of which is a name, a format, and what the type is made of."""
    for name, format, children in fields:
        out.children[at] = <ArrowSchema*>allocate(sizeof(ArrowSchema))
        if aec_schema_open(
                out.children[at], format.encode(), name.encode(), ARROW_FLAG_NULLABLE, len(children)):
            raise MemoryError
        write_children(children, out.children[at], 0)
        at += 1
    return 0


cdef class Stream:
    """The state of a stream that was exported. The stream holds one reference to it."""

    cdef Source source
    cdef Filler filler
    cdef object fields, said
    cdef Py_ssize_t rows, most


def export_stream(Source source not None, fields, Filler filler not None, rows, most):
    """Return the capsule of a stream that makes the table of a source, a batch at a time."""
    cdef Stream self = Stream.__new__(Stream)
    cdef ArrowArrayStream* stream
    capsule = new_stream(&stream)
    self.source = source
    self.filler = filler
    self.fields = fields
    self.rows = rows
    self.most = most
    self.said = b""
    Py_INCREF(self)
    stream.private_data = <void*>self
    stream.get_schema = stream_schema
    stream.get_next = stream_next
    stream.get_last_error = stream_error
    stream.release = stream_release
    return capsule


cdef int stream_schema(ArrowArrayStream* stream, ArrowSchema* out) noexcept with gil:
    self = <Stream>stream.private_data
    memset(out, 0, sizeof(ArrowSchema))
    try:
        write_table_schema(self.source, self.fields, out)
    except BaseException as error:
        return failed(self, error)
    return 0


cdef int stream_next(ArrowArrayStream* stream, ArrowArray* out) noexcept with gil:
    self = <Stream>stream.private_data
    cdef Chunk chunk
    memset(out, 0, sizeof(ArrowArray))
    try:
        chunk = self.source.next_chunk(self.rows, self.most)
        if chunk is not None:
            write_table(self, chunk, out)
    except BaseException as error:
        return failed(self, error)
    return 0


cdef int write_table(Stream self, Chunk chunk, ArrowArray* out) except -1:
    cdef Py_ssize_t kept = len(self.source.names)
    if aec_owned_open(out, chunk.count, 0, 1, kept + len(self.fields)):
        raise MemoryError
    try:
        self.source.hand_on(chunk, out)
        self.filler.fill(chunk, out.children + kept)
    except BaseException:
        out.release(out)
        raise
    return 0


cdef int failed(Stream self, error):
    """Keep the line of an error for whoever asks; the code is EIO, or ENOMEM."""
    line = f"{type(error).__name__}: {error}".encode("utf-8", "backslashreplace")
    self.said = line.replace(b"\0", b"")
    return 12 if isinstance(error, MemoryError) else 5


cdef const char* stream_error(ArrowArrayStream* stream) noexcept with gil:
    return PyBytes_AS_STRING((<Stream>stream.private_data).said)


cdef void stream_release(ArrowArrayStream* stream) noexcept with gil:
    self = <object>stream.private_data
    stream.release = NULL
    Py_DECREF(self)
