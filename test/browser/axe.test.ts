import axe from 'axe-core';
import { expect, it } from 'vitest';
import { cases } from '../effort.ts';
import { throughScreens } from './screens.ts';
import { windowSuite } from './window-suite.ts';

interface Violation {
  id: string;
  impact?: string | null;
  nodes: { html: string }[];
}

windowSuite('accessibility', (stage) => {
  it.each(cases<'light' | 'dark'>(['light'], ['dark']))(
    'axe finds nothing serious on any screen, %s',
    async (colorScheme) => {
      const page = await stage.open({ colorScheme });
      const found: string[] = [];
      await throughScreens(page, stage, async ({ name }) => {
        // As a debugger, which the page's rules on scripts do not concern.
        const session = await page.context().newCDPSession(page);
        await session.send('Runtime.evaluate', { expression: axe.source });
        await session.detach();
        const violations = await page.evaluate(async () => {
          const { axe: engine } = window as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
          return (await engine.run()).violations.map(({ id, impact, nodes }) => ({ id, impact, nodes }));
        });
        for (const { id, impact, nodes } of violations)
          if (impact === 'serious' || impact === 'critical')
            for (const { html } of nodes) found.push(`${name}: ${id}: ${html.slice(0, 160)}`);
      });
      expect(Array.from(new Set(found))).toEqual([]);
    },
    300_000,
  );
});
