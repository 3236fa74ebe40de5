"""Arrow's structures for the other modules of this package."""

from libc.stdint cimport int64_t

cdef extern from "cdata.h" nogil:
    ctypedef struct ArrowSchema "struct ArrowSchema":
        const char* format
        const char* name
        int64_t flags
        int64_t n_children
        ArrowSchema** children
        ArrowSchema* dictionary
        void (*release)(ArrowSchema*) noexcept nogil
    ctypedef struct ArrowArray "struct ArrowArray":
        int64_t length, null_count, offset, n_buffers, n_children
        const void** buffers
        ArrowArray** children
        ArrowArray* dictionary
        void (*release)(ArrowArray*) noexcept nogil
    ctypedef struct ArrowArrayStream "struct ArrowArrayStream":
        int (*get_schema)(ArrowArrayStream*, ArrowSchema*) noexcept nogil
        int (*get_next)(ArrowArrayStream*, ArrowArray*) noexcept nogil
        const char* (*get_last_error)(ArrowArrayStream*) noexcept nogil
        void (*release)(ArrowArrayStream*) noexcept nogil
        void* private_data
    ctypedef struct aec_shared:
        ArrowArray array
    enum:
        ARROW_FLAG_NULLABLE
    int aec_schema_open(
        ArrowSchema* schema, const char* format, const char* name, int64_t flags, int64_t children) noexcept
    int aec_schema_copy(const ArrowSchema* source, ArrowSchema* to) noexcept
    int aec_owned_open(
        ArrowArray* array, int64_t length, int64_t nulls, int buffers, int64_t children) noexcept
    aec_shared* aec_share(ArrowArray* array) noexcept
    void aec_shared_drop(aec_shared* shared) noexcept
    int aec_view_slice(
        ArrowArray* to, const ArrowArray* source, aec_shared* shared, int64_t start, int64_t count) noexcept


# A capsule that owns a structure, which is all zero, and released with the capsule if nobody moved it.
cdef object new_schema(ArrowSchema** schema)
cdef object new_stream(ArrowArrayStream** stream)

# Memory that is all zero; raises MemoryError.
cdef void* allocate(size_t size) except NULL
