# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Identifiers: 33 bytes, kind and key, with their text made when first asked for.

The compiled twin of `_pure/ids.py`. The bytes lie in the object itself, which with its header fits into one
line of the processor's cache; the hash is the text's own, so it is not kept a second time.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport Py_EQ, Py_GT, Py_LE, Py_LT, Py_NE, PyObject
from libc.stdint cimport uint8_t
from libc.string cimport memcmp, memcpy, memset

from .rlp cimport contiguous
from .text cimport Rule, base58_text, open_text, payload_of, read_base58

from ..errors import FieldError, TextError, quote
from ..protocol import ID_PREFIXES, IdKind

cdef extern from *:
    """
    static void aec_set_type(PyObject *cls, void *construct, void *construct_vector)
    {
        ((PyTypeObject *)cls)->tp_new = (newfunc)construct;
        ((PyTypeObject *)cls)->tp_vectorcall = (vectorcallfunc)construct_vector;
        /* where pickles find it, whichever twin runs */
        ((PyTypeObject *)cls)->tp_name = "aecodec.ids.Id";
    }
    """
    void aec_set_type(object cls, void* construct, void* construct_vector) noexcept
    object PyObject_Vectorcall(object call, PyObject* const* args, size_t count, PyObject* keywords)

cdef extern from "blake2b.h":
    void aec_blake2b256(const uint8_t* data, size_t n, uint8_t* out) noexcept

cdef extern from "longs.h":
    Py_ssize_t aec_long_to_bytes(object number, uint8_t* room_end, size_t most) except -3

cdef char prefixes[7][2]
cdef uint8_t ACCOUNT = IdKind.ACCOUNT, CHANNEL = IdKind.CHANNEL
cdef tuple kinds = (None, *IdKind)


cdef int fill_prefixes() except -1:
    for kind, name in ID_PREFIXES.items():
        prefixes[kind][0], prefixes[kind][1] = name.encode()
    return 0


fill_prefixes()


@cython.final
@cython.no_gc
@cython.freelist(64)
cdef class Id:
    """Names an account, name, commitment, oracle, contract or channel.

    `Id("ak_…")` reads the text; `Id.of(kind, key)` and `Id.from_bytes(wire)` take bytes. An Id equals
    its own canonical text and hashes like it, so text keys find it; it never equals bytes. Ids are
    ordered among themselves, by their bytes.

    Raises TextError for text that is no identifier.
    """

    @classmethod
    def of(cls, kind, key):
        """The identifier of this kind with this 32-byte key. Raises FieldError for a wrong length."""
        return Id.from_bytes(bytes([kind]) + contiguous(key))

    @classmethod
    def from_bytes(cls, wire):
        """The identifier in its wire form, kind and key. Raises FieldError if it is none."""
        data = contiguous(wire)
        cdef const uint8_t* start = <const uint8_t*>PyBytes_AS_STRING(data)
        if PyBytes_GET_SIZE(data) != 33:
            raise FieldError("id_length", "", None, "33 bytes", f"{PyBytes_GET_SIZE(data)}")
        if not 1 <= start[0] <= 6:
            raise FieldError("id_tag_unknown", "", None, "1 to 6", f"{start[0]}")
        return new_id(start)

    @property
    def kind(self):
        """What it names."""
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
        return Id.from_bytes, (bytes(self),)

    def __setattr__(self, name, value):
        raise AttributeError("an Id does not change")

    def __delattr__(self, name):
        raise AttributeError("an Id does not change")


# A class of C makes a new object for every call and has no way to hand out one that exists; `Id(id)` does, so
# both of the type's constructors are replaced. `Id.__new__` within this module stays the plain one.

def _read(text_or_id):
    return id_of(text_or_id)


cdef object constructor = _read


cdef object construct(type cls, PyObject* args, PyObject* keywords):
    return _read(*<tuple>args, **({} if keywords is NULL else <dict>keywords))


cdef object construct_vector(PyObject* cls, PyObject* const* args, size_t count, PyObject* keywords):
    return PyObject_Vectorcall(constructor, args, count, keywords)


aec_set_type(Id, <void*>construct, <void*>construct_vector)


cdef Id id_of(object text_or_id):
    cdef uint8_t wire[1 + 128]
    cdef const Rule* rule
    cdef const char* body
    cdef Py_ssize_t size
    cdef Id self

    if type(text_or_id) is Id:
        return <Id>text_or_id
    if type(text_or_id) is not str:
        raise TypeError(f"expected the text of an identifier, not {type(text_or_id).__name__}")
    rule = open_text(<str>text_or_id, None, &body, &size)
    if not rule.id_kind:
        payload_of(text_or_id, None)  # if the text is wrong in itself, that comes first
        raise TextError("wrong_prefix", "", 0, "an identifier", quote(text_or_id[:3]))
    size = read_base58(<str>text_or_id, rule, body, size, &wire[1])
    if size != 32:
        raise TextError("wrong_length", "", 3, "32 bytes", f"{size}")
    wire[0] = <uint8_t>rule.id_kind
    self = new_id(wire)
    self.text = <str>text_or_id
    return self


def channel_id_of_sound(initiator_id, nonce, responder_id):
    """The id of a channel by its participants, text or Id, and the nonce; None for what is not sound.

    BLAKE2b-256 of the one key, the nonce in 32 bytes and the other (SERIALIZATION.md, section 7).
    """
    cdef uint8_t hashed[96]
    cdef uint8_t number[40]
    cdef uint8_t wire[33]
    cdef Py_ssize_t size
    cdef Id initiator, responder
    if type(nonce) is not int:
        return None
    try:
        initiator, responder = id_of(initiator_id), id_of(responder_id)
    except (TextError, TypeError):
        return None
    size = aec_long_to_bytes(nonce, number + sizeof(number), 32)
    if size < 0 or initiator.wire[0] != ACCOUNT or responder.wire[0] != ACCOUNT:
        return None
    memset(hashed, 0, sizeof(hashed))
    memcpy(hashed, &initiator.wire[1], 32)
    memcpy(hashed + 64 - size, number + sizeof(number) - size, size)
    memcpy(hashed + 64, &responder.wire[1], 32)
    wire[0] = CHANNEL
    aec_blake2b256(hashed, sizeof(hashed), &wire[1])
    return new_id(wire)


cdef Id new_id(const uint8_t* wire):
    cdef Id self = Id.__new__(Id)
    memcpy(self.wire, wire, 33)
    return self


cdef str text_of(Id self):
    with cython.critical_section(self):  # nothing at all where there is a GIL
        if self.text is None:
            self.text = base58_text(prefixes[self.wire[0]], &self.wire[1], 32)
        return self.text
