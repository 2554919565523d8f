// Made-up histories, and a workshop over one: what a revision shows is made up, the search is real.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bisect/bisect.hpp"

namespace forklab {

inline std::vector<Commit> line_of(std::size_t commits) {
  std::vector<Commit> line;
  for (std::size_t i = 0; i < commits; ++i) {
    const std::string number = std::to_string(i);
    Commit commit{std::string(6 - number.size(), '0') + number + std::string(34, 'a'),
                  {},
                  "2026-01-01",
                  "edit",
                  1,
                  i};
    if (i > 0) commit.parents = {i - 1};
    line.push_back(std::move(commit));
  }
  line[0].weight = 0;
  return line;
}

// What one run of a revision shows.
using Shows = std::function<std::string(std::size_t commit)>;

class Model : public Workshop {
 public:
  explicit Model(Shows shows) : shows_(std::move(shows)) {}

  void start_build(std::size_t commit) override {
    EXPECT_TRUE(built.insert(commit).second) << "built twice: " << commit;
    waiting_.push_back(commit);
    most_at_once = std::max(most_at_once, waiting_.size());
  }
  void cancel_build(std::size_t commit) override {
    std::erase(waiting_, commit);
    built.erase(commit);
    cancelled.insert(commit);
  }
  std::optional<BuildEnd> wait() override {
    if (built.size() > stop_after) return std::nullopt;
    const std::size_t commit = waiting_.front();
    waiting_.pop_front();
    return BuildEnd{commit, broken.contains(commit) ? "does not compile" : "", 1};
  }
  std::optional<SignatureCounts> run(std::size_t commit, unsigned runs) override {
    SignatureCounts seen;
    for (unsigned i = 0; i < runs; ++i) ++seen[shows_(commit)];
    return seen;
  }
  void note(std::size_t commit, const Tested& tested) override { noted[commit] = tested; }
  void say(const std::string&) override {}

  std::set<std::size_t> broken, built, cancelled;
  std::map<std::size_t, Tested> noted;
  std::size_t stop_after = 1000, most_at_once = 0;

 private:
  Shows shows_;
  std::deque<std::size_t> waiting_;
};

}  // namespace forklab
