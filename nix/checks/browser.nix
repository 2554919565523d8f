# The HTML report in a real browser.
{ check, only, tools, sources, forklab, ... }:
let script = only "browser-tests" [ "tests/browser" "tests/tally.sh" ]; in
check {
  name = "browser";
  nativeBuildInputs = [ tools.chromium ];
  command = "bash ${script}/tests/browser/run.sh ${forklab}/bin/forklab ${sources.matrix}/matrix";
}
