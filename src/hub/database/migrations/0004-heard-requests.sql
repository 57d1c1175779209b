-- Nonces of signed requests that would undo something if they were heard again, by this process or another.
create table heard_requests (
	nonce bytea primary key check (length(nonce) = 16),
	at bigint not null
);
