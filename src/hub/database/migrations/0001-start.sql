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

-- The text of a hash or an id.
create function hex(bytes bytea) returns text language sql immutable parallel safe as $$ select encode(bytes, 'hex') $$;
create function unhex(digits text) returns bytea language sql immutable parallel safe as $$ select decode(digits, 'hex') $$;

-- Where a ticket stands for a device, as rows of (state, at, bytes):
-- open, waiting, decided, granted, expired, or why it has nothing for it: used, void, early.
create function ticket_state(t tickets, device bytea, request bytea, p_now bigint)
returns table (state text, at bigint, bytes bytea) language sql stable as $$
	select case
		when t.device_hash is not null and t.device_hash <> device then 'used'
		when d.bytes is not null then case when p_now > d.collect_by then 'expired' else 'decided' end
		when t.granted_at is not null then 'granted'
		when t.device_hash is not null then case when p_now > t.redeem_by + t.decide_within then 'expired' else 'waiting' end
		when exists (select from decisions other where other.ticket = t.id) then 'used'
		when t.void_at is not null then 'void'
		when p_now < t.not_before then 'early'
		when p_now > t.redeem_by then 'expired'
		else 'open'
	end,
	case
		when d.bytes is not null then d.collect_by
		when t.granted_at is not null then t.granted_at
		when t.device_hash is not null then t.redeem_by + t.decide_within
		when p_now < t.not_before then t.not_before
		else t.redeem_by
	end,
	coalesce(d.bytes, case when t.granted_at is not null then t.grant_bytes end)
	from (select 1) as one
	left join decisions d on d.ticket = t.id and d.request_hash = coalesce(t.request_hash, request)
$$;

-- Whether this very request was decided already, having come to a tablet by another way than the hub.
create function is_decided(t tickets, request bytea) returns boolean language sql stable as $$
	select exists (select from decisions d where d.ticket = t.id and d.request_hash = request)
$$;

-- Whether a time is in a part of every day, which may go past midnight: see protocol/hub/push.
create function is_in_window(at bigint, from_minute int, until_minute int) returns boolean language sql immutable as $$
	select from_minute = until_minute
		or (at / 60000 - from_minute + 1440) % 1440 < (until_minute - from_minute + 1440) % 1440
$$;

-- What is asked for is little and the tables are large, which a planner without statistics does not know: the functions that
-- look up many ids at once go by index, whatever it thinks.

-- Where tickets stand for devices, in the order given; 'unknown' where there is none, or the token is not its own.
-- p_asked: [{"ticket", "token", "device", "request"}], all hex; token and device are hashes, the request may be missing.
create function ticket_states(p_asked text, p_now bigint)
returns table (n bigint, state text, at bigint, bytes bytea) language plpgsql stable
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
begin
	return query
	select c.n, coalesce(s.state, 'unknown'), coalesce(s.at, 0), s.bytes
	from jsonb_array_elements(p_asked::jsonb) with ordinality c (v, n)
	left join tickets t on t.id = unhex(c.v ->> 'ticket') and t.token_hash = unhex(c.v ->> 'token')
	left join lateral ticket_state(t, unhex(c.v ->> 'device'), unhex(c.v ->> 'request'), p_now) s on t.id is not null
	order by c.n;
end $$;

-- Claims of tickets, any number at once, answered in their order. The first device to claim a ticket has it, which is a
-- property of the one UPDATE: nothing else gives a ticket to a device. The same device may replace its request while
-- nothing has been decided. Requests are added to the journals of their workspaces in the same transaction.
-- p_claims: [{"ticket", "token", "device", "request", "bytes", "tag"}], all hex; token and device are hashes.
create function claim_tickets(p_claims text, p_now bigint)
returns table (n bigint, state text, at bigint, bytes bytea) language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
	claims constant jsonb := p_claims::jsonb;
