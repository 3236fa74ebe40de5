# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Sources of the transactions of a table: the compiled `_pure.sources`.

A Source owns the schema and the stream that it took out of capsules. A Batch holds one array of the stream,
which lives until the last column that is handed on from it is released.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

from .cdata cimport (
    ArrowArray, ArrowArrayStream, ArrowSchema, aec_share, aec_shared, aec_shared_drop, aec_view_slice,
)
from .rlp cimport contiguous

cdef extern from *:
    bint PyUnicode_CheckExact(object text)
    bint PyUnicode_IS_COMPACT_ASCII(object text)
    const char* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)


cdef class Batch:
    """An array of a stream, and the hold of it."""

    cdef aec_shared* shared

    def __dealloc__(self):
        aec_shared_drop(self.shared)


cdef class Chunk:
    """Some rows of a source, in one place."""

    def __dealloc__(self):
        free(self.texts.items)


cdef class Source:
    """Rows that hold transactions: an Arrow array or stream of them, or any iterable.

    names: the columns beside the transactions, in a table.
    """

    def __cinit__(self):
        self.at = -1
        self.names = ()

    def __dealloc__(self):
        if self.schema.release != NULL:
            self.schema.release(&self.schema)
        if self.array.release != NULL:
            self.array.release(&self.array)
        if self.stream.release != NULL:
            self.stream.release(&self.stream)

    @classmethod
    def from_items(cls, items):
        """Take the transactions of an iterable: texts, bytes, None."""
        cdef Source made = Source.__new__(Source)
        made.letter = c"i"
        made.iterator = iter(items)
        return made

    @classmethod
    def from_array(cls, schema, array, column):
        """Take an array of transactions, or a table of one batch, from its capsules."""
        cdef Source made = Source.__new__(Source)
        cdef ArrowSchema* type = <ArrowSchema*>PyCapsule_GetPointer(schema, b"arrow_schema")
        cdef ArrowArray* values = <ArrowArray*>PyCapsule_GetPointer(array, b"arrow_array")
        if type.release == NULL or values.release == NULL:
            raise ValueError("the arrow_array was taken before")
        made.schema = type[0]
        type.release = NULL
        made.array = values[0]
        values.release = NULL
        open_source(made, column)
        return made

    @classmethod
    def from_stream(cls, capsule, column):
        """Take a stream of such arrays from its capsule."""
        cdef Source made = Source.__new__(Source)
        cdef ArrowArrayStream* stream
        cdef int code
        stream = <ArrowArrayStream*>PyCapsule_GetPointer(capsule, b"arrow_array_stream")
        if stream.release == NULL:
            raise ValueError("the arrow_array_stream was taken before")
        made.stream = stream[0]
        stream.release = NULL
        with nogil:
            code = made.stream.get_schema(&made.stream, &made.schema)
        check_stream(made, code)
        open_source(made, column)
        return made

    cdef Chunk next_chunk(self, Py_ssize_t rows, Py_ssize_t most):
        return next_items(self, rows, most) if self.letter == c"i" else next_rows(self, rows, most)

    cdef int hand_on(self, Chunk chunk, ArrowArray* out) except -1:
        cdef Py_ssize_t i, at = 0
        cdef aec_shared* shared
        if not self.names:
            return 0
        shared = (<Batch>chunk.owner).shared
        for i in range(shared.array.n_children):
            if i != self.at:
                if aec_view_slice(
                        out.children[at], shared.array.children[i], shared,
                        shared.array.offset + chunk.start, chunk.count):
                    raise MemoryError
                at += 1
        return 0


cdef int open_source(Source self, str column) except -1:
    """Find the column of the transactions. Raises ValueError or TypeError where there is none."""
    cdef ArrowSchema* schema = &self.schema
    cdef Py_ssize_t i
    if schema.dictionary == NULL and schema.format == b"+s":
        names = [name_of(schema.children[i]) for i in range(schema.n_children)]
        if names.count(column) != 1:
            raise ValueError(f"expected one column {column!r}, found {', '.join(names) or 'none'}")
        self.at = names.index(column)
        self.names = tuple(name for i, name in enumerate(names) if i != self.at)
        schema = schema.children[self.at]
    format = schema.format.decode()
    if schema.dictionary != NULL:
        format = f"dictionary of {format}"
    if format not in ("u", "z", "U", "Z", "vu", "vz", "n"):
        raise TypeError(f"expected transactions as text or binary, found Arrow format {format!r}")
    self.kind = TEXT if format.lower().endswith("u") else WIRE
    self.letter = ord({"z": "u", "Z": "U"}.get(format, format)[0])
    return 0


cdef object name_of(const ArrowSchema* schema):
    return "" if schema.name == NULL else schema.name.decode()


cdef int check_stream(Source self, int code) except -1:
    cdef const char* said
    if code:
        said = self.stream.get_last_error(&self.stream)
        detail = said.decode("utf-8", "replace") if said != NULL else f"error {code}"
        raise OSError(code, f"the stream of transactions failed: {detail}")
    return 0


