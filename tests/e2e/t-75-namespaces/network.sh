# The sender lives in this process's own namespace, the receivers in the one of the process $far, at the other end of a cable.
# Both are gone when the last process in them is.
unshare -n setpriv --pdeathsig KILL sleep 300 &
far=$!
others="$others $far"
there() { nsenter "--net=/proc/$far/ns/net" setpriv --pdeathsig KILL "$@"; }
is_apart() { [ "$(readlink "/proc/$far/ns/net")" != "$(readlink /proc/self/ns/net)" ] && [ "$(cat "/proc/$far/comm")" = sleep ]; }
wait_for 5 is_apart || fail "no second namespace"

ip link add name mailstead-a type veth peer name mailstead-b
ip link set mailstead-b netns "$far"
ip link set lo up
ip link set mailstead-a up
ip addr add 10.75.0.1/24 dev mailstead-a
ip -6 addr add fd75::1/64 dev mailstead-a nodad || skip "no IPv6 here"
# Behind the other end: all of 10.75.8.0/24 refuses, and packets to 10.75.9.0/24 vanish without a word.
ip route add 10.75.8.0/23 via 10.75.0.2
there ip link set lo up
there ip link set mailstead-b up
for host in 2 3 4 5 10 12 21 22 30 31 32 33 34 40 41 53; do there ip addr add "10.75.0.$host/24" dev mailstead-b; done
for host in 2 3 10; do there ip -6 addr add "fd75::$host/64" dev mailstead-b nodad; done
there ip route add blackhole 10.75.9.0/24
there ip route add local 10.75.8.0/24 dev lo
there sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
# The servers are nobody's, and port 25 is theirs here.
for place in "" there; do $place sh -c 'echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start'; done
