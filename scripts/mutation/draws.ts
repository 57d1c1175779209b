import fc from 'fast-check';

// The same inputs in every run, or a mutant is killed today and lives tomorrow; and the first failure is enough.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1, endOnFailure: true });
