# tools -> source -> standIn -> the CPython builds at hand, one record each:
#   id version variant origin package   as in matrix/builds.toml and the records
#   python                              the executable
#   include                             folders a probe is compiled with
#   extSuffix                           if there: a file with its modules' suffix; else the executable
#                                       is asked
#   trio                                sys.path entries that make trio importable
#   pythonTools                         sys.path entries with scikit-build-core, pip and build; none where
#                                       they cannot be had
#   environment                         if there: "NAME=value" that its runs need
#   unavailable                         why there is no such build, or null; then the rest is empty
tools: source: standIn:
let
  pins = builtins.fromTOML (builtins.readFile "${source}/matrix/builds.toml");

  fromPackageSet = row:
    let
      python = tools.${row.attribute};
      name = "python${python.pythonVersion}";
      entries = wanted: map (module: "${module}/${python.sitePackages}")
        (python.pkgs.requiredPythonModules wanted);
    in
    {
      inherit (row) id variant origin;
      inherit (python) version;
      package = row.attribute;
      python = "${python}/bin/${name}";
      include = [ "${python}/include/${name}${if row.variant == "freethreaded" then "t" else ""}" ];
      trio = entries [ python.pkgs.trio ];
      pythonTools = entries [ python.pkgs.scikit-build-core python.pkgs.pip python.pkgs.build ];
      unavailable = null;
    };
in
if standIn != null then
  let pythonTools = if standIn.pythonTools == null then [ ] else [ standIn.pythonTools ]; in
  map (build: build // { inherit pythonTools; }) standIn.builds
else map fromPackageSet (builtins.filter (row: row.origin == "nixpkgs") pins.build)
