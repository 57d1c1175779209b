-- A device's receipt: added to the journal once, where no other device has claimed the ticket. One that nobody has claimed is
-- the device's from then on: it has had its answer by QR, or from a hub that has lost the claim since, and its code must not be
-- good for another device. taken, unknown, used or too-many: there is an end to the receipts of one ticket.
drop function if exists add_receipt(bytea, bytea, bytea, bytea, bytea, bigint);
create function add_receipt(p_ticket bytea, p_token bytea, p_device bytea, p_id bytea, p_bytes bytea, p_now bigint)
returns text language plpgsql as $$
declare
	place workspaces;
begin
	select w.* into place from workspaces w join tickets t on t.workspace = w.id
	where t.id = p_ticket and t.token_hash = p_token
	for update of w;
	if not found then return 'unknown'; end if;
	update tickets t set device_hash = p_device where t.id = p_ticket and t.device_hash is null;
	if not exists (select from tickets t where t.id = p_ticket and t.device_hash = p_device) then return 'used'; end if;
	if has_item(place.id, p_id) then return 'taken'; end if;
	update tickets t set receipts = t.receipts + 1 where t.id = p_ticket and t.receipts < 20;
	if not found then return 'too-many'; end if;
	insert into items (workspace, sequence, kind, id, at, bytes) values (place.id, place.head + 1, 4, p_id, p_now, p_bytes);
	update workspaces w set head = w.head + 1, stored_bytes = w.stored_bytes + length(p_bytes) where w.id = place.id;
	perform notify_heads(array[place.id]);
	return 'taken';
end $$;
