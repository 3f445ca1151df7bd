"""The chapters of a report, in the order of a test report by ISO/IEC 30107-3."""

from collections.abc import Iterator, Mapping
from typing import Any

from msfans.results.fusion_weights import ALL_ATTACKS, QUANTILES
from msfans.results.report import tables
from msfans.results.report.document import (
    Block,
    Cell,
    Document,
    Faces,
    Facts,
    Items,
    Listing,
    Section,
    Table,
    Text,
)
from msfans.results.report.evidence import Evidence
from msfans.results.report.not_tested import not_tested
from msfans.results.report.opening import headline, headline_note, warnings
from msfans.results.report.plates import plates
from msfans.results.report.robustness_table import robustness_blocks

TITLE = "Presentation attack detection: test report"
SILENT_SHOWN = 30


def document(evidence: Evidence) -> Document:
    """The report that the evidence supports."""
    chapters = {
        "system": ("System under test", system(evidence)),
        "corpus": ("Corpus", corpus(evidence)),
        "presentations": ("Presentations and PAI species", presentations(evidence)),
        "subjects": ("Subjects", subjects(evidence)),
        "non-response": ("Non-response", non_response(evidence)),
        "operating-points": ("Operating points", operating_points(evidence)),
        "species": ("Error rates by PAI species", species(evidence)),
        "figures": ("Figures", figures(evidence)),
        "intervals": ("Intervals", intervals(evidence)),
        "not-tested": ("What was not tested", not_tested_blocks(evidence)),
        "provenance": ("Provenance", provenance(evidence)),
    }
    return Document(
        title=TITLE,
        subtitle=evidence.name,
        date=evidence.date,
        headline=tuple(headline(evidence)),
        headline_note=headline_note(evidence),
        warnings=tuple(warnings(evidence)),
        sections=tuple(
            Section(key=key, title=title, blocks=tuple(blocks))
            for key, (title, blocks) in chapters.items()
        ),
    )


def system(evidence: Evidence) -> Iterator[Block]:
    """What gave the scores."""
    level = "each frame and, pooled, each video" if len(evidence.levels) > 1 else "each video"
    facts = {
        "kind": "PAD subsystem: it tells bona fide from attack presentations, not persons",
        "output": f"a score for {level}; higher is more bona fide",
        "decision": "bona fide where the score is at or above the threshold",
        "score of a video": f"the {evidence.results.pooling} of its frames' scores",
    }
    if run := evidence.run:
        facts = {
            "run": evidence.name,
            "scales": run.cell.scales,
            "fusion": run.cell.fusion,
            "backbone": run.cell.backbone or "not stated",
            "seed": str(run.cell.seed),
        } | facts
        facts["asked for by"] = " ".join(run.cell.words) or "another run"
        facts["training and scoring"] = f"{run.cell.seconds:.0f} s"
    else:
        facts = {"scores": evidence.name, "design": "not stated by a score file"} | facts
    yield Facts(facts=facts)


def corpus(evidence: Evidence) -> Iterator[Block]:
    """What was presented to it."""
    data = evidence.provenance.get("data", {})
    facts = {
        "corpus": evidence.corpus or "not stated",
        "protocol": evidence.protocol or "not stated",
    }
    if data:
        facts["videos"] = "rendered" if evidence.embedded else "recorded"
        facts["videos of the protocol"] = str(data.get("n_official", "not stated"))
        facts["missing or unreadable"] = str(data.get("n_missing_or_unreadable", "not stated"))
    facts["threshold from"] = "devel" if evidence.video.report.devel else "test itself"
    yield Facts(facts=facts)


def presentations(evidence: Evidence) -> Iterator[Block]:
    """How many, of which kind."""
    names = evidence.video.report.species
    yield Text(
        text=f"{len(names)} PAI species: {', '.join(names)}. A presentation is a video; frame "
        "figures count each frame."
    )
    yield tables.counts(evidence.levels)


def subjects(evidence: Evidence) -> Iterator[Block]:
    """Who was presented, and whether they helped to choose the threshold."""
    n_devel = evidence.n_devel_subjects
    yield Facts(
        facts={
            "subjects of test": str(evidence.video.report.n_subjects),
            "subjects of devel": "no devel set" if n_devel is None else str(n_devel),
        }
    )
    yield Text(text="Ages, origins and appearances of the subjects are not part of a score file.")


