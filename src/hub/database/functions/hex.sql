-- The text of a hash or an id.
create or replace function hex(bytes bytea) returns text language sql immutable parallel safe as $$ select encode(bytes, 'hex') $$;
create or replace function unhex(digits text) returns bytea language sql immutable parallel safe as $$ select decode(digits, 'hex') $$;
