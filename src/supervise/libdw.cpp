#include "supervise/libdw.hpp"

#include <dlfcn.h>

#include "base/error.hpp"

namespace forklab {
namespace {

template <class Function>
void find(void* library, const char* name, Function& function) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): what dlsym is for
  function = reinterpret_cast<Function>(::dlsym(library, name));
  if (function == nullptr) throw LabError(std::string(FORKLAB_LIBDW) + " has no " + name);
}

Libdw loaded() {
  void* const library = ::dlopen(FORKLAB_LIBDW, RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) throw LabError(std::string("cannot look at a process: ") + ::dlerror());
  Libdw dw{};
  find(library, "dwfl_begin", dw.begin);
  find(library, "dwfl_end", dw.end);
  find(library, "dwfl_linux_proc_find_elf", dw.linux_proc_find_elf);
  find(library, "dwfl_standard_find_debuginfo", dw.standard_find_debuginfo);
  find(library, "dwfl_linux_proc_report", dw.linux_proc_report);
  find(library, "dwfl_report_end", dw.report_end);
  find(library, "dwfl_linux_proc_attach", dw.linux_proc_attach);
  find(library, "dwfl_getthread_frames", dw.getthread_frames);
  find(library, "dwfl_frame_pc", dw.frame_pc);
  find(library, "dwfl_addrmodule", dw.addrmodule);
  find(library, "dwfl_module_addrname", dw.module_addrname);
  find(library, "dwfl_module_info", dw.module_info);
  find(library, "dwfl_module_getsymtab", dw.module_getsymtab);
  find(library, "dwfl_module_getsym_info", dw.module_getsym_info);
  find(library, "dwfl_getmodules", dw.getmodules);
  return dw;
}

}  // namespace

const Libdw& libdw() {
  static const Libdw functions = loaded();
  return functions;
}

}  // namespace forklab
