"""Click in Chinese: headings of the help, and one sentence for each mistake of a command line."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any, TypeVar

import click

from quxiang.cli.harmless import harmless
from quxiang.cli.helping import Formatter
from quxiang.problems import Problem, UnusableError

#: exit codes of every command
FOUND, UNUSABLE = 1, 2
_F = TypeVar("_F", bound=Callable[..., Any])


class _Chinese:
    """Headings a command and a group share."""

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self._section(ctx, formatter, "参数", click.Argument)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self._section(ctx, formatter, "选项", click.Option)

    def _section(
        self,
        ctx: click.Context,
        formatter: click.HelpFormatter,
        title: str,
        kind: type[click.Parameter],
    ) -> None:
        params = self.get_params(ctx)  # type: ignore[attr-defined]
        mine = (each for each in params if isinstance(each, kind))
        rows = [record for each in mine if (record := each.get_help_record(ctx)) is not None]
        if rows:
            with formatter.section(title):
                formatter.write_dl([(name, _help(text)) for name, text in rows])

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **more)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示本说明。"
        return option

    def format_epilog(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        epilog = self.epilog  # type: ignore[attr-defined]
        if epilog:
            with formatter.section("例子"):
                for line in epilog.strip().splitlines():
                    formatter.write(f"  {line.strip()}\n")


def _help(text: str) -> str:
    for english, chinese in (
        ("[default: ", "[默认："),
        ("; required", "；必填"),
        ("[required]", "[必填]"),
    ):
        text = text.replace(english, chinese)
    return text


class Command(_Chinese, click.Command):
    """A command whose help and mistakes are Chinese."""


class Group(_Chinese, click.Group):
    """A group whose commands load only when called, so that help and listings stay quick."""

    command_class = Command

    def __init__(
        self, *args: Any, lazy: dict[str, tuple[str, str]] | None = None, **more: Any
    ) -> None:
        super().__init__(*args, subcommand_metavar="命令 …", **more)
        self.lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.lazy, *super().list_commands(ctx)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.list_commands(ctx), 1)
            hint = f"，是不是 {near[0]}" if near else ""
            ctx.fail(f"没有命令“{args[0]}”{hint}。")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.lazy:
            return super().get_command(ctx, name)
        module, _ = self.lazy[name]
        command: click.Command = __import__(module, fromlist=["command"]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, sentence) for name, (_, sentence) in self.lazy.items()]
        rows += [
            (
                name,
                (
                    super(Group, self).get_command(ctx, name) or click.Command(name)
                ).get_short_help_str(60),
            )
            for name in super().list_commands(ctx)
        ]
        with formatter.section("命令"):
            formatter.write_dl(rows)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


click.Context.formatter_class = Formatter


def sentence_of(error: click.ClickException) -> str:
    """Return one Chinese sentence for a mistake Click found."""
    if isinstance(error, click.NoSuchOption):
        near = f"，是不是 {error.possibilities[0]}" if error.possibilities else ""
        return f"没有选项 {error.option_name}{near}。"
    if isinstance(error, click.MissingParameter):
        option = isinstance(error.param, click.Option)
        name = error.param.opts[0] if option and error.param else ""
        return f"缺少 {name or (error.param.human_readable_name if error.param else '')}。"
    if isinstance(error, click.BadParameter):
        name = "/".join(error.param.opts) if error.param else ""
        if error.param and isinstance(error.param.type, click.Choice):
            return f"{name} 的值不对，可用：{'、'.join(map(str, error.param.type.choices))}。"
        return f"{name} 的值不对：{_chinese_detail(error.message)}"
    if isinstance(error, click.BadOptionUsage) and "requires an argument" in error.message:
        return f"选项 {error.option_name} 后面缺少它的值。"
    return _chinese_detail(error.format_message())


def _chinese_detail(text: str) -> str:
    for pattern, said in _FORMS:
        if found := pattern.fullmatch(text):
            return said.format(*found.groups())
    for english, chinese in _DETAILS:
        if text.startswith(english):
            rest = text[len(english) :].rstrip(".")
            return f"{chinese}{rest}。"
    return text if text.endswith("。") else f"{text}。"


_DETAILS = (
    ("Got unexpected extra arguments ", "多出了参数 "),
    ("Got unexpected extra argument ", "多出了参数 "),
    ("Missing command", "缺少命令"),
    ("Option ", "选项写法不对："),
)


#: what Click says of values in the middle of its sentences
_FORMS = (
    (re.compile(r"'(.*)' is not a valid integer( range)?\.?", re.DOTALL), "“{0}”不是整数。"),
    (re.compile(r"(-?\d+) is not in the range (\d+)<=x<=(\d+)\."), "{0} 不在 {1} 到 {2} 之间。"),
    (re.compile(r"\w+ '(.*)' is a file\.", re.DOTALL), "“{0}”是文件，这里要文件夹。"),
    (re.compile(r"\w+ '(.*)' is a directory\.", re.DOTALL), "“{0}”是文件夹，这里要文件。"),
    (re.compile(r"\w+ '(.*)' does not exist\.", re.DOTALL), "“{0}”不存在。"),
    (re.compile(r"\w+ '(.*)' is not (readable|writable)\.", re.DOTALL), "“{0}”没有权限读写。"),
)


@contextmanager
def refusing(lang: str = "zh") -> Iterator[None]:
    """Turn what cannot be used into sentences on stderr and exit code 2."""
    try:
        yield
    except UnusableError as error:
        say_problems(error.problems, lang)
        sys.exit(UNUSABLE)


def say_problems(problems: Sequence[Problem], lang: str = "zh", most: int = 200) -> None:
    """Print problems on stderr; what is said of the command line itself is Chinese."""
    from quxiang.exchange.faults import in_english
    from quxiang.reports.labels import words
    from quxiang.reports.problemlist import said

    word = words(lang)
    for problem in map(in_english, problems[:most]) if lang == "en" else problems[:most]:
        place = str(problem.where)
        told = said(problem, word)
        line = word("named_place").format(place=place, said=told) if place else told
        click.echo(harmless(line), err=True)
    if len(problems) > most:
        click.echo(word("line_end").format(n=word("more").format(n=len(problems) - most)), err=True)


def run(group: click.Group, arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code instead of leaving."""
    try:
        return _main(group, arguments)
    except click.ClickException as error:
        return _say_mistake(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        return _say_fault()


def _main(group: click.Group, arguments: Sequence[str] | None) -> int:
    given = list(arguments) if arguments is not None else None
    try:
        result = group.main(given, prog_name="quxiang", standalone_mode=False)
    except SystemExit as leave:
        return int(leave.code or 0)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.Abort:
        click.echo("已中止，没有写出任何文件。", err=True)
        return UNUSABLE
    return result if isinstance(result, int) else 0


def _say_mistake(error: click.ClickException) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.ctx.get_help() if error.ctx else "")
    else:
        click.echo(sentence_of(error), err=True)
        click.echo("用 --help 查看用法。", err=True)
    return UNUSABLE


def _say_fault() -> int:
    """Keep the traceback of a fault of ours in a file, and say one sentence."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="quxiang-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exc(file=log)
    click.echo(
        f"程序出错了，没有改动任何文件。请把 {log.name} 交给维护人员（其中可能有数据）。", err=True
    )
    return UNUSABLE
