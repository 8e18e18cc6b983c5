"""The second engine's process killed in the middle of `check`: it is said, it is started again, no case is lost."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
from support.command import POLICIES, people

CASES = 4_000


def test_a_killed_engine_process_is_reported_restarted_and_loses_nothing(tmp_path: Path) -> None:
    rows = "".join(f"Người {i},{1950 + i % 60},Trưởng thôn,Bản {i}\n" for i in range(CASES))  # made-up people
    path = people(tmp_path, "Họ tên,Ngày sinh,Chức danh,Đơn vị\n" + rows)
    command = [sys.executable, "-m", "kiemnhiem", "check", str(path), "--policies", str(POLICIES),
               "--as-of", "2018-12-30", "--format", "json", "--lang", "en"]  # fmt: skip
    with (tmp_path / "out").open("w") as out, (tmp_path / "err").open("w") as err:
        running = subprocess.Popen(command, stdout=out, stderr=err)
        while (tmp_path / "out").stat().st_size == 0:  # until the first cases are answered
            assert running.poll() is None
            time.sleep(0.05)
        [child] = psutil.Process(running.pid).children()
        child.send_signal(signal.SIGKILL)
        assert running.wait(timeout=120) == 0
    cases = [json.loads(line)["case"] for line in (tmp_path / "out").read_text().splitlines()]
    assert cases == [str(row) for row in range(2, CASES + 2)]
    assert (tmp_path / "err").read_text().count("started again") == 1
