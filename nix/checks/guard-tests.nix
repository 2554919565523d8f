# The promises of the fork guard on each build, hundreds of forks among them.
given: import ./probe-tests.nix (given // { prefix = "guard-tests"; script = "test_fork_guard.py"; })
