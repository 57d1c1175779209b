/** What a browser tells of the machine it runs on, where the person asks it to. */
export interface Machine {
	/** Empty where it is not told, as by every browser on a PC. */
	readonly model: string;
	/** Operating system and its version, e.g. `Android 13`; empty where it is not told. */
	readonly platform: string;
}

interface UserAgentData {
	getHighEntropyValues(hints: readonly string[]): Promise<{
		readonly model?: string;
		readonly platform?: string;
		readonly platformVersion?: string;
	}>;
}

/**
 * Asks the browser (User-Agent Client Hints, https://wicg.github.io/ua-client-hints/) what it runs on. It knows neither the
 * make nor the serial number. `null` where it does not tell, as Safari and Firefox do not.
 */
export async function machineOf(browser: object): Promise<Machine | null> {
	const { userAgentData } = browser as { readonly userAgentData?: UserAgentData };
	const told = await userAgentData?.getHighEntropyValues(['model', 'platformVersion']).catch(() => undefined);
	if (!told) return null;
	const { model = '', platform = '', platformVersion = '' } = told;
	const machine = { model: model.trim(), platform: platformWords(platform, platformVersion) };
	return machine.model === '' && machine.platform === '' ? null : machine;
}

/** Windows 11 calls itself version 13 and up (Microsoft, "Detect Windows 11 using User-Agent Client Hints"). */
function platformWords(platform: string, version: string): string {
	const major = version.split('.')[0] ?? '';
	if (platform === 'Windows')
		return Number(major) >= 13 ? 'Windows 11' : Number(major) > 0 ? 'Windows 10' : 'Windows';
	return [platform, major].filter((word) => word !== '' && word !== '0').join(' ');
}
