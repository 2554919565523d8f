#!/usr/bin/env bash
# bisect.sh FORKLAB PYTHON: `forklab bisect` as a user meets it, over git histories of a stand-in: a project
# with CPython's folders whose "interpreter" is PYTHON plus one word of the tree, Python/behaviour, that a
# script acts on. tests/history.sh and the README's commands have the real one.
# Ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
forklab=$(readlink -f "$1") python=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_STATE_HOME=$work/states
export GIT_AUTHOR_NAME=forklab GIT_AUTHOR_EMAIL=lab@example.org
export GIT_COMMITTER_NAME=forklab GIT_COMMITTER_EMAIL=lab@example.org
explain() { tail -n 25 "$work/out" "$work/err" 2>/dev/null || :; }

# --- the stand-in and its history ---

cat >"$work/builder" <<END
#!/bin/bash
# TREE OUT VARIANT KIND: the "interpreter" knows the tree's behaviour.
set -eu
[ -z "\${SLOW-}" ] || sleep "\$SLOW"
if grep -s . "\$1/Python/broken.c" >&2; then exit 1; fi
cat "\$1/Python/behaviour" >>"$work/builds"
[ ! -e "\$1/Doc" ] || echo "Doc reached the build" >>"$work/wrong"
cat >"\$2.python" <<SCRIPT
#!/bin/sh
BEHAVIOUR='\$(cat "\$1/Python/behaviour")' exec "$python" "\\\$@"
SCRIPT
chmod +x "\$2.python"
build='{"id": "local", "version": "3.13.5", "variant": "'\$3'", "origin": "local", "python": "'\$2.python'"}'
echo '{"schema": 1, "builds": ['"\$build"']}' >"\$2"
END
chmod +x "$work/builder"
export FORKLAB_BUILDER=$work/builder FORKLAB_UNREAD=$work/unread
printf 'Doc\nMisc/NEWS.d\n' >"$work/unread"

cat >"$work/repro.py" <<'END'
import os, random, signal, sys, time
behaviour = os.environ['BEHAVIOUR'].split()[0]
if behaviour == 'dies': os.kill(os.getpid(), signal.SIGSEGV)
if behaviour == 'hangs': time.sleep(1000)
if behaviour == 'flaky' and random.random() < 0.3: sys.exit(5)
if behaviour == 'fails': sys.exit(3)
if behaviour == 'third': sys.exit(9)
END
echo 'import nowhere' >"$work/imports.py"
echo 'import time; time.sleep(1000)' >"$work/sleeps.py"

repository() { # NAME
  rm -rf "$work/${1:?}"
  mkdir -p "$work/$1"/{Python,Doc,Lib}
  git -C "$work/$1" init -q -b main
}
commit() { # NAME SUBJECT
  git -C "$work/$1" add -A
  git -C "$work/$1" commit -qm "$2"
}
# 64 edits; from number $3 on it behaves as $2 says, before as $4 does; every third touches Doc only, 20 and
# 21 are broken, and 50 changes something else.
history() { # NAME BEHAVIOUR FROM BEFORE
  repository "$1"
  echo "$4" >"$work/$1/Python/behaviour"
  commit "$1" 'start'
  git -C "$work/$1" tag start
  local number
  for ((number = 1; number <= 64; number++)); do
    if [ "$number" -eq "$3" ]; then
      echo "$2 $number" >"$work/$1/Python/behaviour"
      commit "$1" "gh-4711: The change ($2) (GH-4712)"
      git -C "$work/$1" tag change
      continue
    fi
    rm -f "$work/$1/Python/broken.c"
    case $number in
      20 | 21) echo "broken.c:1: error: number $number" >"$work/$1/Python/broken.c" ;;
      *)
        if [ $((number % 3)) -eq 0 ]; then
          echo "$number" >"$work/$1/Doc/text"
        else
          sed -i "s/ .*//; s/$/ $number/" "$work/$1/Python/behaviour"
        fi
        ;;
    esac
    [ "$number" -ne 22 ] || echo "$number" >>"$work/$1/Lib/x.py"
    commit "$1" "edit $number"
  done
}
bisect() { # ARGS...: the status; out and err are kept
  local status=0
  rm -f "$work/builds"
  "$forklab" bisect "$@" >"$work/out" 2>"$work/err" || status=$?
  return "$status"
}
fresh() { rm -rf "$work/states"; }
status_is() { # STATUS ARGS...
  local wanted=$1 status=0
  shift
  bisect "$@" || status=$?
  [ "$status" -eq "$wanted" ]
}
names_the_change() { grep -q "the change is $(git -C "$work/$1" rev-parse change)" "$work/out"; }
builds() { [ "$(wc -l <"$work/builds")" -le "$1" ]; }
says() { grep -qF -- "$1" "$work/err" "$work/out"; }

