import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import {
	answerBodySchema,
	inviteBodySchema,
	inviteStateSchema,
	packageBodySchema
} from '$lib/protocol/hub/invite';
import { problems, type ProblemName } from '$lib/protocol/hub/problem';
import { pushAnswerSchema } from '$lib/protocol/hub/push-answer';
import { ackBodySchema, claimBodySchema, ticketAnswerSchema } from '$lib/protocol/hub/ticket';
import { memberBodySchema, workspaceBodySchema } from '$lib/protocol/hub/workspace';

/** The OpenAPI 3.1 document of the hub, served as `/openapi.json`. */
export function openApi(): Record<string, unknown> {
	return {
		openapi: '3.1.0',
		info: {
			title: 'Roompass hub',
			version: '1',
			description:
				'Carries sealed bytes between the tablets of a workspace and the devices that they sign in. It can read none of them. ' +
				'Paths are below the address that the hub is served at.',
			license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
		},
		paths: {
			'/v1/workspaces': {
				post: operation({
					summary: 'Create a workspace, or let a member in by its founding key',
					body: json(workspaceBodySchema),
					answers: { 200: 'Known already; the member is let in', 201: 'Created' },
					problems: ['malformed', 'media-type', 'too-large', 'not-signed', 'sign-up-refused', 'too-many']
				})
			},
			'/v1/workspaces/{workspace}/members': {
				post: memberOperation({
					summary: 'Let a member in',
					body: json(memberBodySchema),
					answers: { 204: 'Let in' },
					problems: ['malformed', 'media-type', 'too-large']
				})
			},
			'/v1/workspaces/{workspace}/members/{member}': {
				delete: memberOperation({
					summary: 'Let a member out',
					parameters: ['member'],
					answers: { 204: 'Let out' }
				})
			},
			'/v1/workspaces/{workspace}/push': {
				post: memberOperation({
					summary: 'Push entries and what the hub has to know of them: all or nothing, any number of times',
					query: [...placeParameters, newsParameter],
					body: { 'application/cbor': { schema: binary('See src/lib/protocol/hub/push.ts') } },
					answers: {
						200: [
							'Pushed: the newest sequence number, that of each entry in order, when it was received, and what was asked for',
							schemaOf(pushAnswerSchema)
						]
					},
					problems: ['malformed', 'media-type', 'too-large', 'quota-used-up', 'rewound']
				})
			},
			'/v1/workspaces/{workspace}/pull': {
				get: memberOperation({
					summary: 'The items after a sequence number, in order; ask again until the head is reached',
					query: placeParameters,
					answers: { 200: ['A page', binary('See src/lib/protocol/hub/pull.ts'), 'application/cbor'] },
					problems: ['malformed', 'rewound']
				})
			},
			'/v1/workspaces/{workspace}/events': {
				get: memberOperation({
					summary: 'The newest sequence number, at once and on each change',
					answers: { 200: ['`event: head`, data: the number', { type: 'string' }, 'text/event-stream'] }
				})
			},
			'/v1/workspaces/{workspace}/invites': {
				post: memberOperation({
					summary: 'Make an invitation, for ten minutes',
					body: json(inviteBodySchema),
					answers: { 201: ['Made', schemaOf(inviteStateSchema)] },
					problems: ['malformed', 'media-type', 'too-large']
				})
			},
			'/v1/workspaces/{workspace}/invites/{invite}': {
				get: memberOperation({
					summary: 'Where an invitation stands, for the tablet that made it',
					parameters: ['invite'],
					answers: { 200: ['Its state', schemaOf(inviteStateSchema)] },
					problems: ['invite-unknown']
				}),
				delete: memberOperation({
					summary: 'Withdraw an invitation',
					parameters: ['invite'],
					answers: { 204: 'Withdrawn' }
				})
			},
			'/v1/workspaces/{workspace}/invites/{invite}/package': {
				put: memberOperation({
					summary: 'Give the workspace’s keys, sealed, to the tablet that has answered',
					parameters: ['invite'],
					body: json(packageBodySchema),
					answers: { 204: 'Given' },
					problems: ['malformed', 'media-type', 'too-large', 'invite-unknown']
				})
			},
			'/v1/invites/{invite}': {
				get: inviteOperation({
					summary: 'Where an invitation stands, for the tablet that wants to join',
					answers: { 200: ['Its state', schemaOf(inviteStateSchema)] }
				})
			},
			'/v1/invites/{invite}/answer': {
				post: inviteOperation({
					summary: 'Answer an invitation; the first answer holds',
					body: json(answerBodySchema),
					answers: { 204: 'Answered' },
					problems: ['media-type', 'too-large']
				})
			},
			'/v1/tickets/{ticket}/claim': {
				post: ticketOperation({
					summary: 'Claim a ticket with a sealed request; repeated, it gives the same answer',
					body: json(claimBodySchema),
					answers: { 200: ['Where the ticket stands', schemaOf(ticketAnswerSchema)] },
					problems: ['media-type', 'too-large']
				})
			},
			'/v1/tickets/{ticket}': {
				get: ticketOperation({
					summary: 'Where a ticket stands',
					answers: { 200: ['Its state', schemaOf(ticketAnswerSchema)] }
				})
			},
			'/v1/tickets/{ticket}/events': {
				get: ticketOperation({
					summary: 'Where a ticket stands, at once and on each change',
					answers: {
						200: [
							'`event: ticket` or `event: problem`, data: as JSON',
							{ type: 'string' },
							'text/event-stream'
						]
					}
				})
			},
			'/v1/tickets/{ticket}/ack': {
				post: ticketOperation({
					summary: 'Hand in a sealed receipt: delivered, or signed in',
					body: json(ackBodySchema),
					answers: { 204: 'Taken' },
					problems: ['media-type', 'too-large']
				})
			},
			'/healthz': {
				get: operation({ summary: 'Whether the process is alive', answers: { 200: plain('ok') } })
			},
			'/readyz': {
				get: operation({
					summary: 'Whether it can serve: the database answers',
					answers: { 200: plain('ok') },
					problems: ['unavailable']
				})
			},
			'/metrics': {
				get: operation({ summary: 'Metrics for Prometheus', answers: { 200: plain('Metrics') } })
			},
			'/hub.json': {
				get: operation({
					summary: 'Whether there is a hub here',
					answers: { 200: ['There is', { type: 'object' }] }
				})
			},
			'/openapi.json': {
				get: operation({ summary: 'This document', answers: { 200: ['The document', { type: 'object' }] } })
			}
		},
		components: {
			schemas: { Problem: problemSchema },
			securitySchemes: {
				member: headerScheme('Roompass MEMBER.TIME.NONCE.SIGNATURE: src/lib/protocol/hub/signed-request.ts'),
				ticket: headerScheme('Roompass-Ticket CLAIM-TOKEN.DEVICE: src/lib/protocol/hub/ticket.ts'),
				invite: headerScheme('Roompass-Invite TOKEN: src/lib/protocol/hub/invite.ts')
			}
		}
	};
}

