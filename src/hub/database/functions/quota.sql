-- Which pushes fit into their workspaces' quotas, one after the other; by number, without those left out already. What is
-- there already counts for nothing, so that a push whose answer was lost is taken when it is repeated, and neither does
-- what was refused. The arguments are those of push_all.
drop function if exists pushes_in_quota(jsonb, jsonb, jsonb, int[], bigint, bigint);
create or replace function pushes_in_quota(
	pushes jsonb, ids bytea, pushes_of int[], lengths int[], again jsonb, operations jsonb, left_out int[],
	p_max_bytes bigint, p_max_tickets bigint
) returns int[] language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
	taken int[];
	push record;
	place bytea;
	bytes bigint;
	tickets bigint;
begin
	select coalesce(array_agg(p.n::int), '{}') into taken
	from jsonb_array_elements(pushes) with ordinality p (v, n) where p.n <> all (left_out);
	-- As a rule all of them fit, be everything new.
	if not exists (
		select from (
			select unhex(v ->> 'workspace') as workspace, sum((v ->> 'bytes')::bigint) as bytes,
				sum((v ->> 'tickets')::bigint) as tickets
			from jsonb_array_elements(pushes) v group by v ->> 'workspace'
		) s
		join workspaces w on w.id = s.workspace
		where w.stored_bytes + s.bytes > p_max_bytes or w.ticket_count + s.tickets > p_max_tickets
	) then
		return taken;
	end if;

	taken := '{}';
	for push in
		with new_entries as (
			select e.push, sum(e.length) as bytes
			from (
				select p.push, unhex(pushes -> (p.push - 1) ->> 'workspace') as workspace,
					substr(ids, 16 * e.n::int - 15, 16) as id, e.length::bigint as length
				from unnest(pushes_of, lengths) with ordinality e (push, length, n)
				cross join lateral (
					select e.push union
					select (a ->> 1)::int from jsonb_array_elements(again) a where (a ->> 0)::int = e.n
				) p
			) e
			where not has_item(e.workspace, e.id)
			group by e.push
		),
		new_tickets as (
			select (v ->> 'push')::int as push, count(distinct v ->> 'ticket') as tickets
			from jsonb_array_elements(operations) v
			where v ->> 'type' = 'ticket' and not exists (select from tickets t where t.id = unhex(v ->> 'ticket'))
			group by v ->> 'push'
		)
		select p.n::int as n, w.id as workspace, w.stored_bytes, w.ticket_count, coalesce(e.bytes, 0) as bytes,
			coalesce(t.tickets, 0) as tickets
		from jsonb_array_elements(pushes) with ordinality p (v, n)
		join workspaces w on w.id = unhex(p.v ->> 'workspace')
		left join new_entries e on e.push = p.n
		left join new_tickets t on t.push = p.n
		where p.n <> all (left_out)
		order by w.id, p.n
	loop
		if place is distinct from push.workspace then
			place := push.workspace;
			bytes := push.stored_bytes;
			tickets := push.ticket_count;
		end if;
		if (push.bytes = 0 or bytes + push.bytes <= p_max_bytes)
			and (push.tickets = 0 or tickets + push.tickets <= p_max_tickets)
		then
			taken := taken || push.n;
			bytes := bytes + push.bytes;
			tickets := tickets + push.tickets;
		end if;
	end loop;
	return taken;
end $$;
