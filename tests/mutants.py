"""Removes the project's guards one by one, in a copy of the tree: each removal must turn a test red.

``make mutants`` runs them all; ``python tests/mutants.py NAME …`` runs some.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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
KEY_TESTS = "tests/registry/test_keys.py"
GUARD_TESTS = "tests/occupations/test_guards.py"
DEPRECATION_TESTS = "tests/registry/test_deprecation.py"
DRAFT_TESTS = "tests/occupations/admin/test_drafts.py"
MUTANTS = [
    Mutant(
        "a limit lets one more through",
        "registry/http/limits.py",
        "        if left < 0:\n",
        "        if left < -1:\n",
        LIMIT_TESTS,
    ),
    Mutant(
        "the long limit is not looked at",
        "registry/http/limits.py",
        "        if more < 0:\n",
        "        if False:\n",
        LIMIT_TESTS,
    ),
    Mutant(
        "what other processes count does not count",
        "registry/http/limits.py",
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
        "the period is closed while a comment is taken",
        "occupations/actions/consultation.py",
        "held = Draft.objects.select_for_update().get(pk=draft)",
        "held = Draft.objects.get(pk=draft)",
        "tests/occupations/actions/test_consultation_races.py",
        "postgresql",
    ),
]


def caught(mutant: Mutant) -> bool:
    """Whether a test of the mutated copy fails."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache"))
        file = copy / mutant.file
        text = file.read_text(encoding="utf-8")
        if text.count(mutant.old) != 1:
            raise SystemExit(f"{mutant.name}: its place in {mutant.file} is gone; update tests/mutants.py")
        file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        outcome = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", mutant.tests],
            cwd=copy,
            env={**os.environ, "TEST_DATABASE": mutant.database},
            capture_output=True,
            text=True,
            check=False,
        )
        # 1 is "tests failed"; anything else but 0 means that they did not run.
        if outcome.returncode not in (0, 1):
            raise SystemExit(f"{mutant.name}: the tests did not run\n{outcome.stdout[-3000:]}{outcome.stderr[-2000:]}")
        return outcome.returncode == 1


def main(names: list[str]) -> int:
    survivors = 0
    for mutant in MUTANTS:
        if not names or mutant.name in names:
            red = caught(mutant)
            survivors += not red
            print(f"{'caught  ' if red else 'SURVIVED'}  {mutant.name} ({mutant.database})", flush=True)
    print(f"{survivors} survived")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
