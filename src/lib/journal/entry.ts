import * as v from 'valibot';
import { maxPerHour, minutesOfDay, safeRule } from '$lib/domain/auto-approval';
import { maxHours, minHours } from '$lib/domain/preferences';
import { codeReasons, maxRejectionText, rejectionReasons, requestPaths } from '$lib/domain/otp';
import { err, ok, type Result } from '$lib/domain/result';
import { latestTime } from '$lib/protocol/stamp';
import { columnsToRows, rowsToColumns } from './account-columns';
import { accountRowSchema } from './account-row';

/**
 * Entries: everything that happens, in one append-only journal per workspace.
 *
 * | kind                     | body                                      | said by                       |
 * | ------------------------ | ----------------------------------------- | ----------------------------- |
 * | `workspace.created`      | name, founding key                        | the founding key itself       |
 * | `workspace.renamed`      | name                                      | a member                      |
 * | `member.added`           | member, name, role, keys                  | the founding key, or a member |
 * | `member.removed`         | member                                    | the founding key, or a member |
 * | `accounts.imported`      | run, source, rows                         | a member                      |
 * | `accounts.edited`        | rows                                      | a member                      |
 * | `accounts.deleted`       | accounts                                  | a member                      |
 * | `accounts.restored`      | accounts                                  | a member                      |
 * | `check.waived`           | check, waived                             | a member                      |
 * | `preferences.set`        | preferences                               | a member                      |
 * | `otps.issued`            | batch, rows                               | a member                      |
 * | `batch.renamed`          | batch, name                               | a member                      |
 * | `otps.voided`            | otps                                      | a member                      |
 * | `otps.extended`          | otps, redeem by                           | a member                      |
 * | `otp.requested`          | otp, request, device, its key, words, via | the member who scanned it     |
 * | `otp.decided`            | otp, request, decision, sealed or granted | a member                      |
 * | `otp.decision-withdrawn` | otp, request, decision                    | a member                      |
 * | `otp.handed-over`        | otp, request, decision                    | a member                      |
 * | `otp.delivered`          | otp, request                              | a member                      |
 * | `otp.signed-in`          | otp, request or empty                     | a member                      |
 * | `device.released`        | serial                                    | a member                      |
 * | `secret.accessed`        | what, how, accounts                       | a member                      |
 * | `backup.made`            | protection                                | a member                      |
 * | `recovery-kit.made`      |                                           | a member                      |
 *
 * Bulk work is one entry for up to 1,000 rows. A kind that is not in this table was written by a newer version: it is
 * stored, skipped, and applied once the app is updated.
 */
export const maxRows = 1_000;

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const hexId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const accountId = text(130);
const base64 = v.pipe(v.string(), v.maxLength(400), v.regex(/^[A-Za-z0-9+/]+=*$/));
const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(latestTime));
const hours = v.pipe(v.number(), v.integer(), v.minValue(minHours), v.maxValue(maxHours));
const many = <S extends v.GenericSchema>(schema: S) =>
	v.pipe(v.array(schema), v.minLength(1), v.maxLength(maxRows));

const batchSchema = v.strictObject({
	id: hexId,
	name: text(200),
	notBefore: time,
	redeemBy: time,
	decideWithinHours: hours,
	collectWithinHours: hours,
	passwords: v.picklist(['generated', 'uploaded'])
});

const whole = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));
const ruleSchema = v.strictObject({
	sites: v.pipe(v.array(text(2_000)), v.maxLength(maxRows), v.readonly()),
	onlyWithSerial: v.boolean(),
	perHour: whole(maxPerHour),
	window: v.nullable(
		v.strictObject({ from: whole(minutesOfDay - 1), until: whole(minutesOfDay - 1), timeZone: text(100) })
	)
});

const decisionSchema = v.variant('verdict', [
	v.strictObject({ verdict: v.literal('approved') }),
	v.strictObject({
		verdict: v.literal('rejected'),
		reason: v.picklist([...rejectionReasons, ...codeReasons]),
		text: text(maxRejectionText)
	})
]);
const word = v.pipe(v.string(), v.regex(/^[a-z]{3,8}$/));
/** An order key: the decision is named by the entry that said it. */
const orderKeySchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{48}$/));

