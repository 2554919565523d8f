# What every build of the lab can reach, cells and CPython trees of somebody's among them, seen from inside of
# one. The nixpkgs road has the machine's own Nix, which may offer /dev/kvm.
{ check, only, isStandIn, ... }:
let script = only "sandbox-test" [ "tests/sandbox.sh" "tests/tally.sh" ]; in
check {
  name = "sandbox";
  command = "bash ${script}/tests/sandbox.sh ${script} $out ${if isStandIn then "" else "/dev/kvm"}";
}
