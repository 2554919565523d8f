// What a bisect has found, to read and to paste.
#pragma once

#include <string>
#include <vector>

#include "bisect/bisect.hpp"

namespace forklab {

struct BisectSubject {
  std::string asked;    // "main-thread/nothing/exit" or "repro.py"
  std::string variant;  // of the builds
  std::string message;  // of the commit that was found; else empty
};

// Numbers in a commit's message: "gh-139759: ... (GH-139800)", "... (#139801)".
struct MessageNumbers {
  std::vector<std::string> issues;         // "gh-139759"
  std::vector<std::string> pull_requests;  // "139800"
};
MessageNumbers numbers_in(const std::string& message);

// All end with a line feed. Markdown is fit for an issue.
std::string bisect_text(const std::vector<Commit>& commits, const BisectResult& result,
                        const BisectSubject& subject);
std::string bisect_markdown(const std::vector<Commit>& commits, const BisectResult& result,
                            const BisectSubject& subject);
std::string bisect_json(const std::vector<Commit>& commits, const BisectResult& result,
                        const BisectSubject& subject);

// "child rc=0", or "28x child rc=0 | 12x child hung".
std::string signatures_text(const Tested& tested);

}  // namespace forklab
