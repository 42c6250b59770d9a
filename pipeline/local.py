"""Run the graph on this machine's local Beam runner."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipeline.graph import build_graph
from pipeline.graph_settings import GraphSettings


def run_graph(chunk_ids: Sequence[str], settings: GraphSettings, beam_flags: Sequence[str] = ()) -> None:
    """Every chunk has its done mark, by the runner that the flags name or, without one, by Beam's in-memory local runner.

    The local runner is given as an object: the name `DirectRunner` would first try to download another one.
    """
    logging.getLogger("apache_beam").setLevel(logging.ERROR)
    options = PipelineOptions(list(beam_flags))
    named = any(flag.split("=")[0] == "--runner" for flag in beam_flags)
    with beam.Pipeline(runner=None if named else FnApiRunner(), options=options) as root:
        build_graph(root, chunk_ids, settings)
