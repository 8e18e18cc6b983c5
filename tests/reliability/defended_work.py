"""What defends the desk's work: how much is done at once, jobs, files of the server, drafts of policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_GUARDS = "web/test_guards.py::"
_QUEUE = "web/test_queue.py::"
_PACE = "web/test_pace.py::"
_EDITOR = "web/test_desk_editor.py::"
_CASE = "web/test_case.py::"
_API = "web/test_api.py::"
_WEB = "engine/kiemnhiem/web/"

#: As :data:`reliability.defended_files.FILES`.
WORK: Mapping[str, Sequence[tuple[str, ...]]] = {
    f"{_WEB}busy.py": (
        (
            "so much work at once that pages stand still",
            "if len(waiting) >= self._most:",
            "if False:",
            "web/test_busy.py::test_so_many_at_once_so_many_wait_the_others_are_turned_away",
        ),
        (
            "one person's requests that fill the room",
            ">= self._share:",
            "< 0:",
            "web/test_busy.py::test_one_person_cannot_take_all_the_room",
        ),
        (
            "others who wait for all that one person has asked for",
            "min(waiting, key=lambda of: self._inside[of[0]])",
            "waiting[0]",
            "web/test_busy.py::test_with_two_at_work_whoever_has_none_there_comes_first",
        ),
    ),
    f"{_WEB}pace.py": (
        (
            "a script that asks without a pause",
            "        if left < 1:\n",
            "        if False:\n",
            f"{_PACE}test_so_much_in_a_row_then_so_much_a_minute_for_each_apart",
            f"{_PACE}test_programs_and_people_are_told_429_with_a_time_and_others_go_on",
            f"{_PACE}test_lists_and_documents_too_fast_are_turned_away_before_anything_is_kept",
            f"{_PACE}test_an_address_that_tries_to_sign_in_again_and_again_is_stopped",
        ),
        (
            "addresses that are remembered for ever",
            "if len(self._left) > self._most:",
            "if False:",
            f"{_PACE}test_those_who_may_ask_for_everything_again_are_forgotten",
        ),
    ),
    f"{_WEB}api/checking.py": (
        (
            "many cases in one request, which count as one",
            "    desk.pace.owe(visitor.id, Work.CASES, len(asked.cases) - 1)\n",
            "",
            f"{_PACE}test_each_case_that_a_program_sends_counts",
        ),
    ),
    f"{_WEB}jobs/queue.py": (
        (
            "a queue without end",
            "if waiting >= self._desk.settings.waiting:",
            "if False:",
            f"{_QUEUE}test_a_full_queue_turns_uploads_away_with_a_time_and_keeps_nothing_of_them",
        ),
        (
            "one person's jobs that fill the queue",
            "if sum(of.owner == owner for of in open_) >= self._desk.settings.share:",
            "if False:",
            f"{_PACE}test_whoever_has_too_many_jobs_is_told_so_and_others_are_let_in",
        ),
        (
            "others who wait for all the lists that one person has sent",
            "key=lambda of: (ranks[of.number], of.number)",
            "key=lambda of: of.number",
            f"{_PACE}test_the_first_job_of_each_comes_before_the_second_of_any",
        ),
        (
            "a job that takes its server down for ever",
            "running.where(Job.attempts >= ATTEMPTS)",
            "running.where(Job.attempts < 0)",
            f"{_QUEUE}test_a_job_that_stopped_its_server_too_often_is_given_up_in_words",
        ),
    ),
    f"{_WEB}jobs/child.py": (
        (
            "a job that never ends",
            "async with asyncio.timeout(DEADLINE.total_seconds()):",
            "async with asyncio.timeout(None):",
            f"{_GUARDS}test_a_job_that_never_ends_is_ended_in_words",
        ),
    ),
    f"{_WEB}jobs/worker.py": (
        (
            "a job that fills the memory",
            "    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))\n",
            "",
            f"{_GUARDS}test_a_job_has_no_more_memory_than_it_is_given_and_leaves_no_core",
        ),
        (
            "people's facts in a core dump",
            "    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))",
            "    pass",
            f"{_GUARDS}test_a_job_has_no_more_memory_than_it_is_given_and_leaves_no_core",
        ),
        (
            "a fault of a job that shows a value",
            'return _FAULT.format(where=f"{type(error).__name__}, ',
            'return _FAULT.format(where=f"{error}, ',
            f"{_GUARDS}test_a_fault_of_a_job_says_where_and_nothing_of_the_facts",
        ),
    ),
    f"{_WEB}jobs/orders.py": (
        (
            "files that are kept for ever",
            "                delete(desk, screening)\n                session",
            "                session",
            f"{_QUEUE}test_what_has_been_kept_long_enough_is_deleted_with_its_files_unless_a_job_is_at_work",
        ),
        (
            "a decision that is not in the trail",
            'problem = _noted(desk, job.screening, made["receipt"])',
            "pass",
            f"{_GUARDS}test_nothing_is_decided_that_the_trail_cannot_record",
        ),
        (
            "leftovers of killed jobs",
            "        partial.unlink(missing_ok=True)",
            "        pass",
            f"{_QUEUE}test_leftovers_of_killed_jobs_are_deleted_at_the_start",
        ),
    ),
    f"{_WEB}store/alone.py": (
        (
            "two servers on one PostgreSQL database",
            '        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": _LOCK}):',
            "        if False:",
            f"{_QUEUE}test_one_server_at_a_time_has_a_postgresql_database",
        ),
    ),
    f"{_WEB}store/database.py": (
        (
            "accounts that others on the machine can read",
            "path.touch(mode=0o600)",
            "path.touch()",
            f"{_GUARDS}test_what_the_desk_keeps_is_for_its_own_account_alone",
        ),
    ),
    f"{_WEB}desk.py": (
        (
            "a secret that others on the machine can read",
            "os.O_EXCL, 0o600)",
            "os.O_EXCL, 0o644)",
            f"{_GUARDS}test_what_the_desk_keeps_is_for_its_own_account_alone",
        ),
        (
            "a desk without accounts that others reach",
            "if not settings.is_local and not has_accounts(session):",
            "if False:",
            f"{_GUARDS}test_a_desk_that_others_reach_asks_for_accounts_first",
        ),
    ),
    f"{_WEB}settings.py": (
        (
            "a desk without accounts that others reach through a proxy",
            " and set(self.allowed_hosts) <= set(LOOPBACK)",
            "",
            f"{_GUARDS}test_a_desk_that_others_reach_asks_for_accounts_first",
        ),
    ),
    f"{_WEB}second.py": (
        (
            "an engine that decides otherwise than the definition",
            "                agree(program, decision, answer)\n",
            "",
            f"{_CASE}test_where_the_engines_differ_no_verdict_is_told",
        ),
    ),
    f"{_WEB}drafts/draft.py": (
        (
            "a file of a draft that leads out of the library",
            "bad = [path for path in files if not _PATH.fullmatch(path)]",
            "bad = []",
            f"{_EDITOR}test_no_name_leads_out_of_the_library",
        ),
        (
            "a draft without measure",
            "for text in files.values()) > LIMITS.yaml_bytes:",
            "for text in files.values()) > 1 << 40:",
            f"{_EDITOR}test_too_much_text_is_refused",
        ),
        (
            "an address that opens a file outside the library",
            "    if not _PATH.fullmatch(path):\n",
            "    if False:\n",
            f"{_EDITOR}test_no_address_opens_a_file_outside_the_library",
        ),
    ),
    f"{_WEB}drafts/worker.py": (
        (
            "a draft that takes too long",
            'order["memory"], order["seconds"])',
            'order["memory"])',
            f"{_EDITOR}test_a_draft_that_takes_too_long_is_stopped_and_the_next_is_checked",
        ),
    ),
    f"{_WEB}api/bodies.py": (
        (
            "JSON without measure",
            "if len(body) > MOST:",
            "if False:",
            f"{_API}test_a_body_that_cannot_be_taken_is_refused_in_words",
        ),
        (
            "values in an error of the API",
            "{error['msg']}",
            "{error}",
            f"{_GUARDS}test_an_error_of_the_api_repeats_no_value",
        ),
    ),
}
