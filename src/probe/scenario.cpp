#include "probe/scenario.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "probe/descriptors.hpp"
#include "probe/report.hpp"

namespace forklab::probe {
namespace {

// "Type: message" of the exception that is set; clears it.
std::string take_exception() {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  const PyRef owned_type(type), owned_value(value), owned_traceback(traceback);
  std::string text = type != nullptr ? reinterpret_cast<PyTypeObject*>(type)->tp_name : "?";
  const PyRef message(value != nullptr ? PyObject_Str(value) : nullptr);
  const char* utf8 = message ? PyUnicode_AsUTF8(message.get()) : nullptr;
  if (utf8 != nullptr && *utf8 != '\0') text += std::string(": ") + utf8;
  PyErr_Clear();
  return text;
}

// Taken right before the fork: what the scene itself holds open is no leak.
std::map<int, std::string>& descriptors_before_fork() {
  static std::map<int, std::string> descriptors;
  return descriptors;
}

void report_leaks() {
  const auto& before = descriptors_before_fork();
  for (const auto& [fd, kind] : open_descriptors())
    if (!before.contains(fd)) report(EventKind::leaked_fd, kind);
}

// A byte comes from release_child(); without one the parent has ended.
void wait_for_release(pid_t parent) {
  const Detached detached;
  if (plan().release_write_fd >= 0) ::close(plan().release_write_fd);
  plan().release_write_fd = -1;
  char byte;
  ssize_t size;
  while ((size = ::read(plan().release_fd, &byte, 1)) < 0 && errno == EINTR) {
  }
  if (size != 0) return;
  while (::getppid() == parent) ::usleep(1000);  // its descriptors are closed before it is gone
  report(EventKind::fact, "its parent was gone");
}

bool make_release_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return PyErr_SetFromErrno(PyExc_OSError) != nullptr;
  plan().release_fd = ends[0];
  plan().release_write_fd = ends[1];
  return true;
}

// False where the guard refuses this build, which then cannot answer the question.
bool install_guard() {
  if (plan().guard.empty() || call(plan().guard, "guard")) return true;
  const bool refused = PyErr_ExceptionMatches(PyExc_RuntimeError) != 0;
  report(refused ? EventKind::not_applicable : EventKind::trouble, take_exception());
  return false;
}

int& wanted_code() {
  static int code = 0;
  return code;
}

pid_t& parent_pid() {
  static pid_t pid = 0;
  return pid;
}

bool& child_flag() {
  static bool flag = false;
  return flag;
}

}  // namespace

pid_t fork_once() {
  parent_pid() = ::getpid();
  descriptors_before_fork() = open_descriptors();
  report(Checkpoint::before_fork);
  const pid_t pid = fork_by(plan().fork);
  if (in_child()) return 0;
  if (pid < 0) report(EventKind::raised, take_exception());
  if (pid <= 0) return 0;
  report(EventKind::child, {}, pid);
  report(Checkpoint::fork_returned);
  return pid;
}

int wait_once(pid_t pid) { return wait_by(plan().wait, pid); }

int fork_and_wait() {
  if (plan().in_trio_thread) {
    PyErr_SetString(PyExc_ValueError, "this way of waiting needs the scene trio-run");
    return -1;
  }
  if (plan().holds_child && !make_release_pipe()) return -1;
  if (!plan().prepares.empty() && !call(plan().prepares, "prepare")) return -1;
  const pid_t pid = fork_once();
  if (in_child()) return PyErr_Occurred() != nullptr ? -1 : 0;
  return pid == 0 ? 0 : wait_once(pid);
}

void release_child() {
  if (plan().release_write_fd < 0) return;
  static_cast<void>(!::write(plan().release_write_fd, ".", 1));
  ::close(plan().release_write_fd);
  ::close(plan().release_fd);
  plan().release_write_fd = plan().release_fd = -1;
}

bool in_child() { return child_flag(); }

int child_code() {
  child_flag() = true;
  report(Checkpoint::fork_returned);
  if (plan().release_fd >= 0) wait_for_release(parent_pid());
  return do_work(plan().child);
}

void be_child() {
  constexpr int exit_code_when_raised = 2;
  const int code = child_code();
  wanted_code() = code < 0 ? 0 : code;  // where its exception vanishes, nothing is asked for
  if (plan().goes_back) return;
  if (PyErr_Occurred() == nullptr) ::_exit(code);
  PyErr_Print();
  ::_exit(exit_code_when_raised);
}

int wanted_exit_code() { return wanted_code(); }

int run_scenario() {
  if (!install_guard()) return 0;
  const std::string given =
      "from forklab import _fork_and_wait as fork_and_wait\n" + prelude_source();
  const bool done = static_cast<bool>(call(plan().scene.text, "scene", given));
  if (in_child()) {
    report(Checkpoint::finalization_begun);
    return done ? wanted_exit_code() : -1;
  }
  if (!done) {
    report(EventKind::trouble, take_exception());
    return 0;
  }
  report(Checkpoint::parent_continued);
  if (!plan().lets_go.empty() && !call(plan().lets_go, "let_go"))
    report(EventKind::trouble, take_exception());
  report_leaks();
  report(Checkpoint::finalization_begun);
  return 0;
}

int extend_module_path() {
  PyObject* const path = PySys_GetObject("path");
  for (const std::string& entry : plan().module_path) {
    const PyRef text(PyUnicode_DecodeFSDefault(entry.c_str()));
    if (!text || path == nullptr) return -1;
    const int is_there = PySequence_Contains(path, text.get());
    if (is_there < 0 || (is_there == 0 && PyList_Append(path, text.get()) != 0)) return -1;
  }
  return 0;
}

std::string module_path_source() {
  std::string source = "import sys\n";
  for (const std::string& entry : plan().module_path) {
    const PyRef text(PyUnicode_DecodeFSDefault(entry.c_str()));
    const PyRef quoted(text ? PyObject_ASCII(text.get()) : nullptr);
    const char* literal = quoted ? PyUnicode_AsUTF8(quoted.get()) : nullptr;
    if (literal == nullptr)
      PyErr_Clear();
    else
      source += std::string("sys.path.append(") + literal + ")\n";
  }
  return source;
}

std::string prelude_source() { return "prelude = r'''" + module_path_source() + "'''\n"; }

PyRef call(const std::string& text, const char* function, const std::string& given,
           PyRef argument) {
  const PyRef names(PyDict_New());
  const PyRef name(PyUnicode_FromString("__forklab__"));
  PyDict_SetItemString(names.get(), "__name__", name.get());
  PyDict_SetItemString(names.get(), "__builtins__", PyEval_GetBuiltins());
  const PyRef code(Py_CompileString((given + text).c_str(), "<forklab>", Py_file_input));
  const PyRef defined(code ? PyEval_EvalCode(code.get(), names.get(), names.get()) : nullptr);
  const PyRef called =
      PyRef::borrowed(defined ? PyDict_GetItemString(names.get(), function) : nullptr);
  if (called)
    return PyRef(argument ? PyObject_CallOneArg(called.get(), argument.get())
                          : PyObject_CallNoArgs(called.get()));
  const std::string what = std::string("the text of ") + function + "() ";
  report(EventKind::trouble,
         what + (defined ? "does not define it" : "is no Python: " + take_exception()));
  PyErr_SetString(PyExc_SystemError, (what + "cannot be run").c_str());
  return {};
}

}  // namespace forklab::probe
