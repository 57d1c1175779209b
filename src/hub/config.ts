import * as v from 'valibot';
import { readPostgresAddress } from './database/address';
import { problemWithFolder } from './database/usable-folder';
import type { HubOptions } from './hub';
import { defaultLimits } from './limits';
import { logToOutput } from './log';

const origin = v.pipe(
	v.string(),
	v.check((text) => {
		const url = URL.canParse(text) ? new URL(text) : null;
		return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
	}, 'must be origins such as https://roompass.example, without a path')
);
const isNumberOf = (text: string, from: number, to: number) =>
	/^\d+$/.test(text) && Number(text) >= from && Number(text) <= to;
const number = (from: number, to: number) =>
	v.pipe(
		v.string(),
		v.check((text) => isNumberOf(text, from, to), `must be a whole number from ${from} to ${to}`),
		v.transform(Number)
	);
const onOrOff = v.pipe(
	v.picklist(['on', 'off'], 'must be on or off'),
	v.transform((text) => text === 'on')
);
/** What is wrong with the address of a PostgreSQL server; `null` where nothing is. */
const problemWithAddress = (text: string): string | null => {
	try {
		readPostgresAddress(text);
		return null;
	} catch (thrown) {
		return (thrown as Error).message;
	}
};
const list = <S extends v.GenericSchema<string, string>>(item: S) =>
	v.pipe(
		v.string(),
		v.transform((text) => text.split(/[\s,]+/).filter(Boolean)),
		v.array(item)
	);

/** The environment variables that a hub reads. README.md has them in a table, which a test compares. */
const schema = v.object({
	HUB: v.optional(onOrOff, 'on'),
	DATABASE_URL: v.optional(
		v.pipe(
			v.string(),
			v.check(
				(text) => problemWithAddress(text) === null,
				({ input }) => problemWithAddress(input) ?? ''
			)
		),
		undefined
	),
	DATA_DIR: v.optional(v.pipe(v.string(), v.minLength(1, 'must name a folder')), './data'),
	SIGN_UP_TOKEN: v.optional(
		v.pipe(
			v.string(),
			v.minLength(8, 'must have at least 8 characters'),
			v.maxLength(200, 'must have at most 200 characters')
		),
		undefined
	),
	ALLOWED_ORIGINS: v.optional(list(origin), ''),
	TRUST_PROXY: v.optional(onOrOff, 'off'),
	DATABASE_CONNECTIONS: v.optional(number(1, 200), '10'),
	MEMBER_REQUESTS: v.optional(number(1, 1_000_000), String(defaultLimits.memberRequests)),
	WORKSPACE_MB: v.optional(number(1, 1_000_000), String(Math.round(defaultLimits.workspaceBytes / 1024 ** 2)))
});

/** The variables, each with what it is where it is not set. */
export const variables: Readonly<Record<string, string | undefined>> = Object.fromEntries(
	Object.entries(schema.entries).map(([name, entry]) => [name, v.getDefault(entry) as string | undefined])
);

/**
 * A hub's options from the environment; `null` where it is switched off. Throws with a line for each wrong variable, also where
 * the folder of `DATA_DIR` is needed and cannot be used. Opens and makes nothing.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): HubOptions | null {
	// An empty variable is one that is not set.
	const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
	const parsed = v.safeParse(schema, set);
	const wrong = (parsed.issues ?? []).map((issue) => {
		const name = String(issue.path?.[0]?.key);
		const isSecret = name === 'SIGN_UP_TOKEN' || name === 'DATABASE_URL';
		return `${name}${isSecret ? '' : ` is ${shown(set[name])}: it`} ${issue.message}.`;
	});
	const folder = set.DATA_DIR ?? String(variables.DATA_DIR);
	const problem = set.HUB === 'off' || set.DATABASE_URL ? null : problemWithFolder(folder);
	if (problem) wrong.push(`DATA_DIR is ${shown(folder)}: it ${problem}.`);
	if (!parsed.success || wrong.length > 0) throw new Error([...new Set(wrong)].join('\n'));
	const config = parsed.output;
	if (!config.HUB) return null;
	return {
		database: config.DATABASE_URL
			? { kind: 'postgres', url: config.DATABASE_URL, connections: config.DATABASE_CONNECTIONS }
			: { kind: 'pglite', directory: config.DATA_DIR },
		signUpToken: config.SIGN_UP_TOKEN ?? null,
		allowedOrigins: config.ALLOWED_ORIGINS,
		trustProxy: config.TRUST_PROXY,
		limits: {
			workspaceBytes: config.WORKSPACE_MB * 1024 ** 2,
			memberRequests: config.MEMBER_REQUESTS
		},
		log: logToOutput,
		processMetrics: true
	};
}

/** A value for people, without the name and password that an address may hold. */
function shown(value: string | undefined): string {
	return JSON.stringify(value?.replace(/\/\/[^/]*@/g, '//…@'));
}