const otpRequest = { otp: hexId, request: hexId };

/** The schema of each kind's body. */
export const bodySchemas = {
	'workspace.created': v.strictObject({ name: text(200), rootKey: base64 }),
	'workspace.renamed': v.strictObject({ name: text(200) }),
	'member.added': v.strictObject({
		member: hexId,
		name: text(200),
		role: v.picklist(['owner', 'admin']),
		signingKey: base64,
		encryptionKey: base64
	}),
	'member.removed': v.strictObject({ member: hexId }),
	'accounts.imported': v.strictObject({ run: hexId, source: text(300), rows: many(accountRowSchema) }),
	'accounts.edited': v.strictObject({ rows: many(accountRowSchema) }),
	'accounts.deleted': v.strictObject({ accounts: many(accountId) }),
	'accounts.restored': v.strictObject({ accounts: many(accountId) }),
	'check.waived': v.strictObject({ check: text(60), waived: v.boolean() }),
	'preferences.set': v.strictObject({
		otpExpirationHours: hours,
		decideWithinHours: hours,
		collectWithinHours: hours,
		autoApproval: v.boolean(),
		/** Left out before there were rules. */
		autoApprovalRule: v.optional(ruleSchema, safeRule),
		deviceAddress: text(500)
	}),
	/** A row: OTP id, account, code, and the generated or uploaded password, if there is a new one. */
	'otps.issued': v.strictObject({
		batch: batchSchema,
		rows: many(
			v.strictTuple([
				hexId,
				accountId,
				v.pipe(v.string(), v.regex(/^[0-9A-HJKMNP-TV-Z]{16}$/)),
				v.nullable(text(256))
			])
		)
	}),
	'batch.renamed': v.strictObject({ batch: hexId, name: text(200) }),
	'otps.voided': v.strictObject({ otps: many(hexId) }),
	'otps.extended': v.strictObject({ otps: many(hexId), redeemBy: time }),
	'otp.requested': v.strictObject({
		...otpRequest,
		deviceRequest: hexId,
		publicKey: base64,
		words: v.strictTuple([word, word, word]),
		via: v.picklist(requestPaths),
		make: text(100),
		model: text(100),
		serial: text(100),
		enteredAt: time
	}),
	'otp.decided': v.pipe(
		v.strictObject({
			...otpRequest,
			decision: decisionSchema,
			/** Its QR is shown at once: decided and handed over in one step. */
			handedOver: v.optional(v.literal(true)),
			/** A hub has released the grant of the OTP: when, by the hub's clock. Then nothing is sealed. */
			grantedAt: v.optional(time),
			sealed: v.pipe(v.string(), v.maxLength(2_000), v.regex(/^(?:[A-Za-z0-9+/]+=*)?$/))
		}),
		v.check(
			({ decision, grantedAt, sealed }) =>
				(grantedAt !== undefined) === (sealed === '') &&
				(grantedAt === undefined || decision.verdict === 'approved')
		)
	),
	'otp.decision-withdrawn': v.strictObject({ ...otpRequest, decision: orderKeySchema }),
	'otp.handed-over': v.strictObject({ ...otpRequest, decision: orderKeySchema }),
	/** `decision`: which one the device has, where several tablets have decided. */
	'otp.delivered': v.strictObject({ ...otpRequest, decision: v.optional(orderKeySchema) }),
	'otp.signed-in': v.strictObject({ otp: hexId, request: v.union([hexId, v.literal('')]) }),
	/** `serial` in the form in which devices are told apart (domain/device). */
	'device.released': v.strictObject({ serial: v.pipe(text(100), v.minLength(1)) }),
	'secret.accessed': v.strictObject({
		what: v.picklist(['code', 'password', 'code-and-password']),
		how: v.picklist(['viewed', 'copied', 'printed', 'downloaded']),
		accounts: many(accountId)
	}),
	'backup.made': v.strictObject({ protection: v.picklist(['passphrase', 'recovery-kit']) }),
	'recovery-kit.made': v.strictObject({})
} as const;

export type EntryKind = keyof typeof bodySchemas;
export type EntryBody<K extends EntryKind> = v.InferOutput<(typeof bodySchemas)[K]>;

