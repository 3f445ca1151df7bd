"""What Hydra says of a mistyped word, said again as: the word, the fact, the nearest right one."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from omegaconf import DictConfig, OmegaConf

from msfans.errors import UsageError


def refuse_new_keys(words: list[str]) -> None:
    """Refuse `+key=value` outside of Hydra's own settings: nothing would ever read that key."""
    for word in words:
        if word.startswith("+") and not word.lstrip("+").startswith("hydra"):
            key = word.lstrip("+").partition("=")[0]
            raise UsageError(word, "nothing reads an added key", fix=f"write {key}=... without +")


def explain(error: Exception, conf_dir: Path, words: list[str]) -> str:
    """One short message about `error`, raised while composing `conf_dir` with `words`."""
    text = "\n".join(str(link) for link in _chain(error))
    if option := re.search(r"Could not (?:find|load) '([^']+)/([^'/]+)'", text):
        return _wrong_option(option[1], option[2], text)
    if value := re.search(r"(Value '.*?' .*|Invalid value .*)\n\s+full_key: (\S+)", text):
        return f"{value[2]}: {_plain(value[1])}. Give a value of that type."
    if key := re.search(r"Could not override '([^'@]+)'", text):
        return _wrong_key(key[1], conf_dir, words)
    if several := re.search(r"Ambiguous value for argument '(.*)'", text):
        return f"{several[1]}: several values are a sweep. Add -m, or write key=[1,2] for a list."
    return f"{_first_line(text)}. Look at the settings with --help, at one cell with --cfg job."


def _wrong_option(group: str, option: str, text: str) -> str:
    listed = text.partition("Available options in")[2].partition(":")[2]
    lines = [line.strip() for line in listed.splitlines() if line.startswith("\t")]
    options = [line for line in lines if "=" not in line]  # others say where options come from
    more = " Launchers come in packages: see docs/scaling.md." if group == "hydra/launcher" else ""
    return f"{group}={option}: there is no such option. {_nearest(option, options)}{more}"


def _wrong_key(key: str, conf_dir: Path, words: list[str]) -> str:
    return f"{key}: there is no such setting. {_nearest(key, known_keys(conf_dir, words))}"


def known_keys(conf_dir: Path, words: list[str]) -> list[str]:
    """Every dotted key and group, with the groups chosen as in those of `words` that are right."""
    chosen = [word for word in words if _is_right_choice(conf_dir, word)]
    GlobalHydra.instance().clear()
    with initialize_config_dir(str(conf_dir), version_base="1.3"):
        config = compose("train", overrides=chosen)
    groups = [path.name for path in conf_dir.iterdir() if path.is_dir() and path.name != "hydra"]
    return sorted({*_dotted(config), *groups})


def _is_right_choice(conf_dir: Path, word: str) -> bool:
    group, _, option = word.partition("=")
    return bool(option) and (conf_dir / group / f"{option}.yaml").is_file()


def _dotted(config: DictConfig, prefix: str = "") -> Iterator[str]:
    for key in config:
        yield f"{prefix}{key}"
        node = OmegaConf.to_container(config)[key]  # type: ignore[index]  # a mapping
        if isinstance(node, dict):
            yield from _dotted(OmegaConf.create(node), f"{prefix}{key}.")


def _nearest(wrong: str, right: Iterable[str]) -> str:
    right = list(right)
    tail = wrong.rpartition(".")[2]
    near = get_close_matches(wrong, right, n=1) or [
        key for key in right if get_close_matches(tail, [key.rpartition(".")[2]], n=1)
    ]
    if near:
        return f"Did you mean {near[0]}?"
    return f"There are: {', '.join(key for key in right if '.' not in key)}."


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _plain(text: str) -> str:
    text = text.replace(" of type 'str' could not be converted to ", " is not of type ")
    return text.replace("a ListConfig, list or tuple", "a list like [1,2]").rstrip(".")


def _first_line(text: str) -> str:
    return next(line.strip() for line in text.splitlines() if line.strip()).rstrip(".")
