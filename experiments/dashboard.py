"""The Weights & Biases dashboard of the sweeps, as code.

    python experiments/dashboard.py --entity you --project msfans          # save it there (a login)
    python experiments/dashboard.py --entity you --project msfans --check  # build it, send nothing

It shows the keys that msfans.training and msfans.apps.findings log; the tests compare the two.
"""

import argparse
import sys

import wandb_workspaces.reports.v2 as panels
import wandb_workspaces.workspaces as workspaces

from msfans.apps.findings import DET_AXES

STEP = "trainer/global_step"
SCALES = ("0.9", "1", "1.1", "1.2", "1.3", "1.4", "1.5")


def dashboard(entity: str, project: str) -> workspaces.Workspace:
    """Tables, errors, DET, curves and fusion weights; runs are grouped by sweep."""
    return workspaces.Workspace(
        name="Multi-scale face anti-spoofing",
        entity=entity,
        project=project,
        sections=[tables(), errors(), curves(), fusion_weights()],
        runset_settings=workspaces.RunsetSettings(groupby=[workspaces.Metric("Group")]),
    )


def tables() -> workspaces.Section:
    """What the summary run of each sweep holds."""
    shown = [panels.WeavePanelSummaryTable(table_name=name) for name in ("grid", "cells")]
    return workspaces.Section(name="Tables of the sweeps", panels=shown, is_open=True)


def errors() -> workspaces.Section:
    """The last figures of every cell, and where each of them stands on the DET."""
    bars = [
        panels.BarPlot(title=title, metrics=[key], orientation="h", max_runs_to_show=50)
        for title, key in (
            ("EER on test, frames", "test_frame_eer"),
            ("EER on test, videos", "test_video_eer"),
            ("HTER on test, frames", "test_frame_hter"),
            ("HTER on test, videos", "test_video_hter"),
        )
    ]
    det = panels.CustomChart(
        query={"summaryTable": {"tableKey": "DET_table"}},
        chart_name="wandb/line/v0",
        chart_fields=dict(zip(("x", "y"), DET_AXES, strict=True)),
        chart_strings={"title": "DET, test frames"},
    )
    return workspaces.Section(name="Errors", panels=[*bars, det], is_open=True)


def curves() -> workspaces.Section:
    """Losses, learning rate and the EER on devel over steps."""
    keys = ("loss", "loss_fused", "loss_auxiliary", "devel_eer", "lr")
    lines = [panels.LinePlot(title=key, x=STEP, y=[key]) for key in keys]
    return workspaces.Section(name="Curves", panels=lines, is_open=True)


def fusion_weights() -> workspaces.Section:
    """Mean and spread over devel of the weight that each scale gets, over steps."""
    lines = [
        panels.LinePlot(title=f"alpha, {word}", x=STEP, y=[f"alpha_{word}_{s}" for s in SCALES])
        for word in ("mean", "std")
    ]
    return workspaces.Section(name="Fusion weights", panels=lines, is_open=True)


def main() -> None:
    """Build it, and save it unless only a check is asked for."""
    parser = argparse.ArgumentParser(description="Build and save the W&B dashboard.")
    parser.add_argument("--entity", required=True, help="user or team")
    parser.add_argument("--project", required=True, help="as logger.project")
    parser.add_argument("--check", action="store_true", help="build it and send nothing")
    words = parser.parse_args()
    workspace = dashboard(words.entity, words.project)
    if words.check:
        print(workspace._to_model().model_dump_json(indent=1))
        return
    try:
        workspace.save()
    except Exception as error:
        sys.exit(f"error: the dashboard was not saved: {error}")
    print(workspace.url)


if __name__ == "__main__":
    main()
