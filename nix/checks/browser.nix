# The HTML report in a real browser.
check: { chromium, ... }: sources: { forklab }:
check {
  name = "browser";
  nativeBuildInputs = [ chromium ];
  command = "bash ${sources.browserTests}/tests/browser/run.sh ${forklab}/bin/forklab ${sources.matrix}/matrix";
}
