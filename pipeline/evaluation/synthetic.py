"""Records of a year that never was, to measure queries on: as many, as long and as uneven as real ones, all invented.

    python -m pipeline.evaluation.synthetic FOLDER --articles 400000

writes FOLDER/processed/records/<day>.jsonl; the same arguments give the same bytes.
"""

import hashlib
from datetime import date, timedelta
from itertools import accumulate, product
from pathlib import Path
from random import Random
from unicodedata import normalize

import click

from pipeline.schema import (
    Action,
    Addressee,
    Date,
    Directive,
    Document,
    DueDate,
    Extractor,
    Issuer,
    Mention,
    Person,
    Range,
    Record,
    Role,
    Span,
    Summary,
)
from pipeline.store.files import atomic_writer
from pipeline.store.records import write_records
from pipeline.urls import short_digest

_FIRST_DAY = date(2025, 1, 1)
_DAYS = 365
_SOURCES = 40
_OFFICE_HOLDERS = 1500
_WORDS = 30_000
_SAMPLE = 2_000_000
_SENTENCE = (8, 24)

_ONSETS = "b c ch d đ g gi h k kh l m n ng nh ph qu r s t th tr v x".split()  # noqa: SIM905
_RIMES = (  # noqa: SIM905
    "a ai an ang anh ao âm ân âu ăm ăn e en ê ên i iên iêu inh o oan oi ô ôn ông ơ ơi u ung uyên ư ưng ươi ương y"
).split()
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_RANKS = ("Chủ tịch", "Phó Chủ tịch", "Giám đốc", "Phó Giám đốc", "Bí thư", "Trưởng ban")
_BODIES = ("UBND", "Sở Xây dựng", "Sở Nội vụ", "Sở Tài chính", "Sở Y tế", "Công an", "Ban Quản lý dự án", "HĐND")


class World:
    """What the invented articles speak of, with an uneven chance of being spoken of."""

    def __init__(self, seed: int) -> None:
        self.random = random = Random(seed)  # noqa: S311
        syllables = [_compose(*parts) for parts in product(_ONSETS, _RIMES, _TONES)]
        random.shuffle(syllables)
        words = [" ".join(random.choices(syllables, _falling(len(syllables)), k=2)) for _ in range(_WORDS)]
        self._running = random.choices(words, _falling(_WORDS), k=_SAMPLE)
        self.provinces = [_name(random, syllables, 2) for _ in range(34)]
        self.sources = [(f"bao{number}", random.choice([*self.provinces, None])) for number in range(_SOURCES)]
        self._holders = {
            province: [self._holder(syllables) for _ in range(_OFFICE_HOLDERS)] for province in (*self.provinces, None)
        }
        self._chances = list(accumulate(_falling(_OFFICE_HOLDERS)))
        self.documents = [f"{random.randint(1, 4000)}/{kind}" for kind in ("QĐ-UBND", "CT-TTg") for _ in range(4000)]

    def _holder(self, syllables: list[str]) -> tuple[str, str, str]:
        random = self.random
        body = f"{random.choice(_BODIES)} huyện {_name(random, syllables, 2)}"
        return _name(random, syllables, 3), random.choice(_RANKS), body

    def holder(self, province: str | None) -> tuple[str, str, str]:
        """Somebody in office in a province: name, rank and body."""
        (chosen,) = self.random.choices(self._holders[province], cum_weights=self._chances)
        return chosen

    def words(self, number: int) -> str:
        """A run of so many words."""
        start = self.random.randrange(_SAMPLE - number)
        return " ".join(self._running[start : start + number])