begin
	perform 1 from workspaces w
	where w.id in (
		select t.workspace from tickets t
		where t.id in (select unhex(c ->> 'ticket') from jsonb_array_elements(claims) c)
	)
	order by w.id for update;

	with asked as materialized (
		select c.n, unhex(v ->> 'ticket') as ticket, unhex(v ->> 'token') as token, unhex(v ->> 'device') as device,
			unhex(v ->> 'request') as request, unhex(v ->> 'bytes') as bytes, unhex(v ->> 'tag') as tag
		from jsonb_array_elements(claims) with ordinality c (v, n)
	),
	-- Of several claims of one ticket the first that may have it.
	first as (
		select distinct on (a.ticket) a.*, t.workspace,
			-- For the first claim alone: who has given a wrong serial number may not try others.
			s.state = 'open' and t.grant_bytes is not null and (t.grant_tag = '' or t.grant_tag = a.tag)
				and is_in_window(p_now, t.grant_from, t.grant_until) as has_grant,
			t.grants_an_hour
		from asked a
		join tickets t on t.id = a.ticket and t.token_hash = a.token
		cross join lateral ticket_state(t, a.device, null, p_now) s
		where s.state = 'open'
			or s.state = 'waiting' and t.request_hash <> a.request
			or t.device_hash is null and is_decided(t, a.request)
		order by a.ticket, a.n
	),
	ranked as (
		select f.*, row_number() over (partition by f.workspace, f.has_grant order by f.n) as place from first f
	),
	won as (
		update tickets t
		set device_hash = r.device, request_hash = r.request, claimed_at = coalesce(t.claimed_at, p_now),
			granted_at = case
				when r.has_grant and (
					r.grants_an_hour = 0 or r.place <= r.grants_an_hour - (
						select count(*) from tickets g
						where g.workspace = r.workspace and g.granted_at > p_now - 3600000
					)
				) then p_now
			end
		from ranked r
		where t.id = r.ticket and t.granted_at is null and (
			t.device_hash is null and t.void_at is null and p_now between t.not_before and t.redeem_by
			or t.device_hash = r.device
			or t.device_hash is null and is_decided(t, r.request)
		)
		returning t.workspace, t.granted_at, r.n, r.request, r.bytes
	),
	numbered as (
		select w.*, row_number() over (partition by w.workspace order by w.n) as place
		from won w
		where not exists (select from items i where i.workspace = w.workspace and i.id = w.request)
	),
	heads as (
		update workspaces w
		set head = w.head + m.added, stored_bytes = w.stored_bytes + m.size
		from (
			select workspace, count(*) as added, sum(length(numbered.bytes)) as size from numbered group by workspace
		) m
		where w.id = m.workspace
		returning w.id, w.head - m.added as before
	)
	insert into items (workspace, sequence, kind, id, at, bytes)
	select m.workspace, h.before + m.place, case when m.granted_at is null then 2 else 3 end, m.request, p_now, m.bytes
	from numbered m join heads h on h.id = m.workspace;

	perform notify_heads(array(
		select distinct t.workspace from tickets t
		where t.id in (select unhex(c ->> 'ticket') from jsonb_array_elements(claims) c)
	));

	return query select * from ticket_states(p_claims, p_now);
end $$;

-- Wakes whoever waits for news of these workspaces, once the transaction is committed.
create function notify_heads(p_workspaces bytea[]) returns void language sql as $$
	select pg_notify('roompass', 'h ' || hex(w.id) || ' ' || w.head) from workspaces w where w.id = any (p_workspaces)
$$;

-- Takes pushes of members, any number at once, each all or not at all: entries that are not there yet get the next sequence
-- numbers, operations change tickets. One that would go over its workspace's quota is left out.
-- p_pushes: [{"workspace", "bytes": of its entries, "tickets": how many operations of that kind}]
-- p_entries: [[number of the push from 1, workspace, entry id, length], …]; p_blob: the entries, one after the other.
-- p_operations: [{"push", "workspace", "type", "ticket", …}, …], see protocol/hub/push. Ids and bytes are hex.
create function push_all(
	p_pushes text, p_entries text, p_blob bytea, p_operations text, p_now bigint, p_max_bytes bigint, p_max_tickets bigint
) returns table (n bigint, outcome text, head bigint, sequences text) language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
	pushes constant jsonb := p_pushes::jsonb;
	operations jsonb := p_operations::jsonb;
	taken int[];
	kinds text[];
