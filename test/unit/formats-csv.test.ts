import { describe, expect, it } from 'vitest';
import { badInput, readText } from './formats-memory.ts';

const BOX = { lx: 10, ly: 8, xy: 0 };
const ROWS = '2,B,3,4\n1,A,1,2\n';

describe('CSV', () => {
  it('takes the box from a comment or from the caller', async () => {
    const own = await readText(`# box 10 8\nid,type,x,y\n${ROWS}`);
    expect(own.box).toEqual(BOX);
    expect(own.typeLabels).toEqual(['A', 'B']);
    expect([...own.positions]).toEqual([1, 2, 3, 4]);
    expect(own.timestep).toBeNull();
    const tilted = await readText(`#Box: 10, 8, -2.5\nid,type,x,y\n${ROWS}`);
    expect(tilted.box).toEqual({ ...BOX, xy: -2.5 });
    const given = await readText(`id,type,x,y\n${ROWS}`, { box: BOX });
    expect(given).toEqual(own);
    const none = await badInput(readText(`id,type,x,y\n${ROWS}`));
    expect(none.message).toContain("write '# box lx ly' (or '# box lx ly xy' for a tilted one) above the column names");
    const both = await badInput(readText(`# box 10 9\nid,type,x,y\n${ROWS}`, { box: BOX }));
    expect(both.message).toContain('differs from the one given');
    expect((await badInput(readText(`id,type,x,y\n${ROWS}`, { box: { ...BOX, lx: 0 } }))).message).toContain(
      'memory, box: the box has lx = 0',
    );
  });

  it('has names in any case, order and quotes, blank lines and further comments', async () => {
    const text =
      '# made by hand\n# box 10 8\n\n"Y","X" , Type,ID,"a b",note\n4,3,B,2,0.5,"x, "\n'.replace('"x, "', '"x"') +
      '# half way\n\n2,1,"A",1,1.5,y\n';
    const frame = await readText(text);
    expect([...frame.positions]).toEqual([1, 2, 3, 4]);
    expect(frame.columns).toEqual([
      { name: 'a b', values: Float64Array.of(1.5, 0.5) },
      { name: 'note', values: Float64Array.of(1, 0), labels: ['x', 'y'] },
    ]);
  });

  it.each([
    ['no names', '# box 10 8\n1,A,1,2\n2,B,3,4\n', "line 2: no names of columns above the first row '1,A,1,2'"],
    ['no rows', '# box 10 8\nid,type,x,y\n', 'no rows below the column names'],
    ['comments only', '# box 10 8\n', 'no line of column names'],
    [
      'a field too many',
      '# box 10 8\nid,type,x,y\n1,A,1,2,3\n',
      'line 3: the row has 5 fields, expected 4 (id type x y)',
    ],
    ['an empty type', '# box 10 8\nid,type,x,y\n1,,1,2\n', 'line 3, type: the type is empty'],
    ['a box of one', '# box 10\nid,type,x,y\n1,A,1,2\n', "line 1, box: '# box 10': expected '# box lx ly'"],
    ['a box of words', '# box ten by ten\nid,type,x,y\n1,A,1,2\n', "expected '# box lx ly'"],
    ['an origin of one', '# box 9 9\n# origin 1\nid,type,x,y\n1,A,1,2\n', "line 2, origin: '# origin 1': expected"],
    ['too many columns', `# box 9 9\nid,type,x,y${',a'.repeat(1000)}\n`, 'more than 1000 columns'],
  ])('with %s is refused', async (_, text, message) => {
    const error = await badInput(readText(text, { format: 'csv' }));
    expect(error.message).toContain(message);
    expect(error.place.line).toBeGreaterThan(0);
  });
});
