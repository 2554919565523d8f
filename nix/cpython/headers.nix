# { stdenv } -> the Include folder of a tree -> what configure has made -> the headers as they are installed,
# and in `ext-suffix` that of extension modules. An edit elsewhere in the tree leaves it as it is, and a probe
# made with it.
{ stdenv, ... }: headers: configured:
stdenv.mkDerivation {
  name = "cpython-headers";
  inherit headers configured;
  buildCommand = ''
    mkdir $out
    cp -r $headers/. $out/
    chmod -R u+w $out
    tar -xOf $configured/made.tar ./pyconfig.h >$out/pyconfig.h
    tar -xOf $configured/made.tar ./Makefile | sed -n 's/^EXT_SUFFIX=[ \t]*//p' >$out/ext-suffix
    if [ ! -s $out/pyconfig.h ] || [ ! -s $out/ext-suffix ]; then
      echo "$configured has no pyconfig.h, or no EXT_SUFFIX in its Makefile"
      exit 1
    fi
  '';
}
