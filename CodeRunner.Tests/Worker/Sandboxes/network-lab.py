"""Everything that a sandbox must not reach, and one thing that it may, in a network namespace of a test's own. Writes each contact to stdout."""
import socket, struct, sys, threading

group, abstract = "239.1.2.3", sys.argv[1]
out = threading.Lock()


def say(*words):
    with out:
        print(*words, flush=True)


def serve(listener, name):
    while True:
        client, _ = listener.accept()
        say("contact", name(client), "end")
        try:
            client.sendall(b"hello")
            client.close()
        except OSError:
            pass


def start(work, *arguments):
    threading.Thread(target=work, args=arguments, daemon=True).start()


def answer_names():
    # Every name is at a private address: what a rebinding name server would say.
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("10.9.9.53", 53))
    while True:
        query, client = server.recvfrom(512)
        end = query.index(b"\0", 12) + 5
        kind = struct.unpack("!H", query[end - 4:end - 2])[0]
        count = 1 if kind == 1 else 0
        answer = query[:2] + b"\x81\x80\0\1" + struct.pack("!H", count) + b"\0\0\0\0" + query[12:end]
        if count:
            answer += b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + socket.inet_aton("10.1.2.3")
        server.sendto(answer, client)


def hear_group():
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.bind(("0.0.0.0", 7777))
    ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + socket.inet_aton("1.2.3.4"))
    while True:
        say("contact", "group", ear.recv(100).decode(), "end")


for port in (7000, 7001):
    listener = socket.create_server(("::", port), family=socket.AF_INET6, backlog=100, dualstack_ipv6=True)
    start(serve, listener, lambda client, port=port: f"{client.getsockname()[0].removeprefix('::ffff:')}:{port}")
loopback = socket.create_server(("127.0.0.1", 7002))
start(serve, loopback, lambda client: "127.0.0.1:7002")
named = socket.socket(socket.AF_UNIX)
named.bind("\0" + abstract)
named.listen()
start(serve, named, lambda client: "abstract")
start(answer_names)
start(hear_group)
say("ready")
sys.stdin.read()
