"""What a fault of the model's server means for the reader, and what to do about it."""

from rag.errors import ModelBroke, ModelError, ModelMissing, ModelUnreachable
from rag.settings import Settings

DIRECT_MODEL = f"Choose a model that answers directly, such as {Settings().model}."
ASK_AGAIN = "Ask again; if it stays so, the log of `ollama serve` says more."


def unreachable(url: str) -> ModelUnreachable:
    return ModelUnreachable(
        f"No Ollama server answers at {url}. Start one with `ollama serve`, or set ollama_url."
    )


def not_ollama(url: str) -> ModelUnreachable:
    return ModelUnreachable(
        f"What answers at {url} does not do so as an Ollama server. Set ollama_url to the address "
        f"that `ollama serve` prints, {Settings().ollama_url} where nothing was changed."
    )


def missing(name: str) -> ModelMissing:
    return ModelMissing(f"{name} is not installed. Get it with `ollama pull {name}`.")


def silent(name: str, seconds: float) -> ModelBroke:
    return ModelBroke(
        f"{name} did not finish within {seconds:g} seconds. "
        "Set answer_deadline higher, or choose a smaller model."
    )


def disconnected(url: str) -> ModelBroke:
    return ModelBroke(f"The connection to {url} broke off. {ASK_AGAIN}")


def garbled(url: str) -> ModelBroke:
    return ModelBroke(
        f"{url} sent what is no answer of an Ollama server. Ask again; if it stays so, update "
        "Ollama, or check ollama_url."
    )


def prompt_too_long(name: str) -> ModelBroke:
    return ModelBroke(
        f"The prompt is longer than {name} can read at once. Ask a shorter question, "
        "set num_ctx higher, or choose a model with a longer context (`ollama show` names it)."
    )


def refused(status: int, said: str, name: str, url: str) -> ModelError:
    """For an HTTP `status` with the server's words, or -1 for an error in the midst of a stream."""
    said = " ".join(said.split())[:300]
    if status == 404 and "model" in said:
        return missing(name)
    if not said or said.startswith("<") or status in {404, 405}:
        return not_ollama(url)
    if status == 503:
        return ModelBroke(f"The server is busy ({said}). Ask again in a minute.")
    if "context size" in said or "context length" in said:
        return prompt_too_long(name)
    if "memory" in said:
        return ModelBroke(f"{name} needs more memory than there is ({said}). Choose a smaller one.")
    return ModelBroke(f"{name} failed: {said}. {ASK_AGAIN}")
