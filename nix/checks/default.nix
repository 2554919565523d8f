# The checks. Each is one file here, in one of three lists:
#   quick   what `nix flake check` builds: ./lab check
#   deep    what takes minutes each: nix build .#deep, ./lab check --deep
#   lint    what takes half an hour and no gate waits for: a package by its name, ./lab build .#clang-tidy
# A file is a function of the lab's attributes (nix/lab.nix) and of those below. It gives a derivation that
# `check` has made (check.nix), or a set of such, each with its name. It takes the files that it reads out of
# the tree by `only` (nix/sources.nix), so that an edit of others does not run it again.
lab:
let
  quick = {
    bisect = ./bisect.nix;
    browser = ./browser.nix;
    embed = ./embed.nix;
    format = ./format.nix;
    gate = ./gate.nix;
    junit = ./junit.nix;
    lab-script = ./lab-script.nix;
    layers = ./layers.nix;
    matrix = ./matrix.nix;
    names = ./names.nix;
    probe-tests = ./probe-tests.nix;
    prose = ./prose.nix;
    python-lint = ./python-lint.nix;
    repro = ./repro.nix;
    rules = ./rules.nix;
    sandbox = ./sandbox.nix;
    shellcheck = ./shellcheck.nix;
    source-filter = ./source-filter.nix;
    source-parts = ./source-parts.nix;
    sources = ./sources.nix;
    tally = ./tally.nix;
    tests = ./tests.nix;
    wheel = ./wheel.nix;
  };
  deep = {
    guard-tests = ./guard-tests.nix;
    patches = ./patches.nix;
    repro-all = ./repro-all.nix;
    soak = ./soak.nix;
    source-builds = ./source-builds.nix;
    source-configured = ./source-configured.nix;
    stability = ./stability.nix;
    wheels = ./wheels.nix;
  };

  lint = {
    clang-tidy = ./clang-tidy.nix;
  };

  check = import ./check.nix lab.tools.stdenv;
  skipped = name: reason: check {
    inherit name reason;
    command = ''
      echo "skipped: $reason"
      echo 0 passed, 0 failed, 1 skipped
    '';
  };
  # What one build can tell is asked of the last one of a variant that is there.
  onLast = variant: name: give:
    let there = builtins.filter (build: build.unavailable == null && build.variant == variant) lab.builds; in
    if there == [ ] then skipped name "there is no ${variant} build"
    else give (builtins.elemAt there (builtins.length there - 1));
  given = lab // { inherit check skipped onLast; inherit (lab.sources) only; };

  made = name: file:
    let checks = import file given; in
    if checks ? drvPath then { ${name} = checks; } else checks;
  all = list:
    builtins.foldl' (done: more: done // more) { } (builtins.attrValues (builtins.mapAttrs made list));
in
{
  quick = all quick;
  deep = all deep;
  lint = all lint;
}
