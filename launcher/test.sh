# The whole suite, closed by one line that counts it.

# What behaves differently without root's rights; as root it is run once more without them.
# What is marked as needing root (an engine or a database of the tests' own) ran before.
WITHOUT_ROOT="(FullyQualifiedName~Tests.Worker.Sandboxes|FullyQualifiedName~Tests.Worker.Abuse)&Needs!=root"
NOBODY=65534

# Percent of the lines of each that a run of all tests has to reach.
COVERAGE_FLOOR=90

run_tests() {
  local coverage='' built=CodeRunner.sln
  if [ "${1:-}" = --coverage ]; then
    coverage=$RUN/coverage built=CodeRunner.Tests CONFIGURATION=Coverage
    shift
  fi
  local filter=${1:-}
  mkdir -p "$RUN"
  export AspirePackages=false
  require "${RUN_REQUIREMENTS[@]}" "${LOCAL_REQUIREMENTS[@]}" "${TEST_REQUIREMENTS[@]}"
  end_processes "$RUN/test" # what a killed test run left
  rm -rf --one-file-system "${RUN:?}/test" "$RUN/test-results"
  mkdir -p "$RUN/test"
  # Each sandbox's shim watches a directory, and so does each Worker of the tests; most machines allow a user 128 of that.
  local watches=/proc/sys/fs/inotify/max_user_instances
  if [ -w $watches ] && [ "$(cat $watches)" -lt 1024 ]; then echo 1024 >$watches; fi
  heading "building"
  dotnet build "$ROOT/$built" -c "$CONFIGURATION" -v quiet || { count_line 0 1 0; return 1; }
  fetch_aspire
  heading "testing"
  local outcome=0
  "test_all${coverage:+_counted}" "$filter" || outcome=$?
  if [ "$(id -u)" = 0 ] && [ -z "$filter$coverage" ]; then
    heading "testing sandboxes as an ordinary user"
    test_without_root || outcome=$?
  fi
  end_processes "$RUN/test"
  [ -z "$coverage" ] || show_gaps "$coverage/coverage.info" || outcome=$?
  count "$RUN"/test-results/*.trx || outcome=$?
  return $outcome
}

# test_all FILTER [MSBUILD-PROPERTY…]
test_all() {
  local filter=$1
  shift
  CODERUNNER_RUN=$RUN/test dotnet test "$ROOT/CodeRunner.Tests" -c "$CONFIGURATION" --no-build "$@" ${filter:+--filter "$filter"} \
    --logger "trx;LogFileName=tests.trx" --results-directory "$RUN/test-results" --blame-hang-timeout 10m --blame-hang-dump-type none
}

# Some of the tests need not reach the floor. The tests' own process is given time to write down what it counted.
test_all_counted() {
  local floor=$COVERAGE_FLOOR
  [ -z "$1" ] || floor=0
  rm -rf --one-file-system "${RUN:?}/coverage"
  VSTEST_TESTHOST_SHUTDOWN_TIMEOUT=60000 test_all "$1" "-p:CoverletOutput=$RUN/coverage/" "-p:Threshold=$floor"
}

# show_gaps LCOV: the files with most lines that never ran.
show_gaps() {
  say "Lines that never ran (each of them: $1):"
  awk -F: -v root="$ROOT/" '/^SF:/ { file = substr($2, length(root) + 1) } /^LF:/ { lines = $2 } /^LH:/ && lines > $2 { printf "%5d of %5d  %s\n", lines - $2, lines, file }' "$1" |
    sort -rn | sed -n 1,20p
}

# What an ordinary user finds on an ordinary machine: its network device open to all.
OPEN_TUN='[ "$(stat -c %a /dev/net/tun)" = 666 ] || { mount -t tmpfs tmpfs /dev/net && mknod -m 666 /dev/net/tun c 10 200; }'

# The user has nothing of ours but what was built, shown at a place that they may enter, and a directory of their own.
test_without_root() {
  local home outcome=0
  home=$(mktemp -d)
  mkdir "$home/tests" "$home/own"
  chmod 755 "$home"
  chown "$NOBODY:$NOBODY" "$home/own"
  # shellcheck disable=SC2016
  unshare --mount bash -c "$OPEN_TUN"' && mount --bind "$1" "$2/tests" && cd "$2/own" && shift 2 && exec "$@"' - "$ROOT/CodeRunner.Tests/bin/$CONFIGURATION/net10.0" "$home" \
    setpriv --reuid $NOBODY --regid $NOBODY --clear-groups \
    env HOME="$home/own" TMPDIR="$home/own" DOTNET_CLI_HOME="$home/own" CODERUNNER_RUN="$RUN/test" \
    dotnet test "$home/tests/CodeRunner.Tests.dll" --filter "$WITHOUT_ROOT" \
    --logger "trx;LogFileName=ordinary.trx" --results-directory "$home/own/results" --blame-hang-timeout 10m --blame-hang-dump-type none || outcome=$?
  mkdir -p "$RUN/test-results"
  cp "$home/own/results/ordinary.trx" "$RUN/test-results/" || outcome=1
  rm -rf --one-file-system "$home"
  return $outcome
}

# count TRX…: the closing line, from what the runners wrote; a run that wrote nothing has failed.
count() {
  local passed=0 failed=0 skipped=0 file counters
  for file in "$@"; do
    if ! counters=$(grep -o '<Counters [^>]*>' "$file" 2>/dev/null); then
      ((failed += 1))
      continue
    fi
    local total executed good bad
    total=$(attribute total "$counters") executed=$(attribute executed "$counters")
    good=$(attribute passed "$counters") bad=$(attribute failed "$counters")
    [ "$total" -gt 0 ] || complain "no test matches"
    ((passed += good, failed += executed - good > bad ? executed - good : bad, skipped += total - executed, 1))
  done
  count_line "$passed" "$failed" "$skipped"
  [ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
}

attribute() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$2"; }

count_line() { say "$1 passed, $2 failed, $3 skipped"; }
