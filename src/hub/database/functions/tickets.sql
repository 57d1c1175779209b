-- Where a ticket stands for a device, as rows of (state, at, bytes):
-- open, waiting, decided, granted, expired, or why it has nothing for it: used, void, early; too-many: it has claimed with this
-- request, which was not taken.
-- A ticket with a decision that nobody has claimed is open to a device that does not say what it has asked for, even if it is
-- past its time or void: as after a restore from an older backup, it may be the device that the decision is for. It claims
-- again, and its request tells. A decision goes to whoever brings the request that it answers, also where another device has
-- claimed the ticket meanwhile: it is sealed to the key of that request.
create or replace function ticket_state(t tickets, device bytea, request bytea, p_now bigint)
returns table (state text, at bigint, bytes bytea) language sql stable as $$
	select case
		when d.bytes is not null then case when p_now > d.collect_by then 'expired' else 'decided' end
		when t.device_hash <> device then 'used'
		when t.granted_at is not null then 'granted'
		when t.device_hash is not null then case
			when p_now > t.redeem_by + t.decide_within then 'expired'
			when t.request_hash <> request then 'too-many'
			else 'waiting'
		end
		when exists (select from decisions other where other.ticket = t.id)
			then case when request is null then 'open' else 'used' end
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
	left join decisions d on d.ticket = t.id
		and d.request_hash = coalesce(case when t.device_hash = device then t.request_hash end, request)
$$;

-- Whether this very request was decided already, having come to a tablet by another way than the hub.
create or replace function is_decided(t tickets, request bytea) returns boolean language sql stable as $$
	select exists (select from decisions d where d.ticket = t.id and d.request_hash = request)
$$;

-- Whether a time is in a part of every day, which may go past midnight: see protocol/hub/push.
create or replace function is_in_window(at bigint, from_minute int, until_minute int) returns boolean language sql immutable as $$
	select from_minute = until_minute
		or (at / 60000 - from_minute + 1440) % 1440 < (until_minute - from_minute + 1440) % 1440
$$;

-- What is asked for is little and the tables are large, which a planner without statistics does not know: the functions that
-- look up many ids at once go by index, whatever it thinks.

-- Where tickets stand for devices, in the order given; 'unknown' where there is none, or the token is not its own.
-- p_asked: of each, one after the other, 80 bytes: ticket (16), hash of its token (32), hash of the device (32). p_requests: 16
-- bytes of each, the hash of a request that it has sent; or nothing.
drop function if exists ticket_states(text, bigint);
create or replace function ticket_states(p_asked bytea, p_requests bytea, p_now bigint)
returns table (n bigint, state text, at bigint, bytes bytea) language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
begin
	return query
	select g::bigint, coalesce(s.state, 'unknown'), coalesce(s.at, 0), s.bytes
	from generate_series(1, length(p_asked) / 80) g
	left join tickets t on t.id = substr(p_asked, 80 * g - 79, 16) and t.token_hash = substr(p_asked, 80 * g - 63, 32)
	left join lateral ticket_state(
		t, substr(p_asked, 80 * g - 31, 32), nullif(substr(p_requests, 16 * g - 15, 16), ''), p_now
	) s on t.id is not null
	order by g;
end $$;
