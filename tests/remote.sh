#!/usr/bin/env bash
# remote.sh OBSERVATIONS...: builds these attributes on "another machine", a second Nix store behind ssh on
# the loopback address, and compares what comes back with what is built here, byte for byte.
#
# Ends with "N passed, N failed, N skipped". Needs root, openssh-server and a set-up lab (./lab build).
# Nothing of it stays.
set -euo pipefail
# shellcheck source=tally.sh
. "$(dirname "$(readlink -f "$0")")/tally.sh"
cd "$(dirname "$(readlink -f "$0")")/.."
refuse() { echo "remote.sh: $1" >&2; exit 2; }
[ $# -gt 0 ] || refuse 'which observations? e.g. .#observations-seed-3_14_10-release-debian'
[ "$(id -u)" -eq 0 ] || refuse 'starting sshd on the loopback address needs root here'
sshd=$(PATH=$PATH:/usr/sbin command -v sshd) || refuse 'there is no sshd (Debian: openssh-server)'

work=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
end() {
  [ ! -s "$work/pid" ] || kill "$(cat "$work/pid")" 2>/dev/null || :
  chmod -R u+w "$work" 2>/dev/null || :
  rm -rf "$work"
}
trap end EXIT

ssh-keygen -q -t ed25519 -N '' -f "$work/host"
ssh-keygen -q -t ed25519 -N '' -f "$work/key"
# The other machine: its own store, no jobs but those that are sent to it.
cat >"$work/serve" <<END
#!/bin/bash
exec $PWD/nix/debian/confined nix-store --serve --write --store $work/store
END
chmod 755 "$work" "$work/serve"
printf 'command="%s" %s\n' "$work/serve" "$(cat "$work/key.pub")" >"$work/authorized"
cat >"$work/sshd_config" <<END
ListenAddress 127.0.0.1:$port
HostKey $work/host
AuthorizedKeysFile $work/authorized
PidFile $work/pid
PermitRootLogin prohibit-password
PasswordAuthentication no
StrictModes no
UsePAM no
END
mkdir -p /run/sshd
"$sshd" -f "$work/sshd_config"
export NIX_SSHOPTS="-p $port -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"

./lab build "$@" --no-link
echo "remote.sh: the same on the other store"
# --rebuild: build it although it is here, on the only machine that takes jobs.
./lab build "$@" --no-link --rebuild --max-jobs 0 \
  --builders "ssh://root@127.0.0.1 x86_64-linux $work/key 2 1"
for there in "$work"/store/nix/store/*-observations-*; do
  case $there in *.drv | *.lock | *.check) continue ;; esac
  expect "${there##*/} is the same there" diff -r "$there" "/nix/store/${there##*/}"
done
built=$((passed + failed))
[ "$built" -eq $# ] || fail "$built of $# were built there"
finish
