"""The public interface of the package: the code in docs/library.md runs, and gives what `recommend` gives."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import recommender
from tests.storefront.commands.command_line import run

PAGE = (Path(__file__).parents[1] / "docs" / "library.md").read_text(encoding="utf-8")


def test_every_name_of_the_face_is_there() -> None:
    assert set(recommender.__all__) == set(dir(recommender))
    for name in recommender.__all__:
        assert getattr(recommender, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = recommender.nothing


def test_the_ten_lines_do_what_recommend_does(capsys: pytest.CaptureFixture[str]) -> None:
    code = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    call = re.search(r"mattress-fit (recommend .*)\n", PAGE)
    assert code and call
    assert len([line for line in code[1].splitlines() if line.strip()]) <= 10
    found: dict[str, Any] = {}
    exec(compile(code[1], "docs/library.md", "exec"), found)
    printed = capsys.readouterr().out
    said = json.loads(run(capsys, *call[1].split()).out)
    answer = found["answer"]
    assert answer.target.firmness == pytest.approx(said["target"]["firmness"], rel=1e-9)
    assert [pick.mattress.mattress_id for pick in answer.picks] == [pick["mattress_id"] for pick in said["picks"]]
    assert [pick.fit for pick in answer.picks] == pytest.approx([pick["fit"] for pick in said["picks"]], rel=1e-9)
    assert all(pick.mattress.name in printed for pick in answer.picks)
