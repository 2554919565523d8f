#include "primitives/fork_guard.hpp"

#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "primitives/build_internals.hpp"
#include "primitives/python.hpp"

// The minor versions whose at-fork hooks have been looked at. A later one is not guessed.
#define FORKLAB_HAS_FORK_GUARD (PY_VERSION_HEX >= 0x030E0000 && PY_VERSION_HEX < 0x03100000)

namespace forklab {
namespace {

// Written with the GIL of the main interpreter, before the handler exists or atomically; read by
// the handler. A child's copy is its own.
struct Guard {
  bool installed = false;
  bool refusing = false;  // the audit hook is there
  std::atomic<bool> enabled = false;
  std::atomic<OnSubInterpreterFork> on_sub_interpreter_fork = OnSubInterpreterFork::promote;
  std::atomic<bool> signals = true;
  char* runtime = nullptr;
  RuntimeLayout layout{};
  const BuildInternals* internals = nullptr;  // of this build, where they are known
  long forgotten = 0;
  bool promoted = false;
};
constinit Guard guard;

#if FORKLAB_HAS_FORK_GUARD

// Resolved when the module is loaded, not at the first call.
PyThreadState* (*const volatile current_thread_state)() = &PyThreadState_GetUnchecked;

template <class Pointer>
Pointer& field(void* object, std::size_t offset) {
  return *reinterpret_cast<Pointer*>(static_cast<char*>(object) + offset);
}

int end_of_the_way_back(void*) {
  constexpr std::string_view text =
      "forklab: this child has gone back into an interpreter that its fork left behind; end a "
      "child "
      "that was forked inside a sub-interpreter by os._exit() or exec (exit status 70)\n";
  static_assert(exit_status_when_going_back == 70);
  static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()));
  ::_exit(exit_status_when_going_back);
}

// Takes all interpreters but `kept` off the list; says how many that were.
long forget_all_but(PyInterpreterState* kept, PyThreadState* forking) {
  const RuntimeLayout& layout = guard.layout;
  auto& head = field<PyInterpreterState*>(guard.runtime, layout.head);
  long count = 0;
  for (PyInterpreterState* other = head; other != nullptr;
       other = field<PyInterpreterState*>(other, layout.next)) {
    if (other == kept) continue;
    ++count;
    if (guard.internals != nullptr)
      guard.internals->end_on_return(other, forking, end_of_the_way_back);
  }
  head = kept;
  field<PyInterpreterState*>(kept, layout.next) = nullptr;
  if (count != 0 && guard.internals != nullptr) guard.internals->count_as_only_interpreter(kept);
  return count;
}

void promote(PyInterpreterState* promoted) {
  field<PyInterpreterState*>(guard.runtime, guard.layout.main) = promoted;
  field<PyInterpreterState*>(guard.runtime, guard.layout.auto_interpreter) = promoted;
  if (guard.internals != nullptr) guard.internals->call_main(promoted);
  guard.promoted = true;
}

// Inside fork(2), in the child, before CPython's own hook. See the header for what it may not do.
// Nobody else is here: the lists are as PyOS_BeforeFork() has locked them.
void in_forked_child() {
  if (!guard.enabled.load(std::memory_order_relaxed)) return;
  PyThreadState* const forking = current_thread_state();
  if (forking == nullptr) return;
  const RuntimeLayout& layout = guard.layout;
  auto* const own = field<PyInterpreterState*>(forking, layout.interpreter_of_thread);
  const bool in_main = own == field<PyInterpreterState*>(guard.runtime, layout.main);
  if (!in_main && guard.on_sub_interpreter_fork.load(std::memory_order_relaxed) !=
                      OnSubInterpreterFork::promote)
    return;
  guard.forgotten = forget_all_but(own, forking);
  if (!in_main) promote(own);
  if (guard.signals.load(std::memory_order_relaxed))
    field<PyThreadState*>(guard.runtime, layout.main_tstate) = forking;
}

// An event of our own by which the audit hook shows that it is there.
constexpr const char* own_event = "forklab.install_fork_guard";

int refuse_in_sub_interpreters(const char* event, PyObject*, void* seen) {
  if (std::strcmp(event, own_event) == 0) *static_cast<bool*>(seen) = true;
  if (std::strcmp(event, "os.fork") != 0) return 0;
  if (!guard.enabled || guard.on_sub_interpreter_fork != OnSubInterpreterFork::refuse) return 0;
  PyInterpreterState* const interpreter = PyInterpreterState_Get();
  if (interpreter == PyInterpreterState_Main()) return 0;
  PyErr_Format(PyExc_RuntimeError,
               "the fork guard refuses os.fork() in sub-interpreter %lld: its child would die "
               "(on_sub_interpreter_fork='refuse')",
               static_cast<long long>(PyInterpreterState_GetID(interpreter)));
  return -1;
}

// A hook cannot be removed: there is one, which does nothing unless forks are to be refused.
// PySys_AddAuditHook() says 0 also where another hook has kept this one out.
int add_refusal() {
  static bool seen = false;
  if (guard.refusing) return 0;
  if (PySys_AddAuditHook(refuse_in_sub_interpreters, &seen) != 0 ||
      PySys_Audit(own_event, nullptr) != 0)
    return -1;
  guard.refusing = seen;
  if (seen) return 0;
  PyErr_SetString(PyExc_RuntimeError,
                  "install_fork_guard(on_sub_interpreter_fork='refuse') cannot add its audit hook: "
                  "another hook keeps it out");
  return -1;
}

