#!/usr/bin/env bash
# What ./lab needs on a Debian machine. Each step by itself:
#   set-up.sh packages STAGE         prints the Debian packages that a stage wants (packages.txt), one a line
#   set-up.sh machine                fails when this is no machine for it
#   set-up.sh install STATE STAGE    installs those that are missing
#   set-up.sh resolve STATE          finds and fetches the builds, writes STATE/lock.json (resolve.sh)
#   set-up.sh python-tools STATE [again]
#       fetches what makes a wheel, where it is not there or again, and writes STATE/python-tools.json
#   set-up.sh write STATE FOLDER [LOCK]
#       writes the package set, which stands in for nixpkgs: this folder, what the machine has, and the lock
#       (without LOCK a lock of no builds)
# STATE: a folder of the lab's own.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")

say() { printf 'lab: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -H)
apt_get() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q "$@"; }

# Stages are in order: each wants what those before want.
packages() { # STAGE
  local stages
  case $1 in
    build) stages=' build ' ;;
    check) stages=' build check ' ;;
    deep) stages=' build check deep ' ;;
    all) stages=' build check deep found ' ;;
    *) die "stage $1: build, check or deep" ;;
  esac
  awk -v stages="$stages" '$1 !~ /^#/ && index(stages, " " $1 " ") { for (i = 3; i <= NF; i++) print $i }' \
    "$here/packages.txt" | sort -u
}

check_machine() {
  { [ -r /etc/os-release ] && grep -qE '^ID(_LIKE)?=.*debian' /etc/os-release; } ||
    die "this system is not Debian. Install Nix (https://nixos.org/download) and run 'nix build';" \
      "or, with Nix and internet already there, LAB_PACKAGES=nixpkgs ./lab build"
  [ "$(dpkg --print-architecture)" = amd64 ] ||
    die "the Debian road is for amd64 only; with Nix and internet: LAB_PACKAGES=nixpkgs"
}

install_packages() { # STATE STAGE
  local state=$1 wanted missing
  mapfile -t wanted < <(packages "$2")
  [ ${#wanted[@]} -gt 0 ] || exit 1
  mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort) \
    <(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' "${wanted[@]}" 2>/dev/null |
      sed -n 's/ ii *$//p' | sort))
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
    die "these packages are missing, and installing them needs root or sudo: ${missing[*]}"
  say "installing ${missing[*]}"
  mkdir -p "$state"
  apt_get update >"$state/apt.log" 2>&1 || say "apt-get update: $(grep -m1 -E '^[EW]:' "$state/apt.log")"
  apt_get -y --no-install-recommends install "${missing[@]}" >"$state/apt.log" 2>&1 && return 0
  say "apt cannot install them:" \
    "$(grep -m1 '^E:' "$state/apt.log" 2>/dev/null || echo 'is there a network, and does apt know a mirror?')"
  # Deep checks say by themselves what they lack.
  [ "$2" = deep ] || exit 1
}

resolve() { # STATE
  python3 - "$here/../../matrix/builds.toml" >"$1/families.json" <<'PYTHON'
import json, sys, tomllib
with open(sys.argv[1], "rb") as file:
    print(json.dumps([row for row in tomllib.load(file)["family"] if row["origin"] == "debian"]))
PYTHON
  "${as_root[@]}" bash "$here/resolve.sh" "$1/families.json" "$1" "$1/lock.json" ||
    die "the builds cannot be fetched"
}

# Only the wheel's checks want them: without them those are skipped.
python_tools() { # STATE [again]
  [ $# -gt 1 ] || [ ! -s "$1/python-tools.json" ] || return 0
  "${as_root[@]}" bash "$here/python-tools.sh" "$1" "$1/python-tools.json" || :
}

# What the sandbox maps in, as far as it is there, and what cells run on.
describe_host() {
  local known
  mapfile -t known < <(packages all)
  { dpkg-query -W -f '${Package} ${Version} ${db:Status-Abbrev}\n' "${known[@]}" 2>/dev/null || :; } |
    sed -n 's/ ii *$//p' |
    jq -Rn --arg kernel "$(uname -r)" --arg libc "glibc $(getconf GNU_LIBC_VERSION | cut -d' ' -f2)" \
      --arg compiler "$(g++ --version | head -n1)" \
      '{kernel: $kernel, libc: $libc, compiler: $compiler,
        tools: ([inputs | split(" ") | {key: .[0], value: .[1]}] | from_entries)}'
}

write() { # STATE FOLDER [LOCK]
  local state=$1 folder=$2 made file
  mkdir -p "$folder"
  made=$(mktemp -d "$state/packages.XXXXXX")
  cp "$here"/*.nix "$here/builder.sh" "$here/packages.txt" "$made/"
  echo '{"builds": [], "closures": {}, "debs": {}}' >"$made/lock.json"
  [ $# -lt 3 ] || cp "$3" "$made/lock.json"
  echo '[]' >"$made/python-tools.json"
  [ ! -s "$state/python-tools.json" ] || cp "$state/python-tools.json" "$made/"
  describe_host >"$made/host.json"
  # Another ./lab may be reading it: each file is whole at any time, and an equal one stays.
  for file in "$made"/*; do
    cmp -s "$file" "$folder/${file##*/}" || mv "$file" "$folder/"
  done
  rm -rf "$made"
}

step=${1-}
[ $# -eq 0 ] || shift
case $step in
  packages) packages "$@" ;;
  machine) check_machine ;;
  install) install_packages "$@" ;;
  resolve) resolve "$@" ;;
  python-tools) python_tools "$@" ;;
  write) write "$@" ;;
  *) die "set-up.sh: packages, machine, install, resolve, python-tools or write" ;;
esac
