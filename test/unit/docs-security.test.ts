import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src-main/api/context.ts';
import { LARGEST_RATIO, RATIO_COUNTS_FROM_BYTES } from '../../src-main/formats/byte-source.ts';
import { MAX_PARTICLES_PER_FRAME, MAX_TYPES, MAX_VALUES_PER_FRAME } from '../../src-main/formats/frame.ts';
import { CONTENT_SECURITY_POLICY } from '../../src-main/page/page-headers.ts';
import { DEFAULT_SERVER_LIMITS } from '../../src-main/serve/server.ts';
import { CODE_LIFE_MS } from '../../src-main/serve/tokens.ts';
import { ROOT } from '../integration/cli-runner.ts';

const text = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');
const KIB = 2 ** 10;

test('the security notes have the policy of the page, word for word', () => {
  expect(text).toContain(`\`\`\`\n${CONTENT_SECURITY_POLICY}\n\`\`\`\n`);
});

test('the security notes have the limits of the code', () => {
  const { uploadBytes, uploadPauseMs, jsonBytes, curvesBytes } = DEFAULT_LIMITS;
  const { connections, strangers, headerBytes, headersMs } = DEFAULT_SERVER_LIMITS;
  expect(MAX_PARTICLES_PER_FRAME).toBe(1e7);
  expect(MAX_VALUES_PER_FRAME).toBe(2 ** 27);
  for (const sentence of [
    `unfold to ${LARGEST_RATIO} times its size (counted from ${RATIO_COUNTS_FROM_BYTES / KIB ** 2} MiB on)`,
    `at most 10⁷ particles and 2²⁷ values, of ${MAX_TYPES} types`,
    `good for ${CODE_LIFE_MS / 1000} s, in a file of mode 0600`,
    `at most ${uploadBytes / KIB ** 3} GiB and may pause for ${uploadPauseMs / 1000} s`,
    `a body of JSON has at most ${jsonBytes / KIB} KiB, curves of a plot ${curvesBytes / KIB ** 2} MiB`,
    `At most ${connections} connections, ${strangers} of them without a token; a head has ${headerBytes / KIB} KiB and ${headersMs / 1000} s`,
  ])
    expect(text).toContain(sentence);
});
