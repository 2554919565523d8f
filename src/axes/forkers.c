/* Ways to fork that cannot be said in Python: the module `forkers`, part of the probe and of scripts.
   repro.py compiles this; by hand:
     cc -shared -fPIC $(python3-config --includes) -o forkers.so forkers.c -lpthread
   All return the child's pid, or raise OSError. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

struct plan {
  PyObject *child; /* called in the child */
  PyInterpreterState *sub;
  int ends_sub;
  pid_t pid;
};

/* What os.fork() does, without its audit event and its warning. */
static pid_t fork_with_hooks(PyObject *child) {
  PyOS_BeforeFork();
  const pid_t pid = fork();
  if (pid != 0) {
    PyOS_AfterFork_Parent();
    return pid;
  }
  PyOS_AfterFork_Child();
  PyObject *const result = PyObject_CallNoArgs(child);
  if (result == NULL) PyErr_Print(); /* nobody above takes exceptions */
  Py_XDECREF(result);
  return 0;
}

static void *fork_here(void *argument) {
  struct plan *const plan = argument;
  const PyGILState_STATE state = PyGILState_Ensure();
  plan->pid = fork_with_hooks(plan->child);
  PyGILState_Release(state);
  return NULL;
}

/* Attached to the sub-interpreter first, then swapped to the main one. */
static void *fork_swapped(void *argument) {
  struct plan *const plan = argument;
  PyThreadState *const in_main = PyThreadState_New(PyInterpreterState_Main());
  PyThreadState *const in_sub = PyThreadState_New(plan->sub);
  PyEval_RestoreThread(in_sub);
  if (plan->ends_sub) Py_EndInterpreter(in_sub);
  PyThreadState_Swap(in_main);
  plan->pid = fork_with_hooks(plan->child);
  PyErr_Clear();
  PyThreadState_Clear(in_main);
  if (plan->ends_sub) {
    PyThreadState_DeleteCurrent();
    return NULL;
  }
  PyThreadState_Swap(in_sub);
  PyThreadState_Delete(in_main);
  PyThreadState_Clear(in_sub);
  PyThreadState_DeleteCurrent();
  return NULL;
}

static PyObject *on_a_thread(void *(*body)(void *), struct plan *plan) {
  pthread_t thread;
  int error;
  Py_BEGIN_ALLOW_THREADS
  error = pthread_create(&thread, NULL, body, plan);
  if (error == 0) pthread_join(thread, NULL);
  Py_END_ALLOW_THREADS
  if (error != 0) errno = error;
  return plan->pid < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(plan->pid);
}

/* fork_on_c_thread(child) */
static PyObject *fork_on_c_thread(PyObject *module, PyObject *child) {
  (void)module;
  struct plan plan = {child, NULL, 0, -1};
  return on_a_thread(fork_here, &plan);
}

/* fork_swapped_to_main(child, sub, ends_sub). sub: the number of a legacy sub-interpreter. */
static PyObject *fork_swapped_to_main(PyObject *module, PyObject *args) {
  (void)module;
  struct plan plan = {NULL, PyInterpreterState_Head(), 0, -1};
  long long sub;
  if (!PyArg_ParseTuple(args, "OLp", &plan.child, &sub, &plan.ends_sub)) return NULL;
  while (plan.sub != NULL && PyInterpreterState_GetID(plan.sub) != sub)
    plan.sub = PyInterpreterState_Next(plan.sub);
  if (plan.sub == NULL) return PyErr_Format(PyExc_ValueError, "there is no interpreter %lld", sub);
  return on_a_thread(fork_swapped, &plan);
}

/* fork_raw(events): without any of CPython's hooks. The child touches nothing of it: it tells the file
   `events` that it was there. */
static PyObject *fork_raw(PyObject *module, PyObject *events) {
  (void)module;
  const char *const path = PyBytes_AsString(events);
  if (path == NULL) return NULL;
  const pid_t pid = fork();
  if (pid < 0) return PyErr_SetFromErrno(PyExc_OSError);
  if (pid != 0) return PyLong_FromLong(pid);
  dprintf(open(path, O_WRONLY | O_APPEND), "%d\twork-done\t\n", (int)getpid());
  _exit(0);
}

static PyMethodDef functions[] = {{"fork_on_c_thread", fork_on_c_thread, METH_O, NULL},
                                  {"fork_swapped_to_main", fork_swapped_to_main, METH_VARARGS, NULL},
                                  {"fork_raw", fork_raw, METH_O, NULL},
                                  {NULL, NULL, 0, NULL}};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "forkers", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_forkers(void) {
  PyObject *const module = PyModule_Create(&definition);
#ifdef Py_GIL_DISABLED
  if (module != NULL) PyUnstable_Module_SetGIL(module, Py_MOD_GIL_NOT_USED);
#endif
  return module;
}
