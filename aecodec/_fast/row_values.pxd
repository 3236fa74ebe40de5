"""Columns and their values for the other modules of this package."""

from libc.stdint cimport uint8_t

from .cdata cimport ArrowArray
from .rlp cimport aec_item
from .table cimport Row

cdef extern from "values.h" nogil:
    ctypedef struct aec_column:
        size_t length
        aec_column** child
    enum:
        AEC_FIXED
        AEC_BYTES
        AEC_LIST
        AEC_STRUCT
    aec_column* aec_column_open(int layout, size_t width, int nullable, size_t rows, size_t bytes) noexcept
    void aec_column_close(aec_column* column) noexcept
    int aec_column_add(aec_column* column, aec_column* child) noexcept
    int aec_column_pad(aec_column* column, size_t length) noexcept
    uint8_t* aec_column_place(aec_column* column) noexcept
    void aec_column_present(aec_column* column) noexcept
    uint8_t* aec_column_space(aec_column* column, size_t most) noexcept
    void aec_column_filled(aec_column* column, size_t size) noexcept
    int aec_column_bytes(aec_column* column, const void* data, size_t size) noexcept
    size_t aec_column_size(const aec_column* column) noexcept
    bint aec_column_open_items(const aec_column* column) noexcept
    int aec_column_ended(aec_column* column) noexcept
    int aec_column_export(aec_column* column, ArrowArray* array) noexcept
    int aec_column_decimal(aec_column* column, const uint8_t* data, size_t size) noexcept
    int aec_column_int64(aec_column* column, const uint8_t* data, size_t size) noexcept
    int aec_column_number(aec_column* column, const uint8_t* data, size_t size) noexcept
    bint aec_is_utf8(const uint8_t* data, size_t size) noexcept

# _column_forms.Form; row_values.pyx refuses to import if they differ.
cdef enum:
    TYPE = 1
    VERSION
    HASH_TEXT
    HASH_BYTES
    SIGNATURES
    ORIGIN_TEXT
    ORIGIN_BYTES
    ERROR_CODE
    ERROR_PATH
    ERROR_MESSAGE
    ERROR_OFFSET
    UNFIT
    INT64
    DECIMAL
    NUMBER_TEXT
    BINARY
    OBJECT_BYTES
    UTF8
    ID_TEXT
    ID_BYTES
    ENUM_NAME
    VERSIONS
    IDS_TEXT
    IDS_BYTES
    OBJECTS
    POINTERS_TEXT
    POINTERS_BYTES
    PAIRS

cdef enum:
    HEADS = 13               # forms below this one are of the row, and each stands once
    KNOWN = 4096             # identifiers whose texts are kept, by their first bytes

# The characters of a name that a Filler keeps.
cdef struct Name:
    const char* text
    size_t size

# A field of a layout: the column it goes to, -1 for none.
cdef struct Place:
    int column
    int form
    Name name
    Name* members            # of an enumeration, by number

# The text of an identifier that was met.
cdef struct Known:
    uint8_t wire[33]
    uint8_t size             # 0 for none yet
    char text[54]


# The column of a form, with room for some rows and some bytes; NULL without memory.
cdef aec_column* open_column(int form, size_t rows, size_t bytes) noexcept nogil

# Puts a field's value to its column; the name of one that cannot be, to the column `unfit`, unless -1.
cdef int put_field(
    const aec_item* item, const Row* row_of, const Place* place,
    aec_column** columns, int unfit, Py_ssize_t row, Known* known
) noexcept nogil

cdef int put_name(aec_column* column, Py_ssize_t row, const Name* name) noexcept nogil
cdef int put_items(aec_column* column, const aec_item* within) noexcept nogil
cdef int put_id(aec_column* column, const uint8_t* wire, Known* known) noexcept nogil
cdef int put_base58(
    aec_column* column, const char* prefix, const uint8_t* key, const uint8_t* checksum) noexcept nogil
