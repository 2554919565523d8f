# Includes point one way, and each third-party library has one owner (docs/architecture.md).
check: source:
check {
  name = "layers";
  command = "bash ${source}/tests/layers.sh ${source}/src";
}
