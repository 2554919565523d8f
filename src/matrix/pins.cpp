#include "matrix/pins.hpp"

#include <algorithm>
#include <map>

#include "base/suggest.hpp"
#include "toml/toml_file.hpp"

namespace forklab {
namespace {

// What each kind of row is read for: nix/builds.nix, nix/debian/resolve.sh.
constexpr const char* origin_of_builds = "nixpkgs";
constexpr const char* origin_of_families = "debian";

void require_one_of(const TomlFile& file, const toml::node& node, const std::string& what,
                    const std::string& text, const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), text) == known.end())
    file.fail(node, "there is no " + what + " \"" + text + "\"" + did_you_mean(text, known));
}

void require_variants(const TomlFile& file, const std::vector<PlacedText>& names,
                      const Variants& variants) {
  for (const PlacedText& name : names)
    require_one_of(file, *name.node, "variant", name.text, variants.names());
}

void require_origin(const TomlFile& file, const toml::table& row, const char* origin) {
  const std::string given = file.text(row, "origin");
  if (given != origin)
    file.fail(*row.get("origin"),
              "\"" + given + "\" reads no such rows; it must be \"" + std::string(origin) + "\"");
}

std::vector<PlacedText> required_list(const TomlFile& file, const toml::table& row,
                                      const char* key) {
  static_cast<void>(file.require(row, key));
  auto list = file.list(row, key);
  if (list.empty()) file.fail(*row.get(key), "\"" + std::string(key) + "\" is empty");
  return list;
}

// Remembers what was there, and fails when it is there once more.
class Once {
 public:
  Once(const TomlFile& file, std::string what) : file_(file), what_(std::move(what)) {}

  void add(const toml::node& node, const std::string& text) {
    const auto [first, is_new] = places_.emplace(text, file_.place(node));
    if (!is_new)
      file_.fail(node, what_ + " \"" + text + "\" is there twice, first in " + first->second);
  }

 private:
  const TomlFile& file_;
  std::string what_;
  std::map<std::string, std::string> places_;
};

bool is_version(std::string_view text) {
  return std::count(text.begin(), text.end(), '.') == 2 && text.back() != '.' &&
         text.front() != '.' && text.find("..") == std::string_view::npos &&
         text.find_first_not_of("0123456789.abrc") == std::string_view::npos;
}

bool is_hash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

const std::vector<std::string>& known_origins() {
  static const std::vector<std::string> origins = {origin_of_builds, origin_of_families, "source",
                                                   "local"};
  return origins;
}

BuildPins BuildPins::from_toml(std::string_view text, std::string name, const Variants& variants) {
  const TomlFile file(text, std::move(name), 1);
  file.check_keys(file.root(), {"schema", "build", "family"});
  BuildPins pins;
  Once ids(file, "build"), packages(file, "family");
  for (const toml::table* row : file.tables("build")) {
    file.check_keys(*row, {"id", "origin", "attribute", "variant"});
    require_origin(file, *row, origin_of_builds);
    static_cast<void>(file.text(*row, "attribute"));
    require_one_of(file, file.require(*row, "variant"), "variant", file.text(*row, "variant"),
                   variants.names());
    pins.builds.push_back(file.text(*row, "id"));
    ids.add(*row->get("id"), pins.builds.back());
  }
  for (const toml::table* row : file.tables("family")) {
    file.check_keys(*row, {"origin", "package", "suites", "variants", "required"});
    require_origin(file, *row, origin_of_families);
    static_cast<void>(required_list(file, *row, "suites"));
    require_variants(file, required_list(file, *row, "variants"), variants);
    static_cast<void>(file.flag_or(*row, "required", true));
    pins.families.push_back(file.text(*row, "package"));
    packages.add(*row->get("package"), pins.families.back());
  }
  return pins;
}

SourcePins SourcePins::from_toml(std::string_view text, std::string name,
                                 const Variants& variants) {
  const TomlFile file(text, std::move(name), 1);
  file.check_keys(file.root(), {"schema", "url", "source"});
  if (file.text(file.root(), "url").find("VERSION") == std::string::npos)
    file.fail(*file.root().get("url"), "\"url\" must have VERSION in place of the version");
  SourcePins pins;
  Once versions(file, "version"), hashes(file, "sha256");
  for (const toml::table* row : file.tables("source")) {
    file.check_keys(*row, {"version", "sha256", "default", "checks"});
    const std::string version = file.text(*row, "version"), hash = file.text(*row, "sha256");
    if (!is_version(version))
      file.fail(*row->get("version"), "\"" + version + "\" must read like \"3.14.10\"");
    if (!is_hash(hash))
      file.fail(*row->get("sha256"), "a sha256 must be 64 hexadecimal digits, in lower case");
    versions.add(*row->get("version"), version);
    hashes.add(*row->get("sha256"), hash);
    for (const char* key : {"default", "checks"})
      require_variants(file, file.list(*row, key), variants);
    pins.versions.push_back(version);
    if (row->contains("default") || row->contains("checks")) ++pins.built;
  }
  return pins;
}

}  // namespace forklab
