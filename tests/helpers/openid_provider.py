"""An OpenID Connect provider of this machine: discovery, keys, PKCE, codes that are good once, tokens that end.

It signs with real RSA keys and does by the standard what Microsoft Entra ID does for an application. `fault` makes the
next tokens bad in one way, so that a test sees them refused.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.helpers.signing_in import CLIENT, GROUPS

#: What can be wrong with a token.
FAULTS = ("forged", "expired", "audience", "issuer", "nonce", "alg_none", "unsigned_change")


@dataclass
class Provider:
    """The running provider; `roles` are those of whoever signs in next, `seconds` how long the token lasts."""

    address: str = ""
    roles: tuple[str, ...] = ("office",)
    name: str = "Ada Lovelace"
    seconds: int = 3600
    fault: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    verified: list[str] = field(default_factory=list)
    ended: int = 0

    def __post_init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.other_key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})

    def discovery(self) -> dict:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "end_session_endpoint": f"{self.address}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }

    def code_for(self, query: dict[str, str]) -> str:
        code = secrets.token_urlsafe(24)
        self.codes[code] = query
        return code

    def token_for(self, form: dict[str, str]) -> dict | None:
        """The tokens for a code, once, to whoever knows the verifier of its challenge."""
        query = self.codes.pop(form.get("code", ""), None)
        if query is None:
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != query.get("code_challenge"):
            return None
        self.verified.append(query["code_challenge_method"])
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": self.seconds,
                "id_token": self._id_token(query.get("nonce", ""))}  # fmt: skip

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "sub": "pairwise-subject", "iat": now, "exp": now + self.seconds,
            "nonce": nonce, "name": self.name, "groups": [GROUPS.get(role, role) for role in self.roles],
        }  # fmt: skip
        changes = {
            "expired": {"exp": now - 3600, "iat": now - 7200},
            "audience": {"aud": "another-application"},
            "issuer": {"iss": "http://somewhere.else"},
            "nonce": {"nonce": "one-of-before"},
        }
        claims |= changes.get(self.fault, {})
        head = {"alg": "RS256", "kid": "one"}
        if self.fault == "alg_none":
            return ".".join([_part({"alg": "none"}), _part(claims), ""])
        token = jwt.encode(head, claims, self.other_key if self.fault == "forged" else self.key)
        if self.fault == "unsigned_change":
            first, _, last = token.split(".")
            return ".".join([first, _part(claims | {"groups": [GROUPS["administrator"]]}), last])
        return token


def _part(content: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """The endpoints."""

        def do_GET(self) -> None:
            place = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(place.query).items()}
            if place.path == "/.well-known/openid-configuration":
                self._json(provider.discovery())
            elif place.path == "/keys":
                self._json(KeySet([provider.key]).as_dict(private=False))
            elif place.path == "/authorize":
                answer = urlencode({"code": provider.code_for(query), "state": query["state"]})
                self._page(f'<h1>Sign in</h1><a id="go" href="{query["redirect_uri"]}?{answer}">As {provider.name}</a>')
            elif place.path == "/end":
                provider.ended += 1
                self._page(f'<h1>Signed out</h1><a id="back" href="{query["post_logout_redirect_uri"]}">Back</a>')
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            tokens = provider.token_for({name: values[0] for name, values in parse_qs(body).items()})
            self._json(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

        def _json(self, content: dict, status: int = 200) -> None:
            self._send(json.dumps(content).encode(), "application/json", status)

        def _page(self, body: str) -> None:
            self._send(body.encode(), "text/html; charset=utf-8", 200)

        def _send(self, body: bytes, kind: str, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def running_provider() -> Iterator[Provider]:
    """The provider at a port of its own, until the block ends."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