# --- every kind of change ---

for kind in 'fails 41 lives' 'dies 9 lives' 'hangs 64 lives' 'flaky 33 lives' 'lives 30 fails' \
  'dies 23 fails'; do
  read -r after from before <<<"$kind"
  history "$after" "$after" "$from" "$before"
  expect "$kind" status_is 0 --repo "$work/$after" --good start --bad main --script "$work/repro.py" \
    --timeout 2 --confidence 0.9999
  expect "$kind: the commit" names_the_change "$after"
  # 43 commits that a build reads: six steps, the two ends, the parent, the broken ones.
  expect "$kind: $(wc -l <"$work/builds") builds" builds 11
  fresh
done
bisect --repo "$work/dies" --good start --bad main --script "$work/repro.py"
expect 'issue and pull request' says 'issues: gh-4711'
expect 'pull request' says 'pull requests: 4712'
expect 'both signatures' says 'before: script rc=3'
expect 'both signatures: after' says 'after:  script signal=SIGSEGV'
expect 'no Doc in a build' [ ! -e "$work/wrong" ]
expect 'a second search is refused without --resume' status_is 2 --repo "$work/dies" --good start \
  --bad main --script "$work/repro.py"
expect 'it says how to go on' says '--resume'
expect 'with --resume' status_is 0 --repo "$work/dies" --good start --bad main --script "$work/repro.py" \
  --resume
expect 'nothing is built again' [ ! -e "$work/builds" ]
sed 's/time/time  # another question/' "$work/repro.py" >"$work/other.py"
expect 'another question' status_is 0 --repo "$work/dies" --good start --bad main --script "$work/other.py"
expect 'another question: the commit' names_the_change dies
expect 'another question: nothing is built' [ ! -e "$work/builds" ]
# The same question elsewhere: what the interpreters have been asked they are not asked again.
sed "1i open('$work/ran', 'a').write('x')" "$work/repro.py" >"$work/counts.py"
expect 'a script that counts its runs' status_is 0 --repo "$work/dies" --good start --bad main \
  --script "$work/counts.py" --state "$work/states/forklab/bisect/one"
expect 'it has run' [ -s "$work/ran" ]
rm "$work/ran"
expect 'the same question in another state' status_is 0 --repo "$work/dies" --good start --bad main \
  --script "$work/counts.py" --state "$work/states/forklab/bisect/two"
expect 'the same question in another state: the commit' names_the_change dies
expect 'the same question in another state: nothing is run' [ ! -e "$work/ran" ]
expect 'another range' status_is 0 --repo "$work/dies" --good change~1 --bad change \
  --script "$work/counts.py" --state "$work/states/forklab/bisect/three"
# Two ends of ten runs, of which three each are known.
expect 'another range: only what is new is run' [ "$(wc -c <"$work/ran")" -le 14 ]
expect 'another deadline is another question' status_is 0 --repo "$work/dies" --good start --bad main \
  --script "$work/counts.py" --timeout 9 --state "$work/states/forklab/bisect/four"
expect 'another deadline is another question: it is run' [ "$(wc -c <"$work/ran")" -gt 14 ]
expect 'JSON' status_is 0 --repo "$work/dies" --good start --bad main --script "$work/repro.py" --resume \
  --format json
expect 'JSON can be read' "$python" -c \
  'import json, sys; assert json.load(open(sys.argv[1]))["result"] == "found"' "$work/out"
expect 'Markdown' status_is 0 --repo "$work/dies" --good start --bad main --script "$work/repro.py" \
  --resume --format markdown
expect 'Markdown has a table' says '| revision | runs |'
fresh
expect 'three at once' status_is 0 --repo "$work/dies" --good start --bad main --script "$work/repro.py" \
  --jobs 3
expect 'three at once: the commit' names_the_change dies
fresh

# --- histories that are no line ---

history branched lives 99 lives
git -C "$work/branched" checkout -q -b side main~10
for number in 1 2 3 4 5; do
  echo "$([ $number -lt 3 ] && echo lives || echo dies) s$number" >"$work/branched/Python/behaviour"
  commit branched "side $number"
  [ $number -ne 3 ] || git -C "$work/branched" tag change
