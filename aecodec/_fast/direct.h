/* A bound method of one argument as a function of its own: with the name, the module and the docstring of a
   Python function, which it replaces. The interpreter then calls it without a frame in between.

   What describes such a function has to outlive it; there are two or three, made at import, so it is never
   given back. */

#ifndef AECODEC_DIRECT_H
#define AECODEC_DIRECT_H

#include <Python.h>
#include <string.h>

/* A copy that stays: NULL with an exception set. */
static inline const char *aec_kept(PyObject *text)
{
    Py_ssize_t size;
    const char *chars = PyUnicode_AsUTF8AndSize(text, &size);
    char *copy = chars == NULL ? NULL : (char *)PyMem_Malloc((size_t)size + 1);

    if (copy != NULL)
        memcpy(copy, chars, (size_t)size + 1);
    else if (chars != NULL)
        PyErr_NoMemory();
    return copy;
}

static inline PyObject *aec_direct(PyObject *method, PyObject *name, PyObject *doc, PyObject *module)
{
    PyMethodDef *made;

    if (!PyCFunction_Check(method) || !(PyCFunction_GetFlags(method) & METH_O)) {
        PyErr_SetString(PyExc_TypeError, "expected a compiled method of one argument");
        return NULL;
    }
    made = (PyMethodDef *)PyMem_Malloc(sizeof *made);
    if (made == NULL)
        return PyErr_NoMemory();
    made->ml_meth = PyCFunction_GetFunction(method);
    made->ml_flags = METH_O;
    made->ml_name = aec_kept(name);
    made->ml_doc = made->ml_name == NULL ? NULL : aec_kept(doc);
    if (made->ml_doc == NULL)
        return NULL;
    return PyCFunction_NewEx(made, PyCFunction_GetSelf(method), module);
}

#endif
