import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.errors import InputError
from pipeline.evaluation.rouge_bench import main, measure, stories
from pipeline.schema import Article

SAPO = "Hồ Đá Bàn ở huyện Sơn Trúc bị thấm thân đập, phải sửa chữa xong trước mùa mưa bão năm nay."
BODY = [
    "Sáng 9/6, đoàn công tác của tỉnh đi kiểm tra một số công trình ở hạ du phía đông con suối.",
    "Trời nắng to, đường vào thôn còn nhiều ổ gà nhưng bà con vẫn ra đón đoàn rất đông vui.",
    "Hồ Đá Bàn ở huyện Sơn Trúc bị thấm thân đập, tràn xả lũ hư hỏng nặng trước mùa mưa bão năm nay.",
    "Người trông coi hồ nói mực nước trong lòng hồ đang xuống thấp nhất từ nhiều năm trở lại đây.",
    "Buổi chiều cùng ngày, đoàn công tác đến thăm một số gia đình sống lâu năm ở ven con suối.",
]


def test_stories_are_articles_with_a_sapo_and_enough_after_it() -> None:
    whole = Article(id="a1", text="\n".join([SAPO, *BODY, *BODY]))
    short = Article(id="a2", text=f"{SAPO}\n{BODY[0]}")
    plain = Article(id="a3", text="\n".join(["Tin vắn", *BODY, *BODY]))
    [story] = stories([whole, short, plain])
    assert (story.article.id, story.sapo, story.article.text) == ("a1", SAPO, "\n".join([*BODY, *BODY]))


def test_measure_puts_ours_beside_the_leads_in_one_table(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    line = {"id": "a1", "title": "Sửa hồ Đá Bàn trước mùa mưa bão", "text": "\n".join([SAPO, *BODY, *BODY])}
    path.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    result = CliRunner().invoke(main, [str(path)])
    assert result.exit_code == 0, result.output
    table = {line.split()[0]: float(line.split()[1]) for line in result.output.splitlines()[1:]}
    assert set(table) == {"LEAD-1", "LEAD-2", "LEAD-3", "chidao"}
    assert table["chidao"] > table["LEAD-2"]


def test_measure_of_nothing_says_so() -> None:
    with pytest.raises(InputError, match="nothing to measure"):
        measure([])
