#!/usr/bin/env bash
# patches.sh SCRIPTS BASE NAME=PYTHON...: what the patches of patches/ change. Each script of the folder
# SCRIPTS is run by BASE, a CPython without a patch, and by those with one. A line says where children live:
#   # lives: always            everywhere
#   # lives: with NAME         with that patch, or one whose name has it as a part (joined by "+"), and not
#                              without: a death that ends
# Status 0 of a script means that they live, 77 that it cannot be run here. Ends with "N passed, N failed, N
# skipped", counted in runs.
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
scripts=$1 base=$2
shift 2
limit=60
said=$(mktemp)
trap 'rm -f "$said"' EXIT

# Prints what came of it: lives, skipped, or how it does not live.
outcome() { # PYTHON SCRIPT
  local status=0
  timeout -s KILL "$limit" "$1" -I "$2" >"$said" 2>&1 </dev/null || status=$?
  case $status in
    0) echo lives ;;
    77) echo skipped ;;
    137) echo hangs ;;
    *) echo dies ;;
  esac
}

expected() { # LIVES NAME
  case $1 in
    always) echo lives ;;
    with\ *) if [[ +$2+ == *+${1#with }+* ]]; then echo lives; else echo dies; fi ;;
    *) echo "no line says where it lives" ;;
  esac
}

for script in "$scripts"/*.py; do
  where=$(sed -n 's/^# lives: //p' "$script")
  before=$(outcome "$base" "$script")
  line="$(basename "$script"): without $before"
  for one in "=$base" "$@"; do
    name=${one%%=*}
    found=$before
    if [ -n "$name" ]; then
      found=$(outcome "${one#*=}" "$script")
      line+=", $name $found"
    fi
    what="$(basename "$script") with ${name:-no patch}" wanted=$(expected "$where" "$name")
    if [ "$found" = skipped ]; then
      skip "$what: cannot be run"
    elif [ "$found" = "$wanted" ]; then
      passed=$((passed + 1))
    else
      fail "$what: $found, expected: $wanted"
      tail -n 20 "$said"
    fi
  done
  echo "$line"
done
finish