begin
	perform 1 from workspaces w
	where w.id in (select unhex(v ->> 'workspace') from jsonb_array_elements(pushes) v)
	order by w.id for update;

	select coalesce(array_agg(q.n::int), '{}') into taken
	from (
		select p.n, w.stored_bytes + sum((p.v ->> 'bytes')::bigint) over o as bytes,
			w.ticket_count + sum((p.v ->> 'tickets')::bigint) over o as tickets
		from jsonb_array_elements(pushes) with ordinality p (v, n)
		join workspaces w on w.id = unhex(p.v ->> 'workspace')
		window o as (partition by w.id order by p.n)
	) q
	where q.bytes <= p_max_bytes and q.tickets <= p_max_tickets;
	if array_length(taken, 1) is distinct from jsonb_array_length(pushes) then
		select coalesce(jsonb_agg(o.v), '[]') into operations
		from jsonb_array_elements(operations) o (v) where (o.v ->> 'push')::int = any (taken);
	end if;
	kinds := array(select distinct o ->> 'type' from jsonb_array_elements(operations) o);

	with given as (
		select e.n, (e.v ->> 0)::int as push, unhex(e.v ->> 1) as workspace, unhex(e.v ->> 2) as id,
			(e.v ->> 3)::int as length, (sum((e.v ->> 3)::int) over (order by e.n) - (e.v ->> 3)::int)::int as start
		from jsonb_array_elements(p_entries::jsonb) with ordinality e (v, n)
	),
	fresh as (
		select distinct on (g.workspace, g.id) g.*, w.head
		from given g
		join workspaces w on w.id = g.workspace
		where g.push = any (taken) and not exists (select from items i where i.workspace = g.workspace and i.id = g.id)
		order by g.workspace, g.id, g.n
	),
	inserted as (
		insert into items (workspace, sequence, kind, id, at, bytes)
		select f.workspace, f.head + row_number() over (partition by f.workspace order by f.n), 1, f.id, p_now,
			substr(p_blob, f.start + 1, f.length)
		from fresh f
		returning items.workspace, length(items.bytes) as length
	)
	update workspaces w
	set head = w.head + m.added, stored_bytes = w.stored_bytes + m.size
	from (
		select x.workspace, count(*) as added, sum(x.length) as size from inserted x group by x.workspace
	) m
	where w.id = m.workspace;

	if 'ticket' = any (kinds) then
		with made as (
			insert into tickets (id, workspace, token_hash, not_before, redeem_by, decide_within)
			select distinct on (o ->> 'ticket') unhex(o ->> 'ticket'), unhex(o ->> 'workspace'), unhex(o ->> 'token'),
				(o ->> 'notBefore')::bigint, (o ->> 'redeemBy')::bigint, (o ->> 'decideWithin')::bigint
			from jsonb_array_elements(operations) o
			where o ->> 'type' = 'ticket'
			on conflict (id) do nothing
			returning tickets.workspace
		)
		update workspaces w set ticket_count = w.ticket_count + m.made
		from (select made.workspace, count(*) as made from made group by made.workspace) m
		where w.id = m.workspace;
	end if;

	if 'extend' = any (kinds) then
		update tickets t set redeem_by = x.redeem_by
		from (
			select distinct on (v ->> 'ticket') unhex(v ->> 'ticket') as id, unhex(v ->> 'workspace') as workspace,
				(v ->> 'redeemBy')::bigint as redeem_by
			from jsonb_array_elements(operations) with ordinality o (v, n)
			where v ->> 'type' = 'extend'
			order by v ->> 'ticket', n desc
		) x
		where t.id = x.id and t.workspace = x.workspace;
	end if;

	-- The last word about a grant counts. One that was released stays, for the device that has it.
	if kinds && array['grant', 'withdraw-grant'] then
		update tickets t set grant_bytes = x.bytes, grant_tag = x.tag, grants_an_hour = x.an_hour,
			grant_from = x.window_from, grant_until = x.window_until
		from (
			select distinct on (v ->> 'ticket') unhex(v ->> 'ticket') as id, unhex(v ->> 'workspace') as workspace,
				unhex(v ->> 'bytes') as bytes, unhex(v ->> 'tag') as tag, (v ->> 'perHour')::int as an_hour,
				(v ->> 'from')::int as window_from, (v ->> 'until')::int as window_until
			from jsonb_array_elements(operations) with ordinality o (v, n)
			where v ->> 'type' in ('grant', 'withdraw-grant')
			order by v ->> 'ticket', n desc
		) x
		where t.id = x.id and t.workspace = x.workspace and t.granted_at is null;
	end if;

	if 'void' = any (kinds) then
		update tickets t set void_at = p_now
		from jsonb_array_elements(operations) o
		where o ->> 'type' = 'void' and t.id = unhex(o ->> 'ticket') and t.workspace = unhex(o ->> 'workspace')
			and t.void_at is null;
	end if;

	if 'decision' = any (kinds) then
		insert into decisions (ticket, request_hash, bytes, decided_at, collect_by)
		select t.id, unhex(v ->> 'request'), unhex(v ->> 'bytes'), p_now, (v ->> 'collectBy')::bigint
		from jsonb_array_elements(operations) with ordinality o (v, n)
		join tickets t on t.id = unhex(v ->> 'ticket') and t.workspace = unhex(v ->> 'workspace')
		where v ->> 'type' = 'decision'
		order by n
		on conflict do nothing;
		-- A payload holds at most 8,000 bytes.
		perform pg_notify('roompass', 't ' || string_agg(d.ticket, ' '))
		from (
			select v ->> 'ticket' as ticket, row_number() over () / 200 as part
			from jsonb_array_elements(operations) o (v) where v ->> 'type' = 'decision'
		) d
		group by d.part;
	end if;

	perform notify_heads(array(select distinct unhex(v ->> 'workspace') from jsonb_array_elements(pushes) v));
	return query
	with sequences as materialized (
		select e.push, json_agg(i.sequence order by e.n)::text as sequences
		from (
			select e.n, (e.v ->> 0)::int as push, unhex(e.v ->> 1) as workspace, unhex(e.v ->> 2) as id
			from jsonb_array_elements(p_entries::jsonb) with ordinality e (v, n)
		) e
		join items i on i.workspace = e.workspace and i.id = e.id
		group by e.push
	)
	select p.n, case when p.n = any (taken) then 'pushed' else 'quota' end, w.head, coalesce(q.sequences, '[]')
	from jsonb_array_elements(pushes) with ordinality p (v, n)
	join workspaces w on w.id = unhex(p.v ->> 'workspace')
	left join sequences q on q.push = p.n
	order by p.n;
end $$;

-- A device's receipt: added to the journal once, where the device has claimed the ticket.
create function add_receipt(p_ticket bytea, p_token bytea, p_device bytea, p_id bytea, p_bytes bytea, p_now bigint)
returns boolean language plpgsql as $$
declare
	place workspaces;
begin
	select w.* into place from workspaces w join tickets t on t.workspace = w.id
	where t.id = p_ticket and t.token_hash = p_token
		and (t.device_hash = p_device or t.device_hash is null and exists (select from decisions d where d.ticket = t.id))
	for update of w;
	if not found then return false; end if;
	if exists (select from items i where i.workspace = place.id and i.id = p_id) then return true; end if;
	insert into items (workspace, sequence, kind, id, at, bytes) values (place.id, place.head + 1, 4, p_id, p_now, p_bytes);
	update workspaces w set head = w.head + 1, stored_bytes = w.stored_bytes + length(p_bytes) where w.id = place.id;
	perform notify_heads(array[place.id]);
	return true;
end $$;
