# Which of the two Aspires: the genuine packages where a container engine answers and the feed has them, else LocalAspire.

# choose_packages [true|false]: sets and exports AspirePackages, which MSBuild reads.
choose_packages() {
  AspirePackages=${1:-}
  if [ "$(uname -s)" != Linux ] && [ "$AspirePackages" != true ]; then
    say "LocalAspire is for Linux: using Aspire's packages, with containers."
    AspirePackages=true
  fi
  if [ -z "$AspirePackages" ]; then
    AspirePackages=false
    if container_engine >/dev/null && feed_has_aspire; then AspirePackages=true; fi
  fi
  if [ "$AspirePackages" = true ] && ! container_engine >/dev/null; then
    fail "Aspire's packages need a container engine, and neither docker nor podman answers"
  fi
  export AspirePackages
}

feed_has_aspire() {
  AspirePackages=true dotnet restore "$ROOT/CodeRunner.AppHost" --no-dependencies >/dev/null 2>&1 9>&-
}

# fetch_aspire: Aspire's own packages, for the tests that publish with them. A feed may have none of them, or not those of each target; the tests then say what they miss.
fetch_aspire() {
  local targets
  for targets in compose+kubernetes+azure none; do
    if AspirePackages=true dotnet restore "$ROOT/CodeRunner.AppHost" -p:AspireTargets=$targets -p:UseArtifactsOutput=true -p:ArtifactsPath="$RUN/aspire" >/dev/null 2>&1; then return; fi
  done
  say "the feed has none of Aspire's own packages: what publishes with them is not tested"
}
