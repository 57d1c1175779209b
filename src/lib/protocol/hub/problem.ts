import * as v from 'valibot';

/**
 * Problems a hub answers with: RFC 9457 documents, `application/problem+json`. `type` is `/problems/NAME`, below the hub's
 * address, and never changes its meaning; `detail` says what to do next, in English, for whoever reads a log.
 */
export const problems = {
	malformed: { status: 400, title: 'The request is not in the expected form' },
	'not-signed': { status: 401, title: 'The request is not signed by a member of this workspace' },
	'clock-off': { status: 401, title: 'The time of the request is too far from the hub’s' },
	replayed: { status: 401, title: 'The request was received before' },
	'sign-up-refused': { status: 403, title: 'New workspaces need the operator’s sign-up token' },
	'not-found': { status: 404, title: 'There is nothing at this address' },
	'ticket-unknown': { status: 404, title: 'No ticket is known for this code' },
	'invite-unknown': { status: 404, title: 'This invitation is not known, has expired or was used' },
	'ticket-used': { status: 409, title: 'Another device has used this code' },
	rewound: { status: 409, title: 'The journal here is not the one that this tablet knows' },
	'ticket-expired': { status: 410, title: 'The code has expired' },
	'ticket-void': { status: 410, title: 'The code was revoked or replaced' },
	'too-large': { status: 413, title: 'The request is larger than the hub takes' },
	'media-type': { status: 415, title: 'The body is not of the expected media type' },
	'ticket-early': { status: 425, title: 'The code does not hold yet' },
	'too-many': { status: 429, title: 'Too many requests' },
	'quota-used-up': { status: 429, title: 'The workspace has used up its quota on this hub' },
	internal: { status: 500, title: 'The hub has failed' },
	unavailable: { status: 503, title: 'The hub cannot reach its database at the moment' }
} as const;
export type ProblemName = keyof typeof problems;

/** A problem as it travels. Further members depend on the name. */
export interface ProblemDocument {
	readonly type: string;
	readonly title: string;
	readonly status: number;
	readonly detail: string;
	/** With `clock-off`: the hub's time, ms since 1970. */
	readonly now?: number;
	/** With `ticket-early` and `ticket-expired`: since or from when, ms since 1970. */
	readonly at?: number;
}

const problemSchema = v.looseObject({
	type: v.pipe(v.string(), v.regex(/^\/problems\/[a-z-]+$/)),
	detail: v.optional(v.string(), ''),
	now: v.optional(v.number()),
	at: v.optional(v.number())
});

/** A problem as a client understands it; `null` where the answer is none of ours, such as a proxy's page. */
export function parseProblem(value: unknown): {
	readonly name: ProblemName;
	readonly detail: string;
	readonly now?: number;
	readonly at?: number;
} | null {
	const parsed = v.safeParse(problemSchema, value);
	if (!parsed.success) return null;
	const name = parsed.output.type.slice('/problems/'.length);
	if (!Object.hasOwn(problems, name)) return null;
	const { detail, now, at } = parsed.output;
	return { name: name as ProblemName, detail, now, at };
}
