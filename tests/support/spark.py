"""A Spark cluster of one master and two workers of one core on this machine."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

#: Java that starts soon.
_SOON = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


class Cluster:
    """The cluster, each of its processes in a group of its own; ``folder`` is what its machines share."""

    def __init__(self, folder: Path) -> None:
        from kiemnhiem.evaluate.sql.java import java_home

        self.folder = folder
        self.master = f"spark://127.0.0.1:{free_port()}"
        self._env = os.environ | {
            "JAVA_HOME": java_home(),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": f"-Dspark.master.rest.enabled=false -Dspark.worker.ui.enabled=false {_SOON}",
            "TMPDIR": str(folder),
        }
        self._processes: list[subprocess.Popen[str]] = []
        port = self.master.rpartition(":")[2]
        self._start("master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0")
        self._workers = [self._worker(n) for n in range(2)]

    def screen(self, *args: str | Path) -> subprocess.Popen[str]:
        """``kiemnhiem screen args`` begun on the cluster, as from a shell."""
        named = ("--engine", "spark", "--spark-master", self.master)
        command = [sys.executable, "-m", "kiemnhiem", "screen", *map(str, args), *named]
        return self._process(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def parts(self) -> list[Path]:
        """The parts that workers have decided and nobody has taken yet."""
        return list(self.folder.glob("kiemnhiem-rows-*/*.arrow"))

    def kill_a_worker(self) -> None:
        """Kill a worker and what it has started, without a warning."""
        os.killpg(self._workers[0].pid, signal.SIGKILL)

    def stop(self) -> None:
        """End all processes."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _worker(self, number: int) -> subprocess.Popen[str]:
        work = str(self.folder / f"work{number}")
        size = ("--cores", "1", "--memory", "1g")
        return self._start("worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", *size, "-d", work, self.master)

    def _start(self, role: str, *options: str) -> subprocess.Popen[str]:
        import pyspark

        starter = Path(pyspark.__file__).parent / "bin" / "spark-class"
        command = [str(starter), f"org.apache.spark.deploy.{role}", *options]
        return self._process(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _process(self, command: list[str], **streams: Any) -> subprocess.Popen[str]:
        process = subprocess.Popen(command, env=self._env, text=True, start_new_session=True, **streams)
        self._processes.append(process)
        return process


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
