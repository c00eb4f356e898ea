"""`make demo` begins, serves, and leaves no process behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.project.environments import ROOT, bare

COMMAND = [sys.executable, "-m", "mentorship.demo.serve"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def demo(run_dir, port):
    process = subprocess.Popen(
        COMMAND, cwd=ROOT, env=bare(RUN_DIR=str(run_dir), PORT=str(port)), stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)
        process.stdout.close()


def lines_until(process, words):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    pytest.fail("The demo ended early: " + "".join(lines))


def processes_with(text):
    """Command lines and environments of all processes that mention the text."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                about = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if text.encode() in about:
                found.append((folder.name, (folder / "cmdline").read_bytes()))
    return found


@pytest.mark.slow
@pytest.mark.redis
def test_the_demo_starts_says_how_to_log_in_and_leaves_no_process_behind(tmp_path):
    port = free_port()

    with demo(tmp_path, port) as process:
        greeting = lines_until(process, "Ctrl-C ends it")
        page = urlopen(f"http://127.0.0.1:{port}/accounts/login/").read().decode()
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=60)

    assert all(who in greeting for who in ("leader@example.org", "mentor@example.org", "mentee@example.org"))
    assert "csrfmiddlewaretoken" in page
    assert code == 0
    assert processes_with(str(tmp_path)) == []


def test_the_demo_refuses_the_settings_of_a_real_installation(tmp_path):
    environment = bare(RUN_DIR=str(tmp_path), DATABASE_URL="postgres://user:secret@host/name")

    result = subprocess.run(COMMAND, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert "DATABASE_URL is set" in result.stderr


def test_the_demo_refuses_a_port_that_is_taken(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        result = subprocess.run(
            COMMAND, cwd=ROOT, env=bare(RUN_DIR=str(tmp_path), PORT=port), capture_output=True, text=True, check=False
        )

    assert result.returncode == 1
    assert f"Port {port} is taken" in result.stderr