def non_response(evidence: Evidence) -> Iterator[Block]:
    """Presentations without a score, which stand in no error rate."""
    yield tables.non_responses(evidence.levels)
    if evidence.silent:
        shown = evidence.silent[:SILENT_SHOWN]
        more = f", the first {len(shown)} of them" if len(shown) < len(evidence.silent) else ""
        yield Text(text=f"{len(evidence.silent)} test videos have no score at all{more}:")
        yield Items(items=tuple(f"{each.clip} ({each.kind})" for each in shown))


def operating_points(evidence: Evidence) -> Iterator[Block]:
    """Thresholds and all rates at them; then what changes of the picture do to them."""
    for level in evidence.levels:
        if level.report.devel:
            yield tables.devel_points(level)
    yield tables.own_points(evidence.levels)
    if evidence.robustness:
        yield from robustness_blocks(evidence.robustness)


def species(evidence: Evidence) -> Iterator[Block]:
    """APCER species by species."""
    for level in evidence.levels:
        yield tables.species(level)


def figures(evidence: Evidence) -> Iterator[Block]:
    """Curves and panels; pictures of persons where they were asked for."""
    yield from plates(evidence)
    if any(level.reliability is None for level in evidence.levels):
        yield Text(text="No reliability diagram: the scores are not probabilities in [0, 1].")
    if evidence.run and not evidence.alphas:
        yield Text(text=f"No fusion weights: {evidence.run.cell.fusion} fusion has none.")
    if evidence.alphas:
        yield alpha_table(evidence)
    if evidence.faces:
        yield Faces(faces=evidence.faces)


def alpha_table(evidence: Evidence) -> Table:
    """The numbers of the fusion weights' figure."""
    rows = tuple(
        (
            Cell(text=each.kind),
            Cell(text=str(each.scale)),
            Cell(text=str(each.n)),
            Cell(text=f"{each.mean:.4f}"),
            *(Cell(text=f"{value:.4f}") for value in each.quantiles),
        )
        for each in evidence.alphas
    )
    header = ("kind", "scale", "frames", "mean", *(f"{100 * q:g} %" for q in QUANTILES))
    note = (
        f"{ALL_ATTACKS} pools the species."
        if any(each.kind == ALL_ATTACKS for each in evidence.alphas)
        else ""
    )
    return Table(title="Fusion weights alpha", header=header, rows=rows, note=note)


def intervals(evidence: Evidence) -> Iterator[Block]:
    """How uncertain the figures are, and how that was found."""
    bootstrap = evidence.results.bootstrap
    if bootstrap is None:
        yield Text(text="No intervals were asked for.")
    else:
        yield Text(
            text=f"Brackets hold {100 * bootstrap.coverage:.0f} % percentile intervals of a "
            f"bootstrap over the {evidence.video.report.n_subjects} subjects, never frames: "
            f"{bootstrap.draws} draws, seed {bootstrap.seed}. Thresholds from devel stay as they "
            "are; a threshold on test is chosen anew in each draw. Where a rate is 0 the bootstrap "
            "is blind, and the rule of three speaks."
        )
    yield tables.zero_error_limits(evidence.video)


def not_tested_blocks(evidence: Evidence) -> Iterator[Block]:
    """The limits of this test, as a list."""
    yield Items(items=tuple(not_tested(evidence)))


def provenance(evidence: Evidence) -> Iterator[Block]:
    """What was judged by what, so that the report can be made again."""
    rows = tuple(
        (
            Cell(text=each.role),
            Cell(text=each.path),
            Cell(text=f"{each.n_bytes:,}"),
            Cell(text=each.sha256),
        )
        for each in evidence.sources
    )
    yield Table(
        title="Files", header=("role", "path", "bytes", "SHA-256"), rows=rows, numeric=False
    )
    yield Facts(facts={"report made by": f"msfans {evidence.version}", "date": evidence.date})
    if run := evidence.run:
        yield Facts(facts=dict(flat(run.provenance)))
        yield Listing(title="config.yaml", text=run.config)


def flat(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a record by dotted name, as text."""
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield f"{prefix}{name}", " ".join(map(str, value))
        else:
            yield f"{prefix}{name}", "not known" if value is None else str(value)
