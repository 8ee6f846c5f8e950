# Starting the cloud.

up() {
  local detach=false fresh=false build=true packages=
  while [ $# -gt 0 ]; do
    case $1 in
      --detach) detach=true ;;
      --fresh) fresh=true ;;
      --no-build) build=false ;;
      --local) packages=false ;;
      --aspire) packages=true ;;
      *) complain "unknown option: $1" && usage >&2 && exit 64 ;;
    esac
    shift
  done

  take_turn
  if apphost_pid >/dev/null; then
    $fresh && fail "CodeRunner is up, so its data stays: ./coderunner down first"
    already_up
    return
  fi
  choose_packages "$packages"
  local wanted=("${RUN_REQUIREMENTS[@]}")
  [ "$AspirePackages" = true ] || wanted+=("${LOCAL_REQUIREMENTS[@]}")
  require "${wanted[@]}"
  if $build; then build_cloud; fi
  if $fresh; then
    down >/dev/null
    remove_data
  fi
  choose_ports
  if $detach; then start_detached; else start_here; fi
}

# Two at once in one clone take turns; the second then finds it up.
take_turn() {
  mkdir -p "$RUN"
  exec 9>"$RUN/lock"
  flock -n 9 && return
  say "another ./coderunner up is at work here: waiting for it …"
  flock 9
}

already_up() {
  local pid
  pid=$(apphost_pid)
  [ -f "$RUN/endpoints.json" ] || say "CodeRunner is starting already (pid $pid) …"
  while [ ! -f "$RUN/endpoints.json" ]; do
    alive "$pid" && [ ! -f "$RUN/outcome" ] || [ -f "$RUN/endpoints.json" ] || fail "the start that was under way (pid $pid) failed"
    sleep 0.1
  done
  say "CodeRunner is up already:"
  status
}

build_cloud() {
  say "building …"
  quietly "$RUN/build.log" dotnet build "$ROOT/CodeRunner.AppHost" -c "$CONFIGURATION" -v quiet 9>&- || fail "the build failed (all of it: $RUN/build.log)"
}

remove_data() {
  say "removing all data …"
  # What an app made unreadable is still ours, but needs a mode that lets us in.
  if ! rm -rf --one-file-system "${RUN:?}/data" 2>/dev/null; then
    chmod -R u+rwX "$RUN/data"
    rm -rf --one-file-system "${RUN:?}/data"
  fi
  local engine
  if [ "$AspirePackages" = true ] && engine=$(container_engine); then
    $engine volume rm -f coderunner-postgres coderunner-redis >/dev/null
  fi
}

# Becomes the AppHost. It does not take the turn with it: that is for starting alone.
apphost() {
  export CODERUNNER_RUN=$RUN LocalAspire__DataDirectory=$RUN/data
  export DOTNET_ENVIRONMENT=Development ASPNETCORE_ENVIRONMENT=Development ASPIRE_ALLOW_UNSECURED_TRANSPORT=true
  exec dotnet exec "$ROOT/CodeRunner.AppHost/bin/$CONFIGURATION/net10.0/CodeRunner.AppHost.dll" 9>&-
}

start_here() {
  say "starting …  (Ctrl-C ends everything)"
  rm -f "$RUN/outcome" "$RUN/endpoints.json"
  echo $$ >"$RUN/apphost.pid"
  apphost
}

start_detached() {
  say "starting …"
  rm -f "$RUN/outcome" "$RUN/endpoints.json"
  : >"$RUN/apphost.log"
  (
    trap '' HUP
    export -f apphost
    export ROOT RUN CONFIGURATION
    # shellcheck disable=SC2016 # the new shell is to expand them
    exec setsid bash -c 'echo $$ >"$RUN/apphost.pid"; apphost' </dev/null >>"$RUN/apphost.log" 2>&1
  ) &
  local pid=$! shown=0
  trap 'complain "interrupted"; down >/dev/null; exit 130' INT TERM
  while [ ! -f "$RUN/outcome" ]; do
    shown=$(show_from "$shown")
    alive $pid || break
    sleep 0.1
  done
  trap - INT TERM
  show_from "$shown" >/dev/null
  [ "$(cat "$RUN/outcome" 2>/dev/null)" = ready ] && return 0
  complain "CodeRunner did not start (all of its output: $RUN/apphost.log)"
  down >/dev/null
  exit 1
}

# show_from LINE: prints the log after that line to the person, and the new last line's number for the caller.
show_from() {
  local total
  total=$(wc -l <"$RUN/apphost.log")
  [ "$total" -eq "$1" ] || sed -n "$(($1 + 1)),${total}p" "$RUN/apphost.log" >&2
  echo "$total"
}
