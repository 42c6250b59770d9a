"""Formats must not get worse: 120 wire files of six agencies and saved pages, read here a second time by other means."""

from __future__ import annotations

import hashlib
import json
import os
import re
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
import trafilatura

from transforms.batch import detect_batch, read_batch, strip_batch
from transforms.records import Article, Batch, Chunk, Reject, Source
from transforms.text.fold import fold_text

ROOT = Path(__file__).parents[2]
FILES_SHA256 = "{files}"
FORMATS = {formats}
REJECTS = {rejects}
PROSE_REFUSED = {{"aap-finance-lite.xml"}}
"""Files of an article's format that hold none: this one's headline and body are empty."""
"""
