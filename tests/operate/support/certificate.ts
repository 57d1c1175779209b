import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureProgram } from '../../../scripts/debian.mjs';

/** A certificate for a name, and its key, as files. */
export interface Certificate {
	readonly certificate: string;
	readonly key: string;
	/** The certificate itself. */
	readonly text: string;
}

/** Makes a certificate that signs itself, in a folder. */
export function makeCertificate(folder: string, name: string): Certificate {
	const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
	const { path, env } = ensureProgram('openssl');
	execFileSync(
		path,
		['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
			.concat(['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`])
			.concat(['-keyout', key, '-out', certificate]),
		{ env: { ...process.env, ...env }, stdio: 'ignore' }
	);
	return { certificate, key, text: readFileSync(certificate, 'utf8') };
}
