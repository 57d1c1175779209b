-- Takes pushes of members, any number at once, each all or not at all: entries that are not there yet get the next sequence
-- numbers, operations change tickets. One that would go over its workspace's quota is left out, and one of a tablet that has
-- another journal than this: protocol/hub/pull.
-- p_pushes: [{"workspace", "bytes": of its entries, "tickets": how many operations of that kind, "entries", "size": number and bytes
-- of those that are listed for it, "after", "received", "once"}]; the place of the tablet, and the nonce of a push whose operations
-- are to be heard once, may be missing.
-- p_ids, p_blob: ids and bytes of the entries, one after the other, each of a workspace once; p_pushes_of, p_starts, p_lengths: of
-- each the number of the push that it is in, and where in p_blob it is, both from 1; p_again: [[number of an entry, number of
-- another push that it is in], …].
-- p_operations: [{"push", "workspace", "type", "ticket", …}, …], see protocol/hub/push. Ids and bytes are hex.
-- An entry that is listed for a push has the sequence number `shift` of that push more than its own, and was received now. Where
-- there is no shift, the first row has a JSON array of the sequence numbers of the entries, and one of the times at which they were
-- received; null for what was not taken.
drop function if exists push_all(text, text, bytea, text, bigint, bigint, bigint);
drop function if exists push_all(text, bytea, int[], int[], int[], text, bytea, text, bigint, bigint, bigint);
create function push_all(
	p_pushes text, p_ids bytea, p_pushes_of int[], p_starts int[], p_lengths int[], p_again text, p_blob bytea,
	p_operations text, p_now bigint, p_max_bytes bigint, p_max_tickets bigint
) returns table (n bigint, outcome text, head bigint, shift bigint, sequences text, times text) language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
	pushes constant jsonb := p_pushes::jsonb;
	again constant jsonb := p_again::jsonb;
	operations jsonb := p_operations::jsonb;
	workspaces constant bytea[] := array(select distinct unhex(v ->> 'workspace') from jsonb_array_elements(pushes) v);
	rewound int[];
	taken int[];
	all_taken boolean;
	kinds text[];
	-- By push, where all of its entries are new.
	shifts bigint[];
	owners bytea[];
	known jsonb;
	heads jsonb;
	-- Of each entry: its number, and when it was received; null where it was not taken.
	sequences text;
	times text;
