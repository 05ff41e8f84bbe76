"""Settings: defaults < file < environment < arguments; what cannot be is refused with its name."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and nothing set in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [field.name for field in fields(Settings)] + ["settings"]:
        monkeypatch.delenv(f"CLIPPINGS_{name.upper()}", raising=False)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def test_defaults() -> None:
    assert load_settings() == Settings()


def test_each_place_outdoes_the_one_before(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        place / "clippings.toml", 'archive = "file"\nmodel = "file"\nollama_url = "http://file"\n'
    )
    monkeypatch.setenv("CLIPPINGS_MODEL", "environment")
    monkeypatch.setenv("CLIPPINGS_OLLAMA_URL", "http://environment")
    settings = load_settings(ollama_url="http://argument")
    assert settings == Settings(archive="file", model="environment", ollama_url="http://argument")


def test_what_is_none_or_empty_is_not_given(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(place / "clippings.toml", 'archive = "file"\n')
    monkeypatch.setenv("CLIPPINGS_ARCHIVE", "")
    assert load_settings(archive=None, model=None).archive == "file"


def test_every_setting_has_a_name_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {str: "x", int: "7", float: "1.5", bool: "yes", tuple: "NYT = nytimes.com; FT=ft.com"}
    for field in fields(Settings):
        written = values[type(field.default)]
        monkeypatch.setenv(f"CLIPPINGS_{field.name.upper()}", written)
    settings = load_settings()
    meant = {str: "x", int: 7, float: 1.5, bool: True}
    meant[tuple] = (("NYT", "nytimes.com"), ("FT", "ft.com"))
    for field in fields(Settings):
        found = getattr(settings, field.name)
        assert type(found) is type(field.default)
        assert found == meant[type(found)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("1", True), ("true", True), ("Yes", True), ("0", False), ("FALSE", False), ("no", False)],
)
def test_yes_and_no(said: str, meant: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    monkeypatch.setenv("CLIPPINGS_ALLOW_CLOUD_MODELS", said)
    assert load_settings().allow_cloud_models is meant


def test_the_file_may_have_another_name(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(place / "clippings.toml", 'model = "here"\n')
    write(place / "other.toml", "num_ctx = 4096\nanswer_deadline = 60\nallow_cloud_models = true\n")
    monkeypatch.setenv("CLIPPINGS_SETTINGS", str(place / "other.toml"))
    assert load_settings() == Settings(num_ctx=4096, answer_deadline=60.0, allow_cloud_models=True)


def test_other_names_of_outlets_stand_in_a_table(place: Path) -> None:
    write(
        place / "clippings.toml",
        'model = "none"\n[outlet_aliases]\n"NYT" = "The New York Times"\nBeeb = "bbc.co.uk"\n',
    )
    settings = load_settings()
    assert settings.outlet_aliases == (("NYT", "The New York Times"), ("Beeb", "bbc.co.uk"))
    assert settings.model == "none"


def test_a_path_is_as_good_as_its_name(place: Path) -> None:
    assert load_settings(archive=place / "archive").archive == str(place / "archive")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'modell = "x"',
            "Unknown setting 'modell'. Known: archive, embedding_model, reader, reranker",
        ),
        ('num_ctx = "many"', "num_ctx wants int, not 'many'"),
        ("num_ctx = 8192.5", "num_ctx wants int, not 8192.5"),
        ("num_ctx = true", "num_ctx wants int, not True"),
        ("answer_deadline = [1]", "answer_deadline wants float"),
        ('allow_cloud_models = "perhaps"', "allow_cloud_models is yes or no, not 'perhaps'"),
        ("allow_cloud_models = 2", "allow_cloud_models wants bool, not 2"),
        ('archive = ["a", "b"]', "archive wants str"),
        ("model = 5", "model wants str, not 5"),
        ('outlet_aliases = "NYT"', 'wants other names of outlets, such as "NYT" = "The New York'),
        ('outlet_aliases = ["NYT"]', "wants other names of outlets"),
        ("[outlet_aliases]\nNYT = 5", "not {'NYT': 5}"),
        ('[outlet_aliases]\nNYT = " "', "not {'NYT': ' '}"),
        ('[ollama]\nurl = "x"', "Unknown setting 'ollama'"),
        ("model = x", "The settings file clippings.toml cannot be read"),
    ],
)
def test_what_cannot_be_is_refused(text: str, said: str, place: Path) -> None:
    write(place / "clippings.toml", text)
    with pytest.raises(UsageError) as refusal:
        load_settings()
    assert said in str(refusal.value)


def test_a_file_that_cannot_be_read_is_refused(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "clippings.toml").write_bytes(b'model = "\xff"')
    with pytest.raises(UsageError, match=r"clippings\.toml cannot be read"):
        load_settings()
    monkeypatch.setenv("CLIPPINGS_SETTINGS", str(place / "nowhere.toml"))
    with pytest.raises(UsageError, match=r"nowhere\.toml cannot be read"):
        load_settings()
    monkeypatch.setenv("CLIPPINGS_SETTINGS", str(place))
    with pytest.raises(UsageError, match="cannot be read"):
        load_settings()


@pytest.mark.parametrize("setting", ["num_ctx", "num_predict"])
def test_an_environment_that_cannot_be_is_refused(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"CLIPPINGS_{setting.upper()}", "8k")
    with pytest.raises(UsageError, match=f"{setting} wants int, not '8k'"):
        load_settings()


def test_settings_stay_as_they_were_made() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().model = "other"  # type: ignore[misc]
    with pytest.raises(UsageError, match="Unknown setting 'modle'"):
        load_settings(modle="x")
