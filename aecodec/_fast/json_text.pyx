# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Text of JSON, in which identifiers, signatures and bytes are prefixed texts.

The compiled twin of `_pure/json_text.py`. Half of the time to write an object goes to the checksums of these
texts. So they are left out at first: a Gap each. At the end the checksums of all are made three at a time,
as three take less time than two, and characters and texts are put together.
"""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcmp, memcpy, memset

from . cimport kernels
from .kernels cimport BASE58_BUFFER
from .text cimport Rule, chars_of, rule_of

from json.encoder import encode_basestring_ascii

from ..protocol import ID_PREFIXES

cdef extern from *:
    str PyUnicode_New(Py_ssize_t size, Py_UCS4 largest)

cdef enum:
    KNOWN = 1024             # identifiers that are known by their first bytes
    CLASSES = 8              # of payloads, by the blocks that their hash takes

cdef char id_prefixes[7][2]


cdef int fill_prefixes() except -1:
    for kind, name in ID_PREFIXES.items():
        id_prefixes[kind][0], id_prefixes[kind][1] = name.encode()
    return 0


fill_prefixes()


cdef const char* id_prefix(int kind) noexcept:
    return id_prefixes[kind]


cdef int open_json(Json* json) except -1:
    memset(json, 0, sizeof(Json))
    json.now = 1
    json.known = <Known*>calloc(KNOWN, sizeof(Known))
    if json.known == NULL:
        raise MemoryError
    return 0


cdef void clear_json(Json* json) noexcept:
    json.chars.at = json.chars.begin
    json.count = 0
    json.now += 1


cdef void close_json(Json* json) noexcept:
    free(json.chars.begin)
    free(json.texts.begin)
    free(json.gaps)
    free(json.known)


cdef int put_utf8(Json* json, const uint8_t* start, Py_ssize_t size) except -1:
    """Write a UTF-8 field: as it is, unless it is none or looks like prefixed bytes."""
    cdef Py_ssize_t i
    if size >= 3 and memcmp(start, b"ba_", 3) == 0:
        return leave_gap(json, b"ba", start, size, False)
    for i in range(size):
        if not (c" " <= start[i] <= c"~") or start[i] == c'"' or start[i] == c"\\":
            break
    else:
        return aec_chars_quote(&json.chars, <const char*>start, size)
    try:
        content = PyBytes_FromStringAndSize(<const char*>start, size).decode()
    except UnicodeDecodeError:
        return leave_gap(json, b"ba", start, size, False)
    escaped = encode_basestring_ascii(content)
    return put(json, chars_of(<str>escaped), PyUnicode_GET_LENGTH(<str>escaped))


cdef int leave_gap(
    Json* json, const char* prefix, const uint8_t* payload, Py_ssize_t size, bint base58
) except -1:
    cdef Gap* gap
    if json.count == json.room:
        gap = <Gap*>realloc(json.gaps, (2 * json.room + 256) * sizeof(Gap))
        if gap == NULL:
            raise MemoryError
        json.gaps = gap
        json.room = 2 * json.room + 256
    gap = &json.gaps[json.count]
    gap.at = json.chars.at - json.chars.begin
    gap.payload = payload
    gap.size = size
    gap.prefix[0], gap.prefix[1] = prefix[0], prefix[1]
    gap.base58 = base58
    gap.same = json.count
    gap.known = NULL
    json.count += 1
    return 0


cdef int put_id(Json* json, const uint8_t* wire) except -1:
    """Write the text of an identifier. Many are met again and again: their text is made once."""
    cdef Known* known = &json.known[(wire[1] << 8 | wire[2]) & (KNOWN - 1)]
    cdef bint again = known.met and memcmp(known.wire, wire, 33) == 0
    if again and known.size:
        return aec_chars_put(&json.chars, known.text, known.size)
    leave_gap(json, id_prefixes[wire[0]], wire + 1, 32, True)
    if again and known.met == json.now:
        json.gaps[json.count - 1].same = known.gap
        return 0
    memcpy(known.wire, wire, 33)
    known.size = 0
    known.met = json.now
    known.gap = json.count - 1
    json.gaps[known.gap].known = known
    return 0


cdef int put_bytes(Json* json, str prefix, const uint8_t* start, Py_ssize_t size) except -1:
    """Leave the place for bytes with their prefix, or with `ba_` if their length does not fit it."""
    cdef const Rule* rule = rule_of(prefix)
    if rule.length >= 0 and rule.length != size:
        return leave_gap(json, b"ba", start, size, False)
    return leave_gap(json, chars_of(prefix), start, size, rule.base58)


cdef object finish_json(Json* json):
    cdef const char* chars = json.chars.begin
    cdef size_t done = 0, size = json.chars.at - chars
    cdef Py_ssize_t i
    cdef const Gap* gap
    cdef const Gap* source
    cdef char* to
    if size == 0:
        return None
    make_texts(json)
    for i in range(json.count):
        size += json.gaps[json.gaps[i].same].length
    text = PyUnicode_New(size, 127)
    to = chars_of(text)
    for i in range(json.count):
        gap = &json.gaps[i]
        source = &json.gaps[gap.same]
        memcpy(to, chars + done, gap.at - done)
        to += gap.at - done
        memcpy(to, json.texts.begin + source.text, source.length)
        to += source.length
        done = gap.at
    memcpy(to, chars + done, json.chars.at - chars - done)
    clear_json(json)
    return text


cdef int make_texts(Json* json) except -1:
    """Make the texts for all gaps, three at a time that are alike in length, which takes the least time."""
    cdef uint8_t checksums[3][32]
    cdef const uint8_t* payloads[3]
    cdef size_t sizes[3]
    cdef Py_ssize_t waiting[3]
    cdef Py_ssize_t heads[CLASSES]
    cdef Py_ssize_t i, kind, at, count = 0
    for kind in range(CLASSES):
        heads[kind] = -1
    for i in range(json.count - 1, -1, -1):
        if json.gaps[i].same == i:
            kind = min((json.gaps[i].size + 8) >> 6, CLASSES - 1)
            json.gaps[i].next = heads[kind]
            heads[kind] = i
    json.texts.at = json.texts.begin
    for kind in range(CLASSES):
        at = heads[kind]
        while at >= 0 or (kind == CLASSES - 1 and count):
            if at >= 0:
                waiting[count] = at
                count += 1
                at = json.gaps[at].next
            if count < 3 and (at >= 0 or kind < CLASSES - 1):
                continue
            for i in range(3):  # the last ones may be less than three
                payloads[i] = json.gaps[waiting[min(i, count - 1)]].payload
                sizes[i] = <size_t>json.gaps[waiting[min(i, count - 1)]].size
            kernels.sha256d_three(payloads, sizes, checksums)
            for i in range(count):
                make_text(json, &json.gaps[waiting[i]], checksums[i])
            count = 0
    return 0


cdef int make_text(Json* json, Gap* gap, const uint8_t* checksum) except -1:
    """Add the text for a gap to the texts, in quotes."""
    cdef uint8_t whole[64 + 4]
    cdef uint8_t last[2 + 4]
    cdef char buffer[BASE58_BUFFER]
    cdef char* body = NULL
    cdef char* at
    cdef Py_ssize_t groups = gap.size - gap.size % 3
    aec_chars_reserve(&json.texts, BASE58_BUFFER if gap.base58 else (gap.size + 4 + 2) // 3 * 4 + 5)
    at = json.texts.at
    at[0], at[1], at[2], at[3] = c'"', gap.prefix[0], gap.prefix[1], c"_"
    if gap.base58:                           # 32 or 64 bytes
        memcpy(whole, gap.payload, gap.size)
        memcpy(whole + gap.size, checksum, 4)
        groups = kernels.base58_encode(whole, gap.size + 4, buffer, &body)
        memcpy(at + 4, body, groups)
        at += 4 + groups
    else:                                    # whole groups lie together; what is left joins the checksum
        memcpy(last, gap.payload + groups, gap.size - groups)
        memcpy(last + gap.size - groups, checksum, 4)
        at += 4 + kernels.base64_encode(gap.payload, groups, at + 4)
        at += kernels.base64_encode(last, gap.size - groups + 4, at)
    at[0] = c'"'
    gap.text = json.texts.at - json.texts.begin
    gap.length = at + 1 - json.texts.at
    # Another identifier may have come to the same place since.
    if gap.known != NULL and gap.known.met == json.now and &json.gaps[gap.known.gap] == gap:
        gap.known.size = <uint8_t>gap.length
        memcpy(gap.known.text, json.texts.at, gap.length)
    json.texts.at = at + 1
    return 0
