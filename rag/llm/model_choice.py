"""Who writes the answers: a model on an Ollama server, or another one, chosen by its name."""

from dataclasses import dataclass, replace

from rag.errors import ModelError, ModelMissing, ModelUnreachable, UsageError
from rag.llm import ollama_server
from rag.llm.base import ChatModel
from rag.llm.errors import make_missing_error
from rag.llm.langchain_chat import LangChainChat, is_provider_name
from rag.llm.ollama_chat import OllamaChat
from rag.settings import Settings

NO_MODEL = "none"  # as the model's name: answers are made of source sentences
FALLBACK_MODEL = "granite4:micro"  # writes where the default model is not installed but this is
VERSION_SECONDS = 1.0  # for a look that no answer should wait for


@dataclass(frozen=True, slots=True)
class ModelState:
    """What is known of the model, for the page and for `status`."""

    name: str  # the model that would write; "none" where none is wanted
    reachable: bool  # what runs it answered
    installed: bool  # and has the model
    available: tuple[str, ...]  # every model of that server that the settings allow
    message: str  # one or two sentences for the reader
    pullable: str = ""  # the model that is wanted and that the server lacks, so that it can be got
    warning: str = ""  # what is wrong although it works


def choose_model(settings: Settings, name: str | None) -> Settings:
    """The settings with the model that was chosen for one question; None stands for their own.

    Raises UsageError for one at a provider: it costs money and takes articles off this machine,
    which only who made the settings may wish for.
    """
    if name is None or name == settings.model:
        return settings
    if is_provider_name(name):
        raise UsageError(f"{name} is not a model of the Ollama server: choose one that is.")
    return replace(settings, model=name)


def connect_model(settings: Settings) -> ChatModel | None:
    """The model that the settings ask for, ready to write; None when they ask for none.

    Raises ModelUnreachable or ModelMissing, and UsageError for settings that cannot work.
    """
    if settings.model == NO_MODEL:
        return None
    if is_provider_name(settings.model):
        return LangChainChat(settings)
    state = read_model_state(settings)
    if not state.reachable:
        raise ModelUnreachable(state.message)
    if not state.installed:
        raise ModelMissing(state.message)
    return OllamaChat(replace(settings, model=state.name))


def read_model_state(settings: Settings) -> ModelState:
    """What the server has, asked now. A dead server is a state too, known within seconds.

    Raises UsageError for settings that cannot work.
    """
    if settings.model == NO_MODEL:
        message = "No model chosen: answers are put together from source sentences."
        return ModelState(NO_MODEL, reachable=False, installed=False, available=(), message=message)
    if is_provider_name(settings.model):
        return _read_provider_state(settings)
    return _read_ollama_state(settings)


def _read_provider_state(settings: Settings) -> ModelState:
    """Nothing is asked there: each question costs money."""
    name = settings.model
    try:
        LangChainChat(settings)
    except ModelError as error:
        return ModelState(name, reachable=False, installed=False, available=(), message=str(error))
    provider = name.partition(":")[0]
    message = f"{name} writes the answers. Questions and source sentences are sent to {provider}."
    return ModelState(name, reachable=True, installed=True, available=(name,), message=message)


def _read_ollama_state(settings: Settings) -> ModelState:
    chat = OllamaChat(settings)
    name, server = chat.name, chat.server
    try:
        models = server.list_installed()
    except ModelError as error:
        return ModelState(name, reachable=False, installed=False, available=(), message=str(error))
    try:
        warning = ollama_server.find_version_warning(server.read_version(within=VERSION_SECONDS))
    except ModelError:  # nothing to warn of
        warning = ""
    model = models.get(ollama_server.add_default_tag(name))
    message, pullable = f"{name} writes the answers.", ""
    if model is None:
        message = str(make_missing_error(name))
        pullable = "" if ollama_server.is_cloud_name(name) else name
        fallback = models.get(FALLBACK_MODEL)
        if name == Settings().model and fallback and not fallback.host:
            name, model = FALLBACK_MODEL, fallback
            message = f"{name} writes the answers. {message}"
    if model is not None and model.host:
        ollama_server.refuse_cloud(name, f"at {model.host}", settings)
    here = (one for one in models if not (models[one].host or ollama_server.is_cloud_name(one)))
    return ModelState(
        name, reachable=True, installed=model is not None,
        available=tuple(models if settings.allow_cloud_models else here),
        message=message, pullable=pullable, warning=warning,
    )  # fmt: skip
