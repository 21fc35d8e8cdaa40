import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { PYTHON } from '../peers.ts';
import { ROOT } from './cli-runner.ts';

/** Folder of the reader in Python. */
export const READER = join(ROOT, 'python');

/** Everything that python/keycore_reader.py reads of a file, arrays by their hashes. */
export const READING = `
import hashlib, json, sys
from keycore_reader import Project, ProjectError

def told(array):
    return [array.dtype.name, list(array.shape), hashlib.sha256(array.tobytes()).hexdigest()]

def of_sample(sample, with_reports):
    reports = sample.reports() if with_reports else []
    return {
        'fields': {name: [sample.unit(name), *told(sample.field(name))] for name in sample.field_names()},
        'displacements': list(sample.displacements().shape),
        'modes': sample.modes(), 'report': sample.report, 'types': sample.types, 'job': sample.job,
        'reports': [{**r._asdict(), 'arrays': {n: told(sample.report_array(r, n)) for n in r.arrays}} for r in reports],
    }

def of_project(path):
    with Project(path) as p:
        return {'samples': p.samples(), 'notes': p.notes(), 'jobs': p.jobs(), 'problems': p.check(),
                'omega': list(p.column('lowestOmega')),
                'each': {n: of_sample(p.sample(n), p.version >= 9) for n in p.sample_numbers()}}
`;

/** What a program of Python prints, as JSON. */
export function python(program: string, input: unknown): unknown {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', program], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, PYTHONPATH: READER, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}
