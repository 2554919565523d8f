#include "bisect/run_cache.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "json/json.hpp"

namespace forklab {
namespace {

constexpr std::string_view schema = "forklab.bisect-runs/1";

}  // namespace

std::filesystem::path RunCache::file_of(const std::string& key) const {
  return folder_ / (hash_text(hash_of(key)) + ".json");
}

SignatureCounts RunCache::known(const std::string& key) const {
  const std::string text = read_file_or_empty(file_of(key));
  if (text.empty()) return {};
  try {
    const Json json = parse(text);
    if (member<std::string>(json, "schema") != schema || member<std::string>(json, "key") != key)
      return {};
    return member<SignatureCounts>(json, "signatures");
  } catch (const LabError&) {
    return {};
  }
}

void RunCache::add(const std::string& key, const SignatureCounts& seen) const {
  SignatureCounts all = known(key);
  for (const auto& [signature, count] : seen) all[signature] += count;
  std::filesystem::create_directories(folder_);
  write_file_atomically(file_of(key),
                        dump(Json{{"schema", schema}, {"key", key}, {"signatures", all}}) + "\n");
}

}  // namespace forklab
