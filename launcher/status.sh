# What runs, and where.

status() {
  local pid
  if ! pid=$(apphost_pid); then
    local remains
    remains=$(processes_of "$RUN" | wc -l)
    say "CodeRunner is down."
    [ "$remains" -eq 0 ] || say "$remains processes of a killed run go on: ./coderunner up adopts them, ./coderunner down ends them."
    return 3
  fi
  if [ ! -f "$RUN/endpoints.json" ]; then
    say "CodeRunner is starting (pid $pid)."
    return 4
  fi
  say "CodeRunner is up (pid $pid)."
  # shellcheck disable=SC2016 # JavaScript's own ${}
  node -e '
    const endpoints = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const paths = { web: "/health/ready", api: "/health/ready" };
    Promise.all(Object.entries(endpoints).filter(([, url]) => url).map(async ([name, url]) => {
      const health = name in paths
        ? await fetch(url + paths[name], { signal: AbortSignal.timeout(5000) }).then(r => r.ok ? "healthy" : "unhealthy", () => "does not answer")
        : "";
      return `  ${name.padEnd(10)} ${url}  ${health}`.trimEnd();
    })).then(lines => console.log(lines.join("\n")));
  ' "$RUN/endpoints.json"
}