class Writer:
    """An article as it grows, and what is found in it."""

    def __init__(self, world: World, article: str, day: date, province: str | None) -> None:
        self.world, self.article, self.day, self.province = world, article, day, province
        self.text = ""
        self.people: dict[str, Person] = {}
        self.dates: list[Date] = []
        self.documents: list[Document] = []
        self.directives: list[Directive] = []

    def say(self, words: str, after: str = " ") -> Span:
        """Write words, and where they stand."""
        start = len(self.text)
        self.text += words + after
        return Span(start, start + len(words), words)

    def filler(self, sentences: int) -> None:
        """Write a paragraph in which nothing is to be found."""
        for _ in range(sentences):
            self.say(self.world.words(self.world.random.randint(*_SENTENCE)).capitalize(), ". ")
        self.text = self.text.rstrip() + "\n"

    def order(self, number: int) -> None:
        """Write a paragraph with an order, and note all that is to be found in it."""
        random = self.world.random
        name, rank, body = self.world.holder(self.province)
        start = len(self.text)
        said = self.say(name, ", ")
        title = self.say(f"{rank} {body}", ", ")
        cue = self.say("yêu cầu")
        addressee = self.say(self.world.holder(self.province)[2]) if random.random() < 0.85 else None
        action = self.say(f"thực hiện {self.world.words(random.randint(4, 12))}")
        due = self._deadline() if random.random() < 0.25 else None
        if random.random() < 0.4:
            self._document()
        self.text = self.text.rstrip() + ".\n"
        person = self._person(said, name, rank, body, title)
        last = self.directives[-1] if self.directives else None
        issuer = Issuer(person, name, f"{rank} {body}", body, None, said.start, said.end, said.text)
        self.directives.append(
            Directive(
                id=short_digest(f"{self.article}:{number}"),
                action=Action(action.start, action.end, action.text, "thực hiện"),
                kind="exhortation" if random.random() < 0.15 else "order",
                issuer=issuer,
                addressees=[Addressee(addressee.start, addressee.end, addressee.text, "body", addressee.text)]
                if addressee
                else [],
                coordinators=[],
                deadline=due,
                deadlines=[due] if due else [],
                restates=last.id if last and random.random() < 0.1 else None,
                starts=None,
                polarity="do",
                cue=cue,
                sentence=Range(start, len(self.text) - 1),
                inherited=[],
                confidence=round(random.uniform(0.5, 1), 2),
                rules=["cue:yêu cầu"],
            )
        )

    def _person(self, said: Span, name: str, rank: str, body: str, title: Span) -> str:
        mention = Mention(said.start, said.end, said.text, "name")
        if name in self.people:
            self.people[name].mentions.append(mention)
        else:
            role = Role(title.text, rank.lower(), body, "district", False, title.start, title.end)
            self.people[name] = Person(f"p{len(self.people) + 1}", name, None, [role], [mention])
        return self.people[name].id

    def _deadline(self) -> DueDate:
        self.say("trước")
        day = self.day + timedelta(days=self.world.random.randint(1, 90))
        said = self.say(f"ngày {day.day}/{day.month}/{day.year}")
        value = day.isoformat()
        self.dates.append(Date(said.start, said.end, said.text, value, value, value, "before", "deadline", "text"))
        return DueDate(said.start, said.end, said.text, value, value, value)

    def _document(self) -> None:
        self.say("theo")
        number = self.world.random.choice(self.world.documents)
        said = self.say(f"văn bản số {number}")
        self.documents.append(Document(said.start, said.end, said.text, number, "Văn bản", None, None))


def write_article(world: World, number: int, day: date) -> Record:
    """An article of two to three thousand letters; a third has no orders, the others have several."""
    random = world.random
    source, province = random.choice(world.sources)
    article = short_digest(f"article:{number}")
    writer = Writer(world, article, day, province)
    title = world.words(6).capitalize()
    orders = random.choice((0, 0, 1, 2, 3, 4, 5, 5))
    for order in range(orders):
        writer.filler(random.randint(1, 6))
        writer.order(order)
    writer.filler(max(2, random.randint(14, 24) - 3 * orders))
    text = writer.text.rstrip()
    return Record(
        schema_version="1",
        id=article,
        url=f"https://{source}.example/{number}.html",
        source=source,
        province=province,
        title=title,
        published_at=f"{day}T{random.randrange(24):02}:{random.randrange(60):02}:00+07:00",
        authors=[world.holder(province)[0]],
        photographers=[],
        section=None,
        text=text,
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        archive=None,
        duplicate_of=short_digest(f"article:{number - 1}") if number and random.random() < 0.02 else None,
        people=list(writer.people.values()),
        dates=writer.dates,
        documents=writer.documents,
        directives=writer.directives,
        summary=Summary(title, []),
        extractor=Extractor("synthetic", {}),
    )


def write_year(folder: Path, articles: int, seed: int) -> int:
    """Write the records of a year into `<folder>/processed/records`; returns how many directives they hold."""
    world = World(seed)
    directives = 0
    for index in range(_DAYS):
        day = _FIRST_DAY + timedelta(days=index)
        numbers = range(articles * index // _DAYS, articles * (index + 1) // _DAYS)
        records = sorted((write_article(world, number, day) for number in numbers), key=lambda record: record.id)
        directives += sum(len(record.directives) for record in records)
        if records:
            with atomic_writer(folder / "processed" / "records" / f"{day}.jsonl") as file:
                write_records(file, records)
    return directives


def _falling(number: int) -> list[float]:
    """Chances as words have them: the second half as likely as the first, the third a third."""
    return [1 / rank for rank in range(1, number + 1)]


def _compose(onset: str, rime: str, tone: str) -> str:
    vowel = next(index for index, letter in enumerate(rime) if letter in "aăâeêioôơuưy")
    return normalize("NFC", onset + rime[: vowel + 1] + tone + rime[vowel + 1 :])


def _name(random: Random, syllables: list[str], length: int) -> str:
    return " ".join(random.choices(syllables, k=length)).title()


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--articles", type=click.IntRange(min=1), default=400_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(folder: Path, articles: int, seed: int) -> None:
    """Write the records of an invented year into FOLDER/processed/records."""
    click.echo(f"{write_year(folder, articles, seed)} directives")


if __name__ == "__main__":
    main()
