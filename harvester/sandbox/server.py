"""The sandbox: arXiv, DataCite and GitHub on loopback, in one server.

Below its `url`: `/api/query` (arXiv's Atom API), `/oai` (arXiv's OAI-PMH), `/datacite/dois/…`,
`/github/repos/…`, `/github/graphql`, `/crossref/works`, `/semanticscholar/paper/batch`,
`/openalex/works`, `/huggingface/<arXiv id>`, `/pages/<host>/<path>`; `github.host` adds a
repository with pull requests and issues. Its `log` counts requests, and those that were too early.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from harvester.errors import BadInput
from harvester.sandbox.exchange import Reply, Request, read_params
from harvester.sandbox.fault_replies import HANG, RESET, fault_reply
from harvester.sandbox.faults import Faults, parse_faults
from harvester.sandbox.request_log import LogEntry, RequestLog
from harvester.sandbox.services.arxiv.atom import LONGEST_URL, ArxivAtom
from harvester.sandbox.services.arxiv.oai import ArxivOai
from harvester.sandbox.services.crossref import Crossref
from harvester.sandbox.services.datacite import Datacite
from harvester.sandbox.services.dblp import Dblp
from harvester.sandbox.services.europe_pmc import EuropePmc
from harvester.sandbox.services.github.graphql import GithubGraphql
from harvester.sandbox.services.github.pulls import GithubPulls
from harvester.sandbox.services.github.rest import GithubRest, Quota, RawFiles
from harvester.sandbox.services.hugging_face import HuggingFace
from harvester.sandbox.services.landing_pages import LandingPages
from harvester.sandbox.services.open_review import OpenReview
from harvester.sandbox.services.openalex import OpenAlex
from harvester.sandbox.services.pubmed import Pubmed
from harvester.sandbox.services.semantic_scholar import SemanticScholar
from harvester.sandbox.services.unpaywall import Unpaywall
from harvester.sandbox.world import PaperFacts, RepositoryFacts, World, load_world

ARXIV_SPACING = 3.0
"""arXiv's terms of use: one request per three seconds, one connection at a time."""
_HANG = 60.0


class SandboxServer:
    """A server for `with`; stops and closes everything on the way out.

    Serves `world`, or `papers` and `repositories`, or the packaged world when none is given.

    `time_factor` scales the spacing that arXiv wants and the length of a hang, as the client scales
    its waits; with `polite=False` arXiv answers at any pace, and requests that came too early are
    still counted. `anonymous_quota` and `known_quota` are GitHub's requests per hour without and
    with a token, `graphql_most` the repositories that one query may name, `oai_page` the page.
    `github` holds the hosted repositories of an earlier server.
    """

    def __init__(
        self,
        papers: Iterable[PaperFacts] | None = None,
        repositories: Iterable[RepositoryFacts] | None = None,
        faults: Faults | None = None,
        port: int = 0,
        time_factor: float = 1.0,
        polite: bool = True,
        *,
        world: World | None = None,
        anonymous_quota: int = 60,
        known_quota: int = 5000,
        graphql_most: int = 200,
        oai_page: int = 2500,
        github: GithubPulls | None = None,
    ) -> None:
        self.world = world or _world_of(papers, repositories)
        self.faults = faults or Faults()
        self.log = RequestLog({"arxiv": ARXIV_SPACING * time_factor})
        self.polite = polite
        self.hang_seconds = _HANG * time_factor
        self.stopping = threading.Event()
        quota = Quota(anonymous_quota, known_quota)
        self.github = github or GithubPulls(quota)
        self._services = _services(self.world, quota, graphql_most, oai_page, self.github)
        self._http = _listen(port)
        self._http.sandbox = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        return int(self._http.server_address[1])

    @property
    def url(self) -> str:
        """The address of the server, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def endpoints(self) -> dict[str, str]:
        """The endpoints of the sources, as they stand in settings."""
        return {
            "arxiv": f"{self.url}/api/query",
            "arxiv-oai": f"{self.url}/oai",
            "datacite": f"{self.url}/datacite/dois",
            "datacite-data-sets": f"{self.url}/datacite/dois",
            "data-set-papers": f"{self.url}/crossref",
            "data-set-pages": f"{self.url}/pages",
            "github": f"{self.url}/github",
            "github-readmes": f"{self.url}/raw",
            "crossref": f"{self.url}/crossref",
            "semanticscholar": f"{self.url}/semanticscholar",
            "openalex": f"{self.url}/openalex",
            "huggingface": f"{self.url}/huggingface",
            "landing-pages": f"{self.url}/pages",
            "europepmc": f"{self.url}/europepmc",
            "openreview": f"{self.url}/openreview",
            "pubmed": f"{self.url}/pubmed",
            "unpaywall": f"{self.url}/unpaywall",
            "dblp": f"{self.url}/dblp",
        }

    def start(self) -> SandboxServer:
        """Start to serve in a thread of its own."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving, end every hanging reply and close all connections."""
        self.stopping.set()
        self._http.shutdown()
        self._http.close_connections()
        self._http.server_close()
        self._thread.join()

    def service_of(self, path: str) -> Service | None:
        """Return the service that answers `path`, None for an unknown one."""
        for prefix, service in self._services.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                return service
        return None

    def __enter__(self) -> SandboxServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _listen(port: int) -> _HttpServer:
    try:
        return _HttpServer(("127.0.0.1", port), SandboxHandler)
    except OSError as error:
        raise BadInput(
            f"the sandbox cannot listen on port {port}: {error.strerror}; choose another --port"
        ) from error


