"""The store as it began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision = None


def upgrade() -> None:  # noqa: PLR0915 - a list of tables
    op.create_table(
        "alias",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("member", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint(
            "authority", "source", "kind", "number", "year", name=op.f("pk_alias")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.create_index("ix_alias_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_alias_member", ["member"], unique=False)
        batch_op.create_index("ix_alias_number", ["number"], unique=False)

    op.create_table(
        "archive",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "partition", "subject", name=op.f("pk_archive")),
    )
    op.create_table(
        "awaited",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "generation", "partition", "authority", "role", "subject", name=op.f("pk_awaited")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "conflict",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint(
            "generation", "partition", "identity", "content", name=op.f("pk_conflict")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(
            "ix_conflict_subject", ["generation", "partition", "subject"], unique=False
        )

    op.create_table(
        "counter",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "generation",
            "partition",
            "name",
            "authority",
            "service",
            "unit",
            "rule",
            "detail",
            name=op.f("pk_counter"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deadline",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=True),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("started_by", sa.String(), nullable=True),
        sa.Column("due_raw_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("preliminary", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("delay_days", sa.Integer(), nullable=True),
        sa.Column("necessary_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint(
            "generation", "partition", "subject", "rule", "instance", name=op.f("pk_deadline")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deadline_due_at",
            ["generation", "partition", "due_at", "state", "proof"],
            unique=False,
            sqlite_where=sa.text("state IN ('running', 'overdue')"),
            postgresql_where=sa.text("state IN ('running', 'overdue')"),
        )
        batch_op.create_index(
            "ix_deadline_necessary_on",
            ["generation", "partition", "necessary_on", "due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'running' AND necessary_on IS NOT NULL"),
            postgresql_where=sa.text("state = 'running' AND necessary_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_deadline_unit_due_at",
            ["generation", "partition", "authority", "unit", "due_at", "state", "proof"],
            unique=False,
            sqlite_where=sa.text("state IN ('running', 'overdue')"),
            postgresql_where=sa.text("state IN ('running', 'overdue')"),
        )

    op.create_table(
        "due_tally",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("necessary_on", sa.Date(), nullable=False),
        sa.Column("deadlines", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "generation",
            "partition",
            "authority",
            "service",
            "unit",
            "rule",
            "state",
            "proof",
            "due_at",
            "necessary_on",
            name=op.f("pk_due_tally"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "finding",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("retracts", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("generation", "partition", "no", name=op.f("pk_finding")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(
            "ix_finding_case_id",
            ["generation", "partition", "case_id", "subject"],
            unique=False,
            sqlite_where=sa.text("case_id <> subject"),
            postgresql_where=sa.text("case_id <> subject"),
        )
        batch_op.create_index(
            "ix_finding_subject", ["generation", "partition", "subject"], unique=False
        )
        batch_op.create_index("uq_finding_id", ["generation", "partition", "id"], unique=True)

    op.create_table(
        "identity",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "partition", "identity", name=op.f("pk_identity")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "intake_tally",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "outcome", name=op.f("pk_intake_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "partition", "seq", name=op.f("pk_journal")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_journal_act",
            ["subject", "generation", "seq"],
            unique=False,
            sqlite_where=sa.text("kind = 'act'"),
            postgresql_where=sa.text("kind = 'act'"),
        )

    op.create_table(
        "letter",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("sender", sa.Integer(), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("events", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "partition", "sender", "no", name=op.f("pk_letter")),
    )
    op.create_table(
        "list_event",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("group_key", sa.String(), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_list_event")),
        sa.UniqueConstraint("identity", name=op.f("uq_list_event_identity")),
    )
    with op.batch_alter_table("list_event", schema=None) as batch_op:
        batch_op.create_index("ix_list_event_group_key", ["group_key", "no"], unique=False)

    op.create_table(
        "list_member",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("group_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("member", "group_key", name=op.f("pk_list_member")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "partition",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("clock", sa.DateTime(timezone=True), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("writes", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.String(), nullable=True),
        sa.Column("rulebook", sa.String(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("watermarks", sa.Text(), nullable=False),
        sa.Column("live_from", sa.Text(), nullable=False),
        sa.Column("pending", sa.Text(), nullable=False),
        sa.Column("said", sa.BigInteger(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column("adopted", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "partition", name=op.f("pk_partition")),
    )
    op.create_table(
        "register_export",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("as_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_register_export")),
    )
    op.create_table(
        "register_row",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("memory", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("source", "row", name=op.f("pk_register_row")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rulebook",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rulebook")),
    )
    op.create_table(
        "sealed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("more", sa.Text(), nullable=False),
        sa.Column("waits_for", sa.LargeBinary(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("historical", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed")),
    )
    with op.batch_alter_table("sealed", schema=None) as batch_op:
        batch_op.create_index("ix_sealed_expires_at", ["expires_at"], unique=False)
        batch_op.create_index("ix_sealed_origin", ["origin"], unique=True)
        batch_op.create_index("ix_sealed_state", ["state", "id"], unique=False)
        batch_op.create_index("ix_sealed_waits_for", ["waits_for"], unique=False)

    op.create_table(
        "source",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("authority", "source", name=op.f("pk_source")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stage_tally",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("subjects", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "generation",
            "partition",
            "authority",
            "service",
            "unit",
            "kind",
            "stage",
            "closed",
            name=op.f("pk_stage_tally"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subject",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("next_change_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spoken_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rulebook", sa.String(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("awaits", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("memory", sa.Text(), nullable=False),
        sa.Column("events", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("generation", "partition", "key", name=op.f("pk_subject")),
    )
    with op.batch_alter_table("subject", schema=None) as batch_op:
        batch_op.create_index(
            "ix_subject_next_change_at",
            ["generation", "partition", "next_change_at", "key"],
            unique=False,
            sqlite_where=sa.text("next_change_at IS NOT NULL"),
            postgresql_where=sa.text("next_change_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_subject_rulebook", ["generation", "partition", "rulebook", "key"], unique=False
        )
        at_rest = (
            "closed AND kind = 'case' AND next_change_at IS NULL AND pages = 0 "
            "AND events IS NOT NULL"
        )
        batch_op.create_index(
            "ix_subject_at_rest",
            ["generation", "partition", "spoken_to"],
            unique=False,
            sqlite_where=sa.text(at_rest),
            postgresql_where=sa.text(at_rest),
        )
        batch_op.create_index(
            "ix_subject_unassessed",
            ["generation", "partition", "stage", "key"],
            unique=False,
            sqlite_where=sa.text("stage IN ('not_assessed', 'no_edition')"),
            postgresql_where=sa.text("stage IN ('not_assessed', 'no_edition')"),
        )

    op.create_table(
        "subject_page",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("events", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "generation", "partition", "subject", "page", name=op.f("pk_subject_page")
        ),
    )
    _of_the_log()
    _what_people_do()
    _of_figures()
    _of_outgoing()


def _of_the_log() -> None:
    op.create_table(
        "alarm",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "partition", "name", name=op.f("pk_alarm")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hole",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("generation", "partition", "start", name=op.f("pk_hole")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "restored",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("catch_up", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "partition", name=op.f("pk_restored")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "told",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.Column("incarnation", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("generation", "partition", name=op.f("pk_told")),
        sqlite_with_rowid=False,
    )


def _what_people_do() -> None:
    op.create_table(
        "dossier",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("generation", "partition", "key", name=op.f("pk_dossier")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index(
            "ix_dossier_type",
            ["generation", "partition", "type", "authority", "unit", "key"],
            unique=False,
        )

    op.create_table(
        "account",
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index("ix_session_user", ["user"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index("ix_attempt_last_at", ["last_at"], unique=False)

    op.create_table(
        "audit",
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_audit")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_user", ["user", "no"], unique=False)


def _of_figures() -> None:
    """What was observed, and what it was; the live figures."""
    op.create_table(
        "figure_tally",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("edge", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("norm", sa.Integer(), nullable=False),
        sa.Column("observations", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "generation",
            "partition",
            "authority",
            "service",
            "unit",
            "measure",
            "edge",
            "on",
            "channel",
            "code",
            "outcome",
            "days",
            "norm",
            name=op.f("pk_figure_tally"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "former_observation",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("application_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("norm", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("gap", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("ended_since", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "generation",
            "partition",
            "subject",
            "measure",
            "instance",
            "until",
            name=op.f("pk_former_observation"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "observation",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("application_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("norm", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("gap", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("ended_since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "generation", "partition", "subject", "measure", "instance", name=op.f("pk_observation")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_observation_event",
            ["measure", "generation", "partition", "subject"],
            unique=False,
            sqlite_where=sa.text("instance <> ''"),
            postgresql_where=sa.text("instance <> ''"),
        )

    op.create_table(
        "former_finding",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=True),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "generation",
            "partition",
            "subject",
            "rule",
            "instance",
            "until",
            name=op.f("pk_former_finding"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standing_finding",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=True),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "generation",
            "partition",
            "subject",
            "rule",
            "instance",
            name=op.f("pk_standing_finding"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "snapshot",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("restates", sa.Integer(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_snapshot")),
    )
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.create_index("ix_snapshot_authority", ["authority", "last_on"], unique=False)

    op.create_table(
        "snapshot_portion",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("portion", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", "section", "portion", name=op.f("pk_snapshot_portion")),
    )
    op.create_table(
        "snapshot_outdated",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told_in", sa.Integer(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_snapshot_outdated")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "snapshot_check",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "authority", "snapshot", "unit", "number", name=op.f("pk_snapshot_check")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "snapshot_file",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bundle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", "bundle", "name", name=op.f("pk_snapshot_file")),
    )
    op.create_table(
        "report_file",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "year", "number", "name", name=op.f("pk_report_file")),
    )


def _of_outgoing() -> None:
    op.create_table(
        "digest",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "unit", "on", name=op.f("pk_digest")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hook",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("look", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_hook")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hook_letter",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("hook", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_hook_letter")),
        sa.UniqueConstraint("id", name=op.f("uq_hook_letter_id")),
    )
    with op.batch_alter_table("hook_letter", schema=None) as batch_op:
        batch_op.create_index("ix_hook_letter_case_id", ["hook", "case_id", "no"], unique=False)
        batch_op.create_index("ix_hook_letter_state", ["hook", "state", "no"], unique=False)

    op.create_table(
        "hook_told",
        sa.Column("hook", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hook", "case_id", name=op.f("pk_hook_told")),
        sqlite_with_rowid=False,
    )
