# shellcheck shell=bash disable=SC2154
# apt.sh, sourced with `state` (a folder of our own) and `work` (a folder for what does not stay) set: apt
# with a private state. The system's own apt configuration, lists and dpkg status are not touched.

say() { printf 'lab: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# The mirror is the one the machine already uses for its main archive.
# shellcheck disable=SC2016  # apt expands these, not the shell
mirror=$(apt-get indextargets --format '$(REPO_URI) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' \
  2>/dev/null | awk '$2 == "main" && $1 !~ /security/ { print $1; exit }') || true
[ -n "$mirror" ] || die "apt knows no Debian mirror here: check its sources and run apt-get update"

# apt_in SUITE apt-get|apt-cache ARGS...: with a state of its own in which nothing is installed.
# A mirror that stands still (its lists "expired") is as good as any: the lock has what it offered.
apt_in() {
  local folder=$state/suites/$1 tool=$2
  shift 2
  "$tool" -q -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::Etc::preferencesparts=- -o Dir::Etc::preferences=- \
    -o Dir::State="$folder" -o Dir::State::lists="$folder/lists" \
    -o Dir::State::status="$folder/status" -o Dir::State::extended_states="$folder/extended" \
    -o Dir::Cache="$folder/cache" -o Dir::Cache::archives="$state/archives" \
    -o APT::Install-Recommends=0 -o APT::Sandbox::User=root -o APT::Get::List-Cleanup=0 \
    -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false -o Debug::NoLocking=1 "$@"
}

# Fails when the mirror does not have the suite.
open_suite() {
  local folder=$state/suites/$1
  mkdir -p "$folder/lists/partial" "$folder/cache"
  : >"$folder/status"
  {
    printf 'deb %s %s main\n' "$mirror" "$1"
    [ "$1" != experimental ] || printf 'deb %s unstable main\n' "$mirror"
  } >"$folder/sources.list"
  apt_in "$1" apt-get -o APT::Update::Error-Mode=any update >"$work/update.log" 2>&1
}

# Store names may not hold the %3a of an epoch.
store_name() { printf '%s' "${1//%/_}"; }
