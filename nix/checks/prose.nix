# Lines that people read are no longer than a page is wide.
check: source:
check {
  name = "prose";
  command = "bash ${source}/tests/prose.sh ${source}";
}
