"""Who may refresh the archive from the page."""

import pytest

import app
from rag.errors import UsageError
from rag.web.security.access import refuse_open_ingest


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "news.example"])  # noqa: S104
def test_files_of_the_machine_are_for_those_with_a_password(host: str) -> None:
    with pytest.raises(UsageError, match="any file of this machine"):
        refuse_open_ingest(host, login=None)
    refuse_open_ingest(host, login=("ann", "secret"))
    refuse_open_ingest("127.0.0.1", login=None)
    with pytest.raises(UsageError, match="Behind /clippings it therefore wants --auth"):
        refuse_open_ingest("127.0.0.1", login=None, root_path="/clippings")
    refuse_open_ingest("127.0.0.1", login=("ann", "secret"), root_path="/clippings")


def test_no_auth_is_no_excuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--allow-ingest", "--no-auth", "--host", "0.0.0.0"]) == 2  # noqa: S104
    assert "--auth USER:PASSWORD" in capsys.readouterr().err
