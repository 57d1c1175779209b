import { importAccounts } from '$lib/commands/import-accounts';
import { undoImport } from '$lib/commands/undo-import';
import type { PlanError } from '$lib/domain/csv/bad-row';
import { recogniseTable } from '$lib/domain/csv/columns';
import type { TextEncoding } from '$lib/domain/csv/encoding';
import { readFileText, type FileTextError } from '$lib/domain/csv/file-text';
import type { FieldId, Mapping } from '$lib/domain/csv/fields';
import { isDeviceList, type FormatId } from '$lib/domain/csv/formats';
import type { Pace } from '$lib/domain/csv/pace';
import {
	defaultImportOptions,
	planImport,
	planPatches,
	type ImportOptions,
	type ImportPlan
} from '$lib/domain/csv/plan-import';
import { readTable, type Table, type TableError } from '$lib/domain/csv/table';
import type { AccountId } from '$lib/domain/ids';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { letOthersRun } from '$lib/ui/let-others-run';

/** Where the table came from. `encoding` is null for text that was pasted. */
export interface ImportSource {
	readonly name: string;
	readonly encoding: TextEncoding | null;
}

/** Why a file could not be read as a table. */
export type ReadFault = TableError | FileTextError | { readonly type: 'FileUnreadable' };

/** What an import has done. */
export interface ImportOutcome {
	readonly run: string;
	readonly source: string;
	readonly accounts: readonly AccountId[];
	readonly created: number;
	readonly changed: number;
	readonly leftOut: number;
}

/** What was read, and what importing it would do. Kept while it is looked at, and dropped once it is stored. */
export interface Review {
	readonly source: ImportSource;
	readonly table: Table;
	readonly format: FormatId | 'unknown';
}

type Stage = 'choose' | 'reading' | 'review' | 'storing' | 'done';

/** An import from the choice of a file to its undoing. Nothing is stored before `store`. */
export class ImportDesk {
	stage = $state<Stage>('choose');
	/** Of reading or storing, 0 to 1. */
	progress = $state(0);
	fault = $state.raw<ReadFault | null>(null);
	review = $state.raw<Review | null>(null);
	mapping = $state.raw<Mapping>([]);
	options = $state.raw<ImportOptions>(defaultImportOptions);
	plan = $state.raw<ImportPlan | null>(null);
	planFault = $state.raw<PlanError | null>(null);
	isPlanning = $state(false);
	storeFault = $state.raw<AppendError | null>(null);
	outcome = $state.raw<ImportOutcome | null>(null);
	/** Accounts that undoing changed back; null: not undone. */
	undone = $state<number | null>(null);
	isUndoing = $state(false);
	#abort = new AbortController();

	constructor(private readonly workspace: Workspace) {}

	async readFile(file: File): Promise<void> {
		let bytes: Uint8Array;
		try {
			bytes = new Uint8Array(await file.arrayBuffer());
		} catch {
			this.fault = { type: 'FileUnreadable' };
			return;
		}
		const read = readFileText(bytes);
		if (!read.ok) {
			this.fault = read.error;
			return;
		}
		const { text, encoding } = read.value;
		await this.readText(text, { name: file.name, encoding });
	}

	async readText(text: string, source: ImportSource): Promise<void> {
		this.stage = 'reading';
		this.fault = null;
		const read = await readTable(text, this.#pace());
		if (!read.ok) {
			this.stage = 'choose';
			this.fault = read.error.type === 'Cancelled' ? null : read.error;
			return;
		}
		const { format, mapping } = recogniseTable(read.value);
		this.review = { source, table: read.value, format };
		this.mapping = mapping;
		this.options = { onlyWithRoomLicence: format === 'm365-users', updateOnly: isDeviceList(format) };
		this.storeFault = null;
		this.stage = 'review';
		await this.replan();
	}

	/** Says anew what a column holds; null: it is not read. */
	setColumn(column: number, field: FieldId | null): Promise<void> {
		this.mapping = this.mapping.map((before, index) => (index === column ? field : before));
		return this.replan();
	}

	setOptions(change: Partial<ImportOptions>): Promise<void> {
		this.options = { ...this.options, ...change };
		return this.replan();
	}

	/** Works out what the import would do; again whenever the columns, the options or the accounts have changed. */
	async replan(): Promise<void> {
		if (!this.review || this.stage !== 'review') return;
		this.#abort.abort();
		const pace = this.#pace();
		this.isPlanning = true;
		const { accounts } = this.workspace.state;
		const planned = await planImport(this.review.table, this.mapping, accounts.values(), this.options, pace);
		if (pace.signal.aborted) return;
		this.isPlanning = false;
		this.plan = planned.ok ? planned.value : null;
		this.planFault = planned.ok ? null : planned.error;
	}

	/** Stores what the plan says, all or none. */
	async store(): Promise<void> {
		const { plan, review } = this;
		if (!plan || !review) return;
		const patches = planPatches(plan);
		const { pause, signal } = this.#pace();
		this.stage = 'storing';
		this.storeFault = null;
		const stored = await importAccounts(this.workspace, patches, review.source.name, {
			pause,
			signal,
			onprogress: (done, total) => (this.progress = done / total)
		});
		if (!stored.ok) {
			this.stage = 'review';
			this.storeFault = stored.error;
			return;
		}
		this.outcome = {
			run: stored.value.run,
			source: review.source.name,
			accounts: patches.map(({ id }) => id),
			created: plan.creates.length,
			changed: plan.updates.length,
			leftOut: plan.bad.length
		};
		this.#drop();
		this.stage = 'done';
	}

	/** Puts back what the import changed. @returns why not, or null */
	async undo(): Promise<AppendError | null> {
		if (!this.outcome) return null;
		this.isUndoing = true;
		const undone = await undoImport(this.workspace, this.outcome.run);
		this.isUndoing = false;
		if (!undone.ok) return undone.error;
		this.undone = undone.value.changed;
		return null;
	}

	/** Stops what is going on; nothing is stored. */
	cancel(): void {
		this.#abort.abort();
	}

	/** Back to the choice of a file. */
	startOver(): void {
		this.#abort.abort();
		this.#drop();
		this.outcome = this.undone = this.fault = this.storeFault = null;
		this.stage = 'choose';
	}

	#drop(): void {
		this.review = this.plan = this.planFault = null;
		this.mapping = [];
		this.isPlanning = false;
	}

	#pace(): Pace & { readonly signal: AbortSignal } {
		this.#abort = new AbortController();
		this.progress = 0;
		return {
			pause: letOthersRun,
			progress: (done) => (this.progress = done),
			signal: this.#abort.signal
		};
	}
}
