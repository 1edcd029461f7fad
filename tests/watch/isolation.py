"""The rules of isolation, asked of the catalogue of the database."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

# Tables without an owner among the client companies, each with its reason.
PLATFORM_TABLES = {
    "agent_addresses": "how agents are called in is the operator's to know",
    "agent_state_changes": "what agents did belongs to the operator, whoever they served",
    "agents": "agents are the operator's; a client sees those who sit on its seats",
    "alembic_version": "which migrations were applied; the application only reads it",
    "audit_entries": "acts across companies and outside of any are kept as well",
    "capacity_derivations": "when supply was derived is the operator's book-keeping",
    "standby_rates": "what standby costs is decided by the operator",
    "standby_risks": "how likely zones are hit is judged by the operator",
    "standby_terms": "on what terms standby is sold is decided by the operator",
    "capacity_pools": "people and places are the operator's, whoever they are promised to",
    "capacity_weeks": "how many there are, and how many are promised to whomever, by the hour",
    "blocked_words": "what no question may contain is decided by the operator",
    "cohorts": "students in training are the operator's reserve for all companies",
    "consumer_blocks": "who may not ask is decided by the operator",
    "culture_notes": "how people mean what they say is the operator's to know, for all agents",
    "inquiries": "a question belongs to the market; companies see their own contact",
    "jobs": "the system's own work is kept as well",
    "languages": "the list of languages is the operator's",
    "login_sessions": "belong to a person, in however many companies",
    "mails": "mail about one's own account belongs to no company",
    "matching_counts": "figures over all published companies, for the ranking",
    "matching_terms": "the words of all published companies, public as the pages are",
    "one_time_tokens": "belong to a person who may not be known yet",
    "pots": "capacity that several companies share is kept by the operator",
    "pot_allocations": "what a pot holds, for all who share it",
    "people": "one person may belong to several companies",
    "seat_plans": "the price list is the operator's",
    "shift_patterns": "when agents work is planned by the operator, whoever they serve",
    "shifts": "when agents work is planned by the operator; clients see what was worked for them",
    "site_alarm_people": "whose line dropped is the operator's to know, whomever they served",
    "site_alarms": "that a site may be lost concerns the operator, before any company",
    "site_changes": "whether a site works is the operator's to say",
    "site_losses": "that a site was lost concerns the operator; each company has its own share",
    "sites": "sites are the operator's, for all companies",
    "skills": "the list of skills is the operator's",
    "staff_memberships": "roles at the operator",
    "state_reasons": "why agents leave the queue is listed by the operator",
    "time_off": "whether an agent may be away is decided by the operator",
    "wall_presences": "who looks at which wall now, the operator's wall over all companies too",
    "tenants": "the companies themselves, where id is what tenant_id is elsewhere",
}

# Tables of the companies that everybody may read, because they hold published things only.
PUBLIC_TABLES = {
    "matching_companies": "the index of published pages; a condition here would stop it from "
    "being used as an index (tsvector's @@ is not leak-proof)",
}

# Tables whose tenant_id no key checks, each with its reason.
UNKEYED_TABLES = {
    "events": "written beside rows that have the key, by whom the policy lets through, and thrown "
    "away after days; a key would lock the company's row at each event",
}

# Functions that run as the owner of the tables and so past the policies, each with its reason.
DEFINER_FUNCTIONS = {
    "capacity_taken": "nobody may write what is promised but the ledger's own trigger",
    "capacity_given_back": "the same, when an allocation is released",
    "capacity_lessened": "whoever orders seats takes people from pools that are the operator's",
    "free_expired_holds": "whoever buys frees what any company has not paid for in time",
    "part_of_pot_sold": "a company's purchase raises the revision of a pot that is the operator's",
}

CONTEXT = ("acting_tenants()", "acting_person()", "acting_inquiry()", "acting_market()",
           "acting_staff()", "acting_identity()")  # fmt: skip

TABLES = text("""
SELECT c.oid, c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
       a.attnotnull AS owned
FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY c.relname
""")
POLICIES = text("""
SELECT policyname AS name, cmd, permissive, roles, COALESCE(qual, '') AS reads,
       COALESCE(with_check, '') AS writes
FROM pg_policies WHERE schemaname = 'public' AND tablename = :table
""")
FOREIGN_KEYS = text("""
SELECT k.conname AS name, t.relname AS target,
  ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(n, i)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY i) AS columns,
  (SELECT bool_and(a.attnotnull) FROM pg_attribute a
   WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)) AS always,
  ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(n, i)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY i) AS targets
FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid
WHERE k.contype = 'f' AND k.conrelid = :oid
""")
GRANTS = text("""
SELECT g.grantee, array_agg(g.privilege_type::text) AS privileges
FROM information_schema.role_table_grants g
WHERE g.table_schema = 'public' AND g.table_name = :table
  AND g.grantee <> (SELECT tableowner FROM pg_tables
                    WHERE schemaname = 'public' AND tablename = :table)
GROUP BY g.grantee
""")
ROLES = text("""
SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS mighty,
       EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) AS owns,
       EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid) AS member
