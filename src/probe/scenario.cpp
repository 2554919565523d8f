#include "probe/scenario.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "probe/descriptors.hpp"
#include "probe/report.hpp"
#include "snippets/forkers.hpp"
#include "snippets/waits.hpp"

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
  if (script().release_write_fd >= 0) ::close(script().release_write_fd);
  script().release_write_fd = -1;
  char byte;
  ssize_t size;
  while ((size = ::read(script().release_fd, &byte, 1)) < 0 && errno == EINTR) {
  }
  if (size != 0) return;
  while (::getppid() == parent) ::usleep(1000);  // its descriptors are closed before it is gone
  report(EventKind::fact, "its parent was gone");
}

bool make_release_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return PyErr_SetFromErrno(PyExc_OSError) != nullptr;
  script().release_fd = ends[0];
  script().release_write_fd = ends[1];
  return true;
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

PyRef run_python_names(const char* source) {
  const std::string whole = module_path_source() + source;
  PyRef names(PyDict_New());
  const PyRef name(PyUnicode_FromString("__forklab__"));
  PyDict_SetItemString(names.get(), "__name__", name.get());
  PyDict_SetItemString(names.get(), "__builtins__", PyEval_GetBuiltins());
  const PyRef code(Py_CompileString(whole.c_str(), "<forklab>", Py_file_input));
  const PyRef result(code ? PyEval_EvalCode(code.get(), names.get(), names.get()) : nullptr);
  return result ? std::move(names) : PyRef();
}

}  // namespace

Script& script() {
  static Script instance;
  return instance;
}

pid_t fork_once() {
  parent_pid() = ::getpid();
  descriptors_before_fork() = open_descriptors();
  report(Checkpoint::before_fork);
  const pid_t pid = fork_by(*script().forker);
  if (in_child()) return 0;
  if (pid < 0) {
    report(EventKind::raised, take_exception());
    return 0;
  }
  report(EventKind::child, {}, pid);
  report(Checkpoint::fork_returned);
  return pid;
}

int wait_once(pid_t pid) {
  const std::string join = forker_joins(script().forker->name);
  if (join.empty()) return wait_by(*script().wait, pid);
  if (script().wait == &wait_table().front()) return run_python(join.c_str());
  PyErr_SetString(PyExc_ValueError, "this way of forking waits for its child itself");
  return -1;
}

int fork_and_wait() {
  if (script().wait->in_trio_thread) {
    PyErr_SetString(PyExc_ValueError, "this way of waiting needs the scene trio-run");
    return -1;
  }
  const std::string_view wait = script().wait->name;
  if (holds_child(wait) && !make_release_pipe()) return -1;
  const std::string preparation = wait_preparation(wait);
  if (!preparation.empty() && run_python(preparation.c_str()) != 0) return -1;
  const pid_t pid = fork_once();
  if (in_child()) return PyErr_Occurred() != nullptr ? -1 : 0;
  return pid == 0 ? 0 : wait_once(pid);
}

void release_child() {
  if (script().release_write_fd < 0) return;
  static_cast<void>(!::write(script().release_write_fd, ".", 1));
  ::close(script().release_write_fd);
  ::close(script().release_fd);
  script().release_write_fd = script().release_fd = -1;
}

bool in_child() { return child_flag(); }

int child_code() {
  child_flag() = true;
  report(Checkpoint::fork_returned);
  if (script().release_fd >= 0) wait_for_release(parent_pid());
  return do_work(*script().child_work);
}

void be_child() {
  constexpr int exit_code_when_raised = 2;
  const int code = child_code();
  wanted_code() = code < 0 ? 0 : code;  // where its exception vanishes, nothing is asked for
  if (script().child_work->goes_back) return;
  if (PyErr_Occurred() == nullptr) ::_exit(code);
  PyErr_Print();
  ::_exit(exit_code_when_raised);
}

int wanted_exit_code() { return wanted_code(); }

int run_scenario() {
  const int result = set_scene(*script().scene);
  if (in_child()) {
    report(Checkpoint::finalization_begun);
    return result == 0 ? wanted_exit_code() : -1;
  }
  if (result != 0) {
    report(EventKind::trouble, take_exception());
    return 0;
  }
  report(Checkpoint::parent_continued);
  const std::string let_go = forker_lets_go(script().forker->name);
  if (!let_go.empty() && run_python(let_go.c_str()) != 0)
    report(EventKind::trouble, take_exception());
  report_leaks();
  report(Checkpoint::finalization_begun);
  return 0;
}

std::string module_path_source() {
  std::string source = "import sys\n";
  for (const std::string& entry : script().module_path) {
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

int run_python(const char* source) { return run_python_names(source) ? 0 : -1; }

pid_t run_python_for_pid(const char* source) {
  const PyRef names = run_python_names(source);
  if (!names || in_child()) return -1;
  PyObject* const pid = PyDict_GetItemString(names.get(), "pid");
  if (pid != nullptr) return static_cast<pid_t>(PyLong_AsLong(pid));
  PyErr_SetString(PyExc_SystemError, "the forker left no pid");
  return -1;
}

}  // namespace forklab::probe