/** What a command wants to say; the journal adds id, stamp and author. */
export type EntryDraft = { [K in EntryKind]: { readonly kind: K; readonly body: EntryBody<K> } }[EntryKind];

/** An entry that was opened and verified. */
export type Entry = EntryDraft & {
	/** 32 hex digits. */
	readonly id: string;
	/** Hybrid logical clock, see protocol/stamp. */
	readonly stamp: string;
	/** A member id, or the workspace id where the founding key speaks. */
	readonly author: string;
	/** What entries are ordered by: stamp, then id. Unique. */
	readonly key: string;
};

/** The order key of an entry: its stamp, then its id, so that no two are equal. */
export function orderKey(stamp: string, id: string): string {
	return stamp + id;
}

const contentSchema = v.strictObject({
	stamp: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
	kind: text(60),
	body: v.unknown()
});

const encoder = new TextEncoder();
/** Strict: a byte order mark stays, and is no JSON. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes that are sealed for an entry. */
export function encodeContent(stamp: string, draft: EntryDraft): Uint8Array<ArrayBuffer> {
	return encoder.encode(JSON.stringify({ stamp, kind: draft.kind, body: writtenBody(draft) }));
}

/** Why a draft cannot be an entry: no tablet could read it back. */
export type DraftError =
	| {
			readonly type: 'EntryMalformed';
			readonly kind: string;
			/** Where in the body, such as `rows.12`; empty: all of it. */
			readonly field: string;
	  }
	/** More than the envelope of an entry holds (protocol/entry-envelope). */
	| { readonly type: 'EntryTooLarge'; readonly kind: string };

/** A draft as it will be read back, checked by the schema that reads it. */
export function checkDraft({ kind, body }: EntryDraft): Result<EntryDraft, DraftError> {
	const parsed = parseBody(kind, body);
	if (parsed.ok) return ok({ kind, body: parsed.value } as EntryDraft);
	return err({ type: 'EntryMalformed', kind, field: parsed.error });
}

/** A body by the schema of its kind, or where it is wrong. */
function parseBody(kind: string, body: unknown): Result<unknown, string> {
	// To the schema of an empty body an empty list is one.
	if (!Object.hasOwn(bodySchemas, kind) || Array.isArray(body)) return err('');
	const parsed = v.safeParse(bodySchemas[kind as EntryKind], body, { abortEarly: true });
	return parsed.success ? ok(parsed.output) : err(v.getDotPath(parsed.issues[0]) ?? '');
}

/** Rows of accounts are written by columns where they fit. */
function writtenBody({ kind, body }: EntryDraft): object {
	if (kind !== 'accounts.imported' && kind !== 'accounts.edited') return body;
	const { rows, ...rest } = body;
	const columns = rowsToColumns(rows);
	return columns ? { ...rest, columns } : body;
}

/** The body as it was before it was written. Throws on columns that are none. */
function readBody(kind: string, body: unknown): unknown {
	if (kind !== 'accounts.imported' && kind !== 'accounts.edited') return body;
	// One that has rows as well stays as it is, and is refused for its columns.
	if (typeof body !== 'object' || body === null || !('columns' in body) || 'rows' in body) return body;
	const { columns, ...rest } = body;
	return { ...rest, rows: columnsToRows(columns) };
}

/**
 * Content parsed strictly: an entry, a kind this version does not know, or nothing that makes sense. Of a field that is there
 * twice the last one counts, as ECMAScript's JSON has it. Text may hold half of a surrogate pair, as a name that was cut does.
 */
export function decodeContent(
	id: string,
	author: string,
	bytes: Uint8Array
): Entry | { readonly unknownKind: string } | null {
	try {
		const content = v.safeParse(contentSchema, JSON.parse(decoder.decode(bytes)));
		if (!content.success) return null;
		const { stamp, kind, body } = content.output;
		if (!Object.hasOwn(bodySchemas, kind)) return { unknownKind: kind };
		const parsed = parseBody(kind, readBody(kind, body));
		if (!parsed.ok) return null;
		return { id, stamp, author, key: orderKey(stamp, id), kind, body: parsed.value } as Entry;
	} catch {
		return null;
	}
}
