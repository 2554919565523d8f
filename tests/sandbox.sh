#!/usr/bin/env bash
# sandbox.sh INPUT OUTPUT [DEVICE...]: what a build can reach, seen from inside of one. INPUT: a path of the
# store that it was given; OUTPUT: the one it makes; DEVICE: what it may have besides null, zero and the like.
# Prints what it finds; ends with "N passed, N failed, N skipped".
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
input=$1 output=$2
shift 2
nothing_in() { [ ! -s "$1" ]; }
fails() { ! "$@" >/dev/null 2>&1; }
# Where they can be done they are undone.
changes_mode() { chmod u+w "$1" && chmod u-w "$1"; }
makes_file() { touch "$1/forklab-was-here" && rm "$1/forklab-was-here"; }

echo "user: $(id); outside: $(tr -s ' ' </proc/self/uid_map)"
read -r inside outside _ </proc/self/uid_map
expect 'it is not root in the sandbox' [ "$(id -u)" -ne 0 ]
expect 'one user is mapped, and it is this one' [ "$inside" -eq "$(id -u)" ]
expect 'it is not root outside' [ "$outside" -ne 0 ]
expect 'it has no capability' grep -qE '^CapEff:\s+0+$' /proc/self/status
expect 'it can gain none by a set-uid program' grep -qE '^NoNewPrivs:\s+1$' /proc/self/status

# Everything that can be written, links aside; of its own folders only the folder.
find / \( -path /proc -o -path /sys -o -path "$NIX_BUILD_TOP/*" -o -path "$output/*" -o -path '/tmp/*' \) \
  -prune -o ! -type l -writable -print 2>/dev/null | sort >writable || :
echo "writable: $(head -n 40 writable | tr '\n' ' ')"
grep -vxFe "$NIX_BUILD_TOP" -e "$output" -e /tmp -e /nix/store -e /dev/shm writable |
  grep -vxE '/dev/(full|null|random|urandom|zero|tty|ptmx|pts/ptmx|pts/[0-9]+)' >unexpected || :
expect "nothing else can be written: $(head -n 5 unexpected | tr '\n' ' ')" nothing_in unexpected
# The kernel asks for a capability when the last one is written.
find /proc/sys /sys -type f -writable ! -path /proc/sys/kernel/ns_last_pid 2>/dev/null >settings || :
expect "no setting of the kernel can be written: $(head -n 5 settings | tr '\n' ' ')" nothing_in settings
expect 'an input cannot be changed' fails changes_mode "$input"
expect 'no file can be made beside a program of the machine' \
  fails makes_file "$(dirname "$(readlink -f "$(type -P bash)")")"
if type -P unshare >/dev/null; then
  place=$(df --output=target "$(type -P bash)" | tail -n 1)
  expect 'root of a user namespace of its own mounts nothing writable' \
    fails unshare --user --map-root-user --mount mount -o remount,bind,rw "$place"
else
  skip 'there is no unshare'
fi

echo "network: $(sed 1,2d /proc/net/dev | cut -d: -f1 | tr -d ' ' | tr '\n' ' ')"
expect 'there is no network device but lo' [ "$(sed 1,2d /proc/net/dev | cut -d: -f1 | tr -d ' ')" = lo ]

# Asked of each file: a device that is mounted over a file is listed as a file.
find / \( -path /proc -o -path /sys \) -prune -o -print0 2>/dev/null | xargs -0 stat -c '%F %n' 2>/dev/null |
  sed -nE 's/^(block|character) special file //p' | sort >devices || :
echo "devices: $(head -n 40 devices | tr '\n' ' ')"
for device in "$@"; do printf '%s\n' "$device"; done >allowed
grep -vxE '/dev/(full|null|random|urandom|zero|tty|ptmx|pts/ptmx|pts/[0-9]+)' devices |
  grep -vxFf allowed >unexpected || :
expect "there is no other device: $(head -n 5 unexpected | tr '\n' ' ')" nothing_in unexpected

others() {
  local folder
  for folder in /proc/[0-9]*; do
    [ "$(stat -c %u "$folder" 2>/dev/null || id -u)" -eq "$(id -u)" ] || echo "$folder"
  done
}
others >unexpected
expect "there is no process of another user: $(head -n 5 unexpected | tr '\n' ' ')" nothing_in unexpected
finish
