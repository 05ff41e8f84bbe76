"""What a fault of a model that LangChain reaches means for the reader, and what to do about it.

Each provider's package raises errors of its own. Those that LangChain's newer packages share are
known by their names (langchain_core.exceptions), the rest by the HTTP status they carry.
"""

import re
from collections.abc import Mapping

from rag.errors import ModelBroke, ModelError, ModelMissing, ModelUnreachable
from rag.llm.errors import check_text

# Kinds of fault: names of classes that an error may have among its own, and HTTP statuses. The
# first kind that fits counts: a timeout is a fault of the connection too.
_KINDS: tuple[tuple[str, set[str], range], ...] = (
    ("late", {"ModelTimeoutError", "TimeoutException", "TimeoutError", "Timeout"}, range(408, 409)),
    ("prompt", {"ContextOverflowError"}, range(413, 414)),
    ("key", {"ModelAuthenticationError"}, range(401, 402)),
    ("leave", {"ModelPermissionDeniedError"}, range(403, 404)),
    ("absent", {"ModelNotFoundError"}, range(404, 405)),
    ("limit", {"ModelRateLimitError"}, range(429, 430)),
    ("disorder", {"ModelAPIError"}, range(500, 600)),
    ("refused", {"ModelInvalidRequestError"}, range(400, 500)),
    ("connection", {"ModelConnectionError", "TransportError", "ConnectionError"}, range(0)),
)

_BROKE = {
    "late": "{name} did not finish within {seconds:g} seconds. Ask again, or set answer_deadline "
    "higher.",
    "prompt": "The prompt is longer than {name} can read at once. Ask a shorter question, or set "
    "num_ctx to what the model can hold.",
    "key": "{provider} does not accept the key it was sent, or was sent none. Set {key} in the "
    "environment.",
    "leave": "{provider} does not allow this key, or questions from this place, to use {name}{said}"
    ". Choose another model, or ask whoever manages the account.",
    "limit": "{provider} takes no more questions for now: the account is at its limit, or out of "
    "credit{said}. Ask again in a minute, or look at the account.",
    "disorder": "{provider} is out of order{said}. Ask again in a few minutes.",
    "refused": "{name} refused the question{said}. Check num_predict and num_ctx, or choose "
    "another model.",
    "broken off": "The connection to {provider} broke off. Ask again.",
    "unknown": "{name} failed{said}. Ask again; if it stays so, choose another model.",
}

_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN)\b")
_NO_KEY = re.compile(r"api[_ ]?key|credential|authenticat|access token", re.IGNORECASE)

# How an answer ended, in the words of the providers, in lower case.
_WHOLE = {"stop", "end_turn", "stop_sequence", "complete", "completed", "eos", "eos_token"}
_CUT = {
    "length", "max_tokens", "max_output_tokens", "model_length", "model_context_window_exceeded",
}  # fmt: skip
_WITHHELD = {
    "blocklist", "content_filter", "content_filtered", "error_toxic", "guardrail_intervened",
    "prohibited_content", "recitation", "refusal", "safety", "spii",
}  # fmt: skip


def make_package_missing_error(name: str, package: str) -> ModelMissing:
    return ModelMissing(
        f"{name} needs packages that are not installed. "
        f"Get them with `pip install 'clippings[models]' {package}`."
    )


def make_setup_error(error: Exception, name: str, package: str) -> ModelError:
    """For an error before anything was sent."""
    if isinstance(error, ImportError):
        return make_package_missing_error(name, package)
    if _NO_KEY.search(str(error)):
        return _make_broke_error("key", error, name)
    return ModelBroke(
        f"The package {package} could not set up {name}. "
        f"Update it with `pip install --upgrade {package}`, or choose another model."
    )


def make_failure_error(error: Exception, name: str, *, seconds: float, begun: bool) -> ModelError:
    """For an error of a request that had `seconds`; `begun` if some of the answer had come."""
    kind = _classify_fault(error)
    if kind == "absent":
        return ModelMissing(
            f"{_name_provider(name)} has no model of the name {name.partition(':')[2]}, or none "
            "for this key. Correct the setting `model`."
        )
    if kind == "connection" and not begun:
        return ModelUnreachable(
            f"{_name_provider(name)} cannot be reached. Check the connection to the internet, or "
            "choose a model of a local Ollama server."
        )
    return _make_broke_error("broken off" if kind == "connection" else kind, error, name, seconds)


def check_end(reason: str, text: str, name: str, num_predict: int) -> None:
    """Raises ModelBroke unless the provider's `reason` for the end means that `text` is whole.

    Where only the end is missing, for want of tokens, that is AnswerCut.
    """
    word = reason.lower()
    if word in _WITHHELD:
        raise ModelBroke(
            f"{_name_provider(name)} held the answer back, or the rest of it, by its rules for "
            f"content ({reason}). Put the question in other words, or choose another model."
        )
    if word not in _WHOLE | _CUT:
        ended = f"for a reason it calls {reason!r}" if reason else "without saying that it is whole"
        raise ModelBroke(f"{name} ended its answer {ended}. Ask again, or choose another model.")
    if not text.strip() and word in _CUT:
        raise ModelBroke(
            f"{name} wrote nothing within {num_predict} tokens, as models do that think first. "
            "Set num_predict higher, or choose a model that answers directly."
        )
    check_text(text, name, num_predict, cut=word in _CUT)


def read_end_reason(metadata: Mapping[str, object]) -> str:
    """Why an answer ended, from what comes with one piece of it; "" where it does not say."""
    details = metadata.get("incomplete_details")  # which tell more than the status beside them
    said = [details.get("reason")] if isinstance(details, Mapping) else []
    said += map(metadata.get, ("finish_reason", "stop_reason", "stopReason", "status"))
    return next((word for word in said if word and isinstance(word, str)), "")


def _classify_fault(error: Exception) -> str:
    names = {kind.__name__ for kind in type(error).__mro__}
    by_name = [kind for kind, known, _ in _KINDS if names & known]
    by_status = [kind for kind, _, statuses in _KINDS if _read_status(error) in statuses]
    no_key = ["key"] if not names & {"ModelError"} and _NO_KEY.search(str(error)) else []
    return next(iter([*by_name, *by_status, *no_key]), "unknown")


def _read_status(error: Exception) -> int:
    """The HTTP status that an error carries, 0 where it carries none."""
    for holder in (error, getattr(error, "response", None)):
        for attribute in ("status_code", "code"):
            value = getattr(holder, attribute, None)
            if isinstance(value, int):
                return value
    return 0


def _make_broke_error(kind: str, error: Exception, name: str, seconds: float = 0.0) -> ModelBroke:
    variable = _VARIABLE.search(str(error))
    said = _read_provider_message(error)
    return ModelBroke(
        _BROKE[kind].format(
            name=name,
            provider=_name_provider(name),
            seconds=seconds,
            key=variable[0] if variable else "the right one",
            said=f" ({said})" if said else "",
        )
    )


def _read_provider_message(error: Exception) -> str:
    """The sentence in the JSON that the provider sent, "" where it is not found."""
    held = getattr(error, "body", None)
    for key in ("error", "message"):
        held = held.get(key, held) if isinstance(held, Mapping) else held
    return " ".join(held.split())[:200].rstrip(". ") if isinstance(held, str) else ""


def _name_provider(name: str) -> str:
    return name.partition(":")[0]
