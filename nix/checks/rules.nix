# No rule of matrix/expectations.toml is hidden by others in all cells that it speaks of, over the whole
# result.
{ check, forklab, sources, packages, ... }:
let records = "${packages.result}/observations.jsonl"; in
check {
  name = "rules";
  command = "${forklab}/libexec/forklab/forklab-gate --rules ${sources.matrix}/matrix ${records}";
}