cdef Chunk next_items(Source self, Py_ssize_t rows, Py_ssize_t most):
    """Take items of an iterable. The one that would be too much waits for the next time."""
    cdef list taken = []
    cdef Py_ssize_t size = 0, more
    cdef Chunk chunk
    while len(taken) < rows:
        if self.ahead is not None:
            item, self.ahead = self.ahead[0], None
        else:
            try:
                item = next(self.iterator)
            except StopIteration:
                break
            if isinstance(item, str):
                item = plain_text(item)
            elif item is not None:
                item = contiguous(item)
        more = 0 if item is None else len(item)
        if taken and size + more > most:
            self.ahead = (item,)
            break
        size += more
        taken.append(item)
    if not taken:
        return None
    chunk = Chunk.__new__(Chunk)
    chunk.objects = tuple(taken)
    chunk.count = len(taken)
    open_items(chunk)
    return chunk


cdef object plain_text(item):
    """Copy a text of a subclass, or in a form of its own, to one whose characters can be read in place."""
    if PyUnicode_CheckExact(item) and (PyUnicode_IS_COMPACT_ASCII(item) or not item.isascii()):
        return item
    return str.__str__(item).encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass")


cdef int open_items(Chunk chunk) except -1:
    cdef Py_ssize_t i
    cdef Item* item
    chunk.texts.letter = c"i"
    chunk.texts.items = <Item*>malloc(chunk.count * sizeof(Item))
    if chunk.texts.items == NULL:
        raise MemoryError
    for i in range(chunk.count):
        item = &chunk.texts.items[i]
        data = chunk.objects[i]
        if data is None:
            item.kind = MISSING
        elif isinstance(data, bytes):
            item.kind = WIRE
            item.data = PyBytes_AS_STRING(data)
            item.size = PyBytes_GET_SIZE(data)
        elif PyUnicode_CheckExact(data) and PyUnicode_IS_COMPACT_ASCII(data):
            item.kind = TEXT
            item.data = PyUnicode_DATA(data)
            item.size = PyUnicode_GET_LENGTH(data)
        else:
            item.kind = STRANGE
    return 0


cdef Chunk next_rows(Source self, Py_ssize_t rows, Py_ssize_t most):
    cdef Batch batch = <Batch>self.batch
    cdef Chunk chunk
    cdef Item item
    cdef Py_ssize_t size = 0, left
    while batch is None or self.start >= batch.shared.array.length:
        batch = next_batch(self)
        self.batch = batch
        self.start = 0
        if batch is None:
            return None
    chunk = Chunk.__new__(Chunk)
    chunk.owner = batch
    chunk.start = self.start
    open_texts(self, chunk, &batch.shared.array)
    left = min(rows, batch.shared.array.length - self.start)
    with nogil:
        while chunk.count < left:
            item = item_at(&chunk.texts, chunk.start + chunk.count)
            size += item.size
            if size > most and chunk.count:
                break
            chunk.count += 1
    self.start += chunk.count
    return chunk


cdef Batch next_batch(Source self):
    cdef Batch batch
    cdef int code
    if self.stream.release != NULL:
        with nogil:
            code = self.stream.get_next(&self.stream, &self.array)
        check_stream(self, code)
    if self.array.release == NULL:
        return None
    batch = Batch.__new__(Batch)
    batch.shared = aec_share(&self.array)
    if batch.shared == NULL:
        raise MemoryError
    return batch


cdef int open_texts(Source self, Chunk chunk, const ArrowArray* array) except -1:
    cdef Texts* texts = &chunk.texts
    cdef const ArrowArray* column = array
    if self.at >= 0:
        column = array.children[self.at]
        texts.outer_bits = <const uint8_t*>array.buffers[0] if array.n_buffers else NULL
        texts.outer_offset = array.offset
    texts.kind = self.kind
    texts.letter = self.letter
    texts.offset = column.offset + texts.outer_offset
    if self.letter != c"n":
        texts.bits = <const uint8_t*>column.buffers[0]
        texts.buffers = column.buffers
    return 0


cdef Item item_at(const Texts* texts, Py_ssize_t row) noexcept nogil:
    cdef Item item
    cdef int64_t at = row + texts.outer_offset
    cdef int32_t view[4]
    cdef const int32_t* narrow
    cdef const int64_t* wide
    if texts.letter == c"i":
        return texts.items[row]
    item.kind = MISSING
    item.size = 0
    item.data = NULL
    if texts.outer_bits != NULL and not texts.outer_bits[at >> 3] >> (at & 7) & 1:
        return item
    at = row + texts.offset
    if texts.letter == c"n" or (texts.bits != NULL and not texts.bits[at >> 3] >> (at & 7) & 1):
        return item
    item.kind = texts.kind
    if texts.letter == c"u":
        narrow = <const int32_t*>texts.buffers[1] + at
        item.size = narrow[1] - narrow[0]
        item.data = <const char*>texts.buffers[2] + narrow[0]
    elif texts.letter == c"U":
        wide = <const int64_t*>texts.buffers[1] + at
        item.size = wide[1] - wide[0]
        item.data = <const char*>texts.buffers[2] + wide[0]
    else:  # a view: at most 12 bytes stand in it, others where it says
        memcpy(view, <const char*>texts.buffers[1] + 16 * at, 16)
        item.size = view[0]
        if view[0] <= 12:
            item.data = <const char*>texts.buffers[1] + 16 * at + 4
        else:
            item.data = <const char*>texts.buffers[2 + view[2]] + view[3]
    return item
