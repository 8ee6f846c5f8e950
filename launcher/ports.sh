# Ports that people see. A taken one gives the next free one, said aloud.

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && ! (exec 3<>"/dev/tcp/::1/$1") 2>/dev/null; }

# choose_port NAME WANTED: prints the port to use.
choose_port() {
  local port=$2
  while ! port_is_free "$port"; do port=$((port + 1)); done
  [ "$port" = "$2" ] || complain "port $2 is taken: $1 uses $port"
  echo "$port"
}

choose_ports() {
  Ports__Web=$(choose_port "the dashboard" 5080)
  Ports__Api=$(choose_port "the API" 5081)
  Ports__Apps=$(choose_port "the ingress of apps" 8080)
  local resources
  resources=$(choose_port "the resources page" 15080)
  ASPNETCORE_URLS=http://localhost:$resources
  ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:$(choose_port "telemetry" $((resources + 1)))
  ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://localhost:$(choose_port "the resource service" $((resources + 2)))
  export Ports__Web Ports__Api Ports__Apps ASPNETCORE_URLS ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL
}
