# Every pinned source that is in reach is whole, and is the version it is pinned as: a look into the
# archive, before anything is built.
{ check, cpythons, ... }:
check {
  name = "sources";
  pins = builtins.concatStringsSep "\n"
    (map (source: "${source.version} ${source.tarball}") cpythons.sources);
  command = ''
    passed=0 skipped=0
    while read -r version tarball; do
      [ -n "$version" ] || continue
      tar -xOf "$tarball" "Python-$version/Include/patchlevel.h" >patchlevel.h
      grep -qF "#define PY_VERSION" patchlevel.h
      if ! grep -F "#define PY_VERSION " patchlevel.h | grep -qF "\"$version\""; then
        echo "$tarball is pinned as $version, is"
        cat patchlevel.h
        exit 1
      fi
      tar -tf "$tarball" >files
      for file in configure Python/pystate.c Lib/os.py Modules/posixmodule.c; do
        grep -qxF "Python-$version/$file" files
      done
      echo "$version is whole"
      passed=$((passed + 1))
    done <<<"$pins"
    if [ "$passed" -eq 0 ]; then echo 'skipped: no pinned source is in reach'; skipped=1; fi
    echo "$passed passed, 0 failed, $skipped skipped"
  '';
}
