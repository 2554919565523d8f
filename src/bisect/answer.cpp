#include "bisect/answer.hpp"

#include <algorithm>
#include <cstdio>
#include <regex>

#include "base/markdown.hpp"
#include "base/text.hpp"
#include "json/json.hpp"

namespace forklab {
namespace {

constexpr std::size_t most_suspects = 20;

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f %%", std::min(share, 0.9999) * 100);
  return text;
}

std::string name_of(BisectEnd end) {
  switch (end) {
    case BisectEnd::found: return "found";
    case BisectEnd::ends_do_not_differ: return "ends do not differ";
    case BisectEnd::narrowed: return "narrowed";
    case BisectEnd::interrupted: return "interrupted";
  }
  return {};
}

std::string seen_text(const Tested& tested) {
  return tested.trouble.empty() ? signatures_text(tested) : "not tested: " + tested.trouble;
}

// Revisions of which something is known, in the history's order.
std::vector<std::size_t> known(const BisectResult& result) {
  std::vector<std::size_t> commits;
  for (std::size_t i = 0; i < result.tested.size(); ++i)
    if (result.tested[i].runs() > 0 || !result.tested[i].trouble.empty()) commits.push_back(i);
  return commits;
}

std::string how_sure(const BisectResult& result, std::size_t commit) {
  if (result.steady)
    return "all runs of each revision were the same (" +
           std::to_string(result.tested[commit].runs()) + " of this one)";
  return "runs differ: the new behaviour shows in " + percent(result.rates.before) +
         " of them before and " + percent(result.rates.after) +
         " after; that it is this commit: " + percent(result.confidence);
}

// Of the commit, or what stands in for it.
const Tested& tested_at(const std::vector<Commit>& commits, const BisectResult& result,
                        std::size_t commit) {
  return result.tested[commits[commit].same_as];
}

std::string before_text(const std::vector<Commit>& commits, const BisectResult& result) {
  std::vector<std::string> texts;
  for (const std::size_t parent : commits[result.commit].parents)
    texts.push_back(signatures_text(tested_at(commits, result, parent)));
  return joined(texts, " / ");
}

std::string verdict_line(const std::vector<Commit>& commits, const BisectResult& result) {
  switch (result.end) {
    case BisectEnd::found: return "the change is " + commits[result.commit].id;
    case BisectEnd::ends_do_not_differ:
      return "the ends do not differ, " + result.why + ": " + signatures_text(result.tested[0]);
    case BisectEnd::narrowed:
      return "narrowed to " + std::to_string(result.suspects.size()) + " commits: " + result.why;
    case BisectEnd::interrupted: return "interrupted; --resume goes on";
  }
  return {};
}

}  // namespace

std::string signatures_text(const Tested& tested) {
  std::vector<std::pair<std::string, unsigned>> sorted(tested.signatures.begin(),
                                                       tested.signatures.end());
  if (sorted.size() == 1) return sorted.front().first;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> texts;
  for (const auto& [signature, count] : sorted)
    texts.push_back(std::to_string(count) + "x " + signature);
  return joined(texts, " | ");
}

MessageNumbers numbers_in(const std::string& message) {
  static const std::regex issue(R"((?:^|[^(\w])gh-(\d+))", std::regex::icase);
  static const std::regex pull(R"(\((?:GH-|#)(\d+)\))", std::regex::icase);
  MessageNumbers numbers;
  const auto add = [](std::vector<std::string>& list, const std::string& number) {
    if (std::find(list.begin(), list.end(), number) == list.end()) list.push_back(number);
  };
  for (std::sregex_iterator it(message.begin(), message.end(), issue), end; it != end; ++it)
    add(numbers.issues, "gh-" + (*it)[1].str());
  for (std::sregex_iterator it(message.begin(), message.end(), pull), end; it != end; ++it)
    add(numbers.pull_requests, (*it)[1].str());
  return numbers;
}

