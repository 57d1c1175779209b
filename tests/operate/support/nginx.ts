import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureFile, ensureProgram } from '../../../scripts/debian.mjs';
import { freePort } from '../../../src/hub/testing/free-port';
import { ask, type Answer, type Question } from './ask';
import { makeCertificate } from './certificate';
import { put } from './documents';
import { startProgram } from './processes';

/** An nginx that runs a configuration of docs/. */
export interface Nginx {
	/** Asks it over HTTPS. */
	readonly ask: (path: string, more?: Partial<Question>) => Promise<Answer>;
	/** Asks it over plain HTTP. */
	readonly askPlainly: (path: string) => Promise<Answer>;
	stop(): Promise<void>;
}

/** The name in the files of docs/. */
export const site = 'rooms.contoso.com';

/** The distribution's nginx, its module for files that are compressed already, and where two of its files lie. */
export function ensureNginx() {
	return {
		...ensureProgram('nginx'),
		brotli: ensureFile(
			'usr/lib/nginx/modules/ngx_http_brotli_static_module.so',
			'libnginx-mod-http-brotli-static'
		),
		main: ensureFile('etc/nginx/nginx.conf', 'nginx-common'),
		types: ensureFile('etc/nginx/mime.types', 'nginx-common')
	};
}

/**
 * Starts nginx as the distribution has it, with a file of docs/ among its sites. In that, only what is marked as the operator's
 * is put in place: ports, certificate, and what `replace` names; each has to be there.
 */
export async function startNginx(file: string, replace: Readonly<Record<string, string>>): Promise<Nginx> {
	const { path, env, brotli, types, ...nginx } = ensureNginx();
	const main = readFileSync(nginx.main, 'utf8');
	const folder = mkdtempSync(join(tmpdir(), 'roompass-nginx-'));
	// Its workers are another user.
	chmodSync(folder, 0o755);
	for (const name of ['modules', 'sites', 'conf', 'temporary']) mkdirSync(join(folder, name));
	const certificate = makeCertificate(folder, site);
	const [plain, secure] = [await freePort(), await freePort()];

	const text = readFileSync(fileURLToPath(new URL(`../../../docs/${file}`, import.meta.url)), 'utf8');
	writeFileSync(
		join(folder, 'sites', file),
		put(text, {
			'listen 80;': `listen 127.0.0.1:${plain};`,
			'listen [::]:80;': '',
			'listen 443 ssl': `listen 127.0.0.1:${secure} ssl`,
			'listen [::]:443 ssl http2;': '',
			'/etc/ssl/roompass/certificate.pem': certificate.certificate,
			'/etc/ssl/roompass/key.pem': certificate.key,
			...replace
		})
	);
	writeFileSync(join(folder, 'modules', 'brotli.conf'), `load_module ${brotli};\n`);
	const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
		(name) => `${name}_temp_path ${folder}/temporary/${name};\n`
	);
	writeFileSync(join(folder, 'conf', 'temporary.conf'), temporary.join(''));
	const config = join(folder, 'nginx.conf');
	writeFileSync(
		config,
		put(main, {
			'/run/nginx.pid': join(folder, 'nginx.pid'),
			'/var/log/nginx': folder,
			'/etc/nginx/modules-enabled': join(folder, 'modules'),
			'/etc/nginx/mime.types': types,
			'/etc/nginx/conf.d': join(folder, 'conf'),
			'/etc/nginx/sites-enabled': join(folder, 'sites')
		})
	);
	const question = { port: secure, name: site, ca: certificate.text };
	const askIt = (asked: string, more: Partial<Question> = {}) => ask({ ...question, path: asked, ...more });
	const remove = () => rmSync(folder, { recursive: true, force: true });
	try {
		const nginx = await startProgram(
			path,
			['-e', join(folder, 'error.log'), '-p', dirname(config), '-c', config, '-g', 'daemon off;'],
			{ env: { ...process.env, ...env } },
			async () => (await askIt('/')).status > 0
		);
		return {
			ask: askIt,
			askPlainly: (asked) => ask({ port: plain, name: site, path: asked }),
			stop: () => nginx.stop().finally(remove)
		};
	} catch (thrown) {
		remove();
		throw thrown;
	}
}
