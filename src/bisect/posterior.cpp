#include "bisect/posterior.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace forklab {
namespace {

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

double entropy_of(double chance) {
  if (chance <= 0 || chance >= 1) return 0;
  return -chance * std::log2(chance) - (1 - chance) * std::log2(1 - chance);
}

double log_evidence(const RunCounts& counts) {
  return log_beta(counts.changed + 1.0, counts.unchanged + 1.0);
}

double log_likelihood(const RunCounts& counts, double rate) {
  return counts.changed * std::log(rate) + counts.unchanged * std::log1p(-rate);
}

}  // namespace

double log_odds_of_two_rates(const RunCounts& before, const RunCounts& after) {
  return log_evidence(before) + log_evidence(after) -
         log_evidence({before.changed + after.changed, before.unchanged + after.unchanged});
}

Rates rates_of(const RunCounts& before, const RunCounts& after) {
  // Jeffreys' prior: what was never seen in n runs is not impossible.
  const auto rate = [](const RunCounts& counts) {
    return (counts.changed + 0.5) / (counts.changed + counts.unchanged + 1.0);
  };
  return {rate(before), rate(after)};
}

Posterior::Posterior(std::vector<std::vector<std::size_t>> parents, std::vector<double> prior)
    : ancestors_(parents.size(), std::vector<bool>(parents.size())),
      prior_(std::move(prior)),
      counts_(parents.size()) {
  FORKLAB_CHECK(prior_.size() == parents.size());
  for (std::size_t commit = 0; commit < parents.size(); ++commit) {
    ancestors_[commit][commit] = true;
    for (const std::size_t parent : parents[commit]) {
      FORKLAB_CHECK(parent < commit);
      for (std::size_t i = 0; i <= parent; ++i)
        if (ancestors_[parent][i]) ancestors_[commit][i] = true;
    }
  }
  update();
}

void Posterior::set_rates(const Rates& rates) {
  rates_ = rates;
  update();
}

void Posterior::set_runs(std::size_t commit, const RunCounts& counts) {
  counts_[commit] = counts;
  update();
}

void Posterior::update() {
  std::vector<double> logs(prior_.size());
  for (std::size_t change = 0; change < prior_.size(); ++change) {
    logs[change] = prior_[change] > 0 ? std::log(prior_[change]) : -HUGE_VAL;
    for (std::size_t commit = 0; commit < prior_.size(); ++commit)
      if (counts_[commit].changed + counts_[commit].unchanged > 0)
        logs[change] += log_likelihood(counts_[commit],
                                       ancestors_[commit][change] ? rates_.after : rates_.before);
  }
  const double most = *std::max_element(logs.begin(), logs.end());
  chances_.assign(logs.size(), 0);
  double sum = 0;
  for (std::size_t i = 0; i < logs.size(); ++i) sum += chances_[i] = std::exp(logs[i] - most);
  for (double& chance : chances_) chance /= sum;
}

std::size_t Posterior::likeliest() const {
  return static_cast<std::size_t>(std::max_element(chances_.begin(), chances_.end()) -
                                  chances_.begin());
}

double Posterior::has_change(std::size_t commit) const {
  double sum = 0;
  for (std::size_t i = 0; i < chances_.size(); ++i)
    if (ancestors_[commit][i]) sum += chances_[i];
  return std::min(sum, 1.0);
}

double Posterior::information(std::size_t commit) const {
  const double has = has_change(commit);
  const double shows = has * rates_.after + (1 - has) * rates_.before;
  return entropy_of(shows) - has * entropy_of(rates_.after) - (1 - has) * entropy_of(rates_.before);
}

double Posterior::entropy() const {
  double bits = 0;
  for (const double chance : chances_)
    if (chance > 0) bits -= chance * std::log2(chance);
  return bits;
}

}  // namespace forklab
