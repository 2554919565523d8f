# The Python package on the last release build; wheels.nix asks all.
{ onLast, ... }@given:
onLast "release" "wheel" (build: import ./wheel-of.nix given { name = "wheel"; inherit build; })