def _world_of(
    papers: Iterable[PaperFacts] | None, repositories: Iterable[RepositoryFacts] | None
) -> World:
    if papers is None and repositories is None:
        return load_world()
    return World(tuple(papers or ()), tuple(repositories or ()))


def _services(
    world: World, quota: Quota, graphql_most: int, oai_page: int, pulls: GithubPulls
) -> dict[str, Service]:
    rest, graphql = GithubRest(world, quota), GithubGraphql(world, quota, graphql_most)

    def github(request: Request) -> Reply:
        if pulls.serves(request.path):
            return pulls.reply(request)
        return (graphql if request.path == "/graphql" else rest).reply(request)

    answers: dict[str, tuple[str, Callable[[Request], Reply]]] = {
        "/api/query": ("arxiv", ArxivAtom(world).reply),
        "/oai": ("arxiv", ArxivOai(world, oai_page).reply),
        "/datacite": ("datacite", Datacite(world).reply),
        "/github": ("github", github),
        "/raw": ("raw", RawFiles(world).reply),
        "/crossref": ("crossref", Crossref(world).reply),
        "/semanticscholar": ("semanticscholar", SemanticScholar(world).reply),
        "/openalex": ("openalex", OpenAlex(world).reply),
        "/huggingface": ("huggingface", HuggingFace(world).reply),
        "/pages": ("pages", LandingPages(world).reply),
        "/europepmc": ("europepmc", EuropePmc(world).reply),
        "/openreview": ("openreview", OpenReview(world).reply),
        "/pubmed": ("pubmed", Pubmed(world).reply),
        "/unpaywall": ("unpaywall", Unpaywall(world).reply),
        "/dblp": ("dblp", Dblp(world).reply),
    }
    return {prefix: Service(name, prefix, reply) for prefix, (name, reply) in answers.items()}


