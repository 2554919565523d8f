// How the processes of the lab are started: environment, supervisor.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "outcome/run_report.hpp"
#include "supervise/request.hpp"

namespace forklab {

// The same on every machine and for every user. `more`: what runs of the build need
// (Build::environment).
std::vector<std::string> cell_environment(const std::vector<std::string>& more = {});

// forklab-supervise: FORKLAB_SUPERVISE when set, else beside this program or in its ../libexec.
// Throws LabError when there is none.
std::filesystem::path supervisor_program();

// One run, waited for. When this process dies meanwhile, the supervisor ends everything.
RunReport run_supervised(const RunRequest& request);

}  // namespace forklab
