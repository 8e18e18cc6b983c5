"""What defends the desk: who comes in, who sees what, what a browser is told to do, what jobs may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_MATRIX = "web/test_access_matrix.py::"
_RULE = f"{_MATRIX}test_each_is_let_in_or_refused_as_the_rule_says"
_FORGED = f"{_MATRIX}test_nothing_is_changed_without_the_token_of_a_page_or_for_another_site"
_ACCOUNTS = "web/test_desk_accounts.py::"
_GUARDS = "web/test_guards.py::"
_QUEUE = "web/test_queue.py::"
_HOME = "web/test_home_page.py::"
_LIST = "web/test_screening_page.py::"
_CASE = "web/test_case.py::"
_DOCUMENTS = "web/test_desk_documents.py::"
_LOGS = "web/test_logs.py::"
_WEB = "engine/kiemnhiem/web/"

#: As :data:`reliability.defended_files.FILES`.
DESK: Mapping[str, Sequence[tuple[str, ...]]] = {
    f"{_WEB}access/visitor.py": (
        (
            "whoever has not signed in",
            "        if user is None:\n            raise SignInNeeded\n        return",
            "        user = user or accounts.local_user(session)\n        return",
            f"{_RULE}[GET-/]",
        ),
        (
            "a role that may not do it",
            "        if not visitor.may(permission):\n            raise Refused\n",
            "",
            f"{_RULE}[GET-/users]",
            f"{_RULE}[POST-/editor]",
            f"{_RULE}[GET-/audit]",
        ),
        (
            "the lists of others",
            "return screening.owner_id == self.id or self.may(Permission.OVERSEE)",
            "return True",
            f"{_RULE}[GET-/screenings/{{id}}]",
        ),
        (
            "cases of places that were not granted",
            "        if self.everywhere:\n            return None\n",
            "        return None\n",
            f"{_CASE}test_cases_of_places_not_granted_are_not_there",
            f"{_LIST}test_cases_of_other_places_are_not_there_and_the_page_says_how_many",
            f"{_DOCUMENTS}test_only_cases_of_granted_places_are_written",
        ),
        (
            "personal facts for those who only look",
            "return self.owns(screening) and self.may(Permission.PERSONAL)",
            "return True",
            f"{_CASE}test_an_auditor_sees_no_personal_fact_and_cannot_answer",
            f"{_LIST}test_whoever_may_not_see_names_cannot_find_sort_or_narrow_by_them",
        ),
        (
            "a request that another site sends",
            "if request.method not in SAFE and is_foreign(request):",
            "if False:",
            f"{_FORGED}[POST-/screenings]",
        ),
        (
            "a form that is no page's of ours",
            "if not hmac.compare_digest(sent.encode(), who.csrf.encode()):",
            "if False:",
            f"{_FORGED}[POST-/screenings]",
            f"{_FORGED}[DELETE-/api/screenings/{{id}}]",
        ),
        (
            "a browser that passes for a program",
            '        and "origin" not in request.headers\n',
            "",
            f"{_GUARDS}test_on_a_desk_without_accounts_no_page_but_its_own_can_change_anything",
        ),
        (
            "a sign-in that has expired",
            "found is None or found.expires <= now()",
            "found is None",
            f"{_ACCOUNTS}test_secrets_are_kept_as_hashes_and_forgotten_when_they_expire",
        ),
        (
            "an account that was closed",
            " or not found.user.active or",
            " or",
            f"{_GUARDS}test_a_closed_account_is_out_whatever_it_still_holds",
        ),
        (
            "a token taken for a cookie",
            " or program is not (found.label is not None):",
            ":",
            f"{_ACCOUNTS}test_a_token_is_no_cookie_and_a_cookie_no_token",
        ),
        (
            "secrets that are read from the database",
            "return hashlib.sha256(token.encode()).hexdigest()",
            "return token",
            f"{_ACCOUNTS}test_secrets_are_kept_as_hashes_and_forgotten_when_they_expire",
        ),
        (
            "sign-ins that are kept for ever",
            "session.execute(delete(SignIn).where(SignIn.expires <= now()))",
            "pass",
            f"{_ACCOUNTS}test_secrets_are_kept_as_hashes_and_forgotten_when_they_expire",
        ),
    ),
    f"{_WEB}access/origin.py": (
        (
            "another site that says so by its origin",
            "return elsewhere or site not in",
            "return site not in",
            f"{_FORGED}[POST-/screenings]",
            f"{_GUARDS}test_another_site_cannot_have_anybody_signed_in",
        ),
        (
            "another site that the browser names",
            'site not in ("same-origin", "none")',
            "False",
            f"{_FORGED}[POST-/screenings]",
            f"{_GUARDS}test_another_site_cannot_have_anybody_signed_in",
        ),
    ),
    f"{_WEB}access/accounts.py": (
        (
            "passwords that are guessed",
            "return of_name >= ATTEMPTS or",
            "return",
            f"{_ACCOUNTS}test_many_wrong_passwords_close_a_name_for_a_while_even_to_the_right_one",
        ),
        (
            "passwords that are guessed at many names",
            "or of_address >= ATTEMPTS_OF_ADDRESS",
            "",
            f"{_ACCOUNTS}test_one_address_that_tries_many_names_is_closed",
        ),
        (
            "sign-ins of a closed account or an old password",
            "    if password is not None or active is False:\n",
            "    if False:\n",
            f"{_ACCOUNTS}test_a_new_password_signs_everything_else_of_the_account_out",
        ),
        (
            "a token that somebody else takes back",
            "found is None or found.user_id != user_id or",
            "found is None or",
            f"{_ACCOUNTS}test_a_token_lets_a_program_in_until_it_is_taken_back",
        ),
    ),
    f"{_WEB}access/passwords.py": (
        (
            "a short password",
            "if not LEAST <= len(password) <= MOST:",
            "if False:",
            f"{_ACCOUNTS}test_a_new_password_signs_everything_else_of_the_account_out",
        ),
        (
            "names that are found out by how long an answer takes",
            "_HASHER.verify(hash_ or _NOBODY, password[:MOST]) and bool(hash_)",
            "bool(hash_) and _HASHER.verify(hash_ or _NOBODY, password[:MOST])",
            f"{_GUARDS}test_a_name_that_is_nobodys_costs_as_much_as_one_that_is_somebodys",
        ),
    ),
    f"{_WEB}pages/account.py": (
        (
            "a cookie that scripts can read",
            "httponly=True",
            "httponly=False",
            f"{_ACCOUNTS}test_a_cookie_is_for_the_server_alone_and_new_at_each_sign_in",
        ),
        (
            "a cookie that other sites have sent",
            'samesite="lax"',
            'samesite="none"',
            f"{_ACCOUNTS}test_a_cookie_is_for_the_server_alone_and_new_at_each_sign_in",
        ),
        (
            "a cookie that goes without HTTPS",
            "secure=desk.settings.secure",
            "secure=False",
            f"{_ACCOUNTS}test_behind_https_the_cookie_never_goes_without_it",
        ),
        (
            "a sign-in that somebody else began",
            '        sign_out(session, request.cookies.get(COOKIE, ""))\n        secret',
            "        secret",
            f"{_ACCOUNTS}test_a_cookie_is_for_the_server_alone_and_new_at_each_sign_in",
        ),
        (
            "a sign-out that signs nobody out",
            '        sign_out(session, request.cookies.get(COOKIE, ""))\n    if not',
            "        pass\n    if not",
            f"{_ACCOUNTS}test_who_signs_out_is_out",
        ),
        (
            "a sign-in that leads to another site",
            'return address if address.startswith("/") and not address.startswith(("//", "/\\\\")) else "/"',
            "return address",
            f"{_ACCOUNTS}test_signing_in_leads_to_no_other_site",
        ),
        (
            "a sign-in that another site sends",
            "    if is_foreign(request):\n        raise Refused\n",
            "",
            f"{_GUARDS}test_another_site_cannot_have_anybody_signed_in",
        ),
    ),
    f"{_WEB}pages/users.py": (
        (
            "an administrator who locks everybody out",
            "if found.id == visitor.id and (not form.active or Role.ADMINISTRATOR not in role):",
            "if False:",
            f"{_ACCOUNTS}test_nobody_locks_themselves_out",
        ),
    ),
    f"{_WEB}screenings.py": (
        (
            "changes by those who may only look",
            "    if not found.is_own or not visitor.may(Permission.SCREEN):\n        raise Refused\n",
            "",
            f"{_RULE}[POST-/screenings/{{id}}/delete]",
        ),
        (
            "somebody else's list that anybody deletes",
            "    if visitor.may(Permission.ADMINISTER):\n        return _found",
            "    if True:\n        return _found",
            "web/test_kept_page.py::test_others_cannot_delete_what_is_not_theirs",
            f"{_RULE}[POST-/screenings/{{id}}/delete]",
            f"{_RULE}[DELETE-/api/screenings/{{id}}]",
        ),
        (
            "an id that is a path",
            "    if not _ID.fullmatch(id):\n        raise NotHere\n",
            "",
            f"{_GUARDS}test_an_id_that_no_list_has_is_not_looked_for",
        ),
        (
            "an upload kept under a name that was sent",
            'f"{orders.UPLOAD}{Path(name).suffix.lower()}"',
            "name",
            f"{_HOME}test_a_name_sent_with_a_path_or_odd_letters_is_only_a_name",
        ),
        (
            "an upload that others on the machine can read",
            "folder.mkdir(mode=0o700, parents=True)",
            "folder.mkdir(parents=True)",
            f"{_GUARDS}test_what_the_desk_keeps_is_for_its_own_account_alone",
        ),
    ),
    f"{_WEB}uploads.py": (
        (
            "a file of another kind",
            "if suffix not in EXTENSIONS:",
            "if False:",
            f"{_HOME}test_a_file_that_is_no_list_is_refused_in_words",
        ),
        (
            "a file beyond the limit",
            "if file.size > LIMITS.upload_bytes:",
            "if False:",
            f"{_HOME}test_a_file_too_large_is_refused_with_the_limit",
        ),
        (
            "a place asked for that was not granted",
            "and place in desk.library.localities and place not in granted:",
            "and False:",
            f"{_HOME}test_a_place_that_was_not_granted_cannot_be_asked_for",
        ),
        (
            "the path of somebody's machine in a name",
            '.replace("\\\\", "/")).name.strip()',
            ").strip()",
            f"{_HOME}test_a_name_sent_with_a_path_or_odd_letters_is_only_a_name",
        ),
    ),
    f"{_WEB}bodies.py": (
        (
            "a body that says it is immense",
            "if not told.isdigit() or int(told) > self._limit:",
            "if False:",
            f"{_GUARDS}test_a_body_beyond_the_limit_is_refused_by_what_it_says_and_by_what_it_is",
        ),
        (
            "a body that does not say how long it is",
            "if count > self._limit:",
            "if False:",
            f"{_GUARDS}test_a_body_beyond_the_limit_is_refused_by_what_it_says_and_by_what_it_is",
        ),
    ),
    f"{_WEB}headers.py": (
        (
            "a script that got into a page",
            "script-src 'self'; ",
            "script-src 'self' 'unsafe-inline'; ",
            f"{_GUARDS}test_every_answer_tells_the_browser_to_trust_nothing_else",
        ),
        (
            "a page inside another site's",
            "; frame-ancestors 'none'",
            "",
            f"{_GUARDS}test_every_answer_tells_the_browser_to_trust_nothing_else",
        ),
        (
            "a file that a browser takes for a page",
            '    "x-content-type-options": "nosniff",\n',
            "",
            f"{_GUARDS}test_every_answer_tells_the_browser_to_trust_nothing_else",
        ),
        (
            "people's facts that a browser keeps",
            '"no-cache" if kept else "no-store"',
            '"no-cache"',
            f"{_GUARDS}test_every_answer_tells_the_browser_to_trust_nothing_else",
        ),
    ),
    f"{_WEB}app.py": (
        (
            "a name of the server that is somebody else's",
            "    app.add_middleware(OurHosts, hosts=[*OWN, desk.settings.host, *desk.settings.allowed_hosts])\n",
            "",
            f"{_MATRIX}test_a_host_that_is_not_ours_is_refused",
            "web/test_refusals.py::test_a_name_that_is_not_ours_is_refused_with_the_way_to_allow_it",
        ),
        (
            "headers that are not sent",
            "    app.add_middleware(SafeHeaders)\n",
            "",
            f"{_GUARDS}test_every_answer_tells_the_browser_to_trust_nothing_else",
        ),
        (
            "a fault that shows what it was doing",
            "    app.add_middleware(Logged, answer=_fault)\n",
            "",
            f"{_LOGS}test_a_fault_is_logged_without_its_values_and_the_visitor_told_the_request",
        ),
        (
            "what was refused and nobody knows of",
            "        note_refusal(request)\n        return answer(request, 403",
            "        return answer(request, 403",
            f"{_MATRIX}test_what_is_refused_is_in_the_audit_trail",
        ),
    ),
    f"{_WEB}logs.py": (
        (
            "facts in the log by way of an error's message",
            "    _where,\n)",
            ")",
            f"{_LOGS}test_a_fault_is_logged_without_its_values_and_the_visitor_told_the_request",
        ),
        (
            "facts in the log by way of an address",
            'str(getattr(scope.get("route"), "path", _NO_ROUTE))',
            'str(scope["path"])',
            f"{_LOGS}test_a_line_a_request_with_the_pattern_of_its_address",
        ),
    ),
    f"{_WEB}render.py": (
        (
            "a cell that is markup in a page",
            "    autoescape=True,\n",
            "    autoescape=False,\n",
            f"{_CASE}test_ids_may_hold_any_character",
            "web/test_policies_pages.py::test_what_is_searched_for_is_shown_as_text",
        ),
    ),
    f"{_WEB}facts_shown.py": (
        (
            "personal facts on the page of a case",
            "if value is not None and self._masked(of):",
            "if False:",
            f"{_CASE}test_an_auditor_sees_no_personal_fact_and_cannot_answer",
        ),
        (
            "a hamlet by which its head is known",
            "of.personal or (about_people and of.type.kind is Kind.TEXT and not of.key)",
            "of.personal",
            f"{_CASE}test_an_auditor_sees_no_personal_fact_and_cannot_answer",
        ),
    ),
    f"{_WEB}results/index.py": (
        (
            "cases of other places in a list",
            "if self.places is not None:",
            "if False:",
            f"{_LIST}test_cases_of_other_places_are_not_there_and_the_page_says_how_many",
            f"{_CASE}test_cases_of_places_not_granted_are_not_there",
        ),
        (
            "a half-written list",
            "        partial.unlink(missing_ok=True)",
            "        pass",
            f"{_GUARDS}test_a_list_that_could_not_be_written_leaves_nothing",
        ),
    ),
    f"{_WEB}results/document.py": (
        (
            "cases of other places in a document",
            "    if places is not None:\n",
            "    if False:\n",
            f"{_DOCUMENTS}test_only_cases_of_granted_places_are_written",
        ),
    ),
    f"{_WEB}results/renamed.py": (
        (
            "where the server keeps files",
            "return replace(of, file=name) if isinstance(of, Place) and of.file == path else of",
            "return of",
            f"{_LIST}test_a_file_without_cases_says_why_and_not_where_the_server_keeps_it",
        ),
    ),
    f"{_WEB}results/build.py": (
        (
            "policies exchanged behind the server's back",
            "if order.digest and library.digest != order.digest:",
            "if False:",
            f"{_GUARDS}test_policies_that_changed_since_the_server_started_decide_nothing",
        ),
    ),
    f"{_WEB}told.py": (
        (
            "a verdict on which the engines differ",
            "        once = decide_twice(look, question, case)\n",
            "        once = None\n",
            f"{_CASE}test_where_the_engines_differ_no_verdict_is_told",
        ),
    ),
    f"{_WEB}pages/listing.py": (
        (
            "names found out by searching and sorting",
            "        by_name=shown,\n",
            "        by_name=True,\n",
            f"{_LIST}test_whoever_may_not_see_names_cannot_find_sort_or_narrow_by_them",
        ),
    ),
    f"{_WEB}pages/documents.py": (
        (
            "a form of document that is a path",
            "    if form not in DOCUMENTS:\n        raise NotHere\n",
            "",
            f"{_DOCUMENTS}test_what_is_no_document_is_not_there",
        ),
    ),
}
