// libdw, loaded when it is first needed. Most runs neither crash nor hang, and to load it with the
// libraries that it needs was half of the time that a supervisor takes to start.
#pragma once

#include <elfutils/libdwfl.h>

namespace forklab {

// Its functions, by their names without "dwfl_".
struct Libdw {
  decltype(&::dwfl_begin) begin;
  decltype(&::dwfl_end) end;
  decltype(&::dwfl_linux_proc_find_elf) linux_proc_find_elf;
  decltype(&::dwfl_standard_find_debuginfo) standard_find_debuginfo;
  decltype(&::dwfl_linux_proc_report) linux_proc_report;
  decltype(&::dwfl_report_end) report_end;
  decltype(&::dwfl_linux_proc_attach) linux_proc_attach;
  decltype(&::dwfl_getthread_frames) getthread_frames;
  decltype(&::dwfl_frame_pc) frame_pc;
  decltype(&::dwfl_addrmodule) addrmodule;
  decltype(&::dwfl_module_addrname) module_addrname;
  decltype(&::dwfl_module_info) module_info;
  decltype(&::dwfl_module_getsymtab) module_getsymtab;
  decltype(&::dwfl_module_getsym_info) module_getsym_info;
  decltype(&::dwfl_getmodules) getmodules;
};

// Throws LabError where it is not what this was compiled with.
const Libdw& libdw();

}  // namespace forklab
