# How the launcher talks: what it does on stdout, what is wrong on stderr.

if [ -t 1 ]; then BOLD=$'\e[1m' PLAIN=$'\e[0m'; else BOLD='' PLAIN=''; fi

say() { printf '%s\n' "$*"; }
heading() { printf '%s%s%s\n' "$BOLD" "$*" "$PLAIN"; }
complain() { printf 'coderunner: %s\n' "$*" >&2; }
fail() {
  complain "$*"
  exit 1
}

# quietly LOG COMMAND…: shows the command's output only when it fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    return 1
  fi
}
