"""The scripts of the page are joined into one function: what they declare must not collide."""

import re
from collections import Counter

from rag.web import assets


def test_no_two_scripts_declare_the_same_name() -> None:
    declared = re.findall(
        r"^(?:async )?(?:function\*?|const|let|class) (\w+)", assets.join_script(), re.MULTILINE
    )
    assert len(declared) > 50
    assert [name for name, times in Counter(declared).items() if times > 1] == []
