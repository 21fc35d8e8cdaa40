// `npm run bench`: measures, prints the tables; `--write` also puts them into docs/bench.md.
import { parseArgs } from 'node:util';

const HELP = `node test/bench/run.mjs [--only ID]... [--quick] [--peer-limit SECONDS] [--write]
  --only ID       run this section (may be given several times); default: all
  --quick         leave out what takes minutes
  --peer-limit    give a peer up after so many seconds and report "> t" (default 300)
  --write         put the tables into docs/bench.md
`;

// Type stripping is what lets Node run the .ts files below.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(`the bench needs Node 24 (this is ${process.versions.node}): start it with 'npm run bench'\n`);
  process.exit(2);
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    'peer-limit': { type: 'string', default: '300' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const { runBench } = await import('./run-bench.ts');
await runBench({
  only: values.only ?? [],
  quick: values.quick,
  peerLimitSeconds: Number(values['peer-limit']),
  write: values.write,
});
