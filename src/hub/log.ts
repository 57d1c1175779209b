import process from 'node:process';

export type LogLevel = 'info' | 'warn' | 'error';
/** Writes one event. Fields never hold ids, codes, tokens, addresses or bodies: whoever reads logs is not to learn them. */
export type Log = (
	level: LogLevel,
	event: string,
	fields?: Readonly<Record<string, string | number | boolean>>
) => void;

/** One JSON object a line, on the standard output. */
export const logToOutput: Log = (level, event, fields = {}) => {
	process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
};

/** Says nothing: for tests. */
export const noLog: Log = () => undefined;
