import json
import os
import signal
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

INSTANCE = uuid.uuid4().hex[:8]
PORT = int(os.environ.get("PORT", "8000"))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        print(f"{self.command} {self.path}", flush=True)
        path = urlsplit(self.path).path
        if path == "/":
            self.answer(200, {"app": "python-http", "instance": INSTANCE})
        elif path == "/health":
            self.answer(200, {"status": "ok"})
        else:
            self.answer(404, {"error": f"Nothing at {path}"})

    do_HEAD = do_GET

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_):
        """One line a request is enough, and do_GET prints it."""


def main():
    server = ThreadingHTTPServer((os.environ.get("HOST", ""), PORT), Handler)

    def stop(*_):
        print("python-http ends", flush=True)
        # shutdown() waits for serve_forever, which this thread is in the middle of.
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    print(f"python-http {INSTANCE} listens on port {PORT}", flush=True)
    server.serve_forever()
    server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
