/* Ways to fork that cannot be said in Python. repro.py compiles this; by hand:
     cc -shared -fPIC $(python3-config --includes) -o forker.so forker.c -lpthread
   All are called with the GIL held and return the child's pid, -1 when fork(2) failed. */
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

static long on_a_thread(void *(*body)(void *), struct plan *plan) {
  pthread_t thread;
  Py_BEGIN_ALLOW_THREADS
  if (pthread_create(&thread, NULL, body, plan) == 0) pthread_join(thread, NULL);
  Py_END_ALLOW_THREADS
  return plan->pid;
}

long fork_on_c_thread(PyObject *child) {
  struct plan plan = {child, NULL, 0, -1};
  return on_a_thread(fork_here, &plan);
}

/* sub: the number of a legacy sub-interpreter. */
long fork_swapped_to_main(PyObject *child, long long sub, int ends_sub) {
  struct plan plan = {child, PyInterpreterState_Head(), ends_sub, -1};
  while (plan.sub != NULL && PyInterpreterState_GetID(plan.sub) != sub)
    plan.sub = PyInterpreterState_Next(plan.sub);
  return plan.sub == NULL ? -1 : on_a_thread(fork_swapped, &plan);
}

/* Without any of CPython's hooks. The child touches nothing of it: it tells the file `events` that it
   was there. */
long fork_raw(const char *events) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  const int fd = open(events, O_WRONLY | O_APPEND);
  dprintf(fd, "%d\twork-done\t\n", (int)getpid());
  _exit(0);
}
