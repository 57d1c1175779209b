import { chmodSync, chownSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureProgram } from '../../../scripts/debian.mjs';
import { freePort } from '../../../src/hub/testing/free-port';
import { ask, type Answer, type Question } from './ask';
import { ordinaryUser } from './ordinary-user';
import { startProgram } from './processes';

/** A Caddy that runs a configuration of docs/ as an ordinary user. */
export interface Caddy {
	/** Asks it over HTTPS, believing its root certificate and no other. */
	readonly ask: (path: string, more?: Partial<Question>) => Promise<Answer>;
	readonly askPlainly: (path: string) => Promise<Answer>;
	/** Where docs/ says that its root certificate lies. */
	readonly rootCertificate: string;
	stop(): Promise<void>;
}

/** Starts Caddy with a file of docs/ for the site `localhost`, without any right of the administrator's. */
export async function startCaddy(
	file: string,
	environment: Readonly<Record<string, string>>
): Promise<Caddy> {
	const { path, env } = ensureProgram('caddy');
	const home = mkdtempSync(join(tmpdir(), 'roompass-caddy-'));
	const config = join(home, file);
	copyFileSync(fileURLToPath(new URL(`../../../docs/${file}`, import.meta.url)), config);
	chmodSync(config, 0o644);
	const { uid, gid } = ordinaryUser;
	if (uid !== undefined && gid !== undefined) chownSync(home, uid, gid);
	// The program may lie where only its owner gets to.
	const program = join(home, 'caddy');
	copyFileSync(pathOf(path), program);
	chmodSync(program, 0o755);
	const [plain, secure] = [await freePort(), await freePort()];
	const rootCertificate = join(home, '.local/share/caddy/pki/authorities/local/root.crt');
	const askIt = (asked: string, more: Partial<Question> = {}) =>
		ask({ port: secure, ca: readFileSync(rootCertificate), path: asked, ...more });
	const remove = () => rmSync(home, { recursive: true, force: true });
	try {
		const caddy = await startProgram(
			program,
			['run', '--config', config, '--adapter', 'caddyfile'],
			{
				cwd: home,
				env: {
					PATH: process.env.PATH,
					...env,
					HOME: home,
					ROOMPASS_HTTP_PORT: String(plain),
					ROOMPASS_HTTPS_PORT: String(secure),
					...environment
				},
				...ordinaryUser
			},
			async () => existsSync(rootCertificate) && (await askIt('/')).status > 0
		);
		return {
			ask: askIt,
			askPlainly: (asked) => ask({ port: plain, path: asked }),
			rootCertificate,
			stop: () => caddy.stop().finally(remove)
		};
	} catch (thrown) {
		remove();
		throw thrown;
	}
}

/** The file of a program that is named as on the command line. */
function pathOf(name: string): string {
	if (name.includes('/')) return name;
	const folder = (process.env.PATH ?? '').split(':').find((each) => existsSync(join(each, name)));
	return join(folder ?? '', name);
}
