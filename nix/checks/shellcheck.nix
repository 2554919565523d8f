check: { shellcheck, ... }: source:
check {
  name = "shellcheck";
  nativeBuildInputs = [ shellcheck ];
  command = ''
    cd ${source}
    scripts=$(find . -name '*.sh' ! -name builder.sh; ls lab .ci/run nix/debian/confined nix/cpython/build-revision)
    shellcheck $scripts
    echo "$(wc -w <<<"$scripts") passed, 0 failed, 0 skipped"
  '';
}
