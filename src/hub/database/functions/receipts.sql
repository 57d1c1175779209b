-- A device's receipt: added to the journal once, where the device has claimed the ticket. taken, unknown or too-many: there is an
-- end to the receipts of one ticket.
drop function if exists add_receipt(bytea, bytea, bytea, bytea, bytea, bigint);
create function add_receipt(p_ticket bytea, p_token bytea, p_device bytea, p_id bytea, p_bytes bytea, p_now bigint)
returns text language plpgsql as $$
declare
	place workspaces;
begin
	select w.* into place from workspaces w join tickets t on t.workspace = w.id
	where t.id = p_ticket and t.token_hash = p_token
		and (t.device_hash = p_device or t.device_hash is null and exists (select from decisions d where d.ticket = t.id))
	for update of w;
	if not found then return 'unknown'; end if;
	if has_item(place.id, p_id) then return 'taken'; end if;
	update tickets t set receipts = t.receipts + 1 where t.id = p_ticket and t.receipts < 20;
	if not found then return 'too-many'; end if;
	insert into items (workspace, sequence, kind, id, at, bytes) values (place.id, place.head + 1, 4, p_id, p_now, p_bytes);
	update workspaces w set head = w.head + 1, stored_bytes = w.stored_bytes + length(p_bytes) where w.id = place.id;
	perform notify_heads(array[place.id]);
	return 'taken';
end $$;
