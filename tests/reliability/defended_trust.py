"""What defends receipts, bundles, the audit trail, databases and what the program itself is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_TRAIL = "trust/test_audit_trail.py::"
_PROMISE = "trust/test_audit_promise.py::"
_DESK = "web/test_desk_receipts.py::"
_BUNDLE = "trust/test_bundles.py::"
_RECEIPT = "trust/test_receipts.py::"
_INVALID = "policies/test_policy_files.py::test_invalid_file_names_code_and_place"
_DATABASE = "evaluate/test_database_screening.py::"
_SUPPLY = "reliability/test_supply_chain.py::"
_TRUST = "engine/kiemnhiem/trust/"
_ENGINE = "engine/kiemnhiem/"

#: As :data:`reliability.defended_files.FILES`.
TRUST: Mapping[str, Sequence[tuple[str, ...]]] = {
    f"{_TRUST}audit/verify.py": (
        (
            "an altered record of the trail",
            "if not record.sound:",
            "if False:",
            f"{_TRAIL}test_any_altered_value_is_found",
            f"{_TRAIL}test_a_cell_changed_in_the_file_is_found",
        ),
        (
            "a record taken out of the trail",
            "if record.number != head.number + 1:",
            "if False:",
            f"{_TRAIL}test_any_removed_record_is_found",
        ),
        (
            "a record rewritten with its hash",
            "if record.previous != head.hash:",
            "if False:",
            f"{_TRAIL}test_records_rehashed_after_an_edit_are_found_where_the_next_begins",
        ),
        (
            "a trail written anew",
            "if kept and kept.number == head.number and kept != head:",
            "if False:",
            f"{_TRAIL}test_a_trail_written_anew_is_found_by_the_head_that_was_kept",
        ),
        (
            "a trail whose end was cut off",
            "if kept and kept.number > head.number:",
            "if False:",
            f"{_TRAIL}test_any_removed_record_is_found",
        ),
    ),
    f"{_TRUST}audit/table.py": (
        (
            "a change of the trail by SQL",
            "for statement in _SQLITE if connection",
            "for statement in () if connection",
            f"{_TRAIL}test_the_database_itself_refuses_changes",
        ),
        (
            "a change of the trail in PostgreSQL",
            "else _POSTGRES:",
            "else ():",
            f"{_TRAIL}test_a_trail_in_postgres_is_guarded_and_verified",
        ),
    ),
    f"{_TRUST}audit/actions.py": (
        (
            "personal facts that slip into the trail",
            "key not in ACTIONS[name] or _too_long(value)",
            "_too_long(value)",
            f"{_TRAIL}test_details_that_were_not_declared_are_refused",
        ),
        (
            "texts of any length in the trail",
            "return isinstance(value, str) and len(value) > LONGEST",
            "return False",
            f"{_TRAIL}test_details_that_were_not_declared_are_refused",
        ),
    ),
    f"{_TRUST}audit/trail.py": (
        (
            "two writers of the trail at once",
            'connection.exec_driver_sql("BEGIN IMMEDIATE")',
            'connection.exec_driver_sql("BEGIN")',
            f"{_TRAIL}test_threads_and_processes_add_to_one_trail",
        ),
        (
            "details of a record written otherwise",
            "details if as_ours else written",
            "details",
            f"{_TRAIL}test_details_written_otherwise_are_found",
        ),
        (
            "records added to a trail whose end was altered",
            "if last and (number := broken_end(last)):",
            "if False:",
            f"{_PROMISE}test_nothing_is_decided_on_a_trail_whose_end_was_tampered_with",
        ),
    ),
    f"{_TRUST}seal.py": (
        (
            "a run that is in no record",
            "        self.note(receipt)\n",
            "",
            f"{_PROMISE}test_a_trail_that_fails_midway_leaves_no_result",
            f"{_PROMISE}test_nothing_is_shown_that_is_not_in_the_trail",
        ),
    ),
    f"{_ENGINE}report/write.py": (
        (
            "a result that has its name before the record",
            "_ = run.receipt  #",
            "pass  #",
            f"{_PROMISE}test_a_trail_that_fails_midway_leaves_no_result",
        ),
    ),
    f"{_ENGINE}evaluate/sql/database/screen.py": (
        (
            "a table of results committed before the record",
            "        before_commit(counts, digest)\n",
            "",
            f"{_PROMISE}test_a_table_of_results_in_a_database_waits_for_the_record",
        ),
    ),
    f"{_TRUST}compare.py": (
        (
            "judgements that a run did not rest on",
            "if before.answers != now.answers else []",
            "if False else []",
            f"{_DESK}test_an_altered_answer_is_told",
        ),
    ),
    f"{_ENGINE}web/screenings.py": (
        (
            "a receipt that counts cases which its reader may not see",
            "self.screening.receipt if self.places is None else None",
            "self.screening.receipt",
            f"{_DESK}test_somebody_of_one_place_takes_away_receipts_of_what_they_may_see",
        ),
    ),
    f"{_TRUST}audit/engine.py": (
        (
            "a trail that others on the machine can read",
            "path.touch(mode=0o600)",
            "path.touch()",
            "web/test_guards.py::test_what_the_desk_keeps_is_for_its_own_account_alone",
        ),
    ),
    f"{_TRUST}bundle.py": (
        (
            "a bundle signed by somebody else",
            "if required and found.signature and found.signature.key != required:",
            "if False:",
            f"{_BUNDLE}test_only_the_required_key_will_do",
        ),
        (
            "a bundle that is not signed",
            "if required and found.signature is None:",
            "if False:",
            f"{_BUNDLE}test_only_the_required_key_will_do",
        ),
        (
            "a signature of something else",
            "if found.signature and not found.signature.holds_for(found.manifest):",
            "if False:",
            f"{_BUNDLE}test_only_the_required_key_will_do",
        ),
        (
            "bytes of a bundle that nobody looked at",
            "if found.bytes != raw:",
            "if False:",
            f"{_BUNDLE}test_bytes_before_or_after_a_bundle_are_refused",
        ),
        (
            "other files than were signed",
            'if manifest["files"] != {path: hashlib.sha256(content).hexdigest() for path, content in parts.items()}:',
            "if False:",
            f"{_BUNDLE}test_an_extra_missing_or_other_file_is_refused",
        ),
        (
            "a path of a bundle that leads elsewhere",
            'return name.endswith(_YAML) and all(_PART.fullmatch(part) for part in name.split("/"))',
            "return True",
            f"{_BUNDLE}test_paths_that_lead_elsewhere_are_refused",
        ),
        (
            "a name of a bundle that leads elsewhere",
            "or not _PART.fullmatch(name) or not all",
            "or not all",
            f"{_BUNDLE}test_a_name_that_leads_elsewhere_is_refused",
        ),
        (
            "a bundle that is a bomb",
            "or sum(i.file_size for i in listed) > len(raw):",
            "or False:",
            f"{_BUNDLE}test_a_bundle_that_says_to_hold_more_than_it_is_long_is_not_unpacked",
        ),
        (
            "a link that is packed",
            "if path.is_symlink() or not _is_path(name):",
            "if not _is_path(name):",
            f"{_BUNDLE}test_links_are_not_packed",
        ),
    ),
    f"{_TRUST}library.py": (
        (
            "a folder where a signed bundle is required",
            "            if key:\n",
            "            if False:\n",
            f"{_BUNDLE}test_unsigned_libraries_are_refused_where_signed_ones_are_required",
        ),
    ),
    f"{_ENGINE}cli/keys.py": (
        (
            "a private key that others can read",
            "_PRIVATE_MODE = 0o600",
            "_PRIVATE_MODE = 0o644",
            f"{_BUNDLE}test_a_key_is_for_its_owner_alone_and_never_overwritten",
        ),
        (
            "a key that is written over",
            "    if taken:\n        raise UsageError(taken)\n",
            "",
            f"{_BUNDLE}test_a_key_is_for_its_owner_alone_and_never_overwritten",
        ),
    ),
    f"{_TRUST}receipt.py": (
        ("an altered receipt", 'if found.id != said["id"]:', "if False:", f"{_RECEIPT}test_an_altered_receipt_is_none"),
    ),
    f"{_TRUST}inputs.py": (
        (
            "an input that changes while it is read",
            "            if before != _state(path)\n",
            "            if False\n",
            f"{_RECEIPT}test_a_file_that_changes_or_vanishes_while_it_is_read_is_told",
            f"{_RECEIPT}test_a_run_whose_input_changes_ends_with_words",
        ),
    ),
    f"{_ENGINE}policy/shape.py": (
        (
            "a misspelt key that is passed over",
            'extra="forbid"',
            'extra="ignore"',
            f"{_INVALID}[unknown-key]",
            f"{_INVALID}[unknown-key-nested]",
        ),
    ),
    f"{_ENGINE}policy/typecheck.py": (
        (
            "a requirement that says nothing, so that everybody meets it",
            "        if not raw:\n            return self.refuse(codes.EMPTY_CONDITION, path)\n",
            "",
            f"{_INVALID}[empty-require]",
        ),
    ),
    f"{_ENGINE}policy/amendments.py": (
        (
            "a place that relaxes the law",
            "not delegable and not only_tightens(self.policy, new):",
            "False:",
            "policies/test_amendments.py::test_a_relaxing_value_needs_a_delegable_requirement",
        ),
        (
            "an exception from what is not delegated",
            "elif not target.delegable:",
            "elif False:",
            f"{_INVALID}[amendment-not-delegable]",
        ),
    ),
    f"{_ENGINE}evaluate/sql/database/source.py": (
        (
            "a table whose name is taken for SQL",
            'return sql.Identifier(*name.split(".", 1))',
            "return sql.SQL(name)",
            f"{_DATABASE}test_no_name_of_a_table_or_column_is_taken_for_sql",
        ),
    ),
    f"{_ENGINE}evaluate/sql/postgres.py": (
        (
            "a database that is not there",
            "    except psycopg.Error as error:\n        raise EngineError(_FAILED",
            "    except ZeroDivisionError as error:\n        raise EngineError(_FAILED",
            f"{_DATABASE}test_a_server_that_is_not_there_is_told",
        ),
        (
            "facts in what a database says",
            "if state.startswith(_OF_DATA) else said",
            "if False else said",
            f"{_DATABASE}test_what_a_server_says_of_data_is_not_repeated",
        ),
    ),
    "requirements.lock": (
        (
            "a package exchanged for another of the same version",
            "idna==",
            "idna>=",
            f"{_SUPPLY}test_every_locked_package_has_a_version_and_hashes",
        ),
    ),
    "pyproject.toml": (
        (
            "a lock that no longer is what the project asks for",
            '"alembic>=1.14",',
            '"alembic>=1.99",',
            f"{_SUPPLY}test_the_lock_satisfies_what_the_project_asks_for",
        ),
        (
            "dangerous patterns that no scanner looks for",
            '"B610",  # Django',
            '"B202", "B324", "B613",  # Django',
            f"{_SUPPLY}test_the_scanner_finds_what_its_settings_do_not_leave_to_ruff",
        ),
        (
            "a wheel without its policies",
            '"policies" = "kiemnhiem/library"\n',
            "",
            "test_package.py::test_the_wheel_carries_the_policies_and_passes_their_tests",
        ),
    ),
}
