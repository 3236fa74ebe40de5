/* Where an instance keeps a field: the offset behind a `__slots__`-style member descriptor.

   msgspec.Struct describes each field by such a descriptor, and so does `__slots__`; a field can then be
   read and written in place. A field described in any other way has no offset, and `Schema` refuses it. */

#ifndef AECODEC_SLOTS_H
#define AECODEC_SLOTS_H

#include <Python.h>
#include <structmember.h>

/* -1 for what describes no slot, or one of a class whose instances those of `type` are not. */
static inline Py_ssize_t aec_slot_offset(PyObject *type, PyObject *descriptor)
{
    PyMemberDef *member;

    if (!PyType_Check(type) || !PyObject_TypeCheck(descriptor, &PyMemberDescr_Type))
        return -1;
    if (!PyType_IsSubtype((PyTypeObject *)type, PyDescr_TYPE(descriptor)))
        return -1;
    member = ((PyMemberDescrObject *)descriptor)->d_member;
    return member->type == T_OBJECT_EX ? member->offset : -1;
}

static inline PyObject **aec_slot(PyObject *instance, Py_ssize_t offset)
{
    return (PyObject **)((char *)instance + offset);
}

/* A new instance with all slots empty, as the type itself makes one. */
static inline PyObject *aec_blank(PyObject *type)
{
    return ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
}

#endif
