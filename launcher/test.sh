# The whole suite, closed by one line that counts it.

run_tests() {
  local filter=() results=$RUN/test-results
  [ $# -eq 0 ] || filter=(--filter "$1")
  mkdir -p "$RUN"
  export AspirePackages=false
  require "${RUN_REQUIREMENTS[@]}" "${LOCAL_REQUIREMENTS[@]}" "${TEST_REQUIREMENTS[@]}"
  end_processes "$RUN/test" # what a killed test run left
  rm -rf --one-file-system "${RUN:?}/test" "$results"
  mkdir -p "$RUN/test"
  heading "building"
  dotnet build "$ROOT/CodeRunner.sln" -c "$CONFIGURATION" -v quiet || { count_line 0 1 0; return 1; }
  heading "testing"
  local outcome=0
  CODERUNNER_RUN=$RUN/test dotnet test "$ROOT/CodeRunner.Tests" -c "$CONFIGURATION" --no-build "${filter[@]}" \
    --logger "trx;LogFileName=tests.trx" --results-directory "$results" --blame-hang-timeout 10m --blame-hang-dump-type none || outcome=$?
  end_processes "$RUN/test"
  count "$results/tests.trx" || outcome=$?
  return $outcome
}

# count TRX: the closing line, from what the runner wrote; a run that wrote nothing has failed.
count() {
  local counters
  if ! counters=$(grep -o '<Counters [^>]*>' "$1" 2>/dev/null); then
    count_line 0 1 0
    return 1
  fi
  local total passed failed executed
  total=$(attribute total "$counters") passed=$(attribute passed "$counters")
  failed=$(attribute failed "$counters") executed=$(attribute executed "$counters")
  [ "$total" -gt 0 ] || complain "no test matches"
  count_line "$passed" $((executed - passed > failed ? executed - passed : failed)) $((total - executed))
  [ "$total" -gt 0 ] && [ "$failed" -eq 0 ]
}

attribute() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$2"; }

count_line() { say "$1 passed, $2 failed, $3 skipped"; }
