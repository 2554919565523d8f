# The same as repro.nix, of every cell.
given: import ./repro.nix (given // { prefix = "repro-all"; every = 1; })
