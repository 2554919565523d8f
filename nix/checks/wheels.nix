# The Python package on each build, hundreds of guarded forks among its tests, and on release builds from
# source, which may be too old for it: then it says so.
{ perBuild, cpythons, pythonTools, ... }@given:
let
  wheelOf = import ./wheel-of.nix given;
  fromSource = name: build: {
    name = "wheels-${name}";
    value = wheelOf {
      name = "wheels-${name}";
      build = build // { inherit pythonTools; };
    };
  };
  isRelease = name: cpythons.checkedBuilds.${name}.variant == "release";
  named = builtins.filter isRelease (builtins.attrNames cpythons.checkedBuilds);
in
perBuild "wheels" (build: wheelOf { name = "wheels-${build.id}"; inherit build; guardTests = true; })
  // builtins.listToAttrs (map (name: fromSource name cpythons.checkedBuilds.${name}) named)
