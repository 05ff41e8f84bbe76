"""Who may reach the page: beyond this machine only with a password, or by an explicit wish."""

from ipaddress import ip_address

from rag.errors import UsageError


def read_login(login: str | None) -> tuple[str, str] | None:
    """("user", "password") from "user:password". Raises UsageError when one of them is missing."""
    if login is None:
        return None
    user, _, password = login.partition(":")
    if not user or not password:
        raise UsageError("--auth wants USER:PASSWORD, with neither of the two empty.")
    return user, password


def refuse_open_door(host: str, *, login: tuple[str, str] | None, insist: bool) -> None:
    """Raises UsageError for a host beyond this machine without a login, unless insisted on."""
    if is_loopback(host) or login or insist:
        return
    raise UsageError(
        f"{host} can be reached from other machines, and anyone there could read the archive. "
        "Add --auth USER:PASSWORD, or --no-auth if that is meant."
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`; names other than localhost are taken not to."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
