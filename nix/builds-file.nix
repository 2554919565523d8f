# builds -> the text of the builds.json that `forklab run --builds` reads (docs/matrix.md).
builds:
builtins.toJSON {
  schema = 1;
  builds = map (build: {
    inherit (build) id version variant origin package python trio unavailable;
    probe = if build.probe == null then null else "${build.probe}";
  } // (if build.environment or [ ] == [ ] then { } else { inherit (build) environment; })) builds;
}
