"""Run the graph on this machine's local Beam runner."""

from __future__ import annotations

import errno
import logging
from collections.abc import Sequence

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from pipeline.graph import build_graph
from pipeline.graph_settings import GraphSettings

_DISK_ERRORS = frozenset({errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC, errno.EROFS})


def run_graph(chunk_ids: Sequence[str], settings: GraphSettings, beam_flags: Sequence[str] = ()) -> None:
    """Every chunk has its done mark, by the runner that the flags name or, without one, by Beam's in-memory local runner.

    The local runner is given as an object: the name `DirectRunner` would first try to download another one.

    Raises:
        OSError: The disk is full, read-only or failing.
    """
    logging.getLogger("apache_beam").setLevel(logging.CRITICAL)  # what it would log is raised, too
    options = PipelineOptions(list(beam_flags))
    named = any(flag.split("=")[0] == "--runner" for flag in beam_flags)
    try:
        with beam.Pipeline(runner=None if named else FnApiRunner(), options=options) as root:
            build_graph(root, chunk_ids, settings)
    except RuntimeError as error:  # Beam wraps what a step raises
        cause = error.__cause__ or error.__context__
        if isinstance(cause, OSError) and cause.errno in _DISK_ERRORS:
            raise OSError(cause.errno, cause.strerror, cause.filename) from error
        raise