std::optional<unsigned long> main_thread_ident() {
  const PyRef module(PyImport_ImportModule("_thread"));
  const PyRef ident(module ? PyObject_CallMethod(module.get(), "_get_main_thread_ident", nullptr)
                           : nullptr);
  if (!ident) return std::nullopt;
  const unsigned long value = PyLong_AsUnsignedLong(ident.get());
  if (value == static_cast<unsigned long>(-1) && PyErr_Occurred() != nullptr) return std::nullopt;
  return value;
}

std::uintptr_t address_of(const void* object) { return reinterpret_cast<std::uintptr_t>(object); }

// In the main interpreter, whose thread states end only with its GIL held.
std::optional<RuntimeFacts> known_facts(const void* runtime) {
  const auto ident = main_thread_ident();
  if (!ident) return std::nullopt;
  PyInterpreterState* const main = PyInterpreterState_Main();
  RuntimeFacts facts{.runtime = address_of(runtime),
                     .version = Py_Version,
                     .main_interpreter = address_of(main),
                     .current_thread_state = address_of(PyThreadState_Get()),
                     .main_thread = *ident};
  for (PyThreadState* state = PyInterpreterState_ThreadHead(main); state != nullptr;
       state = PyThreadState_Next(state))
    if (state->thread_id == *ident) facts.main_thread_states.push_back(address_of(state));
  return facts;
}

// Those whose table of debug offsets is the live one, or any that was compiled in: the check then
// says in what the two differ.
const BuildInternals* internals_of_this_build(const void* runtime) {
  const auto all = build_internals();
  for (const BuildInternals* internals : all) {
    std::vector<std::uint64_t> table = internals->layout().debug_offsets;
    std::memcpy(table.data(), runtime, 2 * sizeof table[0]);  // cookie and version
    if (std::memcmp(table.data(), runtime, table.size() * sizeof table[0]) == 0) return internals;
  }
  return all.empty() ? nullptr : all.front();
}

int refuse_build(const std::string& why) {
  PyErr_Format(
      PyExc_RuntimeError,
      "install_fork_guard() does not know this build of Python %s: %s. Nothing was changed",
      Py_GetVersion(), why.c_str());
  return -1;
}

// What the module was compiled for is what it runs in.
std::string unknown_version() {
#ifdef Py_GIL_DISABLED
  return "it is free-threaded, where the guard has not been proven";
#endif
  constexpr unsigned long minor_mask = 0xFFFF0000;
  if ((Py_Version & minor_mask) != (PY_VERSION_HEX & minor_mask))
    return "the module was compiled for Python " PY_VERSION;
  return {};
}

int install() {
  if (require_main_interpreter("install_fork_guard") != 0) return -1;
  if (const std::string why = unknown_version(); !why.empty()) return refuse_build(why);
  void* const runtime = ::dlsym(RTLD_DEFAULT, "_PyRuntime");
  if (runtime == nullptr) return refuse_build("it does not export _PyRuntime");
  auto facts = known_facts(runtime);
  if (!facts) return -1;
  const BuildInternals* const internals = internals_of_this_build(runtime);
  if (internals != nullptr) facts->named = internals->layout();
  const auto layout = check_layout(*facts, read_this_process);
  if (!layout) return refuse_build(layout.error());
  guard.runtime = static_cast<char*>(runtime);
  guard.layout = *layout;
  guard.internals = internals;
  if (const int error = ::pthread_atfork(nullptr, nullptr, in_forked_child); error != 0) {
    PyErr_Format(PyExc_RuntimeError, "pthread_atfork: %s", std::strerror(error));
    return -1;
  }
  guard.installed = true;
  return 0;
}

#endif

}  // namespace

int install_fork_guard(const ForkGuardOptions& options) {
  if (require_python_314("install_fork_guard") != 0) return -1;
#if FORKLAB_HAS_FORK_GUARD
  if (!guard.installed && install() != 0) return -1;
  if (options.on_sub_interpreter_fork == OnSubInterpreterFork::refuse && add_refusal() != 0)
    return -1;
  guard.on_sub_interpreter_fork = options.on_sub_interpreter_fork;
  guard.signals = options.signals;
  guard.enabled = true;
  return 0;
#else
  static_cast<void>(options);
  PyErr_Format(PyExc_RuntimeError,
               "install_fork_guard() knows the layout of Python 3.14 and 3.15, not of %s",
               Py_GetVersion());
  return -1;
#endif
}

ForkGuardState fork_guard_state() {
  return {.installed = guard.installed,
          .enabled = guard.enabled,
          .options = {.on_sub_interpreter_fork = guard.on_sub_interpreter_fork,
                      .signals = guard.signals},
          .layout = guard.layout,
          .by_internal_headers = guard.internals != nullptr,
          .forgotten = guard.forgotten,
          .promoted = guard.promoted};
}

void enable_fork_guard(bool enabled) { guard.enabled = enabled && guard.installed; }

}  // namespace forklab
