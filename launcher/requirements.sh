# What the machine must have. A requirement is "command or path : Debian package : what for".

RUN_REQUIREMENTS=(
  "git:git:sources from git"
  "node:nodejs:building the dashboard, and Node.js apps"
  "npm:npm:building the dashboard, and Node.js apps"
  "setpriv:util-linux:starting things with fewer rights"
  "/usr/bin/python3:python3:Python apps"
  "/usr/lib/python3.*/ensurepip/__init__.py:python3-venv:Python apps"
  "cc:gcc:compiling the sandbox shim"
  "/usr/include/zlib.h:zlib1g-dev:compiling the sandbox shim"
  "bwrap:bubblewrap:sandboxes"
  "slirp4netns:slirp4netns:the internet for sandboxes"
  "/usr/sbin/mke2fs:e2fsprogs:disks of sandboxes"
)
LOCAL_REQUIREMENTS=(
  "/usr/lib/postgresql/*/bin/postgres:postgresql:the database"
  "redis-server:redis-server:live data"
)
BENCH_REQUIREMENTS=(
  "/usr/bin/chromium:chromium:a viewer of logs"
  "busybox:busybox-static:what starts in the sandboxes that are timed"
  "podman:podman:what the sandboxes are compared with"
  "wrk:wrk:load for the ingress"
  "nginx:nginx-light:what the ingress is compared with"
)
TEST_REQUIREMENTS=(
  "/usr/bin/chromium:chromium:tests in a browser"
  "/usr/bin/firefox-esr:firefox-esr:tests in Firefox"
  "WebKitWebDriver:webkit2gtk-driver:tests in Safari's engine"
  "Xvfb:xvfb:a display for Safari's engine"
  "busybox:busybox-static:an image for tests of containers"
  "ip:iproute2:networks for the tests of sandboxes"
  "prometheus:prometheus:tests of metrics"
)

# Only root can start an engine of the tests' own; on a machine of somebody else's, nobody wants one installed for it.
if [ "$(id -u)" = 0 ]; then
  TEST_REQUIREMENTS+=(
    "dockerd:docker.io:tests of containers"
    "docker-registry:docker-registry:tests of swarms"
    "iptables:iptables:tests of swarms"
    "docker-compose:docker-compose:tests of the installation on one server"
    "caddy:caddy:tests of installations"
    "podman:podman:tests of containers"
  )
fi

has() {
  case $1 in
    /*) compgen -G "$1" >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# missing REQUIREMENT…: the packages of those that are not there.
missing() {
  local requirement
  for requirement in "$@"; do
    has "${requirement%%:*}" || { local rest=${requirement#*:}; printf '%s\n' "${rest%%:*}"; }
  done | sort -u
}

# require REQUIREMENT…: installs what is missing where it may, or says how to.
require() {
  require_dotnet
  local packages
  mapfile -t packages < <(missing "$@")
  [ ${#packages[@]} -gt 0 ] || return 0
  say "missing: ${packages[*]}"
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo -n)
  if ! command -v apt-get >/dev/null || { [ ${#sudo[@]} -gt 0 ] && ! sudo -n true 2>/dev/null; }; then
    complain "install it and try again:"
    complain "    sudo apt-get update && sudo apt-get install -y ${packages[*]}"
    exit 69
  fi
  say "installing ${packages[*]} …"
  # Tests start their own; the packages' would listen to the whole network.
  local server
  for server in prometheus caddy; do
    [[ " ${packages[*]} " != *" $server "* ]] || { "${sudo[@]}" mkdir -p /etc/systemd/system && "${sudo[@]}" ln -sf /dev/null "/etc/systemd/system/$server.service"; }
  done
  quietly "$RUN/install.log" "${sudo[@]}" apt-get update || fail "apt-get update failed"
  quietly "$RUN/install.log" "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}" \
    || fail "apt-get install ${packages[*]} failed"
}

require_dotnet() {
  local version
  version=$(dotnet --version 2>/dev/null) || fail "the .NET SDK 10 is needed: https://dotnet.microsoft.com/download/dotnet/10.0"
  [ "${version%%.*}" -ge 10 ] || fail "the .NET SDK 10 is needed; this is $version"
}

doctor() {
  local wanted=("${RUN_REQUIREMENTS[@]}" "${LOCAL_REQUIREMENTS[@]}" "${TEST_REQUIREMENTS[@]}") requirement rest complete=0
  printf '%-4s %-16s %s\n' "$(dotnet --version >/dev/null 2>&1 && echo ok || echo NO)" dotnet ".NET SDK $(dotnet --version 2>/dev/null || echo 'not found')"
  for requirement in "${wanted[@]}"; do
    rest=${requirement#*:}
    if has "${requirement%%:*}"; then printf 'ok   '; else
      printf 'NO   '
      complete=1
    fi
    printf '%-16s %s\n' "${rest%%:*}" "${rest#*:}"
  done
  printf '%-4s %-16s %s\n' "$(has /dev/net/tun && echo ok || echo NO)" "/dev/net/tun" "the internet for sandboxes (modprobe tun)"
  printf '%-4s %-16s %s\n' "$(unprivileged_namespaces && echo ok || echo NO)" "user namespaces" "sandboxes"
  printf '%-4s %-16s %s\n' "$(container_engine >/dev/null && echo ok || echo -)" "containers" "$(container_engine || echo 'no engine answers: LocalAspire is used')"
  return $complete
}

unprivileged_namespaces() { unshare --user true 2>/dev/null; }

# The container engine that answers, if any.
container_engine() {
  local engine
  for engine in docker podman; do
    command -v $engine >/dev/null && timeout 5 $engine info >/dev/null 2>&1 && { echo $engine; return 0; }
  done
  return 1
}
