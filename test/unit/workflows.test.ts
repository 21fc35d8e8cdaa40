import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../integration/cli-runner.ts';

const FOLDER = join(ROOT, '.github', 'workflows');

const stepSchema = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  run: z.string().optional(),
  shell: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  'working-directory': z.string().optional(),
});

const permissionsSchema = z.strictObject({ contents: z.enum(['read', 'write']) });

/** What we use of a workflow; anything else is a mistake, or wants a line here. */
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: permissionsSchema,
  concurrency: z.record(z.string(), z.unknown()).optional(),
  jobs: z.record(
    z.string(),
    z.strictObject({
      name: z.string(),
      needs: z.string().optional(),
      if: z.string().optional(),
      strategy: z.strictObject({ 'fail-fast': z.boolean(), matrix: z.record(z.string(), z.unknown()) }).optional(),
      'runs-on': z.string(),
      container: z.string().optional(),
      'continue-on-error': z.string().optional(),
      'timeout-minutes': z.int(),
      permissions: permissionsSchema.optional(),
      steps: z.array(stepSchema).min(1),
    }),
  ),
});

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** What a line of shell names that has to be there: scripts of package.json, programs of packages, files. */
function missingIn(line: string): string[] {
  const npm = [...line.matchAll(/\bnpm run ([\w:-]+)/g)].filter(([, name]) => !Object.hasOwn(scripts, name));
  const bins = [...line.matchAll(/\bnpx --no-install ([\w-]+)/g)].filter(
    ([, name]) => !existsSync(join(ROOT, 'node_modules', '.bin', name)),
  );
  const files = [...line.matchAll(/(?:^|\s)((?:scripts|test|\.ci)\/[\w./-]+)/g)].filter(
    ([, name]) => !existsSync(join(ROOT, name)),
  );
  return [...npm, ...bins, ...files].map(([, name]) => name);
}

describe.each(readdirSync(FOLDER))('the workflow %s', (name) => {
  const workflow = workflowSchema.parse(parse(readFileSync(join(FOLDER, name), 'utf8')));
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  it('takes actions of exact versions, and does one thing a step', () => {
    expect(steps.filter(({ uses, run }) => (uses === undefined) === (run === undefined))).toEqual([]);
    expect(steps.filter(({ uses }) => uses !== undefined && !/^actions\/[\w-]+@v\d+\.\d+\.\d+$/.test(uses))).toEqual(
      [],
    );
  });

  it('may read only, but for the job that makes the release, and waits for jobs that there are', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const writing = jobs.filter(([, { permissions }]) => permissions?.contents === 'write').map(([job]) => job);
    expect(writing).toEqual(name === 'release.yml' ? ['release'] : []);
    expect(jobs.filter(([, { needs }]) => needs !== undefined && !Object.hasOwn(workflow.jobs, needs))).toEqual([]);
  });

  it('runs scripts and programs that are there', () => {
    expect(steps.flatMap(({ run }) => missingIn(run ?? ''))).toEqual([]);
    expect(missingIn('npm run nothing && npx --no-install nobody && node scripts/none.mjs')).toHaveLength(3);
  });
});
