#include "primitives/run_trio_in_subint.hpp"

#include <cstring>
#include <memory>
#include <optional>

#include "primitives/python.hpp"
#include "primitives/sub_interpreter.hpp"
#include "primitives/worker_thread.hpp"

namespace forklab {

#if FORKLAB_HAS_SUBINTERPRETERS
namespace {

// An exception as text and bytes: objects must not cross from one interpreter to another.
struct CarriedException {
  std::string type;
  std::string message;
  std::string traceback;
  std::string pickled;  // empty when it cannot be pickled
};

// UTF-8 of str(object); empty when even that raises.
std::string text_of(PyObject* object) {
  const PyRef text(object != nullptr ? PyObject_Str(object) : nullptr);
  const char* utf8 = text ? PyUnicode_AsUTF8(text.get()) : nullptr;
  PyErr_Clear();
  return utf8 != nullptr ? utf8 : "";
}

std::string traceback_of(PyObject* exception) {
  const PyRef module(PyImport_ImportModule("traceback"));
  const PyRef lines(module ? PyObject_CallMethod(module.get(), "format_exception", "O", exception)
                           : nullptr);
  const PyRef empty(PyUnicode_FromString(""));
  const PyRef text(lines ? PyUnicode_Join(empty.get(), lines.get()) : nullptr);
  PyErr_Clear();
  return text ? text_of(text.get()) : "";
}

std::string pickle_of(PyObject* exception) {
  const PyRef module(PyImport_ImportModule("pickle"));
  const PyRef bytes(module ? PyObject_CallMethod(module.get(), "dumps", "O", exception) : nullptr);
  PyErr_Clear();
  if (!bytes || !PyBytes_Check(bytes.get())) return "";
  return {PyBytes_AS_STRING(bytes.get()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.get()))};
}

CarriedException carry(PyObject* exception) {
  return {Py_TYPE(exception)->tp_name, text_of(exception), traceback_of(exception),
          pickle_of(exception)};
}

// Attached to the sub-interpreter: runs the source in its __main__.
std::optional<CarriedException> run_source(const std::string& source) {
  PyObject* const main = PyImport_AddModule("__main__");  // borrowed
  PyObject* const names = main != nullptr ? PyModule_GetDict(main) : nullptr;
  const PyRef code(names != nullptr ? Py_CompileString(source.c_str(), "<bootstrap>", Py_file_input)
                                    : nullptr);
  const PyRef result(code ? PyEval_EvalCode(code.get(), names, names) : nullptr);
  if (result) return std::nullopt;
  const PyRef exception(PyErr_GetRaisedException());
  return carry(exception.get());
}

PyRef unpickled(const std::string& bytes) {
  const PyRef module(PyImport_ImportModule("pickle"));
  PyRef object(module ? PyObject_CallMethod(module.get(), "loads", "y#", bytes.data(),
                                            static_cast<Py_ssize_t>(bytes.size()))
                      : nullptr);
  PyErr_Clear();
  if (object && !PyExceptionInstance_Check(object.get())) return {};
  return object;
}

void raise_carried(const CarriedException& carried) {
  PyRef exception = carried.pickled.empty() ? PyRef() : unpickled(carried.pickled);
  if (!exception)
    exception = PyRef(PyObject_CallFunction(PyExc_RuntimeError, "s",
                                            (carried.type + ": " + carried.message).c_str()));
  if (!exception) return;  // out of memory: that is raised
  const std::string note = "raised in the sub-interpreter:\n" + carried.traceback;
  const PyRef added(PyObject_CallMethod(exception.get(), "add_note", "s", note.c_str()));
  PyErr_Clear();
  PyErr_SetRaisedException(exception.release());
}

int timed_out(const RunTrioInSubintOptions& options) {
  const PyRef seconds(PyFloat_FromDouble(options.join_timeout.count()));
  PyErr_Format(PyExc_RuntimeError,
               "thread '%s' has not ended within join_timeout=%S seconds; it goes on, and its "
               "sub-interpreter with it",
               options.thread_name.c_str(), seconds.get());
  return -1;
}

// 0, or -1 when the warning is an error.
int destroy_or_warn(SubInterpreter& interpreter) {
  if (interpreter.destroy()) return 0;
  return PyErr_WarnEx(PyExc_RuntimeWarning,
                      "the sub-interpreter cannot be destroyed: threads are still in it", 1);
}

// The interpreter and what the thread found out: both may outlive the caller's patience.
struct Task {
  SubInterpreter interpreter;
  std::string source;
  std::optional<CarriedException> raised;
};

}  // namespace

int run_trio_in_subint(RunTrioInSubintOptions options) {
  if (require_main_interpreter("run_trio_in_subint") != 0) return -1;
  if (require_python_314("run_trio_in_subint") != 0) return -1;
  auto created = SubInterpreter::create(options.isolated ? SubInterpreter::Configuration::isolated
                                                         : SubInterpreter::Configuration::legacy);
  if (!created) return -1;
  const auto task = std::make_shared<Task>(Task{*created, options.bootstrap, std::nullopt});
  WorkerThread worker;
  const auto body = [task](WorkerThread::Interest&) {
    task->interpreter.run([&task] { task->raised = run_source(task->source); });
  };
  if (const int error = worker.start(options.thread_name, body); error != 0) {
    PyErr_Format(PyExc_RuntimeError, "cannot start thread '%s': %s", options.thread_name.c_str(),
                 std::strerror(error));
    static_cast<void>(task->interpreter.destroy());
    return -1;
  }
  switch (worker.wait(options.join_timeout)) {
    case WorkerThread::Waited::interrupted: return -1;
    case WorkerThread::Waited::timed_out: return timed_out(options);
    case WorkerThread::Waited::finished: break;
  }
  if (destroy_or_warn(task->interpreter) != 0) return -1;
  if (!task->raised) return 0;
  raise_carried(*task->raised);
  return -1;
}

#else

int run_trio_in_subint(RunTrioInSubintOptions) { return require_python_314("run_trio_in_subint"); }

#endif

}  // namespace forklab
