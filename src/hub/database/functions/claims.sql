-- Claims of tickets, any number at once, answered in their order. The first device to claim a ticket has it, which is a
-- property of the one UPDATE: nothing else gives a ticket to a device. The same device may replace its request while
-- nothing has been decided, so often. Requests are added to the journals of their workspaces in the same transaction.
-- p_claims: of each claim, one after the other, 112 bytes: ticket (16), hash of its token (32), hash of the device (32), hash of
-- the request (16), tag of the serial number (16). p_ends, p_blob: the requests, one after the other, and where in p_blob
-- each ends, from 1.
-- State, time and bytes as ticket_states has them; no state: nothing was changed, ticket_states says why.
drop function if exists claim_tickets(text, bigint);
create or replace function claim_tickets(p_claims bytea, p_ends int[], p_blob bytea, p_now bigint)
returns table (n bigint, state text, at bigint, bytes bytea) language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
	count constant int := length(p_claims) / 112;
	workspaces constant bytea[] := array(
		select distinct t.workspace from tickets t
		where t.id = any (array(select substr(p_claims, 112 * g + 1, 16) from generate_series(0, count - 1) g))
	);
	-- Which of the requests are in the journals already: of workspace and request.
	known bytea[];
begin
	perform 1 from workspaces w where w.id = any (workspaces) order by w.id for update;
	-- With nothing that fits the primary key: has_item says why.
	known := array(
		select i.workspace || i.id from items i
		where i.id = any (array(select substr(p_claims, 112 * g + 81, 16) from generate_series(0, count - 1) g))
			and i.workspace || '' = any (workspaces)
	);

	return query
	with asked as materialized (
		select g as n, substr(p_claims, 112 * g - 111, 16) as ticket, substr(p_claims, 112 * g - 95, 32) as token,
			substr(p_claims, 112 * g - 63, 32) as device, substr(p_claims, 112 * g - 31, 16) as request,
			substr(p_claims, 112 * g - 15, 16) as tag
		from generate_series(1, count) g
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
		cross join lateral ticket_state(t, a.device, a.request, p_now) s
		where s.state = 'open'
			or s.state = 'too-many' and t.requests < 20
			or (t.device_hash is null or t.device_hash = a.device and t.request_hash <> a.request)
				and is_decided(t, a.request)
		order by a.ticket, a.n
	),
	ranked as (
		select f.*, row_number() over (partition by f.workspace, f.has_grant order by f.n) as place from first f
	),
	won as (
		update tickets t
		set device_hash = r.device, request_hash = r.request, claimed_at = coalesce(t.claimed_at, p_now),
			requests = t.requests + 1,
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
		returning t as ticket, t.workspace, t.granted_at, r.n, r.request
	),
	numbered as (
		select w.*, row_number() over (partition by w.workspace order by w.n) as place,
			substr(p_blob, coalesce(p_ends[w.n - 1], 0) + 1, p_ends[w.n] - coalesce(p_ends[w.n - 1], 0)) as bytes
		from won w
		where w.workspace || w.request <> all (known)
	),
	heads as (
		update workspaces w
		set head = w.head + m.added, stored_bytes = w.stored_bytes + m.size
		from (
			select workspace, count(*) as added, sum(length(numbered.bytes)) as size from numbered group by workspace
		) m
		where w.id = m.workspace
		returning w.id, w.head - m.added as before
	),
	added as (
		insert into items (workspace, sequence, kind, id, at, bytes)
		select m.workspace, h.before + m.place, case when m.granted_at is null then 2 else 3 end, m.request, p_now, m.bytes
		from numbered m join heads h on h.id = m.workspace
	)
	select a.n::bigint, s.state, s.at, s.bytes
	from asked a
	left join won w on w.n = a.n
	left join lateral ticket_state(w.ticket, a.device, null, p_now) s on w.n is not null
	order by a.n;

	perform notify_heads(workspaces);
end $$;
