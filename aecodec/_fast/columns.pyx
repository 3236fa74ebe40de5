# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Many objects of one class as columns: the compiled `_pure.columns`.

Texts are opened a window at a time as in `reader`; each object is checked without being made, and what its
fields hold is copied from the wire to the columns.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcpy, memmove, memset

from .decoder cimport Reading, read_object, read_wire
from .reader cimport WINDOW, Reader, Window, close_window, fill_window, open_window
from .rlp cimport aec_item, contiguous
from .table cimport BOOL, BYTES, PACKED_VERSION, ENUM, IDENTIFIER, UINT, Row, Schema

from ..errors import DecodeError, FieldError, with_article
from . import text

cdef enum:
    SIGNED = 11  # the tag of a SignedTx, which may stand around an object
    WIDEST = 32  # bytes of the largest number for which all rows of a column are made wider


# The values of one field. Rows are of one size, or lie one after the other with their offsets beside.
cdef struct Column:
    int op
    Py_ssize_t rows, filled, size, room
    Py_ssize_t width         # bytes for a row; 0 where rows differ
    Py_ssize_t least         # UINT: bytes that a row has at least
    uint8_t* data            # UINT: words of 64 bits, the lowest of a row first
    int64_t* offsets


cdef int open_column(Column* self, const Row* row, Py_ssize_t rows, bint coin) except -1:
    """Prepares a column that is all zero."""
    self.op = row.op
    self.rows = rows
    if row.op == UINT:
        self.width = self.least = 16 if coin else 8
    elif row.op == IDENTIFIER:
        self.width = 33
    elif row.op == BYTES and row.length >= 0:
        self.width = row.length
    elif row.op in (BOOL, ENUM):
        self.width = 1
    elif row.op == PACKED_VERSION:
        self.width = 4
    if self.width == 0:
        open_offsets(self)
    return make_room(self, self.width * rows)


cdef int open_offsets(Column* self) except -1:
    self.offsets = <int64_t*>calloc(self.rows + 1, sizeof(int64_t))
    if self.offsets == NULL:
        raise MemoryError
    return 0


cdef int make_room(Column* self, Py_ssize_t needed) except -1:
    cdef uint8_t* data
    if needed > self.room:
        needed = needed if self.width else needed + needed // 2
        data = <uint8_t*>realloc(self.data, needed)
        if data == NULL:
            raise MemoryError
        self.data = data
        self.room = needed
    return 0


cdef int put(Column* self, const aec_item* item) except -1:
    """Adds the value of an item, which was checked before."""
    cdef const uint8_t* start = item.start
    cdef Py_ssize_t size = item.end - start
    cdef uint16_t versions[2]
    cdef uint64_t number
    if self.op == UINT:
        put_number(self, start, size)
    elif self.op == PACKED_VERSION:
        number = 0
        for at in range(size):
            number = number << 8 | start[at]
        versions[1] = number & 0xFFFF
        versions[0] = number >> 16 or versions[1]
        memcpy(self.data + 4 * self.filled, versions, 4)
    elif self.op == IDENTIFIER:
        memcpy(self.data + self.filled * 33, start, 33)  # of a size the compiler knows: no call
    elif self.width:
        memcpy(self.data + self.filled * self.width, start, self.width)
    else:
        if item.is_list:  # with its header, for whoever reads it as RLP
            start = item.at
            size = item.end - start
        make_room(self, self.size + size)
        if size:
            memcpy(self.data + self.size, start, size)
        self.size += size
        self.offsets[self.filled + 1] = self.size
    self.filled += 1
    return 0


