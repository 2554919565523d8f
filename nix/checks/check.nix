# stdenv -> { name, command, ... } -> a derivation that runs `command` and keeps the last tally it prints. It
# fails when the command does, when there is no tally, and by what the tally says (tally.sh): a check that
# checked nothing has not passed.
stdenv: { name, command, ... }@arguments:
stdenv.mkDerivation (removeAttrs arguments [ "command" ] // {
  name = "check-${name}";
  buildCommand = ''
    check() {
      set -e
      ${command}
    }
    (check) 2>&1 | tee log
    . ${./tally.sh}
    tally=$(last_tally log) || { echo 'the check printed no tally'; exit 1; }
    judge_tally "$tally"
    mkdir $out
    echo "$tally" >$out/tally
  '';
})
