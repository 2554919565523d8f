// Embeds Python, holds a sub-interpreter, and forks: the child lives, since the guard is in force.
// With the argument `unguarded` it dies of SIGSEGV.
#include <forklab/primitives/fork_guard.hpp>
#include <forklab/primitives/python.hpp>
#include <forklab/status/wait_child.hpp>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

[[noreturn]] void fail(const char* what) {
  if (PyErr_Occurred() != nullptr) PyErr_Print();
  std::fprintf(stderr, "embed: %s\n", what);
  std::exit(1);
}

// In the child: Python works as before the fork.
int be_child() {
  constexpr const char* source = R"(
import gc, threading
gc.collect()
thread = threading.Thread(target=lambda: print("the child lives", flush=True))
thread.start()
thread.join()
)";
  return PyRun_SimpleString(source) == 0 ? 0 : 1;
}

// As os.fork() does it: fork(2) between CPython's own hooks.
pid_t fork_python() {
  PyOS_BeforeFork();
  const pid_t pid = ::fork();
  if (pid == 0)
    PyOS_AfterFork_Child();
  else
    PyOS_AfterFork_Parent();
  return pid;
}

}  // namespace

int main(int argc, char** argv) {
  const bool guarded = argc < 2 || std::string_view(argv[1]) != "unguarded";
  Py_InitializeEx(0);
  if (guarded && forklab::install_fork_guard({}) != 0) fail("the guard cannot be installed");

  PyThreadState* const main_state = PyThreadState_Get();
  PyThreadState* const other = Py_NewInterpreter();
  if (other == nullptr) fail("no sub-interpreter");
  PyThreadState_Swap(main_state);

  const pid_t pid = fork_python();
  if (pid < 0) fail("no fork");
  if (pid == 0) ::_exit(be_child());

  const auto result = forklab::wait_child(pid);
  if (!result) fail("the child cannot be waited for");
  std::printf("the child ended with %s\n", result->status.text().c_str());

  PyThreadState_Swap(other);
  Py_EndInterpreter(other);
  PyThreadState_Swap(main_state);
  return Py_FinalizeEx() == 0 && result->ok ? 0 : 1;
}
