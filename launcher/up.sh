# Starting the cloud.

up() {
  local detach=false fresh=false packages=
  while [ $# -gt 0 ]; do
    case $1 in
      --detach) detach=true ;;
      --fresh) fresh=true ;;
      --local) packages=false ;;
      --aspire) packages=true ;;
      *) complain "unknown option: $1" && usage >&2 && exit 64 ;;
    esac
    shift
  done

  if apphost_pid >/dev/null && [ -f "$RUN/endpoints.json" ]; then
    say "CodeRunner is up already:"
    status
    return
  fi
  mkdir -p "$RUN"
  choose_packages "$packages"
  local wanted=("${RUN_REQUIREMENTS[@]}")
  [ "$AspirePackages" = true ] || wanted+=("${LOCAL_REQUIREMENTS[@]}")
  require "${wanted[@]}"
  build_cloud
  if $fresh; then
    down >/dev/null
    remove_data
  fi
  choose_ports
  if $detach; then start_detached; else start_here; fi
}

build_cloud() {
  say "building …"
  quietly "$RUN/build.log" dotnet build "$ROOT/CodeRunner.AppHost" -c $CONFIGURATION -v quiet || fail "the build failed (all of it: $RUN/build.log)"
}

remove_data() {
  say "removing all data …"
  rm -rf --one-file-system "${RUN:?}/data"
  local engine
  if [ "$AspirePackages" = true ] && engine=$(container_engine); then
    $engine volume rm -f coderunner-postgres coderunner-redis >/dev/null
  fi
}

apphost() {
  local environment=(
    CODERUNNER_RUN="$RUN" LocalAspire__DataDirectory="$RUN/data" DOTNET_ENVIRONMENT=Development ASPNETCORE_ENVIRONMENT=Development ASPIRE_ALLOW_UNSECURED_TRANSPORT=true
  )
  exec env "${environment[@]}" dotnet exec "$ROOT/CodeRunner.AppHost/bin/$CONFIGURATION/net10.0/CodeRunner.AppHost.dll"
}

start_here() {
  say "starting …  (Ctrl-C ends everything)"
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
    exec setsid bash -c 'echo $$ >"$RUN/apphost.pid"; apphost' </dev/null >>"$RUN/apphost.log" 2>&1
  ) &
  local pid=$! shown=0
  while [ ! -f "$RUN/outcome" ]; do
    shown=$(show_from "$shown")
    alive $pid || break
    sleep 0.1
  done
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
