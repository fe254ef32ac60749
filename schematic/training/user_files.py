"""An error → the place in a user's own file where it arose, if it arose in one."""

from __future__ import annotations

USER_FILE = "sgm_user_file."
"""How the names of modules begin that are made of a user's files."""


def place_in_user_file(error: BaseException) -> str:
    """`nets.py:12`: the last line of a file named by `--net` that an error passed; "" for none."""
    place, trace = "", error.__traceback__
    while trace is not None:
        if str(trace.tb_frame.f_globals.get("__name__", "")).startswith(USER_FILE):
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