begin
	perform 1 from workspaces w where w.id = any (workspaces) order by w.id for update;

	select coalesce(array_agg(p.n::int), '{}') into rewound
	from jsonb_array_elements(pushes) with ordinality p (v, n)
	where p.v ? 'received' and not exists (
		select from items i
		where i.workspace = unhex(p.v ->> 'workspace') and i.sequence = (p.v ->> 'after')::bigint
			and i.at = (p.v ->> 'received')::bigint
	);

	taken := pushes_in_quota(
		pushes, p_ids, p_pushes_of, p_lengths, again, operations, rewound, p_max_bytes, p_max_tickets
	);
	all_taken := coalesce(array_length(taken, 1), 0) = jsonb_array_length(pushes);
	if not all_taken then
		select coalesce(jsonb_agg(o.v), '[]') into operations
		from jsonb_array_elements(operations) o (v) where (o.v ->> 'push')::int = any (taken);
	end if;
	-- What was heard is done. Whether it was is said by the database, as another process may have heard it.
	if exists (select from jsonb_array_elements(pushes) p where p ? 'once') then
		with new as (
			insert into heard_requests (nonce, at)
			select distinct unhex(p.v ->> 'once'), p_now
			from jsonb_array_elements(pushes) with ordinality p (v, n)
			where p.v ? 'once' and p.n = any (taken)
			on conflict do nothing
			returning nonce
		)
		select coalesce(jsonb_agg(o.v order by o.n), '[]') into operations
		from jsonb_array_elements(operations) with ordinality o (v, n)
		cross join lateral (select unhex(pushes -> ((o.v ->> 'push')::int - 1) ->> 'once') as once) p
		where p.once is null or p.once in (select nonce from new);
	end if;
	kinds := array(select distinct o ->> 'type' from jsonb_array_elements(operations) o);

	-- As a rule none of the entries is there already. Where it turns out otherwise, nothing was done. (A process of an earlier version
	-- does not say how many they are.)
	if p_ids <> '' and all_taken and pushes -> 0 ? 'entries' then
		begin
			shifts := array(
				select (w.head + coalesce(sum(p.entries) over earlier_there, 0) - coalesce(sum(p.entries) over earlier, 0))::bigint
				from (
					select n, unhex(v ->> 'workspace') as workspace, (v ->> 'entries')::bigint as entries
					from jsonb_array_elements(pushes) with ordinality p (v, n)
				) p
				join workspaces w on w.id = p.workspace
				window earlier_there as (
					partition by p.workspace order by p.n rows between unbounded preceding and 1 preceding
				), earlier as (order by p.n rows between unbounded preceding and 1 preceding)
				order by p.n
			);
			owners := array(
				select unhex(p.v ->> 'workspace') from jsonb_array_elements(pushes) with ordinality p (v, n) order by p.n
			);
			insert into items (workspace, sequence, kind, id, at, bytes)
			select owners[e.push], shifts[e.push] + e.n, 1, substr(p_ids, 16 * e.n::int - 15, 16), p_now,
				substr(p_blob, e.start, e.length)
			from unnest(p_pushes_of, p_starts, p_lengths) with ordinality e (push, start, length, n);
			update workspaces w set head = w.head + m.entries, stored_bytes = w.stored_bytes + m.size
			from (
				select v ->> 'workspace' as workspace, sum((v ->> 'entries')::bigint) as entries, sum((v ->> 'size')::bigint) as size
				from jsonb_array_elements(pushes) v group by v ->> 'workspace'
			) m
			where w.id = unhex(m.workspace);
		exception when unique_violation then
			shifts := null;
		end;
	end if;

	-- Else they are looked up: by workspace and id, number and time. All at once, and with nothing that fits the primary key:
	-- has_item says why.
	if p_ids <> '' and shifts is null then
		select jsonb_object_agg(hex(w.id), w.head) into heads from workspaces w where w.id = any (workspaces);
		select coalesce(jsonb_object_agg(hex(i.workspace) || hex(i.id), jsonb_build_array(i.sequence, i.at)), '{}') into known
		from items i
		where i.id = any (array(select substr(p_ids, 16 * g - 15, 16) from generate_series(1, length(p_ids) / 16) g))
			and i.workspace || '' = any (workspaces);

		with given as (
			select e.n, pushes -> (e.push - 1) ->> 'workspace' as workspace, substr(p_ids, 16 * e.n::int - 15, 16) as id,
				e.start, e.length, all_taken or e.push = any (taken) or exists (
					select from jsonb_array_elements(again) a where (a ->> 0)::int = e.n and (a ->> 1)::int = any (taken)
				) as is_taken
			from unnest(p_pushes_of, p_starts, p_lengths) with ordinality e (push, start, length, n)
		),
		-- Those that are not there get the next numbers.
		numbered as materialized (
			select g.*, g.there is null and g.is_taken as is_new, (heads ->> g.workspace)::bigint
				+ count(*) filter (where g.there is null and g.is_taken) over (partition by g.workspace order by g.n) as next
			from (select given.*, known -> (given.workspace || hex(given.id)) as there from given) g
		),
		inserted as (
			insert into items (workspace, sequence, kind, id, at, bytes)
			select unhex(m.workspace), m.next, 1, m.id, p_now, substr(p_blob, m.start, m.length)
			from numbered m where m.is_new
		),
		moved as (
			update workspaces w set head = m.head, stored_bytes = w.stored_bytes + m.size
			from (
				select workspace, max(next) as head, sum(length) as size from numbered where is_new group by workspace
			) m
			where w.id = unhex(m.workspace)
		)
		select json_agg(case when m.is_new then m.next else (m.there ->> 0)::bigint end order by m.n),
			json_agg(case when m.is_new then p_now else (m.there ->> 1)::bigint end order by m.n)
		into sequences, times
		from numbered m;
	end if;

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
			select o.*, d.there + row_number() over (partition by o.ticket order by o.n) as place
			from (
				select n, unhex(v ->> 'ticket') as ticket, unhex(v ->> 'workspace') as workspace, unhex(v ->> 'request') as request,
					unhex(v ->> 'bytes') as bytes, (v ->> 'collectBy')::bigint as collect_by
				from jsonb_array_elements(operations) with ordinality o (v, n)
				where v ->> 'type' = 'decision'
			) o
			join tickets t on t.id = o.ticket and t.workspace = o.workspace
			cross join lateral (
				select count(*) as there, bool_or(d.request_hash = o.request) as is_known from decisions d where d.ticket = o.ticket
			) d
			where d.is_known is not true
		) x
		-- As many as requests: no ticket takes room without end.
		where x.place <= 20
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

	perform notify_heads(workspaces);
	return query
	select p.n, case when p.n = any (taken) then 'pushed' when p.n = any (rewound) then 'rewound' else 'quota' end, w.head,
		shifts[p.n], case when p.n = 1 then sequences end, case when p.n = 1 then times end
	from jsonb_array_elements(pushes) with ordinality p (v, n)
	join workspaces w on w.id = unhex(p.v ->> 'workspace')
	order by p.n;
end $$;
