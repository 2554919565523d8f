# packageSet -> the attributes of names.nix. The rest of nix/ sees no more than this.
packageSet:
builtins.listToAttrs (map (name: { inherit name; value = packageSet.${name}; }) (import ./names.nix))
