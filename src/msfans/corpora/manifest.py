"""Own videos: a CSV with the columns path, subject, split, label, pai_species.

Paths are relative to the CSV's folder. Further columns become attributes of the clips.
"""

from functools import cached_property
from pathlib import Path

from msfans.errors import ProtocolError, UsageError
from msfans.protocols import REQUIRED, Protocol, clips_of, read_rows
from msfans.records import Clip


class Manifest:
    """The corpus that the CSV `path` lists; the list is the official one, whatever the disk holds.

    ProtocolError names every bad row; UsageError when there is no such file.
    """

    name = "manifest"
    embedded = False

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).expanduser()
        if not self.path.is_file():
            fact = "is a folder" if self.path.is_dir() else "does not exist"
            raise UsageError(self.path, fact, fix="give the CSV file that lists the videos")
        self.root = self.path.parent

    @cached_property
    def listed(self) -> Protocol:
        """The manifest held against the disk, which is read once."""
        clips = clips_of(self.path, read_rows(self.path, required=REQUIRED))
        if not clips:
            raise ProtocolError(self.path, "lists no videos", fix="add a row for each video")
        present = {clip.path for clip in clips if (self.root / clip.path).is_file()}
        return Protocol(
            corpus=self.name,
            name=self.path.stem,
            clips=tuple(clip for clip in clips if clip.path in present),
            missing=tuple(clip for clip in clips if clip.path not in present),
        )

    def clips(self) -> tuple[Clip, ...]:
        """The listed videos that are on disk."""
        return self.listed.clips

    def missing(self) -> tuple[Clip, ...]:
        """The listed videos that are not on disk."""
        return self.listed.missing

    def strays(self) -> tuple[str, ...]:
        """None: a manifest says nothing of files it does not list."""
        return ()

    def protocol(self) -> Protocol:
        """The whole manifest."""
        return self.listed

    def protocols(self) -> tuple[Protocol, ...]:
        """The whole manifest."""
        return (self.listed,)
