-- Takes pushes of members, any number at once, each all or not at all: entries that are not there yet get the next sequence
-- numbers, operations change tickets. One that would go over its workspace's quota is left out, and one of a tablet that has
-- another journal than this: protocol/hub/pull.
-- p_pushes: [{"workspace", "bytes": of its entries, "tickets": how many operations of that kind, "after", "received"}]; the
-- last two are the place of the tablet, and may be missing.
-- p_entries: [[number of the push from 1, workspace, entry id, length], …]; p_blob: the entries, one after the other.
-- p_operations: [{"push", "workspace", "type", "ticket", …}, …], see protocol/hub/push. Ids and bytes are hex.
drop function if exists push_all(text, text, bytea, text, bigint, bigint, bigint);
create function push_all(
	p_pushes text, p_entries text, p_blob bytea, p_operations text, p_now bigint, p_max_bytes bigint, p_max_tickets bigint
) returns table (n bigint, outcome text, head bigint, sequences text, times text) language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
	pushes constant jsonb := p_pushes::jsonb;
	operations jsonb := p_operations::jsonb;
	rewound int[];
	taken int[];
	kinds text[];
begin
	perform 1 from workspaces w
	where w.id in (select unhex(v ->> 'workspace') from jsonb_array_elements(pushes) v)
	order by w.id for update;

	select coalesce(array_agg(p.n::int), '{}') into rewound
	from jsonb_array_elements(pushes) with ordinality p (v, n)
	where p.v ? 'received' and not exists (
		select from items i
		where i.workspace = unhex(p.v ->> 'workspace') and i.sequence = (p.v ->> 'after')::bigint
			and i.at = (p.v ->> 'received')::bigint
	);

	taken := pushes_in_quota(pushes, p_entries::jsonb, operations, rewound, p_max_bytes, p_max_tickets);
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
		where g.push = any (taken) and not has_item(g.workspace, g.id)
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
			select distinct on (v ->> 'ticket') unhex(v ->> 'ticket'), unhex(v ->> 'workspace'), unhex(v ->> 'token'),
				(v ->> 'notBefore')::bigint, (v ->> 'redeemBy')::bigint, (v ->> 'decideWithin')::bigint
			from jsonb_array_elements(operations) with ordinality o (v, n)
			where v ->> 'type' = 'ticket'
			order by v ->> 'ticket', n
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
			select distinct on (v ->> 'workspace', v ->> 'ticket') unhex(v ->> 'ticket') as id,
				unhex(v ->> 'workspace') as workspace, (v ->> 'redeemBy')::bigint as redeem_by
			from jsonb_array_elements(operations) with ordinality o (v, n)
			where v ->> 'type' = 'extend'
			order by v ->> 'workspace', v ->> 'ticket', n desc
		) x
		where t.id = x.id and t.workspace = x.workspace;
	end if;

	-- The last word about a grant counts, and each grant is heard once: one that comes again, because its answer was lost or
	-- by somebody who repeats it, does not undo what was said since. After very many a person decides. One that was released
	-- stays, for the device that has it.
	if kinds && array['grant', 'withdraw-grant'] then
		with words as (
			select w.*, row_number() over (partition by w.workspace, w.id, w.hash order by w.n) as time
			from (
				select n, unhex(v ->> 'ticket') as id, unhex(v ->> 'workspace') as workspace, unhex(v ->> 'bytes') as bytes,
					substr(sha256(unhex(v ->> 'bytes')), 1, 16) as hash, unhex(v ->> 'tag') as tag,
					(v ->> 'perHour')::int as an_hour, (v ->> 'from')::int as window_from, (v ->> 'until')::int as window_until
				from jsonb_array_elements(operations) with ordinality o (v, n)
				where v ->> 'type' in ('grant', 'withdraw-grant')
			) w
		),
		fresh as materialized (
			select w.*, length(t.grants_heard) < 1600 as is_taken
			from words w join tickets t on t.id = w.id and t.workspace = w.workspace
			where t.granted_at is null
				and (w.hash is null or w.time = 1 and position(w.hash in t.grants_heard) = 0)
		),
		heard as (
			select f.id, string_agg(f.hash, ''::bytea order by f.n) as hashes from fresh f
			where f.hash is not null and f.is_taken group by f.id
		)
		update tickets t set grant_bytes = case when x.is_taken then x.bytes end, grant_tag = x.tag,
			grants_an_hour = x.an_hour, grant_from = x.window_from, grant_until = x.window_until,
			grants_heard = t.grants_heard || coalesce(h.hashes, '')
		from (select distinct on (f.id) f.* from fresh f order by f.id, f.n desc) x
		left join heard h on h.id = x.id
		where t.id = x.id;
	end if;

	if 'void' = any (kinds) then
		update tickets t set void_at = p_now
		from jsonb_array_elements(operations) o
		where o ->> 'type' = 'void' and t.id = unhex(o ->> 'ticket') and t.workspace = unhex(o ->> 'workspace')
			and t.void_at is null;
	end if;

	if 'decision' = any (kinds) then
		insert into decisions (ticket, request_hash, bytes, decided_at, collect_by)
		select x.ticket, x.request, x.bytes, p_now, x.collect_by
		from (
			select n, t.id as ticket, unhex(v ->> 'request') as request, unhex(v ->> 'bytes') as bytes,
				(v ->> 'collectBy')::bigint as collect_by, row_number() over (partition by t.id order by n) as place
			from jsonb_array_elements(operations) with ordinality o (v, n)
			join tickets t on t.id = unhex(v ->> 'ticket') and t.workspace = unhex(v ->> 'workspace')
			where v ->> 'type' = 'decision' and not exists (
				select from decisions d where d.ticket = t.id and d.request_hash = unhex(v ->> 'request')
			)
		) x
		-- As many as requests: no ticket takes room without end.
		where x.place + (select count(*) from decisions d where d.ticket = x.ticket) <= 20
		order by x.n
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
		select e.push, json_agg(i.sequence order by e.n)::text as sequences, json_agg(i.at order by e.n)::text as times
		from (
			select e.n, (e.v ->> 0)::int as push, unhex(e.v ->> 1) as workspace, unhex(e.v ->> 2) as id
			from jsonb_array_elements(p_entries::jsonb) with ordinality e (v, n)
		) e
		cross join lateral (
			select i.sequence, i.at from items i where i.id = e.id and i.workspace || '' = e.workspace offset 0
		) i
		group by e.push
	)
	select p.n, case when p.n = any (taken) then 'pushed' when p.n = any (rewound) then 'rewound' else 'quota' end, w.head,
		coalesce(q.sequences, '[]'), coalesce(q.times, '[]')
	from jsonb_array_elements(pushes) with ordinality p (v, n)
	join workspaces w on w.id = unhex(p.v ->> 'workspace')
	left join sequences q on q.push = p.n
	order by p.n;
end $$;
