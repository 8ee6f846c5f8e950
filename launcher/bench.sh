# Measurements: one JSON object a line on stdout, a table for people on stderr.

bench() {
  mkdir -p "$RUN"
  export AspirePackages=false
  require "${RUN_REQUIREMENTS[@]}" "${LOCAL_REQUIREMENTS[@]}" "${BENCH_REQUIREMENTS[@]}"
  quietly "$RUN/build.log" dotnet build "$ROOT/CodeRunner.Benchmarks" -c "$CONFIGURATION" -v quiet || fail "the build failed (all of it: $RUN/build.log)"
  end_processes "$RUN/bench"
  rm -rf --one-file-system "${RUN:?}/bench"
  local outcome=0
  CODERUNNER_RUN=$RUN/bench dotnet exec "$ROOT/CodeRunner.Benchmarks/bin/$CONFIGURATION/net10.0/CodeRunner.Benchmarks.dll" "$@" || outcome=$?
  end_processes "$RUN/bench"
  return $outcome
}
