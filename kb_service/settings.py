"""Deployment settings: one table, read once from `KB_*` variables into a frozen `Settings`.

`docs/settings.md` is generated from the table (`python -m kb_service.settings`), and a test
fails when it is out of date.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from indexer.errors import KnowledgeBaseError, Problem
from kb_service.setting_values import (
    API_SUFFIX,
    ENGINES,
    LOG_FORMATS,
    LOG_LEVELS,
    PREFIX,
    Network,
    Refused,
    Setting,
    parse_api_url,
    parse_choice,
    parse_host,
    parse_networks,
    parse_number,
    parse_operator,
    parse_optional_path,
    parse_origins,
    parse_path,
    parse_report_url,
    parse_server,
    parse_switch,
    parse_url,
)

#: Variables of other tools of this project, which the service neither reads nor refuses.
FOREIGN = frozenset({"KB_SHARED_DIR"})


class SettingsError(KnowledgeBaseError):
    """A `KB_*` variable is unknown or has a value that cannot be used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Settings:
    """How this service is deployed.

    Invariants: `base_url` and `api_url` are absolute and end in `/`; `api_url` ends in
    `api/v1/`.
    """

    base_url: str
    api_url: str
    index_dir: Path
    search_file: Path
    site_dir: Path
    serve_site: bool
    cors_origins: tuple[str, ...]
    host: str
    port: int
    log_level: str
    log_format: str
    log_access: bool
    log_queries: bool
    log_addresses: bool
    metrics_port: int
    index_check: int
    max_connections: int
    max_query_length: int
    report_url: str
    operator: str
    trusted_proxies: tuple[Network, ...]
    limit_search: int
    limit_exports: int
    limit_api: int
    limit_site: int
    keys_file: Path | None
    searches_at_once: int
    requests_at_once: int
    most_waiting: int
    longest_wait: int
    search_time: int
    hsts: int
    usage_file: Path | None
    usage_minimum: int
    engine: str
    milvus_uri: str
    milvus_token_file: Path | None

    @property
    def base_path(self) -> str:
        """The path under which the site is published, without a trailing slash (`/ldn`, ``)."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def api_base_path(self) -> str:
        """The path before `/api/v1` under which the API is published (`/ldn`, ``)."""
        return urlsplit(self.api_url).path.removesuffix("/" + API_SUFFIX)

    @property
    def api_host_url(self) -> str:
        """The public address of everything beside the site: `…/healthz`, `…/api/docs`."""
        return self.api_url.removesuffix(API_SUFFIX)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "KB_BASE_URL",
        "http://127.0.0.1:8000/",
        "URL",
        "Public address of the site. It may contain a sub-path "
        "(`https://example.org/ldn/`); proxies may pass that path on or strip it. The default "
        "follows `KB_PORT`.",
        parse_url,
    ),
    Setting(
        "KB_API_URL",
        "",
        "URL",
        "Public address of the API when it is not `KB_BASE_URL` followed by `api/v1/`, for "
        "instance on another host (`https://api.example.org/api/v1/`). It ends in `/api/v1/`.",
        parse_api_url,
    ),
    Setting(
        "KB_INDEX_DIR",
        "build/index",
        "folder",
        "Where `ldn-kb index` writes the index and the service reads it.",
        parse_path,
    ),
    Setting(
        "KB_SEARCH_FILE",
        "search.toml",
        "file",
        "The search configuration: its `[ranking]` table acts at query time.",
        parse_path,
    ),
    Setting(
        "KB_SITE_DIR",
        "build/site",
        "folder",
        "Where `ldn-kb site` writes the built site and the service reads it.",
        parse_path,
    ),
    Setting(
        "KB_SERVE_SITE",
        "true",
        "true or false",
        "Whether the service answers with the built site too. Set it to `false` where another "
        "web server holds the site.",
        parse_switch,
    ),
    Setting(
        "KB_CORS_ORIGINS",
        "*",
        "origins, separated by commas",
        "Sites whose scripts may read the API from a browser: `*` for any, or a list such as "
        "`https://example.org,https://partner.example`; empty for none. Credentials are never "
        "allowed.",
        parse_origins,
    ),
    Setting(
        "KB_HOST",
        "127.0.0.1",
        "address",
        "Address on which the service listens; `0.0.0.0` for all of a machine or container.",
        parse_host,
    ),
    Setting(
        "KB_PORT",
        "8000",
        "number",
        "Port on which the service listens.",
        parse_number(1, 65535),
    ),
    Setting(
        "KB_LOG_LEVEL",
        "info",
        "level",
        f"How much is logged to stderr: {', '.join(LOG_LEVELS)}. What people search for is "
        "logged at no level, unless `KB_LOG_QUERIES` is switched on.",
        parse_choice(LOG_LEVELS),
    ),
    Setting(
        "KB_LOG_FORMAT",
        "text",
        "text or json",
        "How a log line looks: `text` for people, `json` for programs (one object a line). What "
        "the lines mean: [runbook.md](runbook.md#log-lines).",
        parse_choice(LOG_FORMATS),
    ),
    Setting(
        "KB_LOG_ACCESS",
        "false",
        "true or false",
        "Whether each request is logged: method, kind of address (`/api/v1/documents/{id}`), "
        "status and milliseconds, at level `info`.",
        parse_switch,
    ),
    Setting(
        "KB_LOG_QUERIES",
        "false",
        "true or false",
        "Whether lines about requests hold the address asked for with its query, which is what "
        "people search for. The site says that this is not logged: rewrite "
        "`content/pages/privacy/` and `content/pages/about/` before you switch this on. Needs "
        "`KB_LOG_ACCESS`.",
        parse_switch,
    ),
    Setting(
        "KB_LOG_ADDRESSES",
        "false",
        "true or false",
        "Whether lines about requests hold the caller's network address, which is personal data. "
        "Needs `KB_LOG_ACCESS`.",
        parse_switch,
    ),
    Setting(
        "KB_METRICS_PORT",
        "0",
        "number",
        "Port on which the same `KB_HOST` answers `/metrics` for Prometheus; 0 for none. It is a "
        "port of its own so that no proxy publishes it by mistake. What the metrics mean: "
        "[runbook.md](runbook.md#metrics).",
        parse_number(0, 65535),
    ),
    Setting(
        "KB_INDEX_CHECK",
        "5",
        "seconds",
        "How often the service looks whether another version of the index was made current, which "
        "it then opens beside the old one and switches to; 0 for never. A SIGHUP asks for a look "
        "at once. Memory for two indexes is needed while it switches.",
        parse_number(0, 86400),
    ),
    Setting(
        "KB_MAX_CONNECTIONS",
        "2048",
        "number",
        "How many connections are open at once. Requests on up to a quarter more are answered 503 "
        "with `Retry-After`; what comes then is closed. Fewer where the system allows the process "
        "fewer open files.",
        parse_number(1, 100_000),
    ),
    Setting(
        "KB_MAX_QUERY_LENGTH",
        "3000",
        "number",
        "Longest search text that is accepted, in characters: a pasted paragraph is one.",
        parse_number(1, 5000),
    ),
    Setting(
        "KB_REPORT_URL",
        "",
        "mailto: or https URL",
        'Where "report an error" points: an address (`mailto:ldn@example.org`) or a page for '
        "new issues. Empty: the site names no place to report to.",
        parse_report_url,
    ),
    Setting(
        "KB_OPERATOR",
        "",
        "text",
        "Who runs this copy, as its imprint shall say: name, postal address and a way to get in "
        "touch, in one line (`Ministry of Environment, 1 Example Street, Town, ldn@example.org`). "
        "Empty: the imprint says that this copy names no operator.",
        parse_operator,
    ),
    Setting(
        "KB_TRUSTED_PROXIES",
        "127.0.0.0/8,::1/128",
        "networks, separated by commas",
        "Addresses of your own proxies. What they say in `X-Forwarded-For` is believed, and "
        "nobody else's; a proxy that is not listed counts as one client with all its readers.",
        parse_networks,
    ),
    Setting(
        "KB_LIMIT_SEARCH",
        "1200",
        "number",
        "Searches and completions that one client (an IPv4 address, a /64 of IPv6) may ask for "
        "in a minute, in this process; 0 for any number. A class behind one address is one "
        "client.",
        parse_number(0, 10_000_000),
    ),
    Setting(
        "KB_LIMIT_EXPORTS",
        "60",
        "number",
        "Files (`/exports`, `/bulk…`) that one client may ask for in a minute; 0 for any number.",
        parse_number(0, 10_000_000),
    ),
    Setting(
        "KB_LIMIT_API",
        "1200",
        "number",
        "Other requests to the API by one client in a minute; 0 for any number.",
        parse_number(0, 10_000_000),
    ),
    Setting(
        "KB_LIMIT_SITE",
        "12000",
        "number",
        "Files of the site that one client may ask for in a minute; 0 for any number. Keeping a "
        "language offline takes about a thousand.",
        parse_number(0, 10_000_000),
    ),
    Setting(
        "KB_KEYS_FILE",
        "",
        "file",
        "Keys of partners with limits of their own (see `ldn-kb keys`); read again when it "
        "changes. Empty: there are no keys.",
        parse_optional_path,
    ),
    Setting(
        "KB_SEARCHES_AT_ONCE",
        "8",
        "number",
        "Searches and completions that are worked on at once; more of them wait.",
        parse_number(1, 40),
    ),
    Setting(
        "KB_REQUESTS_AT_ONCE",
        "64",
        "number",
        "Other requests that are worked on at once, exports aside; more of them wait.",
        parse_number(1, 10_000),
    ),
    Setting(
        "KB_MOST_WAITING",
        "256",
        "number",
        "Requests of each of the two kinds that may wait; the next one is a 503 at once.",
        parse_number(0, 10_000),
    ),
    Setting(
        "KB_LONGEST_WAIT",
        "2000",
        "milliseconds",
        "A request that has waited this long, or would by what those before it took, is a 503.",
        parse_number(1, 60_000),
    ),
    Setting(
        "KB_SEARCH_TIME",
        "10",
        "seconds",
        "A search that takes longer is answered with 503. Its place is free again when its work "
        "has really ended.",
        parse_number(1, 600),
    ),
    Setting(
        "KB_HSTS",
        "31536000",
        "seconds",
        "How long browsers shall reach this host by HTTPS only; sent when `KB_BASE_URL` begins "
        "with `https`. 0: not sent.",
        parse_number(0, 63_072_000),
    ),
    Setting(
        "KB_USAGE_FILE",
        "",
        "file",
        "Where use is counted by day (SQLite), for `ldn-kb usage`; docs/usage.md says what is "
        "kept. Empty: nothing is counted.",
        parse_optional_path,
    ),
    Setting(
        "KB_USAGE_MINIMUM",
        "5",
        "number",
        "The words of a search are written to `KB_USAGE_FILE` only when as many different clients "
        "have searched for them on one day.",
        parse_number(2, 1000),
    ),
    Setting(
        "KB_ENGINE",
        "embedded",
        "embedded or milvus",
        "What finds candidates: the indexes in `KB_INDEX_DIR`, or a Milvus into which "
        "`ldn-kb milvus load` has loaded them ([milvus.md](milvus.md)).",
        parse_choice(ENGINES),
    ),
    Setting(
        "KB_MILVUS_URI",
        "http://127.0.0.1:19530",
        "URL",
        "Where Milvus is; with `https` the connection is encrypted.",
        parse_server,
    ),
    Setting(
        "KB_MILVUS_TOKEN_FILE",
        "",
        "file",
        "A file with what Milvus asks for, `user:password` or a token. Empty: it asks for nothing.",
        parse_optional_path,
    ),
)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that an environment gives; raises SettingsError with every problem found."""
    by_name = {setting.name: setting for setting in SETTINGS}
    problems: list[Problem] = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in by_name and name not in FOREIGN:
            near = difflib.get_close_matches(name, by_name, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            problems.append(
                Problem(name, "this setting is unknown", f"{hint}use one of: {', '.join(by_name)}")
            )
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        given = environ.get(setting.name, setting.default).strip()
        try:
            values[setting.field] = setting.parse(given)
        except Refused as refused:
            problems.append(Problem(setting.name, f'"{given[:80]}" cannot be used', str(refused)))
    if problems:
        raise SettingsError(problems)
    if "KB_BASE_URL" not in environ:  # links must lead to the port that really answers
        values["base_url"] = f"http://127.0.0.1:{values['port']}/"
    values["api_url"] = values["api_url"] or values["base_url"] + API_SUFFIX
    return Settings(**values)


if __name__ == "__main__":
    from kb_service.settings_reference import build_documentation

    print(build_documentation(), end="")
