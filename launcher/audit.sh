# Asks whether the audit logs are what was written down.

audit() {
  if [ "${1:-}" != verify ] || [ $# -gt 2 ]; then
    usage >&2
    exit 64
  fi
  local pid variable
  pid=$(api_pid) || fail "CodeRunner is down: ./coderunner up first"
  # With what the Api has: its database, its master keys and where its checkpoints are. Nothing of it on a command line.
  (
    while IFS= read -r -d '' variable; do
      # Functions of a shell are there too, under what is no name.
      [[ $variable =~ ^[A-Za-z_][A-Za-z0-9_]*= ]] && export "${variable?}"
    done <"/proc/$pid/environ"
    unset CODERUNNER_RUN # it is no part of the run: `down` does not end it
    export Logging__LogLevel__Default=Warning
    exec dotnet exec "$ROOT/CodeRunner.Api/bin/$CONFIGURATION/net10.0/CodeRunner.Api.dll" audit "$@"
  )
}

# The Api of this run, not the migrations that were one too.
api_pid() {
  local pid
  for pid in $(processes_of "$RUN"); do
    tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q 'CodeRunner\.Api\(\.dll\)\? *$' && echo "$pid" && return 0
  done
  return 1
}
