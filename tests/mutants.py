"""Removes the project's guards one by one, in a copy of the tree: each removal must turn a test red.

``make mutants`` runs them all; ``python tests/mutants.py NAME …`` runs some.
"""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 2
"""How many mutants are tried at the same time."""
VALIDITY = "occupations/validity.py"
REVISE = "occupations/actions/revise.py"
GUARDS = "occupations/guards.py"


@dataclass(frozen=True)
class Mutant:
    """``old`` stands in ``file`` and becomes ``new``; one of ``tests`` must then fail."""

    name: str
    file: str
    old: str
    new: str
    tests: str
    database: str = "sqlite"


STANDARD_TESTS = "tests/occupations/actions/test_publish_standards.py"
ENTRANCE_TESTS = "tests/registry/test_entrance.py"
AWAY_TESTS = "tests/registry/test_database_away.py"
LIMIT_TESTS = "tests/registry/test_limits.py"
BULKHEAD_TESTS = "tests/registry/test_bulkhead.py"
AMOUNT_TESTS = "tests/registry/test_amounts.py"
KEY_TESTS = "tests/registry/test_keys.py"
GUARD_TESTS = "tests/occupations/test_guards.py"
DEPRECATION_TESTS = "tests/registry/test_deprecation.py"
LOOKUP_TESTS = "tests/registry/test_admin_lookups.py"
UNSEEN_TESTS = "tests/test_invisible.py"
UNSEEN_PUBLIC_TESTS = "tests/test_invisible_public.py"
DRAFT_TESTS = "tests/occupations/admin/test_drafts.py"
FIRST_PRESS_TESTS = "tests/test_first_press.py"
MUTANTS = [
    Mutant(
        "Swagger UI fills in an optional filter",
        "registry/http/filters.py",
        '"pattern": pattern, "examples": [example]}',
        '"pattern": pattern, "example": example}',
        FIRST_PRESS_TESTS,
    ),
    Mutant(
        "every parameter with an example is filled in",
        "registry/http/described_examples.py",
        '        if parameter.get("required"):\n',
        '        if "schema" in parameter:\n',
        FIRST_PRESS_TESTS,
    ),
    Mutant(
        "a part of a path has no example",
        "registry/http/described_examples.py",
        'return OpenApiParameter(name, {**schema, "examples": [example]}, ',
        "return OpenApiParameter(name, schema, ",
        FIRST_PRESS_TESTS,
    ),
    Mutant(
        "the example of a filter finds nothing",
        "occupations/api/batches.py",
        'TextFilter("生物工程"',
        'TextFilter("网络主播"',
        FIRST_PRESS_TESTS,
    ),
    Mutant(
        "a file of a dump that could be made is not there",
        "occupations/api/dumps.py",
        "        manifest = self.manifest(edition, revision)\n        files",
        "        manifest = self.held(edition, revision)\n        files",
        FIRST_PRESS_TESTS,
    ),
    Mutant(
        "the document does not say where the registry is served",
        "registry/settings.py",
        '    "SERVERS": [',
        '    "SERVERS": [] and [',
        "tests/test_openapi.py::test_it_says_where_it_is_served_and_under_which_licence",
    ),
    Mutant(
        "a limit lets one more through",
        "registry/http/windows.py",
        "        if left < 0:\n",
        "        if left < -1:\n",
        LIMIT_TESTS,
    ),
    Mutant(
        "the long limit is not looked at",
        "registry/http/windows.py",
        "        if more < 0:\n",
        "        if False:\n",
        LIMIT_TESTS,
    ),
    Mutant(
        "what other processes count does not count",
        "registry/http/windows.py",
        "                asked += theirs - mark\n",
        "                pass\n",
        LIMIT_TESTS,
    ),
    Mutant(
        "answers from memory are not counted",
        "registry/http/entrance.py",
        "            every += self.limits.spend(",
        '            if method == "GET":\n                return self._read(environ, start_response, every)\n'
        "            every += self.limits.spend(",
        LIMIT_TESTS,
    ),
    Mutant(
        "a key raises limits outside its scopes",
        "registry/http/limits.py",
        "in_scope = kind in key.scopes",
        "in_scope = True",
        LIMIT_TESTS,
    ),
    Mutant(
        "whoever sends a wrong key reads without one",
        "registry/http/limits.py",
        'raise Refused("invalid-key", wrong.detail, {}, self.spend(environ, second)) from wrong',
        "return self.spend(environ, second)",
        LIMIT_TESTS,
    ),
    Mutant(
        "guessing keys has no limit",
        "registry/http/limits.py",
        'raise Refused("invalid-key", wrong.detail, {}, self.spend(environ, second)) from wrong',
        'raise Refused("invalid-key", wrong.detail, {}, []) from wrong',
        LIMIT_TESTS,
    ),
    Mutant(
        "a thread of those for bodies is not given back",
        "registry/http/bulkhead.py",
        "            if answer is None:\n                place.give_back()\n",
        "            pass\n",
        BULKHEAD_TESTS,
    ),
    Mutant(
        "a stream keeps its thread when it is closed",
        "registry/http/bulkhead.py",
        "        finally:\n            self._place.give_back()\n",
        "        finally:\n            pass\n",
        BULKHEAD_TESTS,
    ),
    Mutant(
        "the desk shares the threads of the public",
        "registry/http/entrance.py",
        "self.bulkhead.guards(pages or api, self.bulkhead.desk)",
        "self.bulkhead.guards(pages or api, self.bulkhead.public)",
        BULKHEAD_TESTS,
    ),
    Mutant(
        "one client may hold all threads for bodies",
        "registry/http/bulkhead.py",
        " or self._by_holder[holder] >= self.for_one:",
        ":",
        BULKHEAD_TESTS,
    ),
    Mutant(
        "a key is as many clients as it has addresses",
        "registry/http/limits.py",
        "        environ[HOLDER] = account.holder\n",
        "",
        BULKHEAD_TESTS,
    ),
    Mutant(
        "the body of a read is waited for",
        "registry/http/bulkhead.py",
        '        environ["wsgi.input"] = io.BytesIO()\n',
        "",
        BULKHEAD_TESTS,
    ),
    Mutant(
        "any number of bodies are computed at once",
        "registry/http/bulkhead.py",
        "                self._free -= 1\n",
        "                pass\n",
        BULKHEAD_TESTS,
    ),
    Mutant(
        "whoever waits for a body keeps others from computing",
        "registry/http/bulkhead.py",
        "        self._computing.end()\n        try:\n    "
        "        part = bytes(self._stream.read() if everything else self._stream.read(size))\n"
        "        finally:\n            self._computing.begin()\n",
        "        part = bytes(self._stream.read() if everything else self._stream.read(size))\n",
        BULKHEAD_TESTS,
    ),
    Mutant(
        "slow readers may hold any number of threads",
        "registry/http/bulkhead.py",
        "self.long_answers.take(holder))",
        "Place(self.long_answers, holder))",
        BULKHEAD_TESTS,
    ),
    Mutant(
        "bytes of bodies are not counted",
        "registry/http/amounts.py",
        "        self.bytes.add(units - self._charged, int(time.time()))\n",
        "",
        AMOUNT_TESTS,
    ),
    Mutant(
        "records of bodies are not counted",
        "registry/http/amounts.py",
        "        self.records.add(many, int(time.time()))\n",
        "        pass\n",
        AMOUNT_TESTS,
    ),
    Mutant(
        "whoever announces more than is left is read",
        "registry/http/amounts.py",
        "if left < 1 or rest < min(announced, window.policy.quota):",
        "if left < 1:",
        AMOUNT_TESTS,
    ),
    Mutant(
        "what is sent to other processes does not count",
        "registry/http/windows.py",
        "for place in (self.own, *self.others)]",
        "for place in (self.own,)]",
        AMOUNT_TESTS,
    ),
    Mutant(
        "one address may take all of the proxy",
        "deploy/nginx.conf",
        "        limit_conn addresses 100;\n",
        "",
        "tests/deploy/test_nginx_slow.py",
        "postgresql",
    ),
    Mutant("a revoked key still works", "registry/http/keys.py", "if key.revoked:", "if False:", KEY_TESTS),
    Mutant(
        "a key works after its end",
        "registry/http/keys.py",
        "if key.until is not None and second >= key.until:",
        "if False:",
        KEY_TESTS,
    ),
    Mutant(
        "keys are read once",
        "registry/http/keys.py",
        "is_new = time.monotonic() - self._read_at < READ_WITHIN or",
        "is_new = self._held is not None or",
        KEY_TESTS,
    ),
    Mutant(
        "after a rotation the former key works on",
        "occupations/actions/keys.py",
        "    ApiKey.objects.filter(pk=held.pk).update(expires_at=earlier(held.expires_at, now + BOTH_WORK))\n",
        "",
        "tests/occupations/actions/test_keys.py",
    ),
    Mutant(
        "whoever sees keys may revoke them",
        "occupations/admin/keys.py",
        "        if not request.user.has_perm(DUTY):\n            raise PermissionDenied\n",
        "",
        "tests/occupations/admin/test_keys.py",
    ),
    Mutant(
        "a list of the admin is asked for any column",
        "registry/admin_site.py",
        "        return lookup in request.offered_lookups[self]\n",
        "        return super().lookup_allowed(lookup, value, request)\n",
        LOOKUP_TESTS,
    ),
    Mutant(
        "any look-up on the column of a filter is taken",
        "registry/admin_site.py",
        "        return lookup in request.offered_lookups[self]\n",
        '        heads = {name.partition("__")[0] for name in request.offered_lookups[self]}\n'
        '        return lookup.partition("__")[0] in heads\n',
        LOOKUP_TESTS,
    ),
    Mutant(
        "the lists of packages do not keep the rule",
        "registry/admin_site.py",
        "type(made.__name__, (OfferedLookups, made), {})",
        'type(made.__name__, (OfferedLookups, made) if made.__module__.startswith("occ") else (made,), {})',
        LOOKUP_TESTS,
    ),
    Mutant(
        "a refused look-up is not written down",
        "registry/admin_site.py",
        '            log.error("%s: %s", request.path, refused)\n',
        "",
        LOOKUP_TESTS,
    ),
    Mutant(
        "rows are written with characters that nobody sees",
        REVISE,
        "        spelling.check_row(row, held)\n",
        "",
        UNSEEN_TESTS,
    ),
    Mutant(
        "what was published with one stands in its own way",
        REVISE,
        "        spelling.check_row(row, held)\n",
        "        spelling.check_row(row)\n",
        UNSEEN_TESTS,
    ),
    Mutant(
        "the reason of an act has what nobody sees",
        REVISE,
        "    if message := spelling.wrong_in_text(reason.strip(), long=True):",
        "    if message := None:",
        UNSEEN_TESTS,
    ),
    Mutant(
        "the texts of a draft are not looked at",
        "occupations/actions/desk.py",
        "for place, message in wrong_places(self.public(content))]",
        "for place, message in ()]",
        UNSEEN_TESTS,
    ),
    Mutant(
        "under public comment anything is edited in",
        "occupations/actions/desk.py",
        "    if put_out and (unseen",
        "    if False and (unseen",
        UNSEEN_TESTS,
    ),
    Mutant(
        "what a correction puts right keeps it back",
        "occupations/actions/correction_drafts.py",
        '        public=lambda content: content["values"],\n',
        "",
        UNSEEN_TESTS,
    ),
    Mutant(
        "a diff does not show what nobody sees",
        "occupations/admin/draft_forms.py",
        '        object.__setattr__(self, "text", visible(self.text))\n',
        "        pass\n",
        UNSEEN_TESTS,
    ),
    Mutant(
        "fillers and selectors count as letters",
        "occupations/characters.py",
        " or _UNSEEN.match(sign) is not None",
        "",
        UNSEEN_TESTS,
    ),
    Mutant(
        "names outside batches may have spaces",
        "occupations/actions/spelling.py",
        "            if message is None and field.name in names:",
        "            if False:",
        UNSEEN_TESTS,
    ),
    Mutant(
        "clerks answer with what nobody sees",
        "occupations/actions/submissions.py",
        "    if message := spelling.wrong_in_text(text, long=True):",
        "    if message := None:",
        UNSEEN_PUBLIC_TESTS,
    ),
    Mutant(
        "a number hides behind a soft hyphen",
        "occupations/plain_text.py",
        "    text = without_unseen(text)\n",
        "",
        UNSEEN_PUBLIC_TESTS,
    ),
    Mutant(
        "the data files may hold what nobody sees",
        "occupations/loading/cells.py",
        "                if has_unseen(text) or has_odd_space(text):\n",
        "                if has_odd_space(text):\n",
        UNSEEN_PUBLIC_TESTS,
    ),
    Mutant(
        "what becomes public is not asked for once more",
        "occupations/admin/drafts.py",
        'if move and public and fresh and not told["confirmed"]:',
        "if False:",
        DRAFT_TESTS,
    ),
    Mutant(
        "whoever has a duty sees what lies on the desk",
        "occupations/admin/draft_editing.py",
        "        if not self.has_view_permission(request):\n            raise PermissionDenied\n",
        "",
        DRAFT_TESTS,
    ),
    Mutant(
        "a cell of the history runs as a formula",
        "occupations/admin/draft_history.py",
        """return f"'{cell}" if cell.startswith(RISKY) else cell""",
        "return cell",
        "tests/occupations/admin/test_draft_history.py",
    ),
    Mutant(
        "a trial is published",
        "occupations/actions/desk.py",
        "        seen = look(act())\n        transaction.set_rollback(True)\n",
        "        seen = look(act())\n",
        "tests/policies/admin/test_trying.py",
    ),
    Mutant(
        "a statement changed meanwhile is withdrawn",
        "policies/drafts.py",
        'if row is None or row.recorded_from_id != told["recorded_from"]:',
        "if row is None:",
        "tests/policies/admin/test_amendments.py",
    ),
    Mutant(
        "a kept answer of another state is given",
        "registry/http/memory.py",
        "if kept is None or kept.state is not state:",
        "if kept is None:",
        ENTRANCE_TESTS,
    ),
    Mutant(
        "a text that is searched once is kept",
        "registry/http/memory.py",
        "        self._asked.add(mark)\n",
        "        self._asked.add(mark)\n        return True\n",
        ENTRANCE_TESTS,
    ),
    Mutant(
        "what is not versioned is kept",
        "registry/http/entrance.py",
        """if response.streaming or "no-store" in headers.get("cache-control", ""):""",
        "if response.streaming:",
        ENTRANCE_TESTS,
    ),
    Mutant(
        "a date is a validator within the second of a change",
        "registry/http/representations.py",
        "if if_modified_since is None or not self.state.settled(now):",
        "if if_modified_since is None:",
        ENTRANCE_TESTS,
    ),
    Mutant(
        "the latest revision counts as past",
        "registry/http/as_of.py",
        "past = found is not None and found[2] < today",
        "past = found is not None",
        ENTRANCE_TESTS,
    ),
    Mutant(
        "languages share an answer",
        "registry/http/answer_key.py",
        "    return accepted_language(accepted)\n",
        '    return "zh-hans"\n',
        ENTRANCE_TESTS,
    ),
    Mutant(
        "the bound on staleness counts from after the question",
        "registry/http/freshness.py",
        "self.seen = state, asked_at",
        "self.seen = state, time.monotonic()",
        "tests/registry/test_freshness.py",
    ),
    Mutant(
        "the mark is taken after the revision",
        "registry/http/freshness.py",
        "self._of_thread.read = mark, state",
        "self._of_thread.read = self.mark(), state",
        "tests/registry/test_freshness.py",
    ),
    Mutant(
        "the mark is of the thread and the state of all",
        "registry/http/freshness.py",
        'marked, state = getattr(self._of_thread, "read", (None, None))',
        'marked, state = getattr(self._of_thread, "read", (None, None))[0], self.seen[0]',
        "tests/registry/test_freshness_threads.py",
    ),
    Mutant(
        "what was asked for earlier replaces what was asked for later",
        "registry/http/freshness.py",
        "            if asked_at >= self.seen[1]:\n",
        "            if True:\n",
        "tests/registry/test_freshness_threads.py",
    ),
    Mutant(
        "each thread has an object of its own for a state",
        "registry/http/freshness.py",
        "            if state in self._alike:\n",
        "            if False:\n",
        "tests/registry/test_freshness_threads.py",
    ),
    Mutant(
        "what the database was last known to say is sent for ever",
        "registry/http/entrance.py",
        " and age <= settings.STALE_IF_ERROR:",
        ":",
        AWAY_TESTS,
    ),
    Mutant(
        "others keep what nobody knows to hold",
        "registry/http/representations.py",
        '*same, ("Cache-Control", "no-store"),',
        "*self.headers(now)[0],",
        AWAY_TESTS,
    ),
    Mutant(
        "a mistake in a question counts as a database that is away",
        "registry/http/availability.py",
        "        return code & _PRIMARY in _SQLITE_CODES\n",
        "        return True\n",
        AWAY_TESTS,
    ),
    Mutant(
        "a key that cannot be looked up is not known",
        "registry/http/keys.py",
        "                if not is_new:\n",
        "                if False:\n",
        AWAY_TESTS,
    ),
    Mutant(
        "one table that does not answer is tried by everybody all the time",
        "registry/http/entrance.py",
        "self._attempts.tried(lambda: self._django(asked), kind)",
        "self._django(asked)",
        AWAY_TESTS,
    ),
    Mutant(
        "while the database is away every thread tries to reach it",
        "registry/http/availability.py",
        "time.monotonic() < self._again_at.get(kind, 0) or not self._again.acquire(blocking=False)",
        "not self._again.acquire()",
        AWAY_TESTS,
    ),
    Mutant(
        "a lock is waited for as long as it is held",
        "registry/settings.py",
        "-c lock_timeout={LOCK_TIMEOUT * 1000:.0f} ",
        "",
        "tests/registry/test_database_server.py",
        "postgresql",
    ),
    Mutant(
        "who waits for his turn to write waits no longer than a reader",
        "occupations/actions/turns.py",
        '    if connection.vendor == "postgresql":\n',
        "    if False:\n",
        "tests/occupations/actions/test_turns.py",
        "postgresql",
    ),
    Mutant(
        "commands have the time-outs of answers",
        "manage.py",
        'and sys.argv[1:2] != ["runserver"]:',
        "and False:",
        "tests/occupations/actions/test_turns.py",
        "postgresql",
    ),
    Mutant(
        "an answer that is over drives out those that hold",
        "registry/http/memory.py",
        "                if is_over(answer.state):\n",
        "                if False:\n",
        "tests/registry/test_flights.py",
    ),
    Mutant(
        "a period includes its end",
        VALIDITY,
        "return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)",
        "return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)",
        "tests/occupations/actions/test_announce_batch.py",
    ),
    Mutant(
        "a period excludes its first day",
        VALIDITY,
        "Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)\n\n    def begun_after",
        "Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lt=day)\n\n    def begun_after",
        "tests/occupations/actions/test_announce_batch.py",
    ),
    Mutant(
        "superseded records are not filtered",
        VALIDITY,
        "Q(recorded_to=None) | Q(recorded_to__gt=revision), recorded_from__lte=revision",
        "recorded_from__lte=revision",
        "tests/occupations/actions/test_correct.py",
    ),
    Mutant(
        "later records are not filtered",
        VALIDITY,
        "Q(recorded_to=None) | Q(recorded_to__gt=revision), recorded_from__lte=revision",
        "Q(recorded_to=None) | Q(recorded_to__gt=revision)",
        "tests/occupations/test_replay.py",
    ),
    Mutant(
        "what is scheduled shows before its day",
        VALIDITY,
        "return self.on if self.scheduled else min(self.on, self.known_on)",
        "return self.on",
        "tests/occupations/actions/test_announce_batch.py",
    ),
    Mutant(
        "a scheduled end shows before its day",
        VALIDITY,
        "if self.scheduled or valid_to is None or valid_to <= self.known_on:",
        "if True:",
        "tests/occupations/test_replay.py",
    ),
    Mutant(
        "the guard of work types finds its rows by their scheme",
        "occupations/migrations/0008_indexes.py",
        'fields=["concept", "scheme"], name="work_type_concept_scheme"',
        'fields=["occupation", "scheme"], name="work_type_concept_scheme"',
        "tests/occupations/test_indexes.py",
    ),
    Mutant(
        "an index is kept twice",
        "occupations/migrations/0008_indexes.py",
        """        migrations.RemoveIndex(
            model_name="worktype",
            name="work_type_occupation",
        ),
""",
        "",
        "tests/occupations/test_indexes.py",
    ),
    Mutant(
        "SQLite lets two codes overlap",
        GUARDS,
        'yield trigger(_overlap_name(table, key), "INSERT", overlap)',
        'yield trigger(_overlap_name(table, key), "INSERT", "0")',
        GUARD_TESTS,
    ),
    Mutant(
        "SQLite lets a published row be updated",
        GUARDS,
        'refused if table.supersedable else "1")',
        '"0")',
        GUARD_TESTS,
    ),
    Mutant(
        "SQLite lets a published row be deleted",
        GUARDS,
        'yield trigger(f"{table.name}_no_delete", "DELETE", "1")',
        'yield trigger(f"{table.name}_no_delete", "DELETE", "0")',
        GUARD_TESTS,
    ),
    Mutant(
        "the overlap of SQLite forgets recorded time",
        GUARDS,
        "times = validity.SQLITE_RECORDED_OVERLAP",
        'times = "1"',
        "tests/occupations/actions/test_correct.py",
    ),
    Mutant(
        "PostgreSQL lets two codes overlap",
        GUARDS,
        "EXCLUDE USING gist ({', '.join(parts)})\"",
        "EXCLUDE USING gist ({', '.join(parts)}) WHERE (false)\"",
        GUARD_TESTS,
        "postgresql",
    ),
    Mutant(
        "PostgreSQL lets a published row be changed",
        GUARDS,
        "IF TG_OP = 'UPDATE' THEN",
        "RETURN COALESCE(NEW, OLD);\n                IF TG_OP = 'UPDATE' THEN",
        GUARD_TESTS,
        "postgresql",
    ),
    Mutant(
        "a missing guard is not told",
        GUARDS,
        "return sorted(expected - {name for (name,) in cursor.fetchall()})",
        "return sorted(expected - expected)",
        GUARD_TESTS,
    ),
    Mutant(
        "the counter is not locked",
        REVISE,
        "RevisionCounter.objects.select_for_update().get(pk=1)",
        "RevisionCounter.objects.get(pk=1)",
        "tests/occupations/actions/test_revise.py",
        "postgresql",
    ),
    Mutant(
        "a record superseded meanwhile is superseded again",
        REVISE,
        "if updated != len(keys):",
        "if False:",
        "tests/occupations/actions/test_correct.py",
    ),
    Mutant(
        "rows are opened before others are closed",
        REVISE,
        "        for model, keys in self._superseded.items():",
        "        for model, rows in self._added.items():\n"
        "            model._default_manager.bulk_create(rows, batch_size=500)\n"
        "        self._added = {}\n"
        "        for model, keys in self._superseded.items():",
        "tests/occupations/actions/test_announce_batch.py",
    ),
    Mutant(
        "whoever writes counts as the loader",
        REVISE,
        "origin=Origin.LOADED if isinstance(by, Loader) else Origin.CLERK",
        "origin=Origin.LOADED",
        "tests/occupations/loading/test_load_registry.py",
    ),
    Mutant(
        "a load is not one transaction",
        "occupations/loading/load.py",
        "@transaction.atomic\ndef load",
        "def load",
        "tests/occupations/loading/test_load_registry.py",
    ),
    Mutant(
        "an announcement is not one transaction",
        "occupations/actions/batches.py",
        "@transaction.atomic\ndef announce_batch",
        "def announce_batch",
        "tests/occupations/actions/test_announce_batch.py",
    ),
    Mutant(
        "an unlisted gap is accepted",
        "occupations/loading/check.py",
        "if (f.table, f.key, f.field) not in accepted)",
        "if False)",
        "tests/test_data.py",
    ),
    Mutant(
        "a gap that matches nothing is accepted",
        "occupations/loading/check.py",
        "for entry in sorted(stale))",
        "for entry in [])",
        "tests/test_data.py",
    ),
    Mutant(
        "an unknown parameter is ignored",
        "registry/http/parameters.py",
        "if unknown := sorted(given.keys() - allowed):",
        "if unknown := []:",
        "tests/registry/test_parameters.py",
    ),
    Mutant(
        "a cursor does not keep its revision",
        "registry/http/views.py",
        'return {"known_at": self.moment.known_at}',
        "return {}",
        "tests/registry/test_pagination.py",
    ),
    Mutant(
        "an unordered list is paged",
        "registry/http/pagination.py",
        "and not queryset.ordered:",
        "and False:",
        "tests/registry/test_pagination.py",
    ),
    Mutant(
        "a reused code is guessed",
        "occupations/answers/migration.py",
        "if len({place.concept for place in found}) > 1:",
        "if False:",
        "tests/occupations/api/test_codes_migrate.py",
    ),
    Mutant(
        "a name that does not fit is overruled",
        "occupations/answers/migration.py",
        "if asked.name is not None and not named:",
        "if False:",
        "tests/occupations/api/test_codes_migrate.py",
    ),
    Mutant(
        "what is unknown differs",
        "occupations/transitions.py",
        "return before is not None and after is not None and before != after",
        "return before != after",
        "tests/occupations/api/test_compare.py",
    ),
    Mutant(
        "what a partial edition cannot say is called new",
        "occupations/answers/comparison.py",
        "if before.partial and not (known_new(concept) if forwards else same_line):",
        "if False:",
        "tests/occupations/api/test_compare.py",
    ),
    Mutant(
        "what came of several stands beside the last of them",
        "occupations/answers/comparison.py",
        "differences[min(beside)]",
        "differences[max(beside)]",
        "tests/occupations/api/test_compare.py",
    ),
    Mutant(
        "a comparison walks through all differences for each of them",
        "occupations/answers/comparison.py",
        "[numbers[origin] for origin in origins if origin in numbers]",
        "[n for n, one in enumerate(differences) if one.after and one.lead.concept in origins]",
        "tests/occupations/api/test_compare.py",
    ),
    Mutant(
        "the page of a batch rehearses it once more",
        "occupations/admin/batch_page.py",
        "rows = rows_of(batch, labels_of(batch), findings)",
        "rows = rows_of(batch, labels_of(batch), kind.findings(draft.content))",
        DRAFT_TESTS,
    ),
    Mutant(
        "what a rehearsal wrote is kept",
        "occupations/answers/kept.py",
        "if known_at else self._read(moment, known_at)",
        "",
        "tests/occupations/api/test_kept.py",
    ),
    Mutant(
        "a revision is known by its number alone",
        "occupations/answers/kept.py",
        "self._kept(moment, known_at) if",
        'self._kept(moment, "ever") if',
        "tests/occupations/api/test_kept.py",
    ),
    Mutant(
        "what is scheduled is kept with what is not",
        "occupations/answers/classification.py",
        "replace(as_of, on=as_of.known_on)",
        "replace(as_of, on=as_of.known_on, scheduled=False)",
        "tests/occupations/api/test_kept.py",
    ),
    Mutant(
        "what took effect at midnight is kept from the day before",
        "occupations/answers/classification.py",
        "replace(as_of, on=as_of.known_on)",
        "replace(as_of, on=as_of.known_on, known_on=as_of.known_on.replace(day=21))",
        "tests/occupations/api/test_kept.py",
    ),
    Mutant(
        "the classification is read again for each request",
        "occupations/answers/kept.py",
        "lru_cache(size)(read)",
        "lru_cache(0)(read)",
        "tests/occupations/api/test_kept.py",
    ),
    Mutant(
        "the regions are read again for each case",
        "policies/answers/cases.py",
        "regions_at((self.revision, self._places), self.known_at)",
        'regions_at((self.revision, self._places), "")',
        "tests/policies/test_query_counts.py",
    ),
    Mutant(
        "a county that is asked for is not read",
        "policies/regions.py",
        "if not wanted:",
        "if True:",
        "tests/policies/test_eligibility.py",
    ),
    Mutant(
        "the announcement of a batch reads everything",
        "occupations/actions/apply.py",
        "spoken_of | Q(level__lt=codes.OCCUPATION)",
        "Q()",
        "tests/occupations/actions/test_announce_batch.py",
    ),
    Mutant(
        "the work types of an occupation that ends are not read",
        "occupations/actions/apply.py",
        "spoken_of | Q(occupation__in=concepts) | Q(name_zh__in=names)",
        "spoken_of | Q(name_zh__in=names)",
        "tests/occupations/actions/test_announce_batch.py",
    ),
    Mutant(
        "a work type that is raised is not read by its name",
        "occupations/actions/apply.py",
        "spoken_of | Q(occupation__in=concepts) | Q(name_zh__in=names)",
        "spoken_of | Q(occupation__in=concepts)",
        "tests/occupations/actions/test_announce_batch.py",
    ),
    Mutant(
        "the successors of what ends are not read",
        "occupations/actions/apply.py",
        "(change.concept, change.occupation, *change.successors, *brought)",
        "(change.concept, change.occupation, *brought)",
        "tests/occupations/actions/test_announce_batch.py",
    ),
    Mutant(
        "the occupation of a work type is not read",
        "occupations/actions/apply.py",
        "(change.concept, change.occupation, *change.successors, *brought)",
        "(change.concept, *change.successors, *brought)",
        "tests/occupations/actions/test_announce_batch.py",
    ),
    Mutant(
        "a work type that a new occupation brings is not read",
        "occupations/actions/apply.py",
        "(change.concept, change.occupation, *change.successors, *brought)",
        "(change.concept, change.occupation, *change.successors)",
        "tests/occupations/actions/test_announce_batch.py",
    ),
    Mutant(
        "the log of days includes its end",
        VALIDITY,
        "return day is not None and first <= day < end",
        "return day is not None and first <= day <= end",
        "tests/occupations/api/test_change_log.py",
    ),
    Mutant(
        "the log of revisions forgets what was superseded",
        VALIDITY,
        "            | Q(recorded_to__gt=revision, recorded_to__lte=latest)\n",
        "",
        "tests/occupations/test_mirror.py",
    ),
    Mutant(
        "webhooks call private addresses",
        "occupations/webhooks/targets.py",
        "if not allow_private and (private :=",
        "if False and (private :=",
        "tests/occupations/webhooks/test_targets.py",
    ),
    Mutant(
        "only the first address of a name is looked at",
        "occupations/webhooks/targets.py",
        "for address in found if not is_public(address)]",
        "for address in found[:1] if not is_public(address)]",
        "tests/occupations/webhooks/test_targets.py",
    ),
    Mutant(
        "a mapped address is judged by its outside",
        "occupations/webhooks/targets.py",
        "return is_public(str(address.ipv4_mapped))",
        "return True",
        "tests/occupations/webhooks/test_targets.py",
    ),
    Mutant(
        "the next event is sent before the one that failed",
        "occupations/actions/deliveries.py",
        'mine.update(**error, failures=F("failures") + 1',
        'mine.update(position=F("position") + 1, **error, failures=F("failures") + 1',
        "tests/occupations/webhooks/test_delivery.py",
    ),
    Mutant(
        "a message is signed without its time",
        "occupations/webhooks/signing.py",
        'signed = f"{message_id}.{timestamp}."',
        'signed = f"{message_id}."',
        "tests/occupations/webhooks/test_signing.py",
    ),
    Mutant(
        "a subscription is claimed twice",
        "occupations/actions/deliveries.py",
        "mine = due(now=now, attempts_until=now).filter(pk=subscription.pk).order_by()",
        "mine = WebhookSubscription.objects.filter(pk=subscription.pk)",
        "tests/occupations/webhooks/test_delivery.py",
    ),
    Mutant(
        "what takes effect is told after what is recorded later",
        "occupations/actions/outbox.py",
        "    record_effects(today)\n    withdrawal",
        "    withdrawal",
        "tests/occupations/actions/test_outbox.py",
    ),
    Mutant(
        "a start that is not known grants",
        "policies/eligibility.py",
        "if not known_start:",
        "if False:",
        "tests/policies/test_eligibility_cases.py",
    ),
    Mutant(
        "a rule that is replaced grants",
        "policies/eligibility.py",
        "if standing := _overruled(policy, case, policies):",
        "if standing := None:",
        "tests/policies/test_eligibility_cases.py",
    ),
    Mutant(
        "a policy reaches other regions",
        "policies/eligibility.py",
        "elif reached is False:",
        "elif False:",
        "tests/policies/test_eligibility.py",
    ),
    Mutant(
        "an unknown condition does not hold up a grant",
        "policies/eligibility.py",
        "if len(line.provided) < len(open_):",
        "if False:",
        "tests/policies/test_eligibility_cases.py",
    ),
    Mutant(
        "a policy holds on the day after its last",
        VALIDITY,
        "    if row.valid_to is not None and row.valid_to <= day:\n        return False\n    if row.valid_from",
        "    if row.valid_to is not None and row.valid_to < day:\n        return False\n    if row.valid_from",
        "tests/policies/test_eligibility_cases.py",
    ),
    Mutant(
        "a code of a partial edition is called invalid",
        "occupations/answers/lifelines.py",
        '"not-held" if scope.partial else ',
        "",
        "tests/occupations/api/test_occupations.py",
    ),
    Mutant(
        "a superseded standard does not end",
        "occupations/actions/standards.py",
        "writer.replace(former, valid_to=standard.issued_on)",
        "former",
        STANDARD_TESTS,
    ),
    Mutant(
        "a standard is published before it is issued",
        "occupations/actions/standards.py",
        "validity.is_later(standard.issued_on, today)",
        "False",
        STANDARD_TESTS,
    ),
    Mutant(
        "a standard supersedes one of another occupation",
        "occupations/actions/standards.py",
        "former is None or former.concept_id != standard.concept or",
        "former is None or",
        STANDARD_TESTS,
    ),
    Mutant(
        "a correction puts a standard into the future",
        "occupations/actions/corrections.py",
        "isinstance(correction.row, Dated | SkillStandardRecord)",
        "isinstance(correction.row, Dated)",
        STANDARD_TESTS,
    ),
    Mutant(
        "a standard counts as over one day late",
        VALIDITY,
        "return self.filter(valid_to__lte=day)",
        "return self.filter(valid_to__lt=day)",
        "tests/occupations/api/test_skill_standards.py",
    ),
    Mutant(
        "a standard of a later year is in force",
        VALIDITY,
        "return self.exclude(valid_from=None, edition_year__gt=day.year)",
        "return self.all()",
        "tests/occupations/api/test_skill_standards.py",
    ),
    Mutant(
        "a standard has levels of another kind",
        "occupations/actions/standards.py",
        "            _check_levels(standard)\n",
        "",
        STANDARD_TESTS,
    ),
    Mutant(
        "a work type of another occupation is taken",
        "policies/answers/cases.py",
        "        self._check_work_type(question, occupation, as_of)\n",
        "",
        "tests/policies/test_eligibility.py",
    ),
    Mutant(
        "gaps of the policies are not compared when they are loaded",
        "policies/loading/load.py",
        "if problems := check(data):",
        "if problems := []:",
        "tests/policies/test_known_gaps.py",
    ),
    Mutant(
        "the API does without the headers that protect",
        "registry/http/handler.py",
        "[*headers, *self.always[is_secure(environ)]]",
        "headers",
        "tests/registry/test_handler.py",
    ),
    Mutant(
        "any host is ours",
        "registry/http/handler.py",
        "        request.get_host()  #",
        "        #",
        "tests/registry/test_handler.py",
    ),
    Mutant(
        "the API is answered without TLS where it must not be",
        "registry/http/headers.py",
        "return security.process_request(request) or get_response(request)",
        "return get_response(request)",
        "tests/registry/test_handler.py",
    ),
    Mutant(
        "all days are of one stage",
        "occupations/answers/stages.py",
        "on=days[reached - 1]",
        "on=days[0]",
        "tests/occupations/api/test_ready.py",
    ),
    Mutant(
        "the forms of the admin are not checked, since they come late",
        "registry/admin_app.py",
        "return check_admin_app(app_configs, **kwargs)",
        "return []",
        "tests/registry/test_handler.py",
    ),
    Mutant(
        "what the API thread looked up last is where pages are looked up",
        "registry/http/handler.py",
        "    set_urlconf(None)  #",
        "    #",
        "tests/registry/test_handler.py",
    ),
    Mutant(
        "text is looked for as it is written, large and small",
        "occupations/api/selection.py",
        "searched = lowered(text)",
        "searched = text",
        "tests/occupations/api/test_selection.py",
    ),
    Mutant(
        "policies that are over are shown beside an occupation",
        "policies/answers/told.py",
        "if validity.is_known_to_hold_on(policy.record, day) is not False",
        "if True",
        "tests/policies/test_linked.py",
    ),
    Mutant(
        "a batch is withdrawn after its day",
        "occupations/actions/withdrawal.py",
        "if not validity.is_later(record.effective_on, today):",
        "if False:",
        "tests/occupations/actions/test_withdraw_batch.py",
    ),
    Mutant(
        "a batch is withdrawn under what rests on it",
        "occupations/actions/withdrawal.py",
        "_check_nothing_rests_on(_brought(own), gone)",
        "pass",
        "tests/occupations/actions/test_withdraw_batch.py",
    ),
    Mutant(
        "a withdrawn batch takes effect if its number is used again",
        "occupations/actions/outbox.py",
        "WebhookEvent.objects.filter(revision__batch=revision.batch_id).update(awaited_on=None)",
        "pass",
        "tests/occupations/actions/test_withdraw_batch.py",
    ),
    Mutant(
        "a batch is approved on the last day of its comment",
        "occupations/actions/batch_desk/kind.py",
        "not validity.is_later(today, batch.comment_to)",
        "validity.is_later(batch.comment_to, today)",
        "tests/occupations/actions/test_batch_desk.py",
    ),
    Mutant(
        "an id is given again",
        "occupations/actions/revise.py",
        "free = int(latest[1:7]) + 1 if latest",
        "free = int(latest[1:7]) if latest",
        "tests/occupations/actions/test_batch_desk.py",
    ),
    Mutant(
        "an import overwrites what another has saved meanwhile",
        "occupations/admin/batch_import.py",
        'version=form.cleaned_data["version"],',
        "version=held.version,",
        "tests/occupations/admin/test_batch_import.py",
    ),
    Mutant(
        "the next free number of a group is one that was given before",
        "occupations/admin/change_choices.py",
        "number = max(taken, default=0) + 1",
        "number = max(taken, default=0)",
        "tests/occupations/admin/test_change_forms.py",
    ),
    Mutant(
        "a change is about what is not in force",
        "occupations/admin/change_choices.py",
        "        return {value: label for value, label in told.items() if value in wanted}\n",
        "        return told | {value: value for value in wanted}\n",
        "tests/occupations/admin/test_change_forms.py",
    ),
    Mutant(
        "a file with errors is imported",
        "occupations/actions/batch_desk/importing.py",
        "        if errors:\n",
        "        if False:\n",
        "tests/occupations/actions/test_batch_import.py",
    ),
    Mutant(
        "only the first error is found",
        "occupations/actions/batch_desk/checks.py",
        'reason="rehearsal", refused=note',
        'reason="rehearsal"',
        "tests/occupations/actions/test_batch_checks.py",
    ),
    Mutant(
        "comments are taken after the period",
        "occupations/actions/consultation.py",
        "validity.is_within(today, period[0], validity.following(period[1]))",
        "not validity.is_later(period[0], today)",
        "tests/occupations/api/test_comments.py",
    ),
    Mutant(
        "the last day of the period does not count",
        "occupations/actions/consultation.py",
        "validity.following(period[1]))",
        "period[1])",
        "tests/occupations/api/test_comments.py",
    ),
    Mutant(
        "a comment is shown before a clerk has read it",
        "occupations/answers/consultations.py",
        'Comment.objects.filter(draft=consultation.draft, state="published")',
        "Comment.objects.filter(draft=consultation.draft)",
        "tests/occupations/api/test_comments.py",
    ),
    Mutant(
        "contact details within a text are shown",
        "occupations/answers/consultations.py",
        '"text": without_contacts(comment.text)',
        '"text": comment.text',
        "tests/occupations/api/test_privacy.py",
    ),
    Mutant(
        "clerks' later edits are shown to the public",
        "occupations/answers/consultations.py",
        "return Consultation(act.draft, act.content)",
        "return Consultation(act.draft, act.draft.content)",
        "tests/occupations/api/test_consultations.py",
    ),
    Mutant(
        "an address may send without limit",
        "occupations/actions/allowance.py",
        ", count__lt=settings.SUBMISSIONS_PER_HOUR)",
        ")",
        "tests/occupations/api/test_comments.py",
    ),
    Mutant(
        "a proxy keeps what holds now for as long as browsers do",
        "registry/http/entrance.py",
        "if settings.BEHIND_PROXY and answer.of_the_moment:",
        "if False:",
        "tests/registry/test_entrance.py",
    ),
    Mutant(
        "who waits in vain for another's answer is not answered",
        "registry/http/entrance.py",
        "flight.landed.wait(LONGEST_WAIT) and flight.answer is not None:",
        "flight.landed.wait(LONGEST_WAIT):",
        "tests/registry/test_flights.py",
    ),
    Mutant(
        "a header says where a request comes from, proxy or not",
        "registry/http/addresses.py",
        "if settings.BEHIND_PROXY and (forwarded",
        "if (forwarded",
        "tests/registry/test_addresses.py",
    ),
    Mutant(
        "a password is enough where a second factor is required",
        "registry/signin/second_factor.py",
        "if not request.user.is_authenticated or request.user.is_verified():",
        "if True:",
        "tests/registry/signin/test_second_factor.py",
    ),
    Mutant(
        "what has ended goes on for a day",
        "registry/http/deprecation.py",
        "return current_day() >= self.sunset",
        "return current_day() > self.sunset",
        DEPRECATION_TESTS,
    ),
    Mutant(
        "what is deprecated ends at short notice",
        "registry/http/deprecation.py",
        "if self.sunset.timetuple()[:3] < (self.since.year + 1, self.since.month, self.since.day):",
        "if self.sunset < self.since:",
        DEPRECATION_TESTS,
    ),
    Mutant(
        "a copy of what is deprecated is kept beyond its sunset",
        "registry/http/views.py",
        "self._is_pinned() and not is_deprecated",
        "self._is_pinned()",
        DEPRECATION_TESTS,
    ),
    Mutant(
        "304 does not say what is deprecated",
        "registry/http/representations.py",
        '"link", "deprecation", "sunset"',
        '"link"',
        DEPRECATION_TESTS,
    ),
    Mutant(
        "the proxy lets who asks at once wait for one of them",
        "deploy/nginx.conf",
        "        proxy_cache_revalidate on;\n",
        "        proxy_cache_revalidate on;\n        proxy_cache_lock on;\n",
        "tests/deploy/test_nginx_upstream.py",
        "postgresql",
    ),
    Mutant(
        "a server that must end waits for ever for a worker",
        "registry/management/commands/up.py",
        '"--workers-kill-timeout", "5"',
        '"--workers-kill-timeout", "60"',
        "tests/registry/test_server.py::test_it_ends_before_docker_would_kill_it",
    ),
    Mutant(
        "a test sleeps",
        "tests/checker.py",
        "        self.stop.wait(PAUSE)\n",
        "        __import__('time').sleep(PAUSE)\n",
        "tests/test_steady.py",
    ),
    Mutant(
        "a port is let go of before the server has it",
        "tests/ports.py",
        "held.detach()",
        "held.close()",
        "tests/test_ports.py",
    ),
    Mutant(
        "the period is closed while a comment is taken",
        "occupations/actions/consultation.py",
        "held = Draft.objects.select_for_update().get(pk=draft)",
        "held = Draft.objects.get(pk=draft)",
        "tests/occupations/actions/test_consultation_races.py",
        "postgresql",
    ),
]


