// The table of a result on stdout, as --format asks.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "outcome/observation.hpp"
#include "verdict/verdict.hpp"

namespace forklab {

// Adds --format, with the names of report/formats.hpp.
void add_format(CLI::App& command, std::string& format);

void print_table(const std::vector<Observation>& observations, const std::vector<Verdict>& verdicts,
                 const std::string& format);

}  // namespace forklab