class _HttpServer(ThreadingHTTPServer):
    """Keeps its open connections, so that they can be closed when the sandbox stops."""

    daemon_threads = False
    request_queue_size = 64
    sandbox: SandboxServer

    def __init__(self, address: tuple[str, int], handler: type[SandboxHandler]) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(address, handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Take a connection, and remember it."""
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Close a connection, and forget it."""
        self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """End all connections; the threads that serve them then come to their end."""
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def announce(sandbox: SandboxServer) -> None:
    """Print where the sandbox is and what to write into the settings."""
    print(f"sandbox on {sandbox.url} (Ctrl-C stops it)\n\n[endpoints]", flush=True)
    for name, address in sandbox.endpoints.items():
        print(f'{name} = "{address}"', flush=True)


def serve_forever(
    port: int = 0,
    faults: Faults | str | None = None,
    time_factor: float = 1.0,
    started: Callable[[SandboxServer], None] = announce,
    hosted: Mapping[str, Path] | None = None,
) -> None:
    """Serve the packaged world until the process is interrupted.

    `faults` may be text, as `parse_faults` reads it; `started` is told when the server is ready;
    `hosted` maps `owner/name` to the bare git repository that GitHub serves under that name.
    Raises BadInput for a fault that is none, and for a port that is taken.
    """
    plan = parse_faults(faults) if isinstance(faults, str) else faults
    with SandboxServer(
        world=load_world(), faults=plan, port=port, time_factor=time_factor
    ) as sandbox:
        for full_name, folder in (hosted or {}).items():
            sandbox.github.host(full_name, folder)
        started(sandbox)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Service:
    """A service below `prefix`; `name` is the one that faults and the log use."""

    name: str
    prefix: str
    reply: Callable[[Request], Reply]


class SandboxHandler(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 and keeps connections open, as the real services do."""

    protocol_version = "HTTP/1.1"
    server_version = "HarvesterSandbox"
    sys_version = ""
    disable_nagle_algorithm = True

    @property
    def _sandbox(self) -> SandboxServer:
        sandbox: SandboxServer = self.server.sandbox  # type: ignore[attr-defined] # set by its maker
        return sandbox

    def handle(self) -> None:
        """Serve the connection until either side closes it."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            super().handle()

    def log_message(self, *_: object) -> None:
        """Say nothing: the sandbox keeps a log of its own."""

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer()

    do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = do_GET  # noqa: N815 - the base class chooses the names

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length) if length else b""
        service = self._sandbox.service_of(parts.path)
        if service is None:
            self._send(Reply(404, b"no such service in the sandbox\n"))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(
            self.command,
            unquote(parts.path.removeprefix(service.prefix)) or "/",
            read_params(parts.query, headers, body),
            headers,
            body,
            f"http://{headers.get('host', '127.0.0.1')}{service.prefix}",
        )
        asked = " ".join(filter(None, (parts.query, body.decode("utf-8", "replace"))))
        entry = self._sandbox.log.begin(service.name, self.command, parts.path, asked)
        try:
            self._serve(service, request, entry)
        finally:
            self._sandbox.log.end(entry, entry.status)

    def _serve(self, service: Service, request: Request, entry: LogEntry) -> None:
        entry.fault = self._sandbox.faults.strike(service.name)
        if entry.fault in {HANG, RESET}:
            self._say_nothing(entry)
            return
        reply = self._reply(service, request, entry)
        if entry.fault:
            reply = fault_reply(entry.fault, service.name, request, reply)
        self._sandbox.log.end(entry, reply.status)
        self._send(reply)

    def _reply(self, service: Service, request: Request, entry: LogEntry) -> Reply:
        if service.name == "arxiv":
            if self._sandbox.polite and (entry.too_early or entry.overlapping):
                return Reply(429, b"Rate exceeded.")
            if len(self.path) > LONGEST_URL:
                return Reply(414, b"<html><body>URI Too Long</body></html>", "text/html")
        return service.reply(request)

    def _say_nothing(self, entry: LogEntry) -> None:
        if entry.fault == HANG:  # until the client hangs up, or the sandbox stops
            select.select([self.connection], [], [], self._sandbox.hang_seconds)
        # Before the client can know: it may ask again at once, and that is no overlap.
        self._sandbox.log.end(entry, entry.status)
        self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD" and reply.status != 304:
            self.wfile.write(reply.body[: reply.cut])
        self.wfile.flush()
        if reply.cut is not None:
            self._hang_up()
