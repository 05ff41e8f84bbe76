"""What a fault of the model's server means for the reader, and what to do about it."""

import json
import re
from collections.abc import Mapping

from rag.errors import AnswerCut, ModelBroke, ModelError, ModelMissing, ModelUnreachable, PullFailed
from rag.settings import Settings

DIRECT_MODEL = f"Choose a model that answers directly, such as {Settings().model}."
ASK_AGAIN = "Ask again; if it stays so, the log of `ollama serve` says more."
PULL_AGAIN = "Pull it again: what was loaded is kept, and the rest follows."

# What the server's own words mean, the first that fits; {name}, {said} and {url} are filled in.
_ANSWERING = {
    "context size|context length": "The prompt is longer than {name} can read at once. Ask a "
    "shorter question, set num_ctx higher, or choose a model with a longer context (`ollama "
    "show` names it).",
    "llama-server binary not found": "Ollama is not installed whole: the program that runs the "
    "models is missing. Install Ollama again.",
    "invalid file magic|exceeds file size": "The file of {name} is damaged ({said}). Remove it "
    "with `ollama rm {name}`, then get it again with `python -m rag pull {name}`.",
    "does not support (chat|generate|completion)": "{name} is not made to write answers. Choose "
    f"another model, such as {Settings().model}.",
    "cloud is disabled": "{name} runs in Ollama's cloud, which this server is told not to use. "
    "Choose a model that runs on the server.",
    "option .* must be of type": "The server does not take one of the settings ({said}). Correct "
    "it in the settings file or in the environment.",
    "invalid model name|model is required": "{name} is not a name that a model can have. Correct "
    "the setting `model`.",
    "memory": "{name} needs more memory than there is ({said}). Choose a smaller one.",
    "terminated|unexpected EOF|running the model": "{name} was stopped in the midst of its work "
    f"({{said}}), often because there was too little memory. {ASK_AGAIN}",
    "request canceled": "The server gave up the question before it was answered. Ask again.",
}

_PULLING = {
    "no such host|dial tcp|i/o timeout|network is unreachable|tls:|x509": "The server at {url} "
    "cannot reach the library of models. Connect it to the internet, or have its firewall or "
    "proxy let it through, then pull again.",
    "file does not exist": "The library of models has no {name}. Look up how it is written at "
    "https://ollama.com/library.",
    "no space left": "The disk of the server is full. Make room on it, then pull again: what was "
    "loaded is kept, and the rest follows.",
    "digest mismatch": "What was loaded of {name} is damaged and was thrown away. Pull it again.",
    "newer version of Ollama": "{name} needs a newer Ollama than the one at {url}. Update it, "
    "then pull again.",
    "invalid model name|model is required": "{name} is not a name that a model can have. Look up "
    "how it is written at https://ollama.com/library.",
    r"manifest: (429|5\d\d)\b|server busy": "The library of models is busy or out of order "
    "({said}). Pull again in a few minutes.",
}


def make_unreachable_error(url: str) -> ModelUnreachable:
    return ModelUnreachable(
        f"No Ollama server answers at {url}. Start one with `ollama serve`, or set ollama_url."
    )


def make_mute_error(url: str, seconds: float) -> ModelUnreachable:
    """For an address that takes the call and then says nothing."""
    return ModelUnreachable(
        f"What answers at {url} did not say within {seconds:g} seconds which models it has. "
        "Start `ollama serve` again, or set ollama_url."
    )


def make_not_ollama_error(url: str) -> ModelUnreachable:
    return ModelUnreachable(
        f"What answers at {url} does not do so as an Ollama server. Set ollama_url to the address "
        f"that `ollama serve` prints, {Settings().ollama_url} where nothing was changed."
    )


def make_missing_error(name: str) -> ModelMissing:
    return ModelMissing(
        f"{name} is not installed. "
        f"Get it with `python -m rag pull {name}`, or `ollama pull {name}`."
    )


def make_silent_error(name: str, seconds: float) -> ModelBroke:
    """For a server that has not begun to answer when the time is over."""
    return ModelBroke(
        f"{name} did not begin to answer within {seconds:g} seconds: the server may be busy with "
        "another question, or the model is too slow for that machine. Ask again later, choose a "
        "smaller model, or set answer_deadline higher."
    )


def make_unfinished_error(name: str, seconds: float) -> ModelBroke:
    """For an answer that has begun, but is not whole when the time is over."""
    return ModelBroke(
        f"{name} did not finish within {seconds:g} seconds. "
        "Set answer_deadline higher, or choose a smaller model."
    )


