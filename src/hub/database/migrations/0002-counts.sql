-- How many requests and receipts the holder of a ticket has sent: there is an end to them.
alter table tickets add column requests int not null default 0;
alter table tickets add column receipts int not null default 0;
-- Which grants have been heard of: 16 bytes of the SHA-256 of each. One that comes again is an old word.
alter table tickets add column grants_heard bytea not null default '';
