// Which commit changed what happens, as far as runs tell: a probability for each.
//
// The model: exactly one commit of the range is the change. A run of a revision that has it among
// its ancestors (or is it) shows the new behaviour with chance `after`, of any other with chance
// `before`.
#pragma once

#include <cstddef>
#include <vector>

namespace forklab {

// Chance that one run shows the new behaviour. Both strictly between 0 and 1.
struct Rates {
  double before = 0;
  double after = 1;
};

// Of runs that were made of one revision.
struct RunCounts {
  unsigned changed = 0;    // that showed the new behaviour
  unsigned unchanged = 0;  // the old one
};

// For runs that are the same each time.
inline constexpr Rates steady_rates = {1e-9, 1 - 1e-9};

// Evidence that the new behaviour is more frequent in `after` than can be chance: the logarithm of
// the Bayes factor of two rates against one, each with a uniform prior. Above 3: twenty to one.
double log_odds_of_two_rates(const RunCounts& before, const RunCounts& after);
// The chances as these runs show them.
Rates rates_of(const RunCounts& before, const RunCounts& after);

class Posterior {
 public:
  // `parents`: of each commit, as indices of earlier ones; those out of range are left out.
  // `prior`: how likely each is the change, any scale; 0 for what cannot be.
  Posterior(std::vector<std::vector<std::size_t>> parents, std::vector<double> prior);

  void set_rates(const Rates& rates);
  // What all runs of a revision have shown so far; replaces what was said before.
  void set_runs(std::size_t commit, const RunCounts& counts);

  // That this commit is the change. They add up to 1.
  [[nodiscard]] const std::vector<double>& chances() const { return chances_; }
  [[nodiscard]] std::size_t likeliest() const;
  // That a revision has the change.
  [[nodiscard]] double has_change(std::size_t commit) const;
  // Bits that one run of it is expected to tell about which commit it is.
  [[nodiscard]] double information(std::size_t commit) const;
  // Bits that are still open.
  [[nodiscard]] double entropy() const;

 private:
  void update();

  std::vector<std::vector<bool>> ancestors_;  // of each commit, itself included
  std::vector<double> prior_;
  std::vector<RunCounts> counts_;
  std::vector<double> chances_;
  Rates rates_ = steady_rates;
};

}  // namespace forklab