def run_tests(folder: Path, tests: Iterable[str], database: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Stops at the first failure. Raises SystemExit if the tests cannot run: that says nothing of a mutant."""
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", *more, *tests],
        cwd=folder,
        env={**os.environ, "TEST_DATABASE": database, "TEST_WAIT": "30"},
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode not in (0, 1):  # 1: a test failed
        raise SystemExit(f"The tests did not run\n{outcome.stdout[-3000:]}{outcome.stderr[-2000:]}")
    return outcome


def caught(mutant: Mutant) -> bool:
    """Whether a test of the mutated copy fails."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", ".peers", "var", ".*_cache"))
        file = copy / mutant.file
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        return run_tests(copy, [mutant.tests], mutant.database).returncode == 1


def check_places(mutants: Sequence[Mutant]) -> None:
    """Each mutant must change exactly one place. Raises SystemExit."""
    gone = [m.name for m in mutants if (ROOT / m.file).read_text(encoding="utf-8").count(m.old) != 1]
    if gone:
        raise SystemExit("Their places are gone; update tests/mutants.py:\n" + "\n".join(gone))


def check_green(mutants: Sequence[Mutant]) -> None:
    """Without a mutant all of the tests pass; else their failing would say nothing. Raises SystemExit."""
    for database in sorted({mutant.database for mutant in mutants}):
        tests = sorted({mutant.tests for mutant in mutants if mutant.database == database})
        outcome = run_tests(ROOT, tests, database, f"--numprocesses={AT_ONCE}", "--dist=worksteal")
        if outcome.returncode:
            raise SystemExit(f"Red without a mutant:\n{outcome.stdout[-3000:]}")
        print(f"The tests are green without a mutant ({database}).", flush=True)


def main(names: Sequence[str]) -> int:
    """Two at a time; prints a line for each mutant."""
    mutants = [mutant for mutant in MUTANTS if not names or mutant.name in names]
    if unknown := set(names) - {mutant.name for mutant in mutants}:
        raise SystemExit(f"No such mutant: {', '.join(sorted(unknown))}")
    started = time.monotonic()
    check_places(MUTANTS)
    for folder in ("occupations", "policies", "registry", "tests"):
        compileall.compile_dir(ROOT / folder, quiet=1)  # once, and not in each copy
    check_green(mutants)
    survivors = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for mutant, red in zip(mutants, pool.map(caught, mutants), strict=True):
            survivors += not red
            print(f"{'caught  ' if red else 'SURVIVED'}  {mutant.name} ({mutant.database})", flush=True)
    print(f"{len(mutants)} mutants, {survivors} survived, {time.monotonic() - started:.0f} s")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