type JsonSchema = Record<string, unknown>;
/** What is answered: its words; its schema; its media type where it is not JSON. */
type Answer = string | readonly [what: string, schema: JsonSchema, type?: string];

interface Described {
	readonly summary: string;
	readonly answers: Readonly<Record<number, Answer>>;
	readonly body?: Record<string, { schema: JsonSchema }>;
	/** Names of ids in the path. */
	readonly parameters?: readonly string[];
	readonly query?: readonly {
		readonly name: string;
		readonly description?: string;
		readonly schema: JsonSchema;
	}[];
	readonly problems?: readonly ProblemName[];
	readonly security?: 'member' | 'ticket' | 'invite';
}

function operation({
	summary,
	answers,
	body,
	parameters = [],
	query = [],
	problems: named = [],
	security
}: Described): JsonSchema {
	return {
		summary,
		...(security ? { security: [{ [security]: [] }] } : {}),
		parameters: [
			...parameters.map((name) => ({ name, in: 'path', required: true, schema: idSchema })),
			...query.map((parameter) => ({ ...parameter, in: 'query' }))
		],
		...(body ? { requestBody: { required: true, content: body } } : {}),
		responses: { ...answersOf(answers), ...problemsOf([...named, 'internal', 'unavailable']) }
	};
}

function memberOperation({ parameters = [], problems: named = [], ...rest }: Described): JsonSchema {
	return operation({
		...rest,
		security: 'member',
		parameters: ['workspace', ...parameters],
		problems: [...named, 'not-signed', 'clock-off', 'replayed', 'too-many']
	});
}