cdef inline int put_number(Column* self, const uint8_t* start, Py_ssize_t size) except -1:
    cdef Py_ssize_t width
    if self.width and size > self.width:
        if size > WIDEST:
            pack(self)
        else:
            widen(self, 8 * ((size + 7) // 8))
    if self.width:
        put_words(self.data + self.filled * self.width, self.width, start, size)
    else:
        width = max(self.least, 8 * ((size + 7) // 8))
        make_room(self, self.size + width)
        put_words(self.data + self.size, width, start, size)
        self.size += width
        self.offsets[self.filled + 1] = self.size // 8
    return 0


cdef inline void put_words(
    uint8_t* out, Py_ssize_t width, const uint8_t* start, Py_ssize_t size
) noexcept:
    cdef const uint8_t* end = start + size
    cdef const uint8_t* digit
    cdef uint64_t word
    while width > 0:
        word = 0
        digit = end - 8 if end - start > 8 else start
        while digit < end:
            word = word << 8 | digit[0]
            digit += 1
        memcpy(out, &word, 8)
        end = end - 8 if end - start > 8 else start
        out += 8
        width -= 8


cdef int widen(Column* self, Py_ssize_t width) except -1:
    """Gives every row more words, for a number that needs them."""
    cdef Py_ssize_t i, before = self.width
    make_room(self, self.rows * width)
    for i in range(self.filled - 1, -1, -1):
        memmove(self.data + i * width, self.data + i * before, before)
        memset(self.data + i * width + before, 0, width - before)
    self.width = width
    return 0


cdef int pack(Column* self) except -1:
    """Gives each row the words that its own number needs, before one that is wider than WIDEST.

    Wider rows for all would let a single transaction multiply the memory of a million others.
    """
    cdef Py_ssize_t i, width
    cdef uint64_t word
    open_offsets(self)
    for i in range(self.filled):
        width = self.width
        while width > self.least:
            memcpy(&word, self.data + i * self.width + width - 8, 8)
            if word:
                break
            width -= 8
        memmove(self.data + self.size, self.data + i * self.width, width)
        self.size += width
        self.offsets[i + 1] = self.size // 8
    self.width = 0
    return 0


cdef int finish(Column* self, str name, dict result) except -1:
    cdef int op = self.op
    if self.width == 0:
        data = memoryview(PyBytes_FromStringAndSize(<const char*>self.data, self.size))
        result[name] = data.cast("Q") if op == UINT else data
        offsets = PyBytes_FromStringAndSize(<const char*>self.offsets, (self.rows + 1) * sizeof(int64_t))
        result[f"{name}.offsets"] = memoryview(offsets).cast("q")
        return 0
    data = memoryview(PyBytes_FromStringAndSize(<const char*>self.data, self.rows * self.width))
    letter = "Q" if op == UINT else "?" if op == BOOL else "H" if op == PACKED_VERSION else "B"
    across = self.width // 8 if op == UINT else 2 if op == PACKED_VERSION else self.width
    if across == 1 or self.rows == 0:
        result[name] = data.cast(letter)
    else:
        result[name] = data.cast(letter, (self.rows, across))
    return 0


def read(Reader reader not None, items, cls, coins):
    """Decode many objects of a class into columns. `coins`: the fields of at least two words."""
    cdef tuple given = tuple(items)
    cdef Schema schema = reader.table.of(cls)
    cdef Column* columns = <Column*>calloc(schema.count, sizeof(Column))
    cdef aec_item* spans = <aec_item*>calloc(schema.count, sizeof(aec_item))
    cdef Py_ssize_t start, i
    cdef Window window
    open_window(&window)
    try:
        if columns == NULL or spans == NULL:
            raise MemoryError
        for i in range(schema.count):
            open_column(&columns[i], &schema.rows[i], len(given), schema.names[i] in coins)
        for start in range(0, len(given), WINDOW):
            fill_window(&window, reader, given, start)
            read_window(&window, reader, schema, given, start, columns, spans)
        result = {}
        for i in range(schema.count):
            finish(&columns[i], schema.names[i], result)
        return result
    finally:
        close_window(&window)
        close_columns(columns, schema.count)
        free(spans)


cdef void close_columns(Column* columns, Py_ssize_t count) noexcept:
    cdef Py_ssize_t i
    if columns != NULL:
        for i in range(count):
            free(columns[i].data)
            free(columns[i].offsets)
        free(columns)


cdef int read_window(
    Window* window, Reader reader, Schema schema, tuple given, Py_ssize_t start,
    Column* columns, aec_item* spans
) except -1:
    cdef Py_ssize_t i, field, size
    cdef const uint8_t* wire
    for i in range(window.count):
        try:
            if window.size[i] < 0:
                data = given[start + i]
                held = text.decode(data, reader.prefix) if isinstance(data, str) else contiguous(data)
                wire = <const uint8_t*>PyBytes_AS_STRING(held)
                size = PyBytes_GET_SIZE(held)
            else:
                wire = window.buffer + window.at[i]
                size = window.size[i]
            find(reader, schema, wire, size, spans)
            for field in range(schema.count):
                put(&columns[field], &spans[field])
        except DecodeError as error:
            raise error.within(f"[{start + i}]") from None
    return 0


cdef int find(
    Reader reader, Schema schema, const uint8_t* wire, Py_ssize_t size, aec_item* spans
) except -1:
    """Checks a payload and finds the items of the object that is wanted."""
    cdef Reading reading
    reading.table = <PyObject*>reader.table
    reading.base = wire
    reading.paid_for = False
    reading.making = False
    reading.wanted = <PyObject*>schema
    reading.depth = 2 if schema.tag != SIGNED and is_signed(wire, size) else 1
    reading.items = spans
    read_object(&reading, wire, wire + size, reader.allowed, 1)
    if reading.wanted != NULL:
        made = read_wire(reader.table, reader.allowed, wire, size, True)
        found = type(made.transaction if reading.depth == 2 else made).__name__
        raise FieldError("object_not_allowed_here", "", None, with_article(schema.cls.__name__), found)
    return 0


cdef bint is_signed(const uint8_t* wire, Py_ssize_t size) noexcept:
    """Tell whether these bytes begin as a SignedTx does; whether they are canonical is checked later."""
    cdef Py_ssize_t head = 1 if size and wire[0] < 0xF8 else 1 + wire[0] - 0xF7 if size else 0
    return head < size and wire[head] == SIGNED
