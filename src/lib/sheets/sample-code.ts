import { codeLength } from '$lib/protocol/code';

/** Stands for a code in a preview. It looks like one and is none: its check symbol is wrong. */
export const sampleCode = 'X'.repeat(codeLength);
