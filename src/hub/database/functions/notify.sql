-- Wakes whoever waits for news of these workspaces, once the transaction is committed.
create or replace function notify_heads(p_workspaces bytea[]) returns void language sql as $$
	select pg_notify('roompass', 'h ' || hex(w.id) || ' ' || w.head) from workspaces w where w.id = any (p_workspaces)
$$;
