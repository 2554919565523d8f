#!/usr/bin/env bash
# run.sh FORKLAB MATRIX: the HTML report in a real headless Chromium, from file://. Ends with
# "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=../tally.sh
. "$(dirname "$(readlink -f "$0")")/../tally.sh"
forklab=$1 matrix=$2 here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Debian's `chromium` is a script that reads /etc, of which there is none in a sandbox.
chromium=chromium
[ ! -x /usr/lib/chromium/chromium ] || chromium=/usr/lib/chromium/chromium

browser() { # URL: the document after its scripts have run; what the console said is in $work/console
  local options=(
    --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run
    --disable-background-networking --disable-component-update --disable-sync
    --user-data-dir="$work/profile" --allow-file-access-from-files --enable-logging=stderr
    --virtual-time-budget=10000 --dump-dom
  )
  HOME=$work timeout 60 "$chromium" "${options[@]}" "$1" 2>"$work/console" ||
    { cat "$work/console"; return 1; }
}
# The browser's own remark on a busy machine is not the page's.
console_is_quiet() { ! grep 'CONSOLE' "$work/console" | grep -v 'Slow network is detected'; }

# Records written by hand: a cell that dies with hostile last words, one that differs, one that lives.
record() { # BUILD SCENARIO SIGNATURE CHILD
  local parent='{"end":"ended","status":{"status":"rc=0","raw":0},"reached":"finalized"}'
  local left='"facts":[],"leaked_fds":[],"survivors":[]'
  local identity='{"version":"3.14.0","implementation":"CPython","debug":false,"gil":true,'
  identity+='"libc":"l","compiler":"c","build":"b","configure":"--with-x=<b>"}'
  local conditions='{"kernel":"k","machine":"m","aslr":true,"process_is_pid_1":false,"sandbox":[],"cpus":2}'
  printf '{"schema":"forklab.observation/1","build":"%s","scenario":"%s","id":"%s",' "$1" "$2" "$2"
  printf '"signature":"","fate":"","outcomes":[{"count":1,"signature":"%s",' "$3"
  printf '"outcome":{"parent":%s,"child":%s,"ended_by":"itself",%s}}],' "$parent" "$4" "$left"
  printf '"origin":"o","variant":"v","package":"p","identity":%s,"conditions":%s}\n' "$identity" "$conditions"
}
lived='{"end":"ended","status":{"status":"rc=0","raw":0},"reached":"work-done"}'
died='{"end":"ended","status":{"status":"signal=SIGSEGV","raw":11},"reached":"forked",'
died+='"diagnostic":{"kind":"fatal","text":"f: <script>window.hacked=1</script>'
died+='<img src=x onerror=hacked=1> \u001b[31m \ufffd"},"frames":["PyOS_AfterFork_Child"]}'
{
  for build in B-1 B-2; do
    record $build main-thread/nothing/exit 'child rc=0' "$lived"
    record $build worker-thread/nothing/exit 'child rc=0' "$lived"
  done
  record B-1 main-thread/idle-legacy-subint/exit \
    'child signal=SIGSEGV; after forked; fatal f: <script>window.hacked=1</script>' "$died"
  record B-2 main-thread/idle-legacy-subint/exit 'child rc=0' "$lived"
} >"$work/records.jsonl"

echo '{"locked": "<i>yes"}' >"$work/lock.json"
"$forklab" report --matrix "$matrix" "$work/records.jsonl" --lock "$work/lock.json" -o "$work/report" \
  >/dev/null
cp "$here/harness.html" "$work/"
browser "file://$work/harness.html#$work/report/index.html" >"$work/dom"
sed -n '/<pre id="outcome">/,/<\/pre>/p' "$work/dom" | grep -E '^(pass|FAIL) ' >"$work/outcome" || true
cat "$work/outcome"
passed=$((passed + $(grep -c '^pass' "$work/outcome" || true)))
failed=$((failed + $(grep -c '^FAIL' "$work/outcome" || true)))
expect "the page was driven to the end" grep -q 'the arrow keys move' "$work/outcome"
expect "nothing on the console" console_is_quiet

# From an empty record file, one with a cut-off last line, one of two thousand scenarios, one of a thousand on
# twelve builds, and one whose last words are a megabyte.
: >"$work/empty.jsonl"
{ head -n 2 "$work/records.jsonl"; tail -n 1 "$work/records.jsonl" | head -c 300; } >"$work/cut.jsonl"
for number in $(seq 2000); do
  record B-1 "main-thread/nothing/exit$number" 'child rc=0' "$lived"
done >"$work/large.jsonl"
for build in $(seq 12); do
  for number in $(seq 1000); do
    record "B-$build" "main-thread/nothing/exit$number" 'child rc=0' "$lived"
  done
done >"$work/wide.jsonl"
endless="child rc=1; $(head -c 1000000 /dev/zero | tr '\0' '<')"
record B-1 main-thread/nothing/exit "$endless" "$lived" >"$work/words.jsonl"
for case in 'empty:0 of 0 scenarios' 'cut:2 of 2 scenarios' 'large:2000 of 2000 scenarios' \
  'wide:1000 of 1000 scenarios' 'words:1 of 1 scenarios'; do
  name=${case%%:*}
  "$forklab" -q report --matrix "$matrix" "$work/$name.jsonl" -o "$work/$name" >/dev/null
  browser "file://$work/$name/index.html" >"$work/dom"
  expect "$name records: ${case#*:}" grep -q "${case#*:}" "$work/dom"
  expect "$name records: nothing on the console" console_is_quiet
done

small() { [ "$(wc -c <"$work/wide/index.html")" -lt 2000000 ]; }
expect "a thousand scenarios on twelve builds are less than 2 MB" small

finish
