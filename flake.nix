{
  description = "What CPython really does when a process forks beside sub-interpreters and threads";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/6201e203d09599479a3b3450ed24fa81537ebc4e";

  # A CPython tree of yours, and what to compare it with: docs/matrix.md, "A checkout". An input that
  # is not overridden is nixpkgs, which is fetched anyway, and means "none" (nix/local.nix).
  inputs.cpython = { flake = false; follows = "nixpkgs"; };
  inputs.cpython-base = { flake = false; follows = "nixpkgs"; };
  inputs.cpython-cache = { flake = false; follows = "nixpkgs"; };

  outputs = inputs: import ./nix/outputs.nix inputs;
}
