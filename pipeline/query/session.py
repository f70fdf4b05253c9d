"""DuckDB over the columnar copy: the views of `views.sql`, and nothing else within reach of a query."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self, TypeVar

import duckdb
import pyarrow as pa

from pipeline.errors import ConfigError
from pipeline.query.copies import Copy
from pipeline.query.repeats import literal
from pipeline.query.views import communes_file, create_views

T = TypeVar("T")

_MEMORY = "1200MB"
_BATCH = 10_000


class QueryError(ConfigError):
    """A query that can't be answered as it is put; the message says why."""


class Session:
    """The views over some copies of records. Unless `unsafe`, it takes one SELECT at a time, which reaches no file but
    the copies. `notes` is what is to be told about the data. To be closed, or used in a `with` block.
    """

    def __init__(
        self, copies: list[Copy], runs: Path, *, with_restatements: bool = False, unsafe: bool = False
    ) -> None:
        self.unsafe = unsafe
        self._thread = ThreadPoolExecutor(1)
        self._spill = TemporaryDirectory(prefix="chidao-", ignore_cleanup_errors=True)
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "temp_directory": self._spill.name,
            "python_enable_replacements": unsafe,
        }
        self._connection = duckdb.connect(":memory:", config=config)
        try:
            self._connection.execute("SET parquet_metadata_cache = true")
            self.notes = create_views(self._connection, copies, runs, with_restatements=with_restatements)
            if not unsafe:
                self._lock({copy.folder.parent for copy in copies})
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._thread.shutdown()
        self._connection.close()
        self._spill.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def read(self, sql: str, parameters: Mapping[str, Any] | None = None) -> "Answer":
        """The answer, to be read before the next query. What stands as `$name` is taken from `parameters`.

        Raises QueryError for SQL that is wrong or not allowed, here or while the answer is read.
        """
        return Answer(self, lambda: self._start(sql, parameters or {}))

    def table(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """The whole answer. Raises QueryError as `read` does."""
        return self.read(sql, parameters).table()

    def patiently(self, work: Callable[[], T]) -> T:
        """Do what may take long in another thread, so that this one can be interrupted, and ends it then."""
        with _plain_errors():
            future = self._thread.submit(work)
            try:
                return future.result()
            except KeyboardInterrupt:
                # A query that is only about to begin takes no notice, so it is told until it has ended.
                while not future.done():
                    self._connection.interrupt()
                    wait([future], timeout=0.1)
                raise

    def _start(self, sql: str, given: Mapping[str, Any]) -> pa.RecordBatchReader:
        statements = self._connection.extract_statements(sql)
        if not statements:
            raise QueryError("the query is empty")
        if not self.unsafe:
            _check(statements)
            self._connection.execute("ROLLBACK; BEGIN TRANSACTION READ ONLY")
        for statement in statements[:-1]:
            self._connection.execute(statement)
        last = statements[-1]
        if missing := sorted(last.named_parameters.difference(given)):
            raise QueryError(f"the query has ${missing[0]}, and no value is given for it")
        wanted = {name: given[name] for name in last.named_parameters}
        relation = self._connection.sql(last.query, params=wanted or None)
        if relation is None:
            return pa.RecordBatchReader.from_batches(pa.schema([]), [])
        return relation.to_arrow_reader(_BATCH)

    def _lock(self, folders: set[Path]) -> None:
        self._connection.execute(f"SET allowed_directories = {literal(folders)}")
        self._connection.execute(f"SET allowed_paths = {literal([communes_file()])}")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")
        self._connection.execute("BEGIN TRANSACTION READ ONLY")


class Answer:
    """An answer, batch by batch, to be gone through once. Sums are BIGINT, each column has a name of its own."""

    def __init__(self, session: Session, start: Callable[[], pa.RecordBatchReader]) -> None:
        self._session = session
        self._reader = session.patiently(start)
        self.schema = _plain_schema(self._reader.schema)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        while (batch := self._session.patiently(self._next)) is not None:
            yield batch

    def table(self) -> pa.Table:
        return pa.Table.from_batches(self, self.schema)

    def reader(self) -> pa.RecordBatchReader:
        """The same for other libraries."""
        return pa.RecordBatchReader.from_batches(self.schema, self)

    def _next(self) -> pa.RecordBatch | None:
        batch = next(self._reader, None)
        if batch is None:
            return None
        columns = [column.cast(field.type) for column, field in zip(batch, self.schema, strict=True)]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Makes the errors of DuckDB and Arrow QueryErrors."""
    try:
        yield
    except duckdb.Error as error:
        raise QueryError(_reason(error)) from error
    except (RuntimeError, OSError, pa.ArrowInvalid) as error:
        # What fails in the system (a full disk) has a number, what fails in the query has none.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise QueryError(_reason(error)) from error


def _check(statements: list[duckdb.Statement]) -> None:
    """Raises QueryError unless there is one statement, and that only reads."""
    # EXPLAIN ANALYZE runs what it explains, and a COPY of a PIVOT is a statement of several. A SELECT may hold a DELETE
    # in its WITH: the read-only transaction refuses that.
    if len(statements) > 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError(
            "one query at a time that reads: SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE "
            "(PIVOT within a FROM, its values named by IN); --unsafe allows everything"
        )


def _reason(error: Exception) -> str:
    return str(error).strip() or type(error).__name__


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    """The same with BIGINT for the HUGEINT that sums are, and each column under a name of its own."""
    seen: Counter[str] = Counter()
    fields = []
    for field in schema:
        seen[field.name] += 1
        name = field.name if seen[field.name] == 1 else f"{field.name}_{seen[field.name]}"
        fields.append(pa.field(name, pa.int64() if field.type == pa.decimal128(38, 0) else field.type))
    return pa.schema(fields)
