import { bytesOfHex } from './bytes';
import type { Database } from './database/database';
import { withRetries } from './database/retry';

/** A ticket and what a device proves itself with: everything in hex, token and device as hashes. */
export interface TicketProof {
	readonly ticket: string;
	readonly token: string;
	readonly device: string;
}

/** A ticket's state for a device: the rows of the SQL function `ticket_states`. */
export interface TicketRow {
	readonly [column: string]: unknown;
	readonly state:
		| 'unknown'
		| 'open'
		| 'waiting'
		| 'decided'
		| 'granted'
		| 'expired'
		| 'used'
		| 'void'
		| 'early'
		| 'too-many';
	readonly at: number;
	readonly bytes: Uint8Array | null;
}

/**
 * Where tickets stand for devices, in the order given.
 * @param requests the hash in hex of a request that each has sent, if it is about those
 * @param now ms since 1970
 */
export async function ticketStates(
	database: Database,
	proofs: readonly TicketProof[],
	now: number,
	requests: readonly string[] = []
): Promise<TicketRow[]> {
	return withRetries(() =>
		database.query<TicketRow>('select state, at, bytes from ticket_states($1, $2, $3::bigint)', [
			bytesOfHex(proofs.map(({ ticket, token, device }) => ticket + token + device).join('')),
			bytesOfHex(requests.join('')),
			now
		])
	);
}
