"""What defends the reading of files, the writing of results, and the processes that do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_HOSTILE = "trust/test_hostile_workbooks.py::"
_BOMB = f"{_HOSTILE}test_a_bomb_is_refused_and_the_others_are_read"
_TEXT = "trust/test_hostile_text.py::"
_PATHS = "trust/test_hostile_paths.py::"
_HARM = f"{_PATHS}test_yaml_that_means_harm_is_refused_where_it_stands"
_LIMITS = "policies/test_loading_limits.py::"
_WRITE = "report/test_write_report.py::"
_RETE = "evaluate/test_rete_process.py::"
_ENGINE = "engine/kiemnhiem/"

#: By file: what is defended against, the text that defends, what stands there without it, the tests that fail then.
FILES: Mapping[str, Sequence[tuple[str, ...]]] = {
    f"{_ENGINE}cases/package.py": (
        ("a package of too many parts", "if len(infos) > LIMITS.parts:", "if False:", f"{_BOMB}[too many parts]"),
        (
            "a package that is immense when unpacked",
            "if unpacked > LIMITS.unpacked_bytes:",
            "if False:",
            f"{_HOSTILE}test_a_package_that_is_immense_when_unpacked_is_refused",
        ),
        (
            "parts of a package that lie on one another",
            "if info.header_offset < end:",
            "if False:",
            f"{_BOMB}[parts on one another]",
        ),
        (
            "a part that unpacks without measure",
            "if info.file_size > max(LIMITS.ratio_from, info.compress_size * LIMITS.ratio):",
            "if False:",
            f"{_BOMB}[a sheet of blanks]",
            f"{_BOMB}[a part nobody reads]",
        ),
        (
            "texts of a workbook beyond the limit",
            "and info.file_size > LIMITS.shared_bytes:",
            "and False:",
            f"{_HOSTILE}test_shared_texts_beyond_the_limit_are_refused",
        ),
        (
            "entities in a workbook's XML",
            "parser.StartDoctypeDeclHandler = _no_entities",
            "pass",
            f"{_HOSTILE}test_a_document_type_is_refused_whatever_it_says",
        ),
        (
            "damaged XML that stops the reader",
            "except (expat.ExpatError, ValueError, LookupError) as error:",
            "except ZeroDivisionError as error:",
            "cases/test_robustness.py::test_a_damaged_name_of_an_encoding_never_gives_a_traceback",
        ),
        (
            "macros and links of which nobody is told",
            "return PackageSurvey(sheets, from_1904, _ignored(parts))",
            "return PackageSurvey(sheets, from_1904)",
            f"{_HOSTILE}test_macros_and_links_are_told_once_and_the_cells_are_read",
        ),
        (
            "text that takes the square of its length to survey",
            r"""rb'row\b(?:[^<>]*?\sr=["\'](\d+))?[^<>]*'""",
            r"""rb'row\b[^<>]*?\sr=["\'](\d+)'""",
            f"{_HOSTILE}test_a_comment_of_nothing_but_rows_costs_no_square_of_its_length",
        ),
    ),
    f"{_ENGINE}cases/workbook.py": (
        (
            "a sheet whose cells span billions",
            "if seen.rows * seen.columns > LIMITS.cells or seen.columns > LIMITS.columns:",
            "if False:",
            "cases/test_files.py::test_a_stray_cell_at_the_far_end_is_refused_and_other_sheets_are_read",
            "cases/test_files.py::test_an_open_document_of_endlessly_repeated_cells_is_refused",
        ),
        (
            "a sheet of absurd width",
            " or seen.columns > LIMITS.columns:",
            ":",
            f"{_HOSTILE}test_a_sheet_of_absurd_width_is_refused_and_the_next_one_is_read",
        ),
        (
            "too many sheets",
            "if len(survey.sheets) > LIMITS.sheets:",
            "if False:",
            f"{_HOSTILE}test_too_many_sheets_are_refused",
        ),
        (
            "a damaged workbook that stops the run",
            "except BadPackage as error:",
            "except ZeroDivisionError as error:",
            f"{_BOMB}[cut in half]",
        ),
        (
            "a workbook that kills its reader",
            "return apart(lambda: _read_here(path, file))",
            "return _read_here(path, file)",
            f"{_HOSTILE}test_a_crash_in_reading_is_a_problem_of_that_file",
        ),
        (
            "a failed formula that turns into none",
            "_with_errors(found.to_python(skip_empty_area=False), survey.sheets.get(sheet.name, Survey()))",
            "found.to_python(skip_empty_area=False)",
            "cases/test_robustness.py::test_every_good_cell_is_read_and_every_bad_cell_is_told",
        ),
    ),
    f"{_ENGINE}cases/apart.py": (
        (
            "a reader that fills the memory",
            "        _limit(memory)\n",
            "",
            f"{_HOSTILE}test_a_reader_that_dies_hangs_or_fills_the_memory_says_so[fills-out of the memory]",
        ),
        (
            "a reader that never ends",
            "signal.alarm(seconds)",
            "pass",
            f"{_HOSTILE}test_a_reader_that_dies_hangs_or_fills_the_memory_says_so[hangs-more than 1 seconds]",
        ),
        (
            "a reader that outlives an interrupt",
            "            os.kill(self._id, signal.SIGKILL)\n            raise",
            "            raise",
            f"{_HOSTILE}test_what_ctrl_c_interrupts_leaves_no_reader_behind",
        ),
    ),
    f"{_ENGINE}cases/reading.py": (
        (
            "a workbook larger than any",
            "if size > _most_bytes(extension) and not any_size:",
            "if False:",
            f"{_HOSTILE}test_a_workbook_larger_than_any_is_not_opened",
        ),
        (
            "a pipe or a device among the files",
            "        if not is_regular(path):\n            return Problem(codes.NOT_REGULAR, place)\n        size",
            "        size",
            f"{_PATHS}test_a_pipe_among_the_inputs_is_told_and_the_others_are_screened",
        ),
        (
            "a bad file that takes good ones with it",
            "        except OSError as error:\n            self.problems.append",
            "        except ZeroDivisionError as error:\n            self.problems.append",
            "cases/test_files.py::test_a_file_without_permission_is_a_problem",
        ),
    ),
    f"{_ENGINE}cases/lines.py": (
        (
            "a line of CSV or JSON Lines without end",
            "if len(line) <= most:",
            "if True:",
            f"{_TEXT}test_a_long_line_is_told_once_in_parts_too",
            f"{_TEXT}test_a_case_of_four_megabytes_is_passed_over",
        ),
    ),
    f"{_ENGINE}cases/delimited.py": (
        (
            "a row of a hundred thousand columns",
            "    while row and blank(row[-1]):",
            "    while row:",
            f"{_TEXT}test_a_row_of_a_hundred_thousand_columns_is_told_and_the_others_are_read",
        ),
        (
            "lines without number",
            "if size is None and len(table) == most:",
            "if False:",
            f"{_TEXT}test_more_lines_than_a_file_may_have_are_refused",
        ),
        (
            "a quotation mark that swallows the rest of a file",
            "delimiter=self._delimiter, strict=True",
            "delimiter=self._delimiter",
            "cases/test_files.py::test_an_unclosed_quotation_mark_loses_no_row",
        ),
        (
            "control characters in cells",
            "            row[:] = [_CONTROL.sub",
            "            _ = [_CONTROL.sub",
            "cases/test_files.py::test_a_stray_control_character_is_a_space_and_costs_nothing",
        ),
    ),
    f"{_ENGINE}cases/cells.py": (
        (
            "a text longer than any cell",
            "if len(raw) > LIMITS.text:",
            "if False:",
            f"{_TEXT}test_a_text_longer_than_a_cell_may_be_leaves_its_fact_unknown",
        ),
    ),
    f"{_ENGINE}cases/jsontext.py": (
        (
            "JSON nested without end",
            "if brackets > LIMITS.json_depth and _depth(value) > LIMITS.json_depth:",
            "if False:",
            f"{_TEXT}test_nesting_is_refused_at_the_same_depth_everywhere",
        ),
        (
            "a number of thousands of digits",
            "int(digits) if len(digits) <= LIMITS.json_digits else NotANumber(digits)",
            "int(digits)",
            f"{_TEXT}test_a_number_beyond_all_numbers_is_unknown_and_told",
        ),
        (
            "a key that stands twice",
            "for key, value in found.items() if key not in twice}",
            "for key, value in found.items()}",
            f"{_TEXT}test_a_key_that_stands_twice_is_told_and_neither_is_taken",
        ),
        (
            "damaged JSON that stops the run",
            "except json.JSONDecodeError as error:",
            "except ZeroDivisionError as error:",
            "cases/test_robustness.py::test_a_damaged_file_never_gives_a_traceback",
        ),
    ),
    f"{_ENGINE}files.py": (
        (
            "a pipe that is opened and never ends",
            'getattr(os, "O_NONBLOCK", 0)',
            "0",
            f"{_PATHS}test_what_became_a_pipe_since_it_was_looked_at_is_not_waited_for",
        ),
    ),
    f"{_ENGINE}policy/source.py": (
        (
            "a policy file too large",
            " > LIMITS.yaml_bytes:\n",
            " > 1 << 40:\n",
            f"{_LIMITS}test_a_file_over_the_size_is_refused",
        ),
        (
            "too many values in a policy file",
            "if self._nodes > LIMITS.yaml_nodes:",
            "if False:",
            f"{_LIMITS}test_too_many_values_are_refused",
        ),
        (
            "a policy file nested beyond the stack",
            "if depth > LIMITS.yaml_depth:",
            "if False:",
            f"{_LIMITS}test_nesting_far_beyond_the_stack_is_refused",
        ),
        (
            "aliases that grow without end",
            "if isinstance(event, yaml.AliasEvent):\n            self.problems.append(",
            "if isinstance(event, yaml.AliasEvent):\n            print(",
            f"{_LIMITS}test_aliases_that_would_grow_without_end_are_refused",
        ),
        ("tags that make objects", "if event.tag:", "if False:", f"{_HARM}"),
        ("merge keys", 'elif key == "<<":', "elif False:", f"{_HARM}"),
        ("a key that hides another one", "            if key in entries:\n", "            if False:\n", f"{_HARM}"),
        ("a second document in a policy file", "if self.document is not None:", "if False:", f"{_HARM}"),
        (
            "a damaged policy file that stops the loader",
            "except yaml.MarkedYAMLError as error:",
            "except ZeroDivisionError as error:",
            f"{_LIMITS}test_mutated_policy_files_give_problems_never_a_traceback",
        ),
    ),
    f"{_ENGINE}policy/library.py": (
        (
            "a library beyond all size",
            "if left < 0 or number > LIMITS.library_files:",
            "if False:",
            f"{_PATHS}test_a_library_beyond_all_size_is_not_read_to_its_end",
        ),
        (
            "a link that leads out of the library",
            "return codes.LINK_OUTSIDE if outside else None",
            "return None",
            f"{_PATHS}test_a_link_out_of_the_library_is_not_read",
        ),
        (
            "a pipe or a device in the library",
            "if not stat.S_ISREG(mode):",
            "if False:",
            f"{_PATHS}test_a_device_and_a_pipe_are_told_and_the_other_files_are_read",
        ),
    ),
    f"{_ENGINE}policy/resolve.py": (
        (
            "policies that ask each other without end",
            "if self.nodes > LIMITS.program_nodes:",
            "if False:",
            "trust/test_limits.py::test_policies_that_ask_each_other_without_end_are_refused_before_they_are_decided",
        ),
    ),
    f"{_ENGINE}language.py": (
        (
            "words of a file that steer the terminal",
            "    if text.isprintable():\n        return text\n",
            "    return text\n",
            f"{_PATHS}test_no_cell_heading_or_name_of_a_file_steers_the_terminal",
            f"{_PATHS}test_no_policy_file_steers_the_terminal",
            "report/test_console_report.py::test_words_of_a_file_are_neither_markup_nor_commands_to_the_terminal",
        ),
    ),
    f"{_ENGINE}problem.py": (
        (
            "a line of the report forged by a file's name",
            '.replace("\\n", " ") if self.place else ""',
            ' if self.place else ""',
            f"{_PATHS}test_a_line_of_its_own_cannot_be_forged_by_the_name_of_a_file",
        ),
    ),
    f"{_ENGINE}report/terminal.py": (
        (
            "words of a file that are markup",
            "return RichText(words.plain(text), style=style)",
            "return RichText.from_markup(words.plain(text), style=style)",
            "report/test_console_report.py::test_words_of_a_file_are_neither_markup_nor_commands_to_the_terminal",
        ),
    ),
    f"{_ENGINE}report/cells.py": (
        (
            "a cell of a workbook that becomes a formula",
            "sheet.write_string(row, column, text if",
            "sheet.write(row, column, text if",
            "report/test_workbook_report.py::test_text_is_never_a_formula",
            "report/test_workbook_safety.py::test_no_cell_of_any_sheet_runs_or_links",
        ),
    ),
    f"{_ENGINE}report/delimited.py": (
        (
            "a cell of a CSV file that becomes a formula",
            """return _FORMULA.sub("'", text)""",
            "return text",
            "report/test_csv_report.py::test_text_that_looks_like_a_formula_gets_an_apostrophe",
            "report/test_csv_report.py::test_no_text_begins_like_a_formula_and_none_is_changed_otherwise",
            "report/test_csv_report.py::test_headings_are_guarded_too",
        ),
    ),
    f"{_ENGINE}report/html_report.py": (
        (
            "a cell that is markup in the page of results",
            "autoescape=True,",
            "autoescape=False,",
            "report/test_html_report.py::test_what_a_file_says_is_text",
        ),
    ),
    f"{_ENGINE}report/templates/report.html.j2": (
        (
            "a page of results that loads what others serve",
            "default-src 'none'; ",
            "",
            "report/test_html_report.py::test_the_page_loads_nothing_and_runs_nothing",
        ),
    ),
    f"{_ENGINE}report/documents/template.py": (
        (
            "a cell that is markup in a Word file",
            "finalize=_plain, autoescape=True)",
            "finalize=_plain)",
            "report/test_documents.py::test_what_a_file_says_is_text",
        ),
        (
            "a template that reaches into the program",
            "    return SandboxedEnvironment(undefined",
            "    from jinja2 import Environment\n    return Environment(undefined",
            "report/test_documents.py::test_a_template_sees_nothing_but_its_content",
        ),
    ),
    f"{_ENGINE}report/documents/write.py": (
        (
            "the name of a sheet that leads out of its folder",
            """return f"-{safe}" if safe else \"\"""",
            """return f"-{finding.case.id}\"""",
            "report/test_documents.py::test_a_zip_holds_a_sheet_for_each_case_called_after_its_id",
        ),
        (
            "an id that is personal in the name of a sheet",
            '    if key and key.personal:\n        return ""\n',
            "",
            "report/test_documents.py::test_files_of_a_zip_are_only_numbered_where_ids_are_personal",
        ),
    ),
    f"{_ENGINE}report/target.py": (
        (
            "a result written over an input",
            "if any(_same(path, source) for source in inputs):",
            "if False:",
            f"{_WRITE}test_an_input_is_never_written_over_by_any_name",
            "cli/test_screen.py::test_a_result_never_overwrites_an_input",
            f"{_PATHS}test_an_input_is_not_written_over_by_any_way_to_it",
        ),
        (
            "a result in place of a pipe",
            "if path.exists() and not is_regular(path):",
            "if False:",
            f"{_PATHS}test_a_result_is_not_written_in_place_of_a_pipe",
        ),
        (
            "half a result",
            "partial = remains.partial(target.parent)",
            "target.unlink(missing_ok=True)\n    partial = target",
            f"{_WRITE}test_a_crash_leaves_the_old_result_and_no_other_trace",
        ),
        (
            "half a result on a full disk",
            "    except OSError as error:\n",
            "    except ZeroDivisionError as error:\n",
            f"{_WRITE}test_a_full_disk_is_a_problem_and_leaves_no_half_file",
            f"{_WRITE}test_a_folder_that_takes_no_files_is_a_problem",
        ),
    ),
    f"{_ENGINE}report/remains.py": (
        (
            "half a result that a killed run left",
            "            if _is_old(path) and _is_left(path):\n                path.unlink()",
            "            pass",
            "trust/test_faults.py::test_half_a_result_of_a_killed_run_is_removed_by_the_next_one",
        ),
        (
            "the half-written file of another run",
            "fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)\n\n\n",
            "pass\n\n\n",
            "trust/test_faults.py::test_what_another_run_is_writing_is_left_alone",
        ),
    ),
    f"{_ENGINE}report/details.py": (
        (
            "personal facts on the screen",
            "return MASKED if fact.personal and not run.show_personal else fact.actual",
            "return fact.actual",
            "report/test_console_report.py::test_personal_values_show_only_when_asked",
        ),
    ),
    f"{_ENGINE}report/answer.py": (
        (
            "personal facts among reasons",
            "(run.show_personal or not fact.personal)",
            "True",
            "report/test_csv_report.py::test_masked_facts_stay_masked_in_reasons",
            "report/test_html_report.py::test_personal_facts_are_masked_unless_they_may_be_shown",
        ),
    ),
    f"{_ENGINE}report/changes.py": (
        (
            "personal facts among changes",
            "before = change.before if show_personal or not change.personal else _MASKED",
            "before = change.before",
            "report/test_change_report.py::test_a_personal_value_is_masked_unless_asked",
        ),
    ),
    f"{_ENGINE}report/documents/sheet.py": (
        (
            "personal facts in an appraisal sheet",
            "return details.MASKED if of.personal and not run.show_personal else value",
            "return value",
            "report/test_documents.py::test_personal_facts_are_masked_unless_they_may_be_shown",
        ),
        (
            "who judged, in an appraisal sheet",
            "recorded.by if run.show_personal or recorded.by is None else details.MASKED[run.lang]",
            "recorded.by",
            "report/test_documents.py::test_who_judged_is_told_masked_unless_personal_facts_may_be_shown",
        ),
    ),
    f"{_ENGINE}report/structured.py": (
        (
            "personal facts in JSON",
            "masked = fact.personal and fact.actual is not None and not show_personal",
            "masked = False",
            "report/test_structured_report.py::test_personal_values_are_masked_unless_asked_for",
        ),
    ),
    f"{_ENGINE}cases/gathering.py": (
        (
            "personal facts in messages",
            "found = codes.MASKED if field.personal else shown(raw, None)",
            "found = shown(raw, None)",
            "cli/test_screen.py::test_personal_data_stays_out_of_messages",
        ),
        (
            "a list longer than any person's",
            "or len(value) <= LIMITS.records:",
            "or True:",
            f"{_TEXT}test_a_list_longer_than_any_persons_is_unknown_and_told",
        ),
    ),
    f"{_ENGINE}evaluate/rete/worker.py": (
        (
            "facts in a refusal of the second engine",
            "reply = Refused(type(error).__name__)",
            "reply = Refused(str(message))",
            f"{_RETE}test_a_refusal_says_nothing_of_the_facts",
        ),
    ),
    f"{_ENGINE}evaluate/rete/process.py": (
        (
            "a second engine that hangs",
            "watchdog.start()",
            "pass",
            f"{_RETE}test_a_child_that_hangs_is_stopped_at_the_deadline_and_replaced",
        ),
        (
            "the answer to another question",
            "            self.close()\n            raise\n        finally:",
            "            raise\n        finally:",
            f"{_RETE}test_an_interrupted_question_is_not_answered_by_the_next",
        ),
    ),
}
