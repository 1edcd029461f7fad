"""Load over HTTP by wrk (Debian's package), whose requests are written by a small Lua script."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What a load showed: answers a second, milliseconds at the median and the 99th percentile."""

    per_second: float
    p50: float
    p99: float
    errors: int


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `%UUID%` and `%IP%` in it are made anew each time it is sent."""

    path: str
    body: str
    headers: dict[str, str]
    method: str = "POST"


def once(port: int, request: Request) -> tuple[int, bytes]:
    """The status and the body of one answer: a load cannot tell a form that is shown again."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(request.method, request.path, request.body.encode(), request.headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def is_here() -> bool:
    """Whether wrk is installed."""
    return shutil.which("wrk") is not None


def post(
    port: int, requests: Sequence[Request], *, seconds: float, connections: int = CONNECTIONS
) -> Load:
    """Send the requests in turn over so many connections, as fast as answers come."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False) as script:
        script.write(_lua(requests))
    command = [
        *("wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds:g}s", "--latency"),
        *("-s", script.name, f"http://127.0.0.1:{port}"),
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    Path(script.name).unlink()
    return _read(said)


def _read(said: str) -> Load:
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p50 = re.search(r"50%\s+([\d.]+)(us|ms|s|m)", said)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    if rate is None or p50 is None or p99 is None:
        raise ValueError(said)
    return Load(
        float(rate[1]),
        float(p50[1]) * _UNITS[p50[2]],
        float(p99[1]) * _UNITS[p99[2]],
        int(bad[1]) if bad else 0,
    )


def _lua(requests: Sequence[Request]) -> str:
    rows = ",\n".join(
        f"{{method={_quoted(r.method)}, path={_quoted(r.path)}, body={_quoted(r.body)}, headers={{"
        + ", ".join(f"[{_quoted(k)}]={_quoted(v)}" for k, v in r.headers.items())
        + "}}"
        for r in requests
    )
    return f"""
local requests = {{
{rows}
}}
math.randomseed(os.time() + tonumber(tostring({{}}):sub(8)))
local function uuid()
  return (("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx"):gsub("x", function()
    return string.format("%x", math.random(0, 15)) end))
end
local function ip()
  return math.random(1, 250) .. "." .. math.random(0, 250) .. "." .. math.random(0, 250) .. ".9"
end
local turn = math.random(#requests)
request = function()
  turn = turn % #requests + 1
  local one = requests[turn]
  local headers = {{}}
  for name, value in pairs(one.headers) do headers[name] = value:gsub("%%IP%%", ip()) end
  return wrk.format(one.method, one.path, headers, (one.body:gsub("%%UUID%%", uuid())))
end
"""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
