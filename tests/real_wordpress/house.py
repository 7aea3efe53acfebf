"""Installs and starts a WordPress of its own: Debian's packages, a database and a site in a folder.

Nothing outside the folder is written, no service of the system is touched.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PACKAGES = ("wordpress", "php-cli", "php-mysql", "php-gd", "mariadb-server")
INSTALLED = ("/usr/share/wordpress/wp-load.php", "/usr/bin/php", "/usr/sbin/mariadbd")
CONFIG = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HOME', '{url}');
define('WP_SITEURL', '{url}');
define('WP_ENVIRONMENT_TYPE', 'local');  // application passwords without https
define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTH_SALT', '{salt}');
define('SECURE_AUTH_SALT', '{salt}');
$table_prefix = 'wp_';
if (!defined('ABSPATH')) {{
    define('ABSPATH', __DIR__ . '/');
}}
require_once ABSPATH . 'wp-settings.php';
"""


@dataclass(frozen=True)
class House:
    site: Path
    port: int  # of PHP's web server
    passwords: Mapping[str, str]  # by user


def install() -> None:
    """What is missing; only root may, and others are told what to type."""
    if all(Path(one).exists() for one in INSTALLED):
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES]
    if os.geteuid() != 0:
        raise SystemExit(f"Missing packages. As root: {' '.join(command)}")
    subprocess.run(["apt-get", "update", "--quiet"], check=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=True, env=quiet)


@contextmanager
def running(folder: Path, url: str) -> Iterator[House]:
    """A new site in an empty folder, whose public address is ``url``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        database = stack.enter_context(_database(folder))
        site = _site(folder, url, database)
        passwords = json.loads(_php(HERE / "prepare.php", site))
        port = free_port()
        stack.enter_context(_web_server(folder, site, port))
        yield House(site, port, passwords)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def _database(folder: Path) -> Iterator[Path]:
    place = [f"--datadir={folder}/database", f"--user={_whoami()}"]
    make = ["--no-defaults", *place, "--auth-root-authentication-method=normal", "--skip-test-db"]
    _quietly(folder, ["mariadb-install-db", *make])
    door = folder / "database.sock"
    serve = ["--no-defaults", *place, f"--socket={door}", "--skip-networking"]
    with _process(folder, ["/usr/sbin/mariadbd", *serve]):
        ask = ["mariadb", "--no-defaults", f"--socket={door}", "--user=root"]
        _until(lambda: subprocess.run([*ask, "-e", "SELECT 1"], capture_output=True).returncode)
        _quietly(folder, [*ask, "-e", "CREATE DATABASE wordpress CHARACTER SET utf8mb4"])
        yield door


def _site(folder: Path, url: str, database: Path) -> Path:
    """A copy: WordPress looks for its settings, and puts its uploads, beside its own files."""
    site = folder / "site"
    shutil.copytree("/usr/share/wordpress", site, ignore_dangling_symlinks=True)
    salt = secrets.token_hex(32)
    config = CONFIG.format(socket=database, url=url, salt=salt)
    (site / "wp-config.php").write_text(config)
    (site / "wp-content/uploads").mkdir(exist_ok=True)
    shutil.copytree(HERE / "theme", site / "wp-content/themes/plain")
    return site


@contextmanager
def _web_server(folder: Path, site: Path, port: int) -> Iterator[None]:
    serve = ["php", "-S", f"127.0.0.1:{port}", "-t", str(site), str(HERE / "router.php")]
    with _process(folder, serve, PHP_CLI_SERVER_WORKERS="4"):
        _until(lambda: _closed(port))
        yield


@contextmanager
def _process(folder: Path, command: list[str], **environment: str) -> Iterator[None]:
    """With all its children: PHP's web server leaves them behind."""
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            env={**os.environ, **environment},
            start_new_session=True,
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _php(script: Path, site: Path) -> str:
    done = subprocess.run(["php", script, site], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def _quietly(folder: Path, command: list[str]) -> None:
    with (folder / "log").open("ab") as log:
        subprocess.run(command, stdout=log, stderr=log, check=True)


def _until(fails: Callable[[], object]) -> None:
    for _ in range(300):
        if not fails():
            return
        time.sleep(0.1)
    raise SystemExit("It did not start: see the log in its folder.")


def _closed(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


def _whoami() -> str:
    return "root" if os.geteuid() == 0 else os.environ.get("USER", "nobody")
