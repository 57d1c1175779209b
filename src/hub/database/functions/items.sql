-- Whether a workspace's journal has an item. By its id, and with nothing that fits the primary key, whose first column is the
-- workspace as well: a planner that finds the table small takes either, keeps that plan, and goes through the whole journal for
-- each id when it has grown. The offset keeps it from doing so once for all.
create or replace function has_item(p_workspace bytea, p_id bytea) returns boolean language sql stable as $$
	select exists (select from items i where i.id = p_id and i.workspace || '' = p_workspace offset 0)
$$;