std::string bisect_text(const std::vector<Commit>& commits, const BisectResult& result,
                        const BisectSubject& subject) {
  std::string text = subject.asked + ", variant " + subject.variant + "\n\n";
  for (const std::size_t commit : known(result)) {
    const Tested& tested = result.tested[commit];
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%7.1f s  ", tested.seconds);
    text += (result.end == BisectEnd::found && commit == result.commit ? "> " : "  ") +
            commits[commit].short_id() + seconds + std::to_string(tested.runs()) +
            (tested.runs() == 1 ? " run   " : " runs  ") + seen_text(tested) + "\n";
  }
  text += "\n" + verdict_line(commits, result) + "\n";
  if (result.end == BisectEnd::found) {
    const Commit& commit = commits[result.commit];
    const MessageNumbers numbers = numbers_in(subject.message);
    text += "  " + commit.subject + "\n  " + commit.date + "\n";
    if (!numbers.issues.empty()) text += "  issues: " + joined(numbers.issues) + "\n";
    if (!numbers.pull_requests.empty())
      text += "  pull requests: " + joined(numbers.pull_requests) + "\n";
    text += "  before: " + before_text(commits, result) +
            "\n  after:  " + signatures_text(tested_at(commits, result, result.commit)) +
            "\n  sure:   " + how_sure(result, result.commit) + "\n";
  }
  if (result.end == BisectEnd::narrowed)
    for (std::size_t i = 0; i < std::min(most_suspects, result.suspects.size()); ++i)
      text += "  " + commits[result.suspects[i]].short_id() + " " +
              commits[result.suspects[i]].subject + "\n";
  return text;
}

std::string bisect_markdown(const std::vector<Commit>& commits, const BisectResult& result,
                            const BisectSubject& subject) {
  std::string text = "Bisected `" + subject.asked + "` (variant " + subject.variant +
                     "): " + markdown_escaped(verdict_line(commits, result)) + "\n\n";
  if (result.end == BisectEnd::found) {
    const Commit& commit = commits[result.commit];
    text += "- " + markdown_escaped(commit.subject) + ", " + commit.date + "\n";
    text += "- before: `" + before_text(commits, result) + "`\n- after: `" +
            signatures_text(tested_at(commits, result, result.commit)) +
            "`\n- sure: " + how_sure(result, result.commit) + "\n\n";
  }
  for (const std::size_t suspect : result.suspects)
    text += "- " + commits[suspect].id + " " + markdown_escaped(commits[suspect].subject) + "\n";
  text += "\n| revision | runs | what happens |\n|---|---|---|\n";
  for (const std::size_t commit : known(result))
    text += "| " + commits[commit].short_id() + " | " +
            std::to_string(result.tested[commit].runs()) + " | " +
            markdown_escaped(seen_text(result.tested[commit])) + " |\n";
  return text;
}

std::string bisect_json(const std::vector<Commit>& commits, const BisectResult& result,
                        const BisectSubject& subject) {
  Json tested = Json::array();
  for (const std::size_t commit : known(result))
    tested.push_back({{"commit", commits[commit].id},
                      {"trouble", result.tested[commit].trouble},
                      {"seconds", result.tested[commit].seconds},
                      {"signatures", result.tested[commit].signatures}});
  Json json{
      {"schema", "forklab.bisect-result/1"}, {"asked", subject.asked}, {"variant", subject.variant},
      {"result", name_of(result.end)},       {"why", result.why},      {"steady", result.steady},
      {"confidence", result.confidence},     {"tested", tested}};
  if (result.end == BisectEnd::found) {
    const MessageNumbers numbers = numbers_in(subject.message);
    json["commit"] = {{"id", commits[result.commit].id},
                      {"date", commits[result.commit].date},
                      {"subject", commits[result.commit].subject},
                      {"issues", numbers.issues},
                      {"pull_requests", numbers.pull_requests},
                      {"before", before_text(commits, result)},
                      {"after", signatures_text(tested_at(commits, result, result.commit))}};
  }
  Json suspects = Json::array();
  for (const std::size_t suspect : result.suspects) suspects.push_back(commits[suspect].id);
  json["suspects"] = suspects;
  return dump(json) + "\n";
}

}  // namespace forklab
