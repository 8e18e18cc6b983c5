"""The child process as the parent sees it: a question, an answer, a deadline."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from typing import IO, Any, cast

from kiemnhiem.errors import EngineError, EngineUnavailable
from kiemnhiem.evaluate.rete import worker
from kiemnhiem.language import Text


class Child:
    """A running child. Whatever fails ends it; the error says what happened."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-P", "-c", f"from {worker.__name__} import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._late = False

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, message: Any, seconds: float) -> Any:
        """The answer to a message.

        :raises EngineError: when it died, was silent for ``seconds``, or refused; EngineUnavailable when it cannot run.
        """
        source, sink = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        watchdog = threading.Timer(seconds, self._expire)
        watchdog.daemon = True
        watchdog.start()
        try:
            pickle.dump(message, source)
            source.flush()
            answer = pickle.load(sink)  # noqa: S301  # our own child wrote it
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            self.close()
            raise self._failure(seconds) from error
        except BaseException:  # interrupted: its answer must not be taken for that to the next question
            self.close()
            raise
        finally:
            watchdog.cancel()
        match answer:
            case worker.Refused(name):
                self.close()
                raise EngineError(
                    Text(f"Mạng Rete từ chối dữ kiện ({name})", f"The Rete network refused the facts ({name})")
                )
            case worker.Unavailable(reason):
                self.close()
                raise EngineUnavailable(_unavailable(reason))
        return answer

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:  # what was still to be written to a dead child
                    continue

    def _expire(self) -> None:
        self._late = True
        self._process.kill()

    def _failure(self, seconds: float) -> EngineError:
        if self._late:
            return EngineError(
                Text(
                    f"Tiến trình Rete không trả lời trong {seconds:g} giây nên đã bị dừng",
                    f"The Rete process gave no answer within {seconds:g} seconds and was stopped",
                )
            )
        code = self._process.returncode
        return EngineError(
            Text(f"Tiến trình Rete đã chết (mã thoát {code})", f"The Rete process died (exit code {code})")
        )


def _unavailable(reason: str) -> Text:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Text(
        f"Không dùng được bộ máy Rete trên Python {version} này, vì không nạp được thư viện durable_rules ({reason}). "
        "Hồ sơ chỉ được quyết định bằng bộ máy chuẩn, không được quyết định lần thứ hai (cần Python 3.11 hoặc 3.12).",
        f"The Rete engine is not available on this Python {version}: durable_rules cannot be loaded ({reason}). "
        "Cases are decided by the reference evaluator alone, and not a second time (which needs Python 3.11 or 3.12).",
    )
