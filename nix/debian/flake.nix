# A package set made from Debian packages, in place of nixpkgs, for machines that reach a Debian
# mirror and nothing else. `lab` copies this folder and adds lock.json (resolve.sh: which .debs),
# python-tools.json (python-tools.sh) and host.json (what the machine has: tools, kernel, libc).
{
  description = "forklab's package set from Debian packages";

  outputs = { self }:
    let
      system = "x86_64-linux";
      host = builtins.fromJSON (builtins.readFile ./host.json);
      lock = builtins.fromJSON (builtins.readFile ./lock.json);
      packages = import ./packages.nix { inherit system host; };
    in
    {
      legacyPackages.${system} = packages;
      # What nixpkgs does not have: see standIn in nix/lab.nix.
      forklab = {
        inherit system;
        host = host.kernel;
        # sha256 of the release tarballs that the mirror has.
        sources = lock.sources or [ ];
        lock = builtins.toJSON
          (lock // { host = host // { tools = removeAttrs host.tools packages.notOfBuild; }; });
        # What makes a wheel: a sys.path entry, or null.
        pythonTools = import ./python-tools.nix {
          inherit (packages) stdenv fetchurl dpkg;
          found = builtins.fromJSON (builtins.readFile ./python-tools.json);
        };
        builds = import ./builds.nix { inherit (packages) stdenv fetchurl dpkg patchelf; inherit lock; };
      };
    };
}