function ticketOperation({ problems: named = [], ...rest }: Described): JsonSchema {
	const states = ['ticket-unknown', 'ticket-used', 'ticket-expired', 'ticket-void', 'ticket-early'] as const;
	return operation({
		...rest,
		security: 'ticket',
		parameters: ['ticket'],
		problems: ['malformed', ...named, ...states, 'too-many']
	});
}

function inviteOperation({ problems: named = [], ...rest }: Described): JsonSchema {
	return operation({
		...rest,
		security: 'invite',
		parameters: ['invite'],
		problems: ['malformed', ...named, 'invite-unknown']
	});
}

function answersOf(answers: Readonly<Record<number, Answer>>): JsonSchema {
	return Object.fromEntries(
		Object.entries(answers).map(([status, answer]) => {
			if (typeof answer === 'string') return [status, { description: answer }];
			const [description, schema, type = 'application/json'] = answer;
			return [status, { description, content: { [type]: { schema } } }];
		})
	);
}

/** By status, as OpenAPI has one answer for each: those that share one are named in its words. */
function problemsOf(names: readonly ProblemName[]): JsonSchema {
	const byStatus = new Map<number, ProblemName[]>();
	for (const name of new Set(names)) {
		const { status } = problems[name];
		byStatus.set(status, [...(byStatus.get(status) ?? []), name]);
	}
	return Object.fromEntries(
		[...byStatus].map(([status, shared]) => [
			status,
			{
				description: shared.map((name) => `\`${name}\`: ${problems[name].title}`).join('; '),
				content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
			}
		])
	);
}

/** Where a tablet is: src/lib/protocol/hub/pull.ts. */
const placeParameters = [
	{ name: 'after', schema: { type: 'integer', minimum: 0, default: 0 } },
	{
		name: 'received',
		description: 'When the item of that number was received; with another one here the answer is `rewound`',
		schema: { type: 'integer', minimum: 0 }
	}
];
const newsParameter = {
	name: 'news',
	description: 'Whether the answer is to have what lies between the tablet’s place and what it pushes',
	allowEmptyValue: true,
	schema: { type: 'string' }
};
const idSchema = { type: 'string', pattern: '^[0-9a-f]{32}$' };
const problemSchema = {
	type: 'object',
	description: 'A problem document (RFC 9457)',
	required: ['type', 'title', 'status', 'detail'],
	properties: {
		type: { type: 'string', enum: Object.keys(problems).map((name) => `/problems/${name}`) },
		title: { type: 'string' },
		status: { type: 'integer' },
		detail: { type: 'string', description: 'What to do next' },
		now: { type: 'integer', description: 'With clock-off: the hub’s time, ms since 1970' },
		at: {
			type: 'integer',
			description: 'With ticket-early and ticket-expired: from or since when, ms since 1970'
		}
	}
};

function json(schema: v.GenericSchema): Record<string, { schema: JsonSchema }> {
	return { 'application/json': { schema: schemaOf(schema) } };
}

function schemaOf(schema: v.GenericSchema): JsonSchema {
	const converted = toJsonSchema(schema) as JsonSchema;
	delete converted.$schema;
	return converted;
}

function binary(description: string): JsonSchema {
	return { type: 'string', contentMediaType: 'application/cbor', description };
}

function plain(what: string): Answer {
	return [what, { type: 'string' }, 'text/plain'];
}

function headerScheme(description: string): JsonSchema {
	return { type: 'apiKey', in: 'header', name: 'Authorization', description };
}
