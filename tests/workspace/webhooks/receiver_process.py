"""A receiver as somebody else writes one: `python receiver_process.py PORT SECRET FILE`.

It verifies by the reference library, processes each id once, and notes every delivery as a line of JSON.
"""

import hashlib
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

port, secret, file = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
seen = {json.loads(line)["id"] for line in file.read_text().splitlines()} if file.exists() else set()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            content = Webhook(secret).verify(body, dict(self.headers))
        except WebhookVerificationError:
            self.send_error(401)
            return
        identifier = self.headers["webhook-id"]
        line = {
            "id": identifier,
            "event": content["data"]["event"]["id"],
            "sha256": hashlib.sha256(body).hexdigest(),
            "processed": identifier not in seen,
        }
        seen.add(identifier)
        with file.open("a") as notes:
            notes.write(json.dumps(line) + "\n")
        if content["data"]["signers"] == 13 and line["processed"]:
            os._exit(1)  # after the work was done, and before anyone heard of it
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


sys.stdout.write("ready\n")
sys.stdout.flush()
HTTPServer(("127.0.0.1", port), Handler).serve_forever()
