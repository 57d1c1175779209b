/** The keys of an unlocked workspace, as the journal uses them. None is extractable. */
export interface WorkspaceKeys {
	/** 32 hex digits. */
	readonly workspace: string;
	/** AES-256-GCM keys by epoch. */
	readonly epochs: ReadonlyMap<number, CryptoKey>;
	/** The epoch that new entries are sealed in. */
	readonly epoch: number;
	/** This tablet as a member, and what it signs with. */
	readonly member: string;
	readonly signingKey: CryptoKey;
}
