#include "bisect/question.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "run/cell_process.hpp"
#include "run/words.hpp"

namespace forklab {

BuildQuestion BuildQuestion::of_script(const std::filesystem::path& script,
                                       const std::vector<std::string>& arguments,
                                       std::chrono::milliseconds deadline) {
  BuildQuestion question(deadline);
  question.scripts_ = scripts_at(script, arguments);
  if (question.scripts_.size() != 1)
    throw UsageError("--script " + script.string() + ": one script is bisected at a time");
  const std::filesystem::path& path = question.scripts_.front().path;
  question.text_ = read_file(path);
  question.name_ = path.filename().string();
  std::string ended;
  for (const std::string& argument : arguments) ended += argument + '\0';
  question.asked_ = "script " + question.name_ + " " + hash_text(hash_of(question.text_ + ended));
  return question;
}

BuildQuestion BuildQuestion::of_scenario(const Scenarios& scenarios, const std::string& name,
                                         std::chrono::milliseconds deadline) {
  BuildQuestion question(deadline);
  question.scenarios_ = scenarios.select(name);
  if (question.scenarios_.size() != 1)
    throw UsageError("--scenario " + name + ": one scenario is bisected at a time");
  question.name_ = question.scenarios_.front().name;
  question.asked_ = "scenario " + question.scenarios_.front().scenario.id();
  return question;
}

std::string BuildQuestion::key_on(const Build& build, const Conditions& conditions) const {
  const auto real = [](const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::weakly_canonical(path, ignored).string();
  };
  std::string key = asked_ + "\n" + std::to_string(plan_.deadline.count()) + " ms\n" +
                    real(build.python) + "\n" + (build.probe ? real(*build.probe) : "") + "\n" +
                    real(supervisor_program()) + "\n" + conditions.kernel + " " +
                    conditions.machine + (conditions.aslr ? " aslr" : "") + " " +
                    std::to_string(conditions.cpus);
  for (const std::string& layer : conditions.sandbox) key += " " + layer;
  for (const NamedScenario& named : scenarios_) {
    std::uint64_t told = hash_of("");
    for (const std::string& word : words_of(named.scenario)) told = hash_of(word, told);
    key += "\n" + hash_text(told);
  }
  for (const std::filesystem::path& entry : build.trio) key += "\ntrio " + real(entry);
  for (const std::string& variable : build.environment) key += "\n" + variable;
  return key;
}

std::vector<PlannedCell> BuildQuestion::cell_on(const Build& build) const {
  return scripts_.empty() ? plan_cells({build}, scenarios_, plan_)
                          : plan_scripts({build}, scripts_, plan_);
}

}  // namespace forklab
