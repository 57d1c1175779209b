-- What the first migration made beside tables before functions had files of their own: names, arguments and columns.
create function hex(bytes bytea) returns text language sql immutable as $$ select 'old' $$;
create function unhex(digits text) returns bytea language sql immutable as $$ select ''::bytea $$;
create function ticket_state(t tickets, device bytea, request bytea, p_now bigint)
returns table (state text, at bigint, bytes bytea) language sql stable as $$ select 'old', 0::bigint, ''::bytea $$;
create function is_decided(t tickets, request bytea) returns boolean language sql stable as $$ select false $$;
create function is_in_window(at bigint, from_minute int, until_minute int)
returns boolean language sql immutable as $$ select false $$;
create function ticket_states(p_asked text, p_now bigint)
returns table (n bigint, state text, at bigint, bytes bytea) language plpgsql stable as $$ begin end $$;
create function claim_tickets(p_claims text, p_now bigint)
returns table (n bigint, state text, at bigint, bytes bytea) language plpgsql as $$ begin end $$;
create function notify_heads(p_workspaces bytea[]) returns void language sql as $$ select $$;
create function push_all(
	p_pushes text, p_entries text, p_blob bytea, p_operations text, p_now bigint, p_max_bytes bigint, p_max_tickets bigint
) returns table (n bigint, outcome text, head bigint, sequences text) language plpgsql as $$ begin end $$;
create function add_receipt(p_ticket bytea, p_token bytea, p_device bytea, p_id bytea, p_bytes bytea, p_now bigint)
returns boolean language plpgsql as $$ begin return false; end $$;
