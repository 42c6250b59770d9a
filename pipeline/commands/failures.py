"""What goes wrong in a command, as one line and the exit code that a scheduler acts on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.exit_codes import Exit, UserError

_PERMISSION = frozenset({errno.EACCES, errno.EPERM})
_CANNOT_CREATE = frozenset({errno.ENOTDIR, errno.EEXIST, errno.ELOOP, errno.ENAMETOOLONG})


@contextmanager
def told_as_one_line(lake: Path | str) -> Iterator[None]:
    """Expected errors leave the block as a `UserError`; defects leave it as they are.

    Args:
        lake: What an error is about that names no file.
    """
    from pipeline.config_error import ConfigError
    from pipeline.lake.layout import NotALakeError
    from pipeline.lake.lock import LockedError
    from pipeline.listing import NoInputError
    from pipeline.run import WorkerError
    from transforms.text.agency.registry import RegistryError
    from transforms.text.entities.camel import CamelDataError

    try:
        yield
    except (ConfigError, RegistryError, CamelDataError) as error:
        raise UserError(Exit.CONFIG, str(error)) from None
    except NoInputError as error:
        raise UserError(Exit.NO_INPUT, str(error)) from None
    except NotALakeError as error:
        raise UserError(Exit.IO, str(error)) from None
    except LockedError as error:
        raise UserError(Exit.LOCKED, str(error)) from None
    except WorkerError as error:
        raise UserError(Exit.IO, f"{error}; the lake is as it was") from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UserError(code_of(error), f"{error.filename or lake}: {error.strerror or error}; the lake is as it was") from None


def code_of(error: OSError) -> Exit:
    """77 where somebody may not, 73 where something is in the way, 74 where the disk is full, read-only or failing."""
    if error.errno in _PERMISSION:
        return Exit.PERMISSION
    return Exit.CANNOT_CREATE if error.errno in _CANNOT_CREATE else Exit.IO
