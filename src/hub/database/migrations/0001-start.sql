-- Everything a hub keeps: ciphertext, ids, times, states, hashes of tokens. Times are ms since 1970.

create table workspaces (
	id bytea primary key check (length(id) = 16),
	-- The newest sequence number. Its row is the lock under which a workspace's journal grows without gaps.
	head bigint not null default 0,
	stored_bytes bigint not null default 0,
	ticket_count bigint not null default 0,
	created_at bigint not null
);

create table members (
	workspace bytea not null references workspaces on delete cascade,
	id bytea not null check (length(id) = 16),
	-- Uncompressed P-256 point.
	signing_key bytea not null check (length(signing_key) = 65),
	added_at bigint not null,
	removed_at bigint,
	primary key (workspace, id)
);

-- The journal as members pull it: protocol/hub/pull has the kinds.
create table items (
	workspace bytea not null references workspaces on delete cascade,
	sequence bigint not null,
	kind smallint not null,
	-- Entry id, or the first 16 bytes of the SHA-256 of the bytes.
	id bytea not null check (length(id) = 16),
	at bigint not null,
	bytes bytea not null,
	primary key (workspace, sequence),
	unique (workspace, id)
);
-- Ciphertext does not shrink: trying costs time.
alter table items alter column bytes set storage external;

create table tickets (
	id bytea primary key check (length(id) = 16),
	workspace bytea not null references workspaces on delete cascade,
	token_hash bytea not null check (length(token_hash) = 32),
	not_before bigint not null,
	redeem_by bigint not null,
	decide_within bigint not null,
	void_at bigint,
	-- Who has claimed it: the hash of the token that the device chose, and of its latest request.
	device_hash bytea,
	request_hash bytea,
	claimed_at bigint,
	-- An approval in advance, for the device with this serial tag; empty: for any.
	grant_bytes bytea,
	grant_tag bytea,
	grants_an_hour int,
	-- When it is released, in minutes of the day in UTC; the same twice: at any time.
	grant_from int,
	grant_until int,
	granted_at bigint
);
create index tickets_by_redeem_by on tickets (redeem_by);
create index tickets_by_grant on tickets (workspace, granted_at) where granted_at is not null;

-- The first decision for a request stands.
create table decisions (
	ticket bytea not null references tickets on delete cascade,
	request_hash bytea not null check (length(request_hash) = 16),
	bytes bytea not null,
	decided_at bigint not null,
	collect_by bigint not null,
	primary key (ticket, request_hash)
);
create index decisions_by_time on decisions (decided_at);

create table invites (
	id bytea primary key check (length(id) = 16),
	workspace bytea not null references workspaces on delete cascade,
	token_hash bytea not null check (length(token_hash) = 32),
	expires_at bigint not null,
	answer bytea,
	package bytea
);