FROM pg_roles r WHERE rolname = ANY (:roles)
""")
VIEWS = text("""
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace
  AND (relkind = 'm' OR relkind = 'v'
       AND NOT COALESCE(reloptions @> '{security_invoker=true}', false))
""")
DEFINERS = text("""
SELECT proname AS name, prosrc AS body, COALESCE(proconfig::text, '') AS settings
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
""")

APP_MAY = {"SELECT", "INSERT", "UPDATE", "DELETE"}


def faults(connection: Connection, app: str, operations: str) -> list[str]:
    """Every rule that is broken, a line each. app, operations: names of the two roles."""
    found = [*_role_faults(connection, [app, operations])]
    tables = connection.execute(TABLES).all()
    owned = {table.name for table in tables if table.owned and table.name not in PLATFORM_TABLES}
    for table in tables:
        if table.name == "alembic_version":
            continue
        found += _ownership(table)
        found += _grants(connection, table.name, app, operations)
        found += _policies(connection, table.name, app, operations, owned=table.name in owned)
        found += _references(connection, table, owned)
    found += [f"{name} is a view that sees past the policies"
              for name in connection.execute(VIEWS).scalars()]  # fmt: skip
    return [*found, *_functions(connection)]


def _role_faults(connection: Connection, roles: list[str]) -> Iterator[str]:
    rows = connection.execute(ROLES, {"roles": roles}).all()
    if len(rows) != len(roles):
        yield f"roles are missing: {roles}"
    for row in rows:
        if row.mighty or row.owns or row.member:
            yield f"{row.rolname} may more than the policies allow"


def _ownership(table: object) -> Iterator[str]:
    name, owned = table.name, table.owned  # type: ignore[attr-defined]  # a row of TABLES
    if not owned and name not in PLATFORM_TABLES:
        yield f"{name} has no tenant_id NOT NULL and no reason in PLATFORM_TABLES"
    if not (table.enabled and table.forced):  # type: ignore[attr-defined]  # a row of TABLES
        yield f"{name} does not enable and force row-level security"


def _grants(connection: Connection, table: str, app: str, operations: str) -> Iterator[str]:
    granted = {row.grantee: set(row.privileges)
               for row in connection.execute(GRANTS, {"table": table})}  # fmt: skip
    if granted.pop(operations, {"SELECT"}) != {"SELECT"}:
        yield f"{operations} may do more than read {table}"
    mine = granted.pop(app, set())
    if not mine <= APP_MAY:
        yield f"{app} may {mine - APP_MAY} on {table}"
    if table == "audit_entries" and not mine <= {"SELECT", "INSERT"}:
        yield f"{app} may change the audit trail: {mine}"
    for grantee in granted:
        yield f"{grantee} may touch {table}"


def _policies(
    connection: Connection, table: str, app: str, operations: str, *, owned: bool
) -> Iterator[str]:
    rows = connection.execute(POLICIES, {"table": table}).all()
    mine = [row for row in rows if app in row.roles]
    if owned and not any("acting_tenants()" in row.reads and "tenant_id" in row.reads
                         for row in mine):  # fmt: skip
        yield f"{table} has no policy that compares tenant_id with acting_tenants()"
    for row in rows:
        if "public" in row.roles:
            yield f"{table}: policy {row.name} holds for every role"
        if operations in row.roles and row.cmd != "SELECT":
            yield f"{table}: policy {row.name} lets {operations} do more than read"
    for row in mine:
        if not owned or (table in PUBLIC_TABLES and row.cmd == "SELECT"):
            continue
        for side in (row.reads, row.writes):
            if side and not any(name in side for name in CONTEXT):
                yield f"{table}: policy {row.name} does not ask who is acting: {side}"


def _references(connection: Connection, table: object, owned: set[str]) -> Iterator[str]:
    name, oid = table.name, table.oid  # type: ignore[attr-defined]  # a row of TABLES
    keys = connection.execute(FOREIGN_KEYS, {"oid": oid}).all()
    # A row of ours that always points at a row of its company, tenant in the key, says by that
    # which company there is: a second key, to `tenants`, would refuse nothing more.
    if name in owned - UNKEYED_TABLES.keys() and not any(
        key.always and "tenant_id" in key.columns and key.target in {*owned, "tenants"}
        for key in keys
    ):
        yield f"{name} may hold rows of a company that does not exist"
    for key in keys:
        if key.target not in owned:
            continue
        pairs = dict(zip(key.columns, key.targets, strict=True))
        if pairs.get("tenant_id") != "tenant_id":
            yield f"{name}: {key.name} points into {key.target} without the tenant"


def _functions(connection: Connection) -> Iterator[str]:
    for row in connection.execute(DEFINERS):
        if row.name not in DEFINER_FUNCTIONS:
            yield f"function {row.name} runs past the policies without a reason"
        if "search_path" not in row.settings:
            yield f"function {row.name} runs past the policies with the caller's search_path"
        if not any(name in row.body for name in CONTEXT):
            yield f"function {row.name} does not ask who is acting"
