#include "run/runner.hpp"

#include <signal.h>

#include "leak_check.hpp"

namespace forklab {
namespace {

using namespace std::chrono_literals;

class Runner : public LeakCheck {
 protected:
  [[nodiscard]] PlannedCell cell(const std::string& name,
                                 std::vector<std::string> arguments) const {
    PlannedCell cell;
    cell.observation.scenario = name;
    cell.request = request(std::move(arguments));
    return cell;
  }
};

TEST_F(Runner, ResultsAreInTheOrderOfThePlan) {
  const std::vector<PlannedCell> cells = {cell("slow", {"close-output", "0"}),
                                          cell("fast", {"exit", "0"}),
                                          cell("third", {"exit", "3"})};
  const RunnerResult result = run_cells(cells, {.jobs = 3});
  ASSERT_EQ(result.observations.size(), 3U);
  EXPECT_EQ(result.observations[0].scenario, "slow");
  EXPECT_EQ(result.observations[1].scenario, "fast");
  EXPECT_EQ(result.observations[2].scenario, "third");
}

TEST_F(Runner, RepeatedRunsAreCounted) {
  const RunnerResult result = run_cells({cell("one", {"exit", "0"})}, {.jobs = 2, .repeat = 5});
  ASSERT_EQ(result.observations.size(), 1U);
  EXPECT_EQ(result.observations.front().runs(), 5U);
  EXPECT_EQ(result.observations.front().outcomes.size(), 1U);
}

TEST_F(Runner, WhatIsNotRunSaysWhy) {
  PlannedCell absent = cell("absent", {"exit", "0"});
  absent.not_run = "nobody has it";
  PlannedCell old = cell("old", {"exit", "0"});
  old.not_applicable = "needs 3.14+";
  const RunnerResult result = run_cells({absent, old}, {});
  EXPECT_EQ(result.observations.at(0).signature(), "not run: nobody has it");
  EXPECT_EQ(result.observations.at(1).signature(), "not applicable: needs 3.14+");
}

// In which order the runs of two cells end with one job at a time.
std::vector<std::string> order_of_ends(const std::vector<PlannedCell>& cells) {
  std::vector<std::string> order;
  RunnerOptions options{.jobs = 1};
  options.on_run = [&](const PlannedCell& done, const RunReport&, const Outcome&, std::size_t,
                       std::size_t) { order.push_back(done.observation.scenario); };
  run_cells(cells, options);
  return order;
}

TEST_F(Runner, ARunThatSleepsMakesRoom) {
  std::vector<PlannedCell> cells = {cell("hangs", {"hang"}), cell("exits", {"exit", "0"})};
  cells.front().request.deadline = 3s;
  EXPECT_EQ(order_of_ends(cells), (std::vector<std::string>{"exits", "hangs"}));
}

// However long it takes.
TEST_F(Runner, ARunThatComputesMakesNoRoom) {
  std::vector<PlannedCell> cells = {cell("computes", {"spin"}), cell("exits", {"exit", "0"})};
  cells.front().request.deadline = 1s;
  EXPECT_EQ(order_of_ends(cells), (std::vector<std::string>{"computes", "exits"}));
}

// A program that reports nothing is the lab's failure, never a pass.
TEST_F(Runner, ACellWithoutEventsIsALabError) {
  const RunnerResult result = run_cells({cell("mute", {"exit", "0"})}, {});
  EXPECT_TRUE(result.observations.at(0).signature().starts_with("lab error:"));
}

TEST_F(Runner, AnInterruptEndsAllRunsAndKeepsWhatIsComplete) {
  const std::string fifo = make_fifo();
  const pid_t runner = ::fork();
  if (runner == 0) {
    const RunnerResult result = run_cells(
        {cell("complete", {"exit", "0"}), cell("hanging", {"hang-ready", fifo})}, {.jobs = 1});
    const bool right = result.interrupted_by == SIGINT && result.observations.size() == 1 &&
                       result.observations.front().scenario == "complete";
    ::_exit(right ? 0 : 1);
  }
  const UniqueFd helper = pidfd_of(wait_until_ready(fifo));
  const UniqueFd runner_fd = pidfd_of(runner);
  ::kill(runner, SIGINT);
  EXPECT_TRUE(ends(helper));
  EXPECT_TRUE(ends(runner_fd));
  int status = -1;
  ::waitpid(runner, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace forklab
