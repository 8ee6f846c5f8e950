# Holds a swarm of three machines until its stdin ends: their network namespaces on one bridge, their daemons, and a registry. Then all of it goes.
root=$1 bridge=$2 network=$3 registry=$4 public=$5 port=$6
ip link add "$bridge" type bridge
# Browsers of other tests end their requests whenever this machine gets an address: it gets one, and none of IPv6.
ip link set "$bridge" addrgenmode none
ip addr add "$network.1/24" dev "$bridge"
ip link set "$bridge" up

cat > "$root/registry.yml" <<END
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: $root/registry}, delete: {enabled: true}}
http: {addr: $network.1:$registry}
END
docker-registry serve "$root/registry.yml" > "$root/registry.log" 2>&1 &
ends=$!

for i in 1 2 3; do
    mkdir "$root/$i"
    mkfifo "$root/$i/there" "$root/$i/go"
    unshare --net sh -c '
        root=$1 i=$2 network=$3 registry=$4 public=$5 port=$6 mark=$7
        echo > "$root/$i/there"
        read -r _ < "$root/$i/go"
        ip link set lo up
        ip addr add "$network.1$i/24" dev eth0
        ip link set eth0 up
        ip route add default via "$network.1"
        if [ "$i" = 3 ]; then ip addr add "$public/32" dev lo; else ip route add "$public" via "$network.13"; fi
        mkdir "$root/$i/www"; echo reached > "$root/$i/www/index.html"
        busybox httpd -f -p "$port" -h "$root/$i/www" &
        trap "kill \$daemon; wait \$daemon; exit" TERM
        while :; do
            dockerd --data-root "$root/$i/data" --exec-root "$root/$i/exec" --pidfile "$root/$i/pid" --host "unix://$root/$i/s" --cgroup-parent "/$mark-$i" \
                --insecure-registry "$network.0/24" --ip6tables=false --shutdown-timeout 1 >> "$root/$i/log" 2>&1 &
            daemon=$!
            wait "$daemon"
            # One that was killed begins again when it is told to.
            read -r _ < "$root/$i/go"
        done' machine "$root" "$i" "$network" "$registry" "$public" "$port" "$bridge" &
    machine=$!
    ends="$ends $machine"
    read -r _ < "$root/$i/there"
    ip link add "${bridge}v$i" type veth peer name eth0 netns "$machine"
    ip link set "${bridge}v$i" addrgenmode none
    ip link set "${bridge}v$i" master "$bridge" up
    echo > "$root/$i/go"
done

read -r _
kill $ends
wait $ends
# Whatever was started in it names its directory, and nothing else on the machine does.
for process in /proc/[0-9]*; do
    pid=${process#/proc/}
    [ "$pid" != $$ ] && tr '\0' ' ' < "$process/cmdline" 2> /dev/null | grep -q -F "$root/" && kill -9 "$pid"
done
# What ran on a machine whose daemon was killed.
find /sys/fs/cgroup -path "*/$bridge-[123]/*" -name cgroup.procs -exec cat {} + 2> /dev/null | sort -u | xargs -r kill -9 2> /dev/null
ip link del "$bridge"
for mount in $(awk -v root="$root/" 'index($5, root) == 1 { print $5 }' /proc/self/mountinfo | sort -r); do umount -l "$mount"; done
for i in 1 2 3; do rmdir /sys/fs/cgroup/*/"$bridge-$i" "/sys/fs/cgroup/$bridge-$i" 2> /dev/null; done
rm -rf "$root"
