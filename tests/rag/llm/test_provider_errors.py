"""What is known of LangChain's providers: their names, their packages, their words."""

from importlib.util import find_spec

import pytest
from langchain.chat_models import init_chat_model

from rag.errors import AnswerCut
from rag.llm.langchain_chat import PROVIDERS, is_provider_name
from rag.llm.provider_errors import check_end, read_end_reason

NAME = "openai:gpt-4.1-mini"


@pytest.mark.parametrize(
    "name",
    ["openai:gpt-5-mini", "mistralai:mistral-small", "bedrock:a.b-v1:0", "openrouter:qwen/q:free"],
)
def test_names_of_providers(name: str) -> None:
    assert is_provider_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "qwen3:4b-instruct",
        "gpt-oss:20b",
        "hf.co/unsloth/Qwen3-4B-GGUF:Q4_K_M",
        "library/deepseek:7b",
        "localhost:5000/openai:latest",
        "ollama:openai:latest",
        "OpenAI:gpt-5",
        "openai",
        "openai:",
        "mistral:7b",
        "none",
        "",
    ],
)
def test_names_of_ollama(name: str) -> None:
    assert not is_provider_name(name)


def test_the_providers_are_those_of_langchain() -> None:
    with pytest.raises(ValueError, match="Supported model providers are") as raised:
        init_chat_model("any", model_provider="nobody")
    listed = str(raised.value).rpartition(": ")[2].split(", ")
    assert set(PROVIDERS) == set(listed) - {"ollama", "huggingface"}


ABSENT = [name for name, package in PROVIDERS.items() if not find_spec(package.replace("-", "_"))]


@pytest.mark.parametrize("provider", ABSENT)
def test_the_packages_are_those_that_langchain_asks_for(provider: str) -> None:
    with pytest.raises(ImportError, match=f"pip install {PROVIDERS[provider]}`"):
        init_chat_model(f"{provider}:any")


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"finish_reason": "STOP", "safety_ratings": []}, "STOP"),
        ({"stop_reason": "end_turn", "stop_sequence": None}, "end_turn"),
        ({"stopReason": "max_tokens"}, "max_tokens"),
        ({"status": "completed", "incomplete_details": None}, "completed"),
        (
            {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            "max_output_tokens",
        ),
        ({"finish_reason": None, "model_name": "m"}, ""),
        ({}, ""),
    ],
)
def test_where_providers_say_why_an_answer_ended(metadata: dict[str, object], reason: str) -> None:
    assert read_end_reason(metadata) == reason


@pytest.mark.parametrize("reason", ["stop", "STOP", "end_turn", "COMPLETE", "completed"])
def test_whole_answers_of_all_providers(reason: str) -> None:
    check_end(reason, "It sank.", NAME, 700)


@pytest.mark.parametrize("reason", ["length", "MAX_TOKENS", "max_output_tokens"])
def test_cut_answers_of_all_providers(reason: str) -> None:
    with pytest.raises(AnswerCut):
        check_end(reason, "It sank. Then", NAME, 700)
