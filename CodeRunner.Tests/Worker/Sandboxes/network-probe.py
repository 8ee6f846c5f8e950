"""Tries to reach each place that it is given, in every way that an app has, and says what came of it."""
import socket, struct, sys, threading

results = {}


def tcp(place, bound):
    host, port = place.rsplit(":", 1)
    kind, _, _, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
    with socket.socket(kind, socket.SOCK_STREAM) as client:
        client.settimeout(3)
        if bound:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"tap0\0")
        client.connect(address)
        return client.recv(100).decode()


def abstract(name):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(3)
        client.connect("\0" + name)
        return client.recv(100).decode()


def group(text, bound):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(1)
        if bound:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, bound.encode() + b"\0")
        client.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 8)
        client.sendto(text.encode(), ("239.1.2.3", 7777))
        return "sent"


def attempt(name, work, *arguments):
    try:
        results[name] = work(*arguments)
    except OSError as refused:
        results[name] = type(refused).__name__


threads = []
for place in sys.argv[1:]:
    if place.startswith("abstract="):
        jobs = [(place, abstract, place[9:])]
    elif place.startswith("group="):
        jobs = [(place, group, place[6:], None), (place + " bound", group, place[6:], "tap0")]
    elif place.startswith("groupfrom="):
        jobs = [(place, group, "control", place[10:])]
    else:
        jobs = [(place, tcp, place, False), (place + " bound", tcp, place, True)]
    for job in jobs:
        threads.append(threading.Thread(target=attempt, args=job))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for name, result in results.items():
    print(name, result)
