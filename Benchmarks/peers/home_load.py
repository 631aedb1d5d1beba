"""Asks a home's pages at a steady rate, and says how long they took.

A request is due at its own moment whether or not those before it are answered (an open loop), and its time counts from
that moment, so that a server which falls behind cannot hide it. Only Python's own library is used.

home_load.py URL SECONDS RATE NAME PASSWORD  →  one JSON object
"""
import asyncio
import json
import sys
import time
import urllib.parse


async def ask(reader, writer, method, host, path, cookie="", body=b"", kind="text/html"):
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {kind}\r\n"
    if cookie:
        head += f"Cookie: {cookie}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    writer.write(head.encode() + b"\r\n" + body)
    await writer.drain()
    status = int((await reader.readline()).split()[1])
    headers = {}
    while (line := (await reader.readline()).strip()):
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    return status, headers, await reader.readexactly(int(headers.get("content-length", "0")))


async def main():
    url, seconds, rate, name, password = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), sys.argv[4], sys.argv[5]
    parts = urllib.parse.urlsplit(url)
    host = parts.netloc

    async def connect():
        return await asyncio.open_connection("127.0.0.1", parts.port)

    reader, writer = await connect()
    body = json.dumps({"name": name, "password": password}).encode()
    status, headers, _ = await ask(reader, writer, "POST", host, "/sign-in/password", body=body, kind="application/json")
    assert status == 200, f"signing in: {status}"
    cookie = headers["set-cookie"].split(";")[0]
    _, _, page = await ask(reader, writer, "GET", host, "/mornings", cookie)
    night = page.split(b'href="/mornings/')[1].split(b'"')[0].decode()
    pages = ["/tonight", "/mornings", f"/mornings/{night}", "/trends?days=30", "/trends?days=365", "/family", "/house"]
    for path in pages:
        status, _, _ = await ask(reader, writer, "GET", host, path, cookie)
        assert status == 200, f"{path}: {status}"

    free = asyncio.Queue()
    for _ in range(64):
        free.put_nowait(await connect())
    times = {path: [] for path in pages}
    failed = 0

    async def one(path, due):
        nonlocal failed
        connection = await free.get()
        try:
            status, _, _ = await ask(*connection, "GET", host, path, cookie)
            if status != 200:
                failed += 1
        except Exception:
            failed += 1
            connection = await connect()
        times[path].append((time.perf_counter() - due) * 1000)
        free.put_nowait(connection)

    began = time.perf_counter()
    tasks = []
    for i in range(int(seconds * rate)):
        due = began + i / rate
        delay = due - time.perf_counter()
        if delay > 0:
            await asyncio.sleep(delay)
        tasks.append(asyncio.create_task(one(pages[i % len(pages)], due)))
    await asyncio.gather(*tasks)
    everything = sorted(t for some in times.values() for t in some)

    def at(values, share):
        return values[min(len(values) - 1, int(len(values) * share))]

    print(json.dumps({
        "requests": len(everything), "failed": failed, "median_ms": at(everything, 0.5), "p99_ms": at(everything, 0.99),
        "most_ms": everything[-1],
        "pages": {path: at(sorted(some), 0.99) for path, some in times.items()},
    }))


asyncio.run(main())