done
git -C "$work/branched" checkout -q main
git -C "$work/branched" merge -q -s ours --no-commit side
git -C "$work/branched" checkout -q side -- Python/behaviour
commit branched 'merge side'
expect 'behind a merge' status_is 0 --repo "$work/branched" --good start --bad main --script "$work/repro.py"
expect 'behind a merge: the commit' names_the_change branched
fresh
expect 'the main line only' status_is 0 --repo "$work/branched" --good start --bad main \
  --script "$work/repro.py" --first-parent
expect 'the main line only: the merge' says 'merge side'
fresh
expect 'good on another branch' status_is 0 --repo "$work/branched" --good main~1 --bad side \
  --script "$work/repro.py"
expect 'good on another branch: the commit' names_the_change branched
expect 'it says what it did' says 'takes its place'
fresh
expect 'the change on the good side' status_is 0 --repo "$work/branched" --good side --bad main~1 \
  --script "$work/repro.py"
expect 'the change on the good side: the commit' names_the_change branched
fresh

# 1 to 9 live, 10 to 19 exit with 9, 20 to 29 die, 30 to 40 exit with 3.
repository several
echo lives >"$work/several/Python/behaviour"
commit several start
for number in $(seq 40); do
  case $number in [1-9]) word=lives ;; 1?) word=third ;; 2?) word=dies ;; *) word=fails ;; esac
  echo "$word $number" >"$work/several/Python/behaviour"
  commit several "several $number"
done
expect 'all changes' status_is 0 --repo "$work/several" --good main~40 --bad main \
  --script "$work/repro.py" --all
for number in 10 20 30; do expect "all changes: $number" grep -qx "  several $number" "$work/out"; done
expect 'all changes: no other' [ "$(grep -c 'the change is' "$work/out")" -eq 3 ]
fresh

# --- what cannot be decided ---

history hidden lives 99 lives
for number in 1 2 3; do
  echo 'hidden.c:1: error: no' >"$work/hidden/Python/broken.c"
  echo "dies $number" >"$work/hidden/Python/behaviour"
  commit hidden "hidden $number"
done
rm "$work/hidden/Python/broken.c"
commit hidden 'it compiles again'
expect 'hidden behind broken commits' status_is 3 --repo "$work/hidden" --good start --bad main \
  --script "$work/repro.py"
expect 'a range' says 'narrowed to 4 commits'
fresh
history third dies 40 lives
git -C "$work/third" checkout -q -b other start
for number in 1 2 3 4 5 6 7; do
  case $number in 1 | 2 | 3) behaviour=lives ;; 4) behaviour=third ;; *) behaviour=dies ;; esac
  echo "$behaviour $number" >"$work/third/Python/behaviour"
  commit third "other $number"
done
expect 'a third outcome is neither' status_is 3 --repo "$work/third" --good start --bad other \
  --script "$work/repro.py"
expect 'it is named' says 'another outcome: script rc=9'
fresh

# --- stopped and resumed ---

stop_with() { # SIGNAL
  local status=0 pid
  rm -f "$work/builds"
  SLOW=0.2 setsid "$forklab" bisect --repo "$work/hangs" --good start --bad main --script "$work/repro.py" \
    --timeout 2 --state "$work/states/s" >"$work/out" 2>"$work/err" &
  pid=$!
  until [ -s "$work/builds" ] && [ "$(wc -l <"$work/builds")" -ge 4 ]; do sleep 0.05; done
  kill "-$1" "$pid"
  wait "$pid" 2>/dev/null || status=$?
  mv "$work/builds" "$work/builds.first"
  echo "$status"
}
no_builder_runs() { ! grep -qsF "$work/builder" /proc/[0-9]*/cmdline; }
leaves_nothing() {
  no_builder_runs && [ -z "$(find "$work/states" -name 'tree-*' -o -name '*.tar' -o -name '*.part')" ]
}
fingerprint() { # NAME: all that git and the work tree hold
  (
    cd "$work/$1" && git for-each-ref && cat .git/HEAD .git/config && sha256sum .git/index &&
      git status --porcelain && find . -path ./.git -prune -o -type f -print | sort | xargs sha256sum
  )
}
fingerprint hangs >"$work/before"
for signal in INT KILL; do
  fresh
  status=$(stop_with $signal)
  if [ $signal = INT ]; then
    expect 'Ctrl-C is 4' [ "$status" -eq 4 ]
    expect 'Ctrl-C leaves no process and no tree' leaves_nothing
  fi
  until no_builder_runs; do sleep 0.05; done
  expect "resumed after SIG$signal" status_is 0 --repo "$work/hangs" --good start --bad main \
    --script "$work/repro.py" --timeout 2 --state "$work/states/s" --resume
  expect "resumed after SIG$signal: the commit" names_the_change hangs
  # The one that was being built when the signal came may be built again, no other.
  head -n -1 "$work/builds.first" | cat - "$work/builds" | sort | uniq -d >"$work/twice"
  expect "resumed after SIG$signal: nothing is built twice" [ "$(wc -l <"$work/twice")" -eq 0 ]
