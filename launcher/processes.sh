# Finding and ending what belongs to a run: every process of it carries CODERUNNER_RUN=<directory>.

# processes_of DIRECTORY: pids of the run in it, and of runs in directories beneath it.
processes_of() {
  local directory pid
  for directory in /proc/[0-9]*; do
    pid=${directory#/proc/}
    if belongs_to "$1" "$pid"; then echo "$pid"; fi
  done
}

# belongs_to DIRECTORY PID
belongs_to() {
  local variable
  while IFS= read -r -d '' variable; do
    case $variable in "CODERUNNER_RUN=$1" | "CODERUNNER_RUN=$1/"*) return 0 ;; esac
  done 2>/dev/null <"/proc/$2/environ"
  return 1
}

alive() { [ -d "/proc/$1" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }

# wait_gone SECONDS PID…: returns 1 when one of them is still there.
wait_gone() {
  local end=$((SECONDS + $1)) pid
  shift
  for pid in "$@"; do
    while alive "$pid"; do
      [ $SECONDS -lt $end ] || return 1
      sleep 0.1
    done
  done
}

apphost_pid() {
  local pid
  pid=$(cat "$RUN/apphost.pid" 2>/dev/null) || return 1
  belongs_to "$RUN" "$pid" && echo "$pid"
}

# end_processes DIRECTORY: asks, then insists.
end_processes() {
  local pids
  mapfile -t pids < <(processes_of "$1")
  [ ${#pids[@]} -gt 0 ] || return 0
  local pid
  for pid in "${pids[@]}"; do
    # PostgreSQL waits for its clients after TERM; INT ends it cleanly at once.
    if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = postgres ]; then kill -INT "$pid"; else kill -TERM "$pid"; fi 2>/dev/null || true
  done
  wait_gone 10 "${pids[@]}" && return 0
  mapfile -t pids < <(processes_of "$1")
  [ ${#pids[@]} -eq 0 ] || kill -KILL "${pids[@]}" 2>/dev/null || true
  wait_gone 10 "${pids[@]}" || fail "could not end: ${pids[*]}"
}

down() {
  local pid
  if pid=$(apphost_pid); then
    say "ending CodeRunner …"
    kill -TERM "$pid"
    wait_gone 60 "$pid" || complain "the AppHost (pid $pid) did not end by itself"
  fi
  end_processes "$RUN"
  rm -f "$RUN/apphost.pid" "$RUN/endpoints.json" "$RUN/outcome"
  say "down"
}
