/* Python integers to and from unsigned big-endian bytes, through whichever C API the interpreter has.

   From 3.13 on the public NativeBytes functions do it; before, the private pair that they replaced. */

#ifndef AECODEC_LONGS_H
#define AECODEC_LONGS_H

#include <Python.h>
#include <stdint.h>
#include <string.h>

/* A new integer from minimal big-endian bytes; NULL with an exception set. */
static inline PyObject *aec_long_from_bytes(const uint8_t *bytes, size_t size)
{
    if (size <= 8) {
        uint64_t number = 0;
        for (size_t i = 0; i < size; i++)
            number = number << 8 | bytes[i];
        return PyLong_FromUnsignedLongLong(number);
    }
#if PY_VERSION_HEX >= 0x030D0000
    return PyLong_FromUnsignedNativeBytes(bytes, size, Py_ASNATIVEBYTES_BIG_ENDIAN);
#else
    return _PyLong_FromByteArray(bytes, size, 0, 0);
#endif
}

/* Writes the minimal big-endian bytes of an integer at the end of `room` (at most `most` of them) and
   returns how many: zero takes one byte. -1: negative. -2: too long. -3: no integer, exception set. */
static inline Py_ssize_t aec_long_to_bytes(PyObject *number, uint8_t *room_end, size_t most)
{
    int overflow;
    long long small;

    if (!PyLong_Check(number)) {
        PyErr_Format(PyExc_TypeError, "an integer belongs here, not %s", Py_TYPE(number)->tp_name);
        return -3;
    }
    small = PyLong_AsLongLongAndOverflow(number, &overflow);
    if (overflow == 0) {
        uint8_t *at = room_end;
        if (small < 0)
            return -1;
        do {
            *--at = (uint8_t)small;
            small >>= 8;
        } while (small > 0);
        return room_end - at;
    }
    if (overflow < 0)
        return -1;
#if PY_VERSION_HEX >= 0x030D0000
    {
        uint8_t bytes[1040];
        size_t skip = 0;
        Py_ssize_t needed = PyLong_AsNativeBytes(
            number, bytes, sizeof bytes,
            Py_ASNATIVEBYTES_BIG_ENDIAN | Py_ASNATIVEBYTES_UNSIGNED_BUFFER | Py_ASNATIVEBYTES_REJECT_NEGATIVE);
        if (needed < 0)
            return -3;
        if ((size_t)needed > sizeof bytes)
            return -2;
        while (bytes[skip] == 0)
            skip++;
        if (sizeof bytes - skip > most)
            return -2;
        memcpy(room_end - (sizeof bytes - skip), bytes + skip, sizeof bytes - skip);
        return (Py_ssize_t)(sizeof bytes - skip);
    }
#else
    {
        size_t bits = _PyLong_NumBits(number), size = bits / 8 + (bits % 8 != 0);
        if (bits == (size_t)-1 && PyErr_Occurred())
            return -3;
        if (size > most)
            return -2;
        if (_PyLong_AsByteArray((PyLongObject *)number, room_end - size, size, 0, 0) < 0)
            return -3;
        return (Py_ssize_t)size;
    }
#endif
}

#endif
