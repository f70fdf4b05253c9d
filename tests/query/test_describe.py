"""docs/records.md is what the schema says, and says what every field and column means."""

from pathlib import Path

from msgspec import inspect

from pipeline.query.columns import TABLES
from pipeline.query.describe import describe, meanings, structs
from pipeline.query.records import Records
from pipeline.schema import Record

PAGE = Path(__file__).parents[2] / "docs" / "records.md"


def test_page_is_made_from_the_schema() -> None:
    assert PAGE.read_text(encoding="utf-8") == describe(), "python -m pipeline.query.describe docs/records.md"


def test_every_field_of_a_record_has_a_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    names = {info.cls.__name__ for info in structs()}
    assert {"Record", "Person", "Role", "Mention", "Directive", "Issuer", "DueDate", "Extractor"} <= names
    for name in names:
        assert f"\n### {name}\n" in page
    assert isinstance(inspect.type_info(Record), inspect.StructType)


def test_nothing_is_explained_that_does_not_exist() -> None:
    fields = {info.cls.__name__: {field.name for field in info.fields} for info in structs()}
    for struct, said in meanings().items():
        if struct == "columns":
            known = {column.name for table in TABLES.values() for column in table.columns}
        else:
            known = set().union(*fields.values()) if struct == "*" else fields[struct]
        assert set(said) <= known, struct


def test_page_lists_the_columns_that_the_views_have(records: Records) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for view in TABLES:
        section = page.split("## The views")[1].split(f"\n### {view}\n")[1].split("\n### ")[0]
        listed = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
        assert listed == records.sql(f"DESCRIBE {view}").column("column_name").to_pylist()
