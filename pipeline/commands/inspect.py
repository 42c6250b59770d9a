"""`newswire inspect`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.exit_codes import Exit, UserError
from transforms.text.entities.engine import ENGINES

if TYPE_CHECKING:
    from transforms.containers.entry import Limits
    from transforms.records import Article, Fields, Paragraph, Source

HELP = "Show what each step finds in one article; nothing is written."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="the article; in a file of many, FILE#NAME")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings that differ from the defaults, as for ingest")
    parser.add_argument("--entities", choices=ENGINES, help="what finds names in Arabic, as for ingest")
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="one JSON object")
    forms.add_argument("--html", action="store_true", help="one self-contained page with every span marked; > page.html keeps it")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    article = _article(arguments.file, arguments.config, arguments.entities)
    if arguments.html:
        from pipeline.pages.article_page import render_article

        print(render_article(article))
    else:
        print(json.dumps(_fields(article), ensure_ascii=False, indent=1, default=str) if arguments.json else _page(article))
    return Exit.DONE


def _article(name: str, settings: Path | None, entities: str | None) -> Article:
    from pipeline.config import ConfigError, load_config
    from transforms.batch import detect_batch, extract_batch, read_batch, split_batch, strip_batch
    from transforms.records import Chunk
    from transforms.text.agency.registry import RegistryError, load_agencies
    from transforms.text.entities.camel import CamelDataError

    if Path(name).is_dir():
        raise UserError(Exit.NO_INPUT, f"{name} is a folder; name one article")
    try:
        config = load_config(settings)
        load_agencies(config.agencies_path())
    except (ConfigError, RegistryError) as error:
        raise UserError(Exit.CONFIG, str(error)) from None
    chunk = Chunk("inspect", datetime.now(UTC).date(), (_source(name, config.limits()),))
    batch = read_batch(
        chunk, max_article_bytes=config.max_article_bytes, max_paragraphs=config.max_paragraphs, field_names=config.field_names
    )
    for reject in batch.rejects:
        raise UserError(Exit.TOO_MANY_REJECTS, f"{name} would be rejected as {reject.reason}: {reject.detail}")
    language = config.language_settings()
    stripped = strip_batch(detect_batch(batch, language), config.agencies_path())
    try:
        return extract_batch(split_batch(stripped, language), entities or config.entity_engine, config.agencies_path()).articles[0]
    except CamelDataError as error:
        raise UserError(Exit.CONFIG, str(error)) from None


def _source(name: str, limits: Limits) -> Source:
    """The file, or what is named behind it and `#` in a file of many articles."""
    from pipeline.expand import expand
    from pipeline.listing import ListingRules, NoInputError, Passed, list_sources

    path, member = next(((name[:at], name[at + 1 :]) for at in _marks(name) if Path(name[:at]).is_file()), (name, ""))
    rules = ListingRules(limits=limits)
    try:
        (file,) = list_sources([path], rules, Passed())
    except NoInputError as error:
        raise UserError(Exit.NO_INPUT, str(error)) from None
    members = expand(file, rules, Passed())
    if members is None and not member:
        return file
    first = None
    for source in members or ():
        if member and source.member == member:
            return source
        first = first or source
    if first is None or not first.member:
        raise UserError(Exit.NO_INPUT, f"{path} holds no articles" + (f": {first.detail}" if first else ""))
    raise UserError(Exit.NO_INPUT, f"{path} holds {first.n_members} articles; name one, as {path}#{first.member}")


def _marks(name: str) -> list[int]:
    """Where the name of a file may end: the whole name first."""
    return [len(name), *(at for at, char in enumerate(name) if char == "#")]


def _fields(article: Article) -> dict[str, object]:
    row = asdict(article)
    return {name: row[name] for name in ("sha256", "format", "encoding", "fields", "flags", "language", "credits", "paragraphs")} | {
        "source_uri": article.source.uri,
        "n_chars": len(article.raw),
    }


def _page(article: Article) -> str:
    language = article.language
    told = asdict(article.credits)
    facts = {
        "file": article.source.uri,
        "format": article.format,
        "encoding": article.encoding,
        "language": f"{language.lang} {language.score:.2f} {language.script}" if language else None,
        **{name: told[name] for name in ("agency", "agency_text", "relayed_by", "byline", "dateline_place", "dateline_date")},
        "published_at": f"{told['published_at']:%Y-%m-%d} from {told['published_from']}" if told["published_at"] else None,
        "flags": ", ".join(article.flags) or None,
    }
    lines = [f"{name:<15} {value}" for name, value in facts.items() if value is not None]
    lines += [f"{'field ' + name:<15} {value}" for name, value in _said(article.fields).items()]
    lines += ["", *(f"removed         {r.start_char}-{r.end_char} {r.kind} by {r.rule}: {r.text!r}" for r in article.credits.removed)]
    for paragraph in article.paragraphs:
        lines += ["", *_paragraph_lines(paragraph)]
    return "\n".join(lines)


def _said(found: Fields) -> dict[str, object]:
    """What the format says, as it says it; whether that counts is in the lines above."""
    said = {name: value for name, value in asdict(found).items() if value not in (None, ()) and name != "has_zone"}
    return {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in said.items()}


def _paragraph_lines(paragraph: Paragraph) -> list[str]:
    language = f" {paragraph.language.lang}" if paragraph.language else ""
    head = f"[{paragraph.paragraph_no} {paragraph.kind}{language} {paragraph.start_char}-{paragraph.end_char}]"
    mentions = [f"    {m.label:<4} {m.start_char:>4}-{m.end_char:<4} {m.text}" for m in paragraph.mentions]
    return [head, paragraph.text, *mentions]
