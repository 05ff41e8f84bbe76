"""Who may reach the page: beyond this machine only with a password, or by an explicit wish."""

from collections.abc import Callable
from hmac import compare_digest
from ipaddress import ip_address

from rag.errors import UsageError

OWN_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa", ".lan")  # no website has these


def read_login(login: str | None) -> tuple[str, str] | None:
    """("user", "password") from "user:password". Raises UsageError when one of them is missing."""
    if login is None:
        return None
    user, _, password = login.partition(":")
    if not user or not password:
        raise UsageError("--auth wants USER:PASSWORD, with neither of the two empty.")
    return user, password


def make_login_check(login: tuple[str, str]) -> Callable[[str, str], bool]:
    """Whether a user and a password are those of `login`, in a time that tells nothing of either.

    Gradio looks users up first, so that it answers sooner where one does not exist.
    """
    wanted = ":".join(login).encode()

    def check(user: str, password: str) -> bool:
        return compare_digest(f"{user}:{password}".encode(), wanted)

    return check


def refuse_open_door(host: str, *, login: tuple[str, str] | None, insist: bool) -> None:
    """Raises UsageError for a host beyond this machine without a login, unless insisted on."""
    if is_loopback(host) or login or insist:
        return
    raise UsageError(
        f"{host} can be reached from other machines, and anyone there could read the archive. "
        "Add --auth USER:PASSWORD, or --no-auth if that is meant."
    )


def refuse_open_ingest(host: str, *, login: tuple[str, str] | None, root_path: str = "") -> None:
    """Raises UsageError where anyone could make this machine read any of its files.

    A refresh puts what it reads into the archive, and so on the page; --no-auth is no excuse, and
    neither is an address of this machine that another web server (`root_path`) passes on.
    """
    if login or (is_loopback(host) and not root_path):
        return
    where = f"Behind {root_path}" if root_path else f"On {host}"
    raise UsageError(
        "--allow-ingest lets whoever sees the page read any file of this machine. "
        f"{where} it therefore wants --auth USER:PASSWORD."
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`; names other than localhost are taken not to."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def names_this_machine(host: str) -> bool:
    """Whether a request's `Host` is an address or a name that nobody outside can give away.

    A website's own name can be made to lead here; an address, a name without a dot and those kept
    for the networks of houses and offices cannot be had by a website.
    """
    name = host.rsplit(":", 1)[0] if ":" in host.rpartition("]")[2] else host
    name = name.lower().removesuffix(".")
    try:
        return bool(ip_address(name.strip("[]")))
    except ValueError:
        return bool(name) and ("." not in name or name.endswith(OWN_ENDINGS))
