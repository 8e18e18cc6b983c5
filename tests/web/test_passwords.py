"""Passwords are kept as RFC 9106 has it: other tests hash them quicker, a desk never does."""

from __future__ import annotations

import subprocess
import sys

import argon2
from support.desk import PASSWORD

RUN = f"from kiemnhiem.web.access.passwords import hashed; print(hashed({PASSWORD!r}))"


def test_a_password_takes_the_time_and_memory_that_rfc_9106_asks_of_argon2id() -> None:
    kept = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=True).stdout.strip()
    assert argon2.extract_parameters(kept) == argon2.profiles.RFC_9106_LOW_MEMORY
    assert argon2.PasswordHasher().verify(kept, PASSWORD)