done
fingerprint hangs >"$work/after"
expect 'the repository is untouched' cmp "$work/before" "$work/after"
SLOW=1 "$forklab" bisect --repo "$work/hangs" --good start --bad main --script "$work/repro.py" \
  --state "$work/states/t" >/dev/null 2>&1 &
other=$!
until [ -s "$work/states/t" ]; do sleep 0.05; done
expect 'two at once on one state' status_is 2 --repo "$work/hangs" --good start --bad main \
  --script "$work/repro.py" --state "$work/states/t" --resume
expect 'two at once are told' says 'another bisect is using it'
kill -INT $other
wait $other || :
fresh

# --- bad input ---

refuses() { # WHAT WORDS ARGS...
  local what=$1 words=$2
  shift 2
  expect "$what" status_is 2 "$@"
  expect "$what: said" says "$words"
  fresh
}
script=(--script "$work/repro.py")
mkdir "$work/empty"
refuses 'no repository' 'there is no git repository' --repo "$work/empty" --good a --bad b "${script[@]}"
refuses 'no folder' 'there is no git repository' --repo "$work/nowhere" --good a --bad b "${script[@]}"
refuses 'unknown good' '--good nobody: there is no such revision' --repo "$work/dies" --good nobody \
  --bad main "${script[@]}"
refuses 'unknown bad' '--bad -x: there is no such revision' --repo "$work/dies" --good start \
  --bad=-x "${script[@]}"
refuses 'the same' 'are the same commit' --repo "$work/dies" --good main --bad main~0 "${script[@]}"
refuses 'swapped' 'swapped?' --repo "$work/dies" --good main --bad start "${script[@]}"
refuses 'no question' 'bisect what?' --repo "$work/dies" --good start --bad main
refuses 'no script' 'there is no script' --repo "$work/dies" --good start --bad main --script "$work/none.py"
refuses 'a builder that is not there' 'none/builder' --repo "$work/dies" --good start \
  --bad main "${script[@]}" --builder "$work/none/builder"
refuses 'an end that cannot be built' 'cannot be tested: it cannot be built: broken.c:1: error: number 20' \
  --repo "$work/fails" --good 'main^{/edit 20}' --bad main "${script[@]}"
echo 'hello' >"$work/state"
refuses 'a state that is none' "state:1" --repo "$work/dies" --good start --bad main "${script[@]}" \
  --state "$work/state" --resume
git clone -q --depth 3 "file://$work/dies" "$work/shallow"
refuses 'a shallow clone' 'the clone is shallow' --repo "$work/shallow" --good HEAD~1 \
  --bad HEAD "${script[@]}"
expect 'a script that fails everywhere' status_is 1 --repo "$work/dies" --good start --bad main \
  --script "$work/imports.py"
expect 'it says why' says "No module named 'nowhere'"
fresh
expect 'a script that hangs everywhere' status_is 1 --repo "$work/dies" --good start --bad main \
  --script "$work/sleeps.py" --timeout 0.3
expect 'it says that it hangs' says 'script hung'
fresh
echo more >>"$work/dies/Python/behaviour"
expect 'a dirty tree' status_is 0 --repo "$work/dies" --good start --bad main "${script[@]}"
expect 'it says that only commits count' says 'only commits are'
expect 'a state of another question' status_is 2 --repo "$work/dies" --good start \
  --bad main~1 "${script[@]}" --resume --state "$(find "$work/states" -name '*.jsonl')"
expect 'it says so' says 'another question'
fresh
if [ -w /dev/full ]; then
  ln -s /dev/full "$work/full"
  expect 'a full disk' status_is 2 --repo "$work/dies" --good start --bad main "${script[@]}" \
    --state "$work/full"
else
  skip 'a full disk: there is no /dev/full'
fi
finish