def check_text(text: str, name: str, num_predict: int, *, cut: bool) -> None:
    """Raises ModelBroke for an answer of no words, AnswerCut for one `cut` at its last token."""
    if not text.strip():
        raise ModelBroke(f"{name} wrote nothing. {DIRECT_MODEL}")
    if cut:
        raise AnswerCut(
            f"The answer was cut at {num_predict} tokens. "
            "Ask for less at once, or set num_predict higher."
        )


def make_disconnected_error(url: str) -> ModelBroke:
    return ModelBroke(f"The connection to {url} broke off. {ASK_AGAIN}")


def make_wordless_error(url: str) -> ModelBroke:
    return ModelBroke(f"The server at {url} ended its answer before the first word. {ASK_AGAIN}")


def make_garbled_error(url: str) -> ModelBroke:
    return ModelBroke(
        f"{url} sent what is no answer of an Ollama server. Ask again; if it stays so, update "
        "Ollama, or check ollama_url."
    )


def make_refusal_error(status: int, said: str, name: str, url: str) -> ModelError:
    """For an HTTP `status` with the server's words, or -1 for an error in the midst of a stream."""
    said = _extract_message(said)
    if by_another := _make_intermediary_error(status, said, name, url):
        return by_another
    if status == 404 and "model" in said:
        return make_missing_error(name)
    if not said or status in {404, 405}:
        return make_not_ollama_error(url)
    if status == 503:
        return ModelBroke("The server is busy with other questions. Ask again in a minute.")
    if status == 502:  # as the server does for a model of its cloud
        return ModelBroke(
            f"The cloud in which {name} runs does not answer ({said}). "
            "Ask again later, or choose a model that runs on the server."
        )
    told = _find_explanation(_ANSWERING, said, name, url)
    return ModelBroke(told or f"{name} failed: {said}. {ASK_AGAIN}")


def make_pull_refusal_error(status: int, said: str, name: str, url: str) -> ModelError:
    """The same for the loading of a model, which fails within its stream, with status -1."""
    said = _extract_message(said)
    if by_another := _make_intermediary_error(status, said, name, url):
        return by_another
    if not said or status in {404, 405}:
        return make_not_ollama_error(url)
    told = _find_explanation(_PULLING, said, name, url)
    return PullFailed(told or f"{name} could not be loaded: {said}. {PULL_AGAIN}")


def make_pull_broken_error(name: str) -> PullFailed:
    return PullFailed(f"The loading of {name} broke off. {PULL_AGAIN}")


def make_pull_stalled_error(name: str, seconds: float) -> PullFailed:
    return PullFailed(f"The server said nothing of {name} for {seconds:g} seconds. {PULL_AGAIN}")


def _make_intermediary_error(status: int, said: str, name: str, url: str) -> ModelError | None:
    """For what stands between: a login, a check of the host's name, a gateway, another server."""
    if status == 401:
        return ModelUnreachable(
            f"The server at {url} wants a login for {name}. Write it into ollama_url as "
            "http://USER:PASSWORD@HOST; for a model of Ollama's cloud run `ollama signin` there."
        )
    if status == 403 and not said:
        return ModelUnreachable(
            f"The server at {url} refuses questions sent to that name. "
            "Set ollama_url to the address that `ollama serve` prints."
        )
    if status in {502, 503, 504} and (not said or said.startswith("<")):
        return ModelUnreachable(
            f"No Ollama server answers behind {url}, which passes questions on to one. "
            "Start it with `ollama serve`, or set ollama_url."
        )
    return make_not_ollama_error(url) if said.startswith("<") else None


def _find_explanation(table: Mapping[str, str], said: str, name: str, url: str) -> str:
    for pattern, told in table.items():
        if re.search(pattern, said, re.IGNORECASE):
            return told.format(name=name, said=said, url=url)
    return ""


def _extract_message(said: str) -> str:
    """The sentence in what the server said, which may stand inside JSON or a printed Go map."""
    value: object = said
    while isinstance(value, str | dict):
        if isinstance(value, dict):
            value = value.get("error") or value.get("message")
            continue
        said = value
        try:
            value = json.loads(value)
        except ValueError:
            break
    if inner := re.search(r"map\[.*?message:(.*?) (?:type:\w+)?\]", said):
        said = inner[1]
    return " ".join(said.split())[:300].rstrip(".")
