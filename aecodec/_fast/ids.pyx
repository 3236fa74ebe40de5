# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Identifiers: 33 bytes, kind and key, with their text made when first asked for.

The compiled twin of `_pure/ids.py`. The bytes lie in the object itself, which with its header fits into one
line of the processor's cache; the hash is the text's own, so it is not kept a second time.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport Py_EQ, Py_GT, Py_LE, Py_LT, Py_NE
from libc.stdint cimport uint8_t
from libc.string cimport memcmp, memcpy

from .kernels cimport BASE58_MAX_CHARS
from .rlp cimport contiguous
from .text cimport Rule, as_text, base58_text, open_text, payload_of, read_base58

from operator import index

from ..errors import FieldError, TextError, format_int, quote
from ..protocol import ID_PREFIXES, IdKind

cdef extern from *:
    """
    #define aec_new(cls, arguments) ((PyTypeObject *)(cls))->tp_new((PyTypeObject *)(cls), arguments, NULL)
    """
    object aec_new(object cls, tuple arguments)

cdef char prefixes[7][2]
cdef tuple kinds = (None, *IdKind)


cdef int fill_prefixes() except -1:
    for kind, name in ID_PREFIXES.items():
        prefixes[kind][0], prefixes[kind][1] = name.encode()
    return 0


fill_prefixes()

# The argument by which this module makes an Id that it fills itself. Nobody else has it, so there is no Id
# without its bytes.
cdef object UNFILLED = object()
cdef tuple UNFILLED_ARGUMENTS = (UNFILLED,)


@cython.final
@cython.no_gc
@cython.freelist(64)
cdef class Id:
    """The identifier of an account, name, commitment, oracle, contract or channel.

    `Id("ak_…")` reads the text; `Id.of(kind, key)` and `Id.from_bytes(wire)` take bytes. An Id equals
    its own canonical text and hashes like it, so text keys find it; it never equals bytes. Ids are
    ordered among themselves, by their bytes.

    Raises TextError for text that is no identifier.
    """

    def __cinit__(self, text_or_id):
        if text_or_id is UNFILLED:
            return  # `new_id` copies the bytes
        if type(text_or_id) is Id:
            memcpy(self.wire, (<Id>text_or_id).wire, 33)
            self.text = (<Id>text_or_id).text
        else:
            read_text(self, as_text(text_or_id, "the text of an identifier"))

    @classmethod
    def of(cls, kind, key):
        """Make the identifier of this kind with this 32-byte key. Raises FieldError if there is none."""
        number, data = index(kind), contiguous(key)
        if not 0 <= number <= 255:
            raise FieldError("id_tag_unknown", "", None, "1 to 6", format_int(number))
        return Id.from_bytes(bytes([number]) + data)

    @classmethod
    def from_bytes(cls, wire):
        """Make the identifier from its wire form, kind and key. Raises FieldError if it is none."""
        data = contiguous(wire)
        cdef const uint8_t* start = <const uint8_t*>PyBytes_AS_STRING(data)
        if PyBytes_GET_SIZE(data) != 33:
            raise FieldError("id_length", "", None, "33 bytes", f"{PyBytes_GET_SIZE(data)}")
        if not 1 <= start[0] <= 6:
            raise FieldError("id_tag_unknown", "", None, "1 to 6", f"{start[0]}")
        return new_id(start)

    @property
    def kind(self):
        """The kind of what it names."""
        return kinds[self.wire[0]]

    @property
    def key(self):
        """The 32 bytes without the kind: public key, hash or tree key."""
        return PyBytes_FromStringAndSize(<char*>&self.wire[1], 32)

    def __bytes__(self):
        return PyBytes_FromStringAndSize(<char*>self.wire, 33)

    def __str__(self):
        return text_of(self)

    def __repr__(self):
        return f"Id('{text_of(self)}')"

    def __hash__(self):
        return hash(text_of(self))

    def __richcmp__(self, other, int operator):
        cdef int order
        if type(other) is Id:
            order = memcmp(self.wire, (<Id>other).wire, 33)
        elif type(other) is str and operator in (Py_EQ, Py_NE):
            return (text_of(self) == <str>other) is (operator == Py_EQ)
        else:
            return NotImplemented
        if operator == Py_EQ:
            return order == 0
        if operator == Py_NE:
            return order != 0
        if operator == Py_LT:
            return order < 0
        if operator == Py_LE:
            return order <= 0
        if operator == Py_GT:
            return order > 0
        return order >= 0

    def __reduce__(self):
        return unpickle, (bytes(self),)

    def __setattr__(self, name, value):
        raise AttributeError("an Id does not change")

    def __delattr__(self, name):
        raise AttributeError("an Id does not change")


@cython.binding(True)  # a function whose `__module__` can be set
def unpickle(wire):
    """Make an identifier again from its wire form, for pickles; either twin reads those of the other."""
    return Id.from_bytes(wire)


unpickle.__module__ = "aecodec.ids"


cdef int read_text(Id self, str text) except -1:
    """Fills a new identifier from its text, which it keeps."""
    cdef uint8_t wire[1 + BASE58_MAX_CHARS]
    cdef const char* body
    cdef Py_ssize_t size
    cdef const Rule* rule = open_text(text, None, &body, &size)

    if not rule.id_kind:
        payload_of(text, None)  # if the text is wrong in itself, that comes first
        raise TextError("wrong_prefix", "", 0, "an identifier", quote(text[:3]))
    size = read_base58(text, rule, body, size, &wire[1])
    if size != 32:
        raise TextError("wrong_length", "", 3, "32 bytes", f"{size}")
    wire[0] = <uint8_t>rule.id_kind
    memcpy(self.wire, wire, 33)
    self.text = text
    return 0


cdef Id new_id(const uint8_t* wire):
    cdef Id self = <Id>aec_new(Id, UNFILLED_ARGUMENTS)
    memcpy(self.wire, wire, 33)
    return self


cdef str text_of(Id self):
    with cython.critical_section(self):  # nothing at all where there is a GIL
        if self.text is None:
            self.text = base58_text(prefixes[self.wire[0]], &self.wire[1], 32)
        return self.text
