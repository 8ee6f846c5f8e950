# Ports that people see. A taken one gives the next free one, said aloud.

PROMISED_PORTS=(5080 5081 8080 15080 15081 15082)

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && ! (exec 3<>"/dev/tcp/::1/$1") 2>/dev/null; }

port_is_promised() { [[ " ${PROMISED_PORTS[*]} " == *" $1 "* ]]; }

# choose_port VARIABLE NAME WANTED: puts the port to use into the variable. One that another part wants or has got is never it.
choose_port() {
  local port=$3
  until port_is_free "$port" && { [ "$port" = "$3" ] || ! port_is_promised "$port"; }; do port=$((port + 1)); done
  [ "$port" = "$3" ] || complain "port $3 is taken: $2 uses $port"
  PROMISED_PORTS+=("$port")
  printf -v "$1" %s "$port"
}

choose_ports() {
  local resources telemetry service
  choose_port Ports__Web "the dashboard" 5080
  choose_port Ports__Api "the API" 5081
  choose_port Ports__Apps "the ingress of apps" 8080
  choose_port resources "the resources page" 15080
  choose_port telemetry "telemetry" 15081
  choose_port service "the resource service" 15082
  ASPNETCORE_URLS=http://localhost:$resources
  ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:$telemetry
  ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://localhost:$service
  export Ports__Web Ports__Api Ports__Apps ASPNETCORE_URLS ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL
}
