# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Capsules of Arrow's structures: the compiled `_pure.cdata`. cdata.h says who owns what."""

from cpython.pycapsule cimport PyCapsule_GetPointer, PyCapsule_New
from libc.stdlib cimport calloc, free


cdef object new_schema(ArrowSchema** schema):
    schema[0] = <ArrowSchema*>allocate(sizeof(ArrowSchema))
    return PyCapsule_New(schema[0], b"arrow_schema", destroy_schema)


cdef object new_stream(ArrowArrayStream** stream):
    stream[0] = <ArrowArrayStream*>allocate(sizeof(ArrowArrayStream))
    return PyCapsule_New(stream[0], b"arrow_array_stream", destroy_stream)


cdef void* allocate(size_t size) except NULL:
    made = calloc(1, size)
    if made == NULL:
        raise MemoryError
    return made


cdef void destroy_schema(object capsule) noexcept:
    cdef ArrowSchema* schema = <ArrowSchema*>PyCapsule_GetPointer(capsule, b"arrow_schema")
    if schema.release != NULL:
        schema.release(schema)
    free(schema)


cdef void destroy_stream(object capsule) noexcept:
    cdef ArrowArrayStream* stream = <ArrowArrayStream*>PyCapsule_GetPointer(capsule, b"arrow_array_stream")
    if stream.release != NULL:
        stream.release(stream)
    free(stream)
