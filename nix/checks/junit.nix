# junit.xml of the whole result fits the schema, holds every cell, and the schema can fail.
{ check, only, tools, packages, ... }:
let
  schema = only "junit-schema" [ "tests/junit.xsd" ];
  inherit (packages) result;
in
check {
  name = "junit";
  nativeBuildInputs = [ tools.libxml2 ];
  command = ''
    schema=${schema}/tests/junit.xsd report=${result}/junit.xml
    xmllint --noout --huge --schema $schema $report
    cells=$(grep -c . ${result}/verdicts.jsonl) cases=$(grep -c '<testcase ' $report)
    [ "$cells" -eq "$cases" ] || { echo "$cells cells, $cases test cases"; exit 1; }
    fails() { if xmllint --noout --schema $schema - >refusal 2>&1; then echo "not refused: $1"; exit 1; fi; }
    one='<testcase classname="b" name="s">'
    head='<testsuites tests="1" failures="0" errors="0">'
    head+='<testsuite name="b" tests="1" failures="0" errors="0">'
    end='</testcase></testsuite></testsuites>'
    xmllint --noout --schema $schema - <<<"$head$one$end"
    fails 'two results' <<<"$head$one<failure/><error/>$end"
    fails 'no count' <<<"''${head/tests=/x=}$one$end"
    fails 'a case twice' <<<"$head$one</testcase>$one$end"
    echo "$((cases + 4)) passed, 0 failed, 0 skipped"
  '';
}
