/**
 * Times, numbers and lists as a person reads them, by `Intl` in the app's language.
 * Every `ms` is milliseconds since the epoch; times are in the reader's zone unless a zone is given.
 */
import { getLocale } from '$lib/paraglide/runtime';

const formatters = new Map<string, unknown>();

/** The app's language as it is written where the reader's browser is at home: `en-NO` for English in Norway. */
function readersLocale(): string {
	const language = getLocale();
	const home = typeof navigator === 'undefined' ? language : navigator.language;
	const { region } = new Intl.Locale(home || language).maximize();
	return region ? `${language}-${region}` : language;
}

/** `Intl` objects cost about a millisecond to make, so one of each kind is kept. */
function cached<F>(key: string, make: (locale: string) => F): F {
	const locale = readersLocale();
	const id = `${locale} ${key}`;
	let formatter = formatters.get(id) as F | undefined;
	if (!formatter) formatters.set(id, (formatter = make(locale)));
	return formatter;
}

function dateFormat(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	return cached(`date ${key}`, (locale) => new Intl.DateTimeFormat(locale, options));
}

/** Day and time, e.g. `9 Mar 2026, 14:05`. */
export function dateTime(ms: number): string {
	return dateFormat('dateTime', { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
}

/** Day alone, e.g. `9 Mar 2026`. */
export function date(ms: number): string {
	return dateFormat('date', { dateStyle: 'medium' }).format(ms);
}

/** Time of day alone, e.g. `14:05`. */
export function time(ms: number): string {
	return dateFormat('time', { timeStyle: 'short' }).format(ms);
}

/**
 * Day and time with the zone said, e.g. `Mon, 9 Mar 2026, 14:05 CET`: for paper and for readers elsewhere.
 * `timeZone` is an IANA name; an unknown one falls back to the reader's zone.
 */
export function dateTimeWithZone(ms: number, timeZone?: string): string {
	const options: Intl.DateTimeFormatOptions = {
		weekday: 'short',
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: 'numeric',
		minute: '2-digit',
		timeZoneName: 'short'
	};
	const zone = timeZone && isTimeZone(timeZone) ? timeZone : undefined;
	return dateFormat(`zone ${zone ?? ''}`, { ...options, timeZone: zone }).format(ms);
}

/** Whether the platform knows `name` as an IANA time zone. */
export function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

const steps: { unit: Intl.RelativeTimeFormatUnit; ms: number }[] = [
	{ unit: 'day', ms: 86_400_000 },
	{ unit: 'hour', ms: 3_600_000 },
	{ unit: 'minute', ms: 60_000 },
	{ unit: 'second', ms: 1_000 }
];

/** How far `ms` is from `now`, e.g. `in 3 hours`, `2 days ago`, `now`. Rounded towards now, so nothing is promised longer than it is. */
export function relativeTime(ms: number, now: number): string {
	const delta = ms - now;
	const step = steps.find((candidate) => Math.abs(delta) >= candidate.ms) ?? {
		unit: 'second' as const,
		ms: 1_000
	};
	const count = Math.trunc(delta / step.ms);
	return cached('relative', (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })).format(
		count === 0 ? 0 : count,
		step.unit
	);
}

/** A length of time by its two largest units, e.g. `3 days`, `1 hour, 30 minutes`, `45 seconds`. Negative counts as nothing. */
export function duration(ms: number): string {
	let rest = Math.max(0, ms);
	const parts: string[] = [];
	for (const step of steps) {
		const count = Math.floor(rest / step.ms);
		rest -= count * step.ms;
		if (count > 0) parts.push(unit(count, step.unit));
		else if (parts.length > 0) break;
		if (parts.length === 2) break;
	}
	if (parts.length === 0) return unit(0, 'second');
	return cached('unit list', (locale) => new Intl.ListFormat(locale, { type: 'unit', style: 'long' })).format(
		parts
	);
}

function unit(count: number, name: string): string {
	return cached(
		`unit ${name}`,
		(locale) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' })
	).format(count);
}

/** A number with grouping, e.g. `100,000`. */
export function number(value: number): string {
	return cached('number', (locale) => new Intl.NumberFormat(locale)).format(value);
}

/** A share from 0 to 1 as whole percent, e.g. `42%`. Rounded down, so that 100 % means all. */
export function percent(share: number): string {
	return cached('percent', (locale) => new Intl.NumberFormat(locale, { style: 'percent' })).format(
		Math.floor(share * 100 + 1e-9) / 100
	);
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A size by its largest unit (powers of 1,000), e.g. `350 MB`, `1.2 kB`. */
export function bytes(size: number): string {
	const power = size < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(size) / 3));
	const name = byteUnits[power] ?? 'byte';
	const value = size / 1_000 ** power;
	const digits = power === 0 || value >= 100 ? 0 : 1;
	return cached(
		`bytes ${name} ${digits}`,
		(locale) =>
			new Intl.NumberFormat(locale, {
				style: 'unit',
				unit: name,
				unitDisplay: power === 0 ? 'long' : 'short',
				maximumFractionDigits: digits
			})
	).format(value);
}

/** Words joined as a sentence does, e.g. `Oslo, Bergen and Hamar`. */
export function list(words: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
	return cached(`list ${type}`, (locale) => new Intl.ListFormat(locale, { type })).format(words);
}

/** Order of names as a person expects it: `Room 2` before `Room 10`, case and accents aside. */
export function compareNames(a: string, b: string): number {
	return cached(
		'collator',
		(locale) => new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
	).compare(a, b);
}
